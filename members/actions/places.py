"""A person's place and roles, changed where people are looked after: given, ended, restored."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.access import Thing, may
from members.actions import (
    NotYours,
    Refused,
    end_place,
    give_place,
    locked,
    outlasts,
    refuse_giving,
)
from members.models import Affiliation, Organisation, Role, User, Verb
from members.models.days import live
from members.roles import RoleName


class PlaceEnded(Refused):
    sentence: ClassVar[str | Promise] = _("The person no longer belongs to %(organisation)s.")


class TooLate(Refused):
    sentence = _("The place is no longer new. You can still leave it.")


class DayIsPast(Refused):
    sentence = _("The last day is today or later.")


@transaction.atomic
def give_role(
    affiliation: Affiliation,
    role: str,
    by: User,
    *,
    last_day: datetime.date | None = None,
    reason: str = "",
) -> None:
    """The person does this from today; a stand-in does it up to and with the last day."""
    organisation = locked(affiliation.organisation)
    affiliation.refresh_from_db()
    if not affiliation.is_live:
        raise PlaceEnded(organisation=organisation)
    refuse_giving(organisation, [RoleName(role)], by)
    if last_day is not None and last_day < timezone.localdate():
        raise DayIsPast
    if not affiliation.roles.filter(live(), role=role).exists():
        user = affiliation.user
        give_place(organisation, user.email, "", "", [role], by, reason=reason)
    given = affiliation.roles.get(live(), role=role)
    until = last_day and last_day + datetime.timedelta(days=1)
    if until and outlasts(given, until) and given.granted_by_id == by.pk:
        given.until_on = until
        given.save(update_fields=["until_on"])


@transaction.atomic
def decline_place(affiliation: Affiliation, by: User) -> None:
    """Who was added without reason says so: the place ends, and the one who added them hears it.
    Nobody is kept against their will, not even the last key contact: the office then has a task."""
    organisation = locked(affiliation.organisation)
    affiliation.refresh_from_db()
    if by.pk != affiliation.user_id:
        raise NotYours(organisation=organisation)
    if affiliation.until_on == timezone.localdate():
        return
    if not affiliation.is_new:
        raise TooLate
    inviter = _adder(affiliation)
    end_place(affiliation, organisation, by, timezone.localdate())
    if inviter and inviter.is_active and inviter != by:
        emails.tell_left(affiliation, inviter)


@transaction.atomic
def restore(affiliation: Affiliation, by: User) -> None:
    """The office gives an ended place back, with the roles that ended with it."""
    organisation = locked(affiliation.organisation)
    affiliation.refresh_from_db()
    if not may(by.standing, "restore_affiliation", _thing(organisation)):
        raise NotYours(organisation=organisation)
    ended_on = affiliation.until_on
    is_elsewhere = affiliation.user.affiliations.live().filter(organisation=organisation).exists()
    if ended_on is None or ended_on > timezone.localdate() or is_elsewhere:
        return
    ended_with_it = affiliation.roles.filter(until_on=ended_on)
    affiliation.until_on = None
    affiliation.save(update_fields=["until_on"])
    for role in ended_with_it:
        role.until_on = None
        role.save(update_fields=["until_on"])
    audit.record(Verb.APPOINTED, by, affiliation, organisation=organisation)


def tell_of_newcomers(day: datetime.date) -> None:
    """One letter to each who looks after people, about all who came on the day. Asked again it
    tells nothing twice, for its key is the day."""
    came = Affiliation.objects.live().filter(from_on=day, user__is_active=True).with_all()
    news: dict[User, list[Affiliation]] = {}
    for affiliation in came.order_by("organisation__sort_key", "user__name"):
        for reader in who_looks_after(affiliation.organisation, day):
            if reader != affiliation.user:
                news.setdefault(reader, []).append(affiliation)
    for reader, newcomers in news.items():
        emails.tell_newcomers(reader, day, newcomers)


def who_looks_after(organisation: Organisation, day: datetime.date | None = None) -> list[User]:
    """Key contacts, head and deputies of the nearest place above, or of itself, that has any."""
    looking = Role.objects.reached().filter(
        live(day=day), role__in=["key_contact", "head", "deputy"]
    )
    for place in organisation.line_ids:
        held = looking.filter(affiliation__organisation=place).select_related("affiliation__user")
        if people := {role.affiliation.user for role in held}:
            return sorted(people, key=lambda user: user.pk)
    return []


def _adder(affiliation: Affiliation) -> User | None:
    """Who invited the person there, or gave the first role."""
    invitation = affiliation.invitations.select_related("invited_by").first()
    if invitation:
        return invitation.invited_by
    role = affiliation.roles.select_related("granted_by").order_by("pk").first()
    return role.granted_by if role else None


def _thing(organisation: Organisation) -> Thing:
    return Thing(line=frozenset(organisation.line_ids))
