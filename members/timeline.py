"""An organisation by date: its names, wholes, memberships, ties and identifiers, newest first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from members.models import Organisation, Tie, User


@dataclass(frozen=True)
class Moment:
    """What began or ended on a day; `other` is the organisation one may go on to."""

    day: datetime.date
    text: str
    other: Organisation | None = None


def timeline(organisation: Organisation, reader: User) -> list[Moment]:
    """Of its ties those with organisations that the reader may see."""
    ties = list(Tie.objects.about(organisation))
    others = {pk for tie in ties for pk in (tie.of_id, tie.to_id)}
    seen = Organisation.objects.visible_to(reader).filter(pk__in=others) if others else ()
    visible = {each.pk for each in seen} - {organisation.pk}
    moments = [
        *_names(organisation),
        *_memberships(organisation),
        *_identifiers(organisation),
        *(moment for tie in ties for moment in _tie(tie, visible)),
    ]
    return sorted(moments, key=lambda moment: moment.day, reverse=True)


def _names(organisation: Organisation) -> Iterator[Moment]:
    name = str(organisation)
    for former in organisation.former_names.order_by("-until_on"):
        text = _("New name: %(name)s. Until then: %(former)s.")
        yield Moment(former.until_on, text % {"name": name, "former": former})
        name = str(former)


def _memberships(organisation: Organisation) -> Iterator[Moment]:
    for row in organisation.memberships.all():
        reason = f" {row.reason}." if row.reason else ""
        yield Moment(row.from_on, _("Became a member.") + reason)
        if row.until_on:
            yield Moment(row.until_on, _("Membership ended."))


def _identifiers(organisation: Organisation) -> Iterator[Moment]:
    for row in organisation.identifiers.all():
        if row.from_on:
            yield Moment(row.from_on, _("New identifier: %(identifier)s.") % {"identifier": row})
        if row.until_on:
            text = _("Identifier no longer in force: %(identifier)s.")
            yield Moment(row.until_on, text % {"identifier": row})


def _tie(tie: Tie, visible: set[int]) -> Iterator[Moment]:
    """Nothing where the other is not visible."""
    other = next((each for each in (tie.of, tie.to) if each.pk in visible), None)
    if other is None:
        return
    if tie.from_on and tie.kind != Tie.Kind.PART_OF:
        yield Moment(tie.from_on, _("%(tie)s.") % {"tie": tie}, other)
    if tie.until_on:
        yield Moment(tie.until_on, _("Until then: %(tie)s.") % {"tie": tie}, other)
