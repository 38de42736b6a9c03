"""What people do with the contact points of an organisation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.actions import Refused, locked
from members.models import ContactPoint, Organisation, User


class ContactsNotYours(Refused):
    sentence = _("You may not change how %(organisation)s is reached.")


class ContactChanged(Refused):
    sentence = _("Somebody has changed or removed this meanwhile. Look at it again first.")


class ContactStands(Refused):
    sentence = _("This is listed already.")


@transaction.atomic
def keep_contact_point(point: ContactPoint, by: User, seen: str = "") -> None:
    """The organisation is reached like this from now on, and that was right today. A new one that
    stands there already is only known to be right; one that has changed since it was `seen` is
    not written over."""
    _refuse_strangers(point.organisation, by)
    if point.pk and _stamp_in_database(point) != seen:
        raise ContactChanged
    same = ContactPoint.objects.filter(
        organisation=point.organisation, kind=point.kind, value=point.value
    )
    if there := same.exclude(pk=point.pk).first():
        if point.pk:
            raise ContactStands
        point = _written_over(there, point)
    point.checked_on = timezone.localdate()
    point.save()


@transaction.atomic
def remove_contact_point(point: ContactPoint, by: User) -> None:
    """The organisation is no longer reached like this; its history remembers."""
    _refuse_strangers(point.organisation, by)
    ContactPoint.objects.filter(pk=point.pk).delete()


@transaction.atomic
def check_contact_points(organisation: Organisation, by: User) -> None:
    """All of them are right today."""
    _refuse_strangers(organisation, by)
    organisation.contact_points.update(checked_on=timezone.localdate())


def stamp(point: ContactPoint) -> str:
    """What tells whether somebody has changed it since; on one line, for browsers send line ends
    their own way."""
    return " | ".join([point.kind, point.value, point.label, point.visibility])


def stamp_of_all(points: Iterable[ContactPoint]) -> str:
    """What tells whether any of them has changed, come or gone since; they are in the order of
    `ContactPointQuerySet.of`."""
    stamps = "\n".join(f"{point.pk} {stamp(point)}" for point in points)
    return hashlib.sha256(stamps.encode()).hexdigest()


def _written_over(row: ContactPoint, new: ContactPoint) -> ContactPoint:
    row.label, row.visibility = new.label, new.visibility
    return row


def _stamp_in_database(point: ContactPoint) -> str:
    row = ContactPoint.objects.select_for_update().filter(pk=point.pk).first()
    return stamp(row) if row else ""


def _refuse_strangers(organisation: Organisation, by: User) -> None:
    """The rows of one organisation are changed by one person at a time."""
    if not locked(organisation).allows(by, "edit_contact_points"):
        raise ContactsNotYours(organisation=organisation)
