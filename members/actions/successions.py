"""An organisation goes on with the work of one or several others: a merger, or a new owner."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import audit
from members.actions import Refused, end_affiliation
from members.actions.names import locked_for, move
from members.models import Affiliation, Identifier, Membership, Organisation, Tie, User, Verb
from members.models.days import outlasts
from members.models.people import AffiliationQuerySet

#: What can be merged; the association, partners and authorities only look on.
SCHOOLS = frozenset({"provider", "institution", "site"})


class NotASchool(Refused):
    sentence = _("%(organisation)s is no school, provider or site: it is not merged here.")


class InOneLine(Refused):
    sentence = _("%(organisation)s and the successor are parts of one another already.")


class SucceededAlready(Refused):
    sentence = _("Another organisation goes on with the work of %(organisation)s already.")


class PreviewIsOld(Refused):
    sentence = _("The people have changed since you looked. Look at the preview again.")


class TreeRefuses(Refused):
    sentence = _("The parts of %(organisation)s do not fit under the successor: %(why)s")


@dataclass(frozen=True)
class Succession:
    """What the office has chosen. `seen` are the affiliations it has looked at, of which those in
    `carried` go on at the successor; the others end."""

    successor: Organisation
    predecessors: tuple[Organisation, ...]
    day: datetime.date
    is_member: bool = True
    keeps_identifiers: bool = False
    source: str = ""
    seen: frozenset[int] = frozenset()
    carried: frozenset[int] = frozenset()


def people_from(organisations: Iterable[Organisation], day: datetime.date) -> AffiliationQuerySet:
    """Who belongs to them on the day or later."""
    lasting = Affiliation.objects.filter(outlasts(day), organisation__in=organisations)
    rows = lasting.select_related("user", "organisation")
    return rows.order_by("organisation__sort_key", "user__name", "pk")


@transaction.atomic
def succeed(chosen: Succession, by: User) -> None:
    """The successor goes on with the work of the others from the day on. A tie remembers it; their
    parts become its parts, their membership and identifiers end, people go on or end. Done twice
    it is as once; it is not taken back."""
    successor = locked_for(chosen.successor, by, chosen.day)
    predecessors = [
        locked_for(each, by, chosen.day)
        for each in sorted(chosen.predecessors, key=lambda each: each.pk)
    ]
    if _is_done(successor, predecessors, chosen.day):
        return
    _refuse(successor, predecessors)
    people = list(people_from(predecessors, chosen.day))
    if {row.pk for row in people} != chosen.seen:
        raise PreviewIsOld
    for each in predecessors:
        successor.ties.create(
            kind=Tie.Kind.SUCCEEDS, to=each, from_on=chosen.day, source=chosen.source
        )
        audit.record(Verb.SUCCEEDED, by, successor, organisation=each)
        _move_parts(each, successor, chosen.day, by)
    _hand_identifiers_over(chosen, successor, predecessors)
    _hand_membership_over(chosen, successor, predecessors)
    for row in people:
        if row.pk in chosen.carried:
            _carry(row, successor, chosen, by)
        end_affiliation(row, by, chosen.day)


def _is_done(successor: Organisation, before: list[Organisation], day: datetime.date) -> bool:
    ties = successor.ties.filter(kind=Tie.Kind.SUCCEEDS, from_on=day, to__in=before)
    return ties.count() == len(before)


def _refuse(successor: Organisation, predecessors: list[Organisation]) -> None:
    for each in predecessors:
        if each.kind not in SCHOOLS or successor.kind not in SCHOOLS:
            raise NotASchool(organisation=each if each.kind not in SCHOOLS else successor)
        if each.pk in successor.line_ids or successor.pk in each.line_ids:
            raise InOneLine(organisation=each)
        if each.ties_to_it.filter(kind=Tie.Kind.SUCCEEDS).exists():
            raise SucceededAlready(organisation=each)


def _move_parts(before: Organisation, after: Organisation, day: datetime.date, by: User) -> None:
    for part in before.children.all():
        try:
            move(part, after, day, by)
        except ValidationError as refused:
            why = " ".join(refused.messages)
            raise TreeRefuses(organisation=before, why=why) from refused


def _hand_identifiers_over(
    chosen: Succession, successor: Organisation, predecessors: list[Organisation]
) -> None:
    lasting = Identifier.objects.filter(outlasts(chosen.day), organisation__in=predecessors)
    for row in lasting:
        begins, until = max(chosen.day, row.from_on or chosen.day), row.until_on
        row.until_on = begins
        row.save(update_fields=["until_on"])
        if chosen.keeps_identifiers:
            successor.identifiers.create(
                kind=row.kind, value=row.value, from_on=begins, until_on=until
            )


def _hand_membership_over(
    chosen: Succession, successor: Organisation, predecessors: list[Organisation]
) -> None:
    lasting = Membership.objects.filter(outlasts(chosen.day), organisation__in=predecessors)
    had_one = False
    for row in lasting:
        had_one = had_one or row.from_on <= chosen.day
        row.until_on = max(chosen.day, row.from_on)
        row.save(update_fields=["until_on"])
    if not (had_one and chosen.is_member) or successor.memberships.live(chosen.day).exists():
        return
    if coming := successor.memberships.filter(from_on__gt=chosen.day).last():
        coming.from_on = chosen.day
        coming.save(update_fields=["from_on"])
    else:
        successor.memberships.create(from_on=chosen.day, reason=chosen.source)


def _carry(row: Affiliation, successor: Organisation, chosen: Succession, by: User) -> None:
    """The same place at the successor, and the same roles; who is there already only gets what
    they lack."""
    begins = max(chosen.day, row.from_on)
    there = row.user.affiliations.filter(outlasts(begins), organisation=successor)
    place = there.order_by("from_on").first()
    if place is None:
        place = successor.affiliations.create(
            user=row.user,
            title=row.title,
            visibility=row.visibility,
            from_on=begins,
            until_on=row.until_on,
        )
    elif place.from_on > begins:
        place.from_on = begins
        place.save(update_fields=["from_on"])
    elif _ends_sooner(place.until_on, row.until_on) and there.count() == 1:
        place.until_on = row.until_on
        place.save(update_fields=["until_on"])
    _carry_roles(row, place, chosen, by)


def _carry_roles(row: Affiliation, place: Affiliation, chosen: Succession, by: User) -> None:
    for role in row.roles.filter(outlasts(chosen.day)):
        begins = max(chosen.day, role.from_on, place.from_on)
        if not place.roles.filter(outlasts(begins), role=role.role).exists():
            place.roles.create(
                role=role.role,
                from_on=begins,
                until_on=role.until_on,
                granted_by=by,
                reason=chosen.source,
            )


def _ends_sooner(this: datetime.date | None, other: datetime.date | None) -> bool:
    return this is not None and (other is None or this < other)
