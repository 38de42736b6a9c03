"""The yearly confirmation: opened, asked for on a ladder, given."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.access import Thing, may
from members.actions import NotYours, Refused, contacts, end_affiliation, locked
from members.actions.places import DayIsPast
from members.models import Affiliation, Confirmation, ContactPoint, Organisation, Role, User, Verb


class OpenAlready(Refused):
    sentence = _("The confirmation of %(year)s has opened already.")


class NotOpen(Refused):
    sentence = _("There is nothing to confirm at the moment.")


class PeopleHaveChanged(Refused):
    sentence = _("The people have changed since you opened the page. Look again, and confirm then.")


class ContactsHaveChanged(Refused):
    sentence = _(
        "How the organisation is reached has changed since you opened the page. Look again, and "
        "confirm then."
    )


class NoKeyContact(Refused):
    sentence = _("%(organisation)s has no key contact. Give somebody the role, and confirm then.")


class NoSurveyContact(Refused):
    sentence = _(
        "Nobody answers for the data collection of %(organisation)s. Give somebody the role, and "
        "confirm then."
    )


@transaction.atomic
def open_year(year: int, opens_on: datetime.date, by: User) -> None:
    """Every member is asked from the day on. Until it has come, the office may set another day."""
    if not by.is_staff:
        raise NotOpen
    if opens_on < timezone.localdate():
        raise DayIsPast
    of_year = Confirmation.objects.select_for_update().filter(year=year)
    if of_year.filter(opens_on__lte=timezone.localdate()).exclude(opens_on=opens_on).exists():
        raise OpenAlready(year=year)
    of_year.update(opens_on=opens_on)
    _ask_members(year, opens_on)
    keep_ladder()


def keep_ladder() -> None:
    """Whoever became a member meanwhile is asked too; who has not confirmed is written to when a
    step of the ladder has come. The key of a letter is its step, so no step is taken twice."""
    today = timezone.localdate()
    begun = Confirmation.objects.filter(opens_on__lte=today).aggregate(year=Max("year"))["year"]
    if begun is not None:
        _ask_members(begun, today)
    for confirmation in Confirmation.objects.waiting().with_all():
        if confirmation.step is not None:
            for reader in asked(confirmation.organisation):
                emails.ask_to_confirm(confirmation, reader, confirmation.step)


def asked(organisation: Organisation) -> list[User]:
    """Whom the ladder writes to: key contacts and head; where there are none, the deputies."""
    held = Role.objects.reached().filter(affiliation__organisation=organisation)
    held = held.select_related("affiliation__user")
    for roles in (("key_contact", "head"), ("deputy",)):
        if people := {role.affiliation.user for role in held.filter(role__in=roles)}:
            return sorted(people, key=lambda user: user.pk)
    return []


def current(organisation: Organisation) -> Confirmation | None:
    """What the member is asked now, confirmed or not: the last that has opened."""
    opened = organisation.confirmations.filter(opens_on__lte=timezone.localdate())
    return opened.select_related("confirmed_by").order_by("-year").first()


@dataclass(frozen=True)
class Page:
    """What was on the page, for nobody confirms what they did not see, and what was said there:
    `seen` are the places and `left` those of them whose people have left; `stamp` is what the
    contact points were, and `gone` those that are no longer in use."""

    seen: Collection[int]
    left: Collection[int]
    stamp: str
    gone: Collection[int]
    corrections: str = ""


@transaction.atomic
def confirm(organisation: Organisation, page: Page, by: User) -> None:
    """All is right but for those who have left, whose places end, for contact points that are gone,
    and for what the office is asked to correct."""
    organisation = locked(organisation)
    line = frozenset(organisation.line_ids)
    if not may(by.standing, "confirm_yearly", Thing(line=line)):
        raise NotYours(organisation=organisation)
    confirmation = current(organisation)
    if confirmation is None:
        raise NotOpen
    if confirmation.confirmed_at:
        return
    people = list(Affiliation.objects.at(organisation))
    if {place.pk for place in people} != set(page.seen):
        raise PeopleHaveChanged
    left = [place for place in people if place.pk in page.left]
    for place in left:
        end_affiliation(place, by)
    _refuse_gaps(organisation)
    _keep_contacts(organisation, page, by)
    confirmation.confirmed_at, confirmation.confirmed_by = timezone.now(), by
    confirmation.corrections = page.corrections
    confirmation.summary = _summary([place for place in people if place not in left], len(left))
    confirmation.save()
    audit.record(Verb.CONFIRMED, by, confirmation, organisation=organisation)


@transaction.atomic
def settle(confirmation: Confirmation, by: User) -> None:
    """The office has corrected what was wrong."""
    if not by.is_staff:
        raise NotYours(organisation=confirmation.organisation)
    Confirmation.objects.to_correct().filter(pk=confirmation.pk).update(corrected_at=timezone.now())


def _ask_members(year: int, opens_on: datetime.date) -> None:
    members = Organisation.objects.members().exclude(confirmations__year=year)
    Confirmation.objects.bulk_create(
        [Confirmation(organisation=each, year=year, opens_on=opens_on) for each in members],
        ignore_conflicts=True,
    )


def _keep_contacts(organisation: Organisation, page: Page, by: User) -> None:
    if contacts.stamp_of_all(ContactPoint.objects.of(organisation)) != page.stamp:
        raise ContactsHaveChanged
    for point in organisation.contact_points.filter(pk__in=page.gone):
        contacts.remove_contact_point(point, by)
    contacts.check_contact_points(organisation, by)


def _refuse_gaps(organisation: Organisation) -> None:
    held = Role.objects.reached()
    if not held.filter(role="key_contact", affiliation__organisation=organisation).exists():
        raise NoKeyContact(organisation=organisation)
    line = organisation.line_ids
    if not held.filter(role="survey", affiliation__organisation__in=line).exists():
        raise NoSurveyContact(organisation=organisation)


def _summary(people: list[Affiliation], left: int) -> dict[str, object]:
    roles = Counter(role.role for place in people for role in place.roles.all())
    return {"people": len(people), "left": left, "roles": dict(sorted(roles.items()))}
