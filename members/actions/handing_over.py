"""A task goes on to somebody else: the same roles, one ends on the day the other begins."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.actions import (
    Refused,
    end,
    end_affiliation,
    locked,
    outlasts,
    refuse_giving,
    refuse_silence,
)
from members.actions.places import DayIsPast, PlaceEnded
from members.models import Affiliation, Role, User, Verb
from members.models.days import live
from members.roles import RoleName


class NobodyToTakeOver(Refused):
    sentence = _("Choose a colleague who belongs to %(organisation)s on that day.")


class NothingToHandOver(Refused):
    sentence = _("Choose at least one role that the person has.")


@transaction.atomic
def hand_over(
    place: Affiliation,
    successor: Affiliation,
    roles: Iterable[str],
    by: User,
    *,
    day: datetime.date | None = None,
    leaves: bool = False,
) -> None:
    """The successor has the roles from the day (today), and whoever had them no longer. With
    `leaves` they leave the organisation on the same day."""
    day = day or timezone.localdate()
    organisation = locked(place.organisation)
    _refuse_people(place, successor, day)
    asked = {RoleName(role) for role in roles}
    ending = [role for role in place.roles.filter(live(), role__in=asked) if outlasts(role, day)]
    if not ending:
        raise NothingToHandOver
    refuse_giving(organisation, [RoleName(role.role) for role in ending], by)
    for role in ending:
        _take_over(role, successor, day, by)
    refuse_silence(organisation, ending, by, day)
    for role in ending:
        end(role, day)
    if leaves:
        end_affiliation(place, by, day)
    audit.record(Verb.HANDED_OVER, by, successor, organisation=organisation)
    emails.tell_handed_over(place, successor, ending, day)


def handed(place: Affiliation, successor: Affiliation) -> list[Role]:
    """The successor's roles that were the other's until they began: what a hand-over leaves."""
    ended = {role.role: role.until_on for role in place.roles.exclude(until_on=None)}
    theirs = successor.roles.order_by("from_on", "pk")
    return [
        role
        for role in theirs
        if (day := ended.get(role.role)) and role.from_on <= day and outlasts(role, day)
    ]


def _refuse_people(place: Affiliation, successor: Affiliation, day: datetime.date) -> None:
    for row in (place, successor):
        row.refresh_from_db()
    if day < timezone.localdate():
        raise DayIsPast
    if not place.is_live:
        raise PlaceEnded(organisation=place.organisation)
    there = Affiliation.objects.live(day).filter(
        pk=successor.pk, organisation=place.organisation_id, user__is_active=True
    )
    if place.user_id == successor.user_id or not there.exists():
        raise NobodyToTakeOver(organisation=place.organisation)


def _take_over(role: Role, successor: Affiliation, day: datetime.date, by: User) -> None:
    """A role that the successor has already, for a time or from later on, becomes the whole."""
    there = [row for row in successor.roles.filter(role=role.role) if outlasts(row, day)]
    for row in sorted(there, key=lambda row: row.from_on)[1:]:
        end(row, row.from_on)
    for row in sorted(there, key=lambda row: row.from_on)[:1]:
        row.from_on, row.until_on = min(row.from_on, day), successor.until_on
        row.save(update_fields=["from_on", "until_on"])
    if not there:
        reason = gettext("Taken over from %(name)s") % {"name": role.affiliation.user}
        successor.roles.create(
            role=role.role,
            from_on=day,
            until_on=successor.until_on,
            granted_by=by,
            reason=reason[:200],
        )
