"""What people do with people: found, appoint, end, change an address.

One function is one transaction, and done twice it is as once. Nothing is deleted: what ends gets
a last day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.access import Thing, may
from members.models import Affiliation, Organisation, Role, User, Verb
from members.models.days import live
from members.roles import ASSOCIATION_ROLES, GRANTABLE, RoleName, fits


class Refused(Exception):
    """What was asked is not done. Its sentence tells the person why, in the language they read."""

    sentence: ClassVar[str | Promise]

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.sentence) % self.facts


class RoleDoesNotFit(Refused):
    sentence = _("The role “%(role)s” is not given at %(organisation)s.")


class RoleNotYours(Refused):
    sentence = _("You may not give or end the role “%(role)s” at %(organisation)s.")


class NotYours(Refused):
    sentence = _("You may not change who belongs to %(organisation)s.")


class LastKeyContact(Refused):
    sentence = _("%(organisation)s would be left without a key contact. Name another one first.")


class AssociationExists(Refused):
    sentence = _("There is an association already: %(association)s.")


def grantable(by: User | None, organisation: Organisation) -> frozenset[str]:
    """What the person may give and end there: by what they do on its line, or for the association.
    Nobody means the system itself, which may all."""
    if by is None:
        return frozenset(RoleName.values)
    line = frozenset(organisation.line_ids)
    if not may(by.standing, "grant_roles", Thing(line=line)):
        return frozenset()
    held = by.standing.roles
    here = {role for place, role in held if place in line or role in ASSOCIATION_ROLES}
    return frozenset().union(*(GRANTABLE.get(role, frozenset()) for role in here))


@transaction.atomic
def found_association(name: str, email: str, person: str) -> Affiliation:
    """Begin an installation: the association, and its first administrator, who signs in by a code.
    Asking again for the same changes nothing; a second association or founder is refused."""
    association, is_new = Organisation.objects.get_or_create(
        kind=Organisation.Kind.ASSOCIATION, defaults={"name_fi": name}
    )
    founder = association.affiliations.live().filter(
        live("roles__"), roles__role=RoleName.ADMIN, user__email=email.strip().lower()
    )
    if is_new:
        return appoint(association, email, person, "", [RoleName.ADMIN, RoleName.OFFICE], by=None)
    if association.name_fi != name or not founder:
        raise AssociationExists(association=association)
    return founder[0]


@transaction.atomic
def appoint(
    organisation: Organisation,
    email: str,
    name: str,
    title: str,
    roles: Iterable[str],
    by: User | None,
    *,
    language: str = "fi",
    reason: str = "",
) -> Affiliation:
    """Give the person a place in the organisation, and the roles they lack there.

    Who is known already keeps their name, language and title; what would begin later begins now.
    """
    organisation = locked(organisation)
    asked = sorted({RoleName(role) for role in roles})
    refuse_giving(organisation, asked, by)
    return give_place(organisation, email, name, title, asked, by, language=language, reason=reason)


def give_place(
    organisation: Organisation,
    email: str,
    name: str,
    title: str,
    roles: Iterable[str],
    by: User | None,
    *,
    language: str = "fi",
    reason: str = "",
) -> Affiliation:
    """The same for what has been decided already. The organisation is locked by the caller."""
    person, _is_new = User.objects.get_or_create(
        email=email.strip().lower(),
        defaults={"name": name, "language": language, "password": make_password(None)},
    )
    affiliation = _begun(person.affiliations.filter(organisation=organisation))
    is_told = affiliation is None
    if affiliation is None:
        affiliation = person.affiliations.create(organisation=organisation, title=title)
    for role in roles:
        if _begun(affiliation.roles.filter(role=role)) is None:
            affiliation.roles.create(
                role=role, until_on=affiliation.until_on, granted_by=by, reason=reason
            )
            is_told = True
    if is_told:
        audit.record(Verb.APPOINTED, by, affiliation, organisation=organisation)
    return affiliation


@transaction.atomic
def end_affiliation(
    affiliation: Affiliation, by: User | None, day: datetime.date | None = None
) -> None:
    """The person no longer belongs from that day (today), and does nothing there any more. What
    has not begun is withdrawn: it ends on the day it would have begun."""
    day = day or timezone.localdate()
    organisation = locked(affiliation.organisation)
    affiliation.refresh_from_db()
    ending = [role for role in affiliation.roles.all() if outlasts(role, day)]
    _refuse_removing(affiliation, organisation, ending, by)
    refuse_silence(organisation, ending, by, day)
    end_place(affiliation, organisation, by, day)


def end_place(
    affiliation: Affiliation, organisation: Organisation, by: User | None, day: datetime.date
) -> None:
    """The same for what has been decided already. The organisation is locked by the caller."""
    ending = [role for role in affiliation.roles.all() if outlasts(role, day)]
    for role in ending:
        end(role, day)
    if ending or outlasts(affiliation, day):
        audit.record(Verb.AFFILIATION_ENDED, by, affiliation, organisation=organisation)
    if outlasts(affiliation, day):
        end(affiliation, day)
        if by is not None and by.pk != affiliation.user_id:
            emails.tell_ended(affiliation)


@transaction.atomic
def end_role(role: Role, by: User | None, day: datetime.date | None = None) -> None:
    """The person no longer does this from that day (today), but still belongs."""
    day = day or timezone.localdate()
    organisation = locked(role.affiliation.organisation)
    role.refresh_from_db()
    if role.role not in grantable(by, organisation):
        raise RoleNotYours(role=role.get_role_display(), organisation=organisation)
    if outlasts(role, day):
        refuse_silence(organisation, [role], by, day)
        end(role, day)
        audit.record(Verb.ROLE_ENDED, by, role, organisation=organisation)


@transaction.atomic
def change_address(person: User, email: str, by: User | None) -> None:
    """From now on the person is written to and signs in at this address. The old one opens nothing,
    not even where the library for signing in has learnt it; and there the change is told."""
    old = User.objects.select_for_update().get(pk=person.pk).email
    person.email = email.strip().lower()
    person.save(update_fields=["email"])
    EmailAddress.objects.filter(user=person).delete()
    if old != person.email:
        audit.record(Verb.ADDRESS_CHANGED, by, person, fields=["email"])
        emails.address_changed(person, old)


def locked(organisation: Organisation) -> Organisation:
    """The organisation, ours alone until the transaction ends. Who belongs to it, and who hears its
    letters, is only decided under this lock."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _begun[Row: (Affiliation, Role)](rows: QuerySet[Row]) -> Row | None:
    """The row in force today. One that would begin later begins today instead."""
    if row := rows.filter(live()).first():
        return row
    later = rows.filter(from_on__gt=timezone.localdate()).exclude(until_on=F("from_on"))
    if row := later.order_by("from_on").first():
        row.from_on = timezone.localdate()
        row.save(update_fields=["from_on"])
    return row


def outlasts(row: Affiliation | Role, day: datetime.date) -> bool:
    """Whether ending the row on the day would shorten it."""
    return row.until_on is None or row.until_on > max(day, row.from_on)


def end(row: Affiliation | Role, day: datetime.date) -> None:
    row.until_on = max(day, row.from_on)
    row.save(update_fields=["until_on"])


def refuse_giving(organisation: Organisation, roles: list[RoleName], by: User | None) -> None:
    theirs = grantable(by, organisation)
    if not theirs:
        raise NotYours(organisation=organisation)
    for role in roles:
        if not fits(role, organisation.kind):
            raise RoleDoesNotFit(role=role.label, organisation=organisation)
        if role not in theirs:
            raise RoleNotYours(role=role.label, organisation=organisation)


def _refuse_removing(
    affiliation: Affiliation, organisation: Organisation, ending: list[Role], by: User | None
) -> None:
    """Everybody may leave. Who removes another also ends their roles, so these must be theirs to
    end; a place in the collegium goes with the person, whoever gave it."""
    if by is None or by.pk == affiliation.user_id:
        return
    line = frozenset(organisation.line_ids)
    if not may(by.standing, "end_affiliation", Thing(line=line)):
        raise NotYours(organisation=organisation)
    theirs = grantable(by, organisation) | {RoleName.COLLEGIUM}
    for role in ending:
        if role.role not in theirs:
            raise RoleNotYours(role=role.get_role_display(), organisation=organisation)


def refuse_silence(
    organisation: Organisation, ending: list[Role], by: User | None, day: datetime.date
) -> None:
    """A member that has somebody to write to keeps somebody, unless the office decides. People
    whose account is turned off hear nothing."""
    if by is None or by.standing.holds("office", "admin"):
        return
    on = max(day, timezone.localdate())
    hearing = Role.objects.reached(on).filter(
        role=RoleName.KEY_CONTACT, affiliation__organisation=organisation
    )
    left = hearing.exclude(pk__in=[role.pk for role in ending])
    if organisation.memberships.live(on).exists() and hearing.exists() and not left.exists():
        raise LastKeyContact(organisation=organisation)
