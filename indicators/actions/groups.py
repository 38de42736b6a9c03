"""The groups of a period: fixed once, before anybody looks at the figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from indicators.models import Group, Release, SdcPolicy
from indicators.models.groups import EVERYBODY
from members.models import Fact, FactValue
from members.models.facts import VALUES

#: What the groups are called.
LABELS: dict[str, Promise] = {
    EVERYBODY: _("All schools"),
    FactValue.SMALL: _("Small schools"),
    FactValue.MEDIUM: _("Medium-sized schools"),
    FactValue.LARGE: _("Large schools"),
    FactValue.MUNICIPAL: _("Schools of municipalities"),
    FactValue.JOINT: _("Schools of joint municipal authorities"),
    FactValue.FOUNDATION: _("Schools of foundations"),
    FactValue.ASSOCIATION: _("Schools of associations"),
    FactValue.COMPANY: _("Schools of companies"),
    FactValue.MUSIC: _("Music schools"),
    FactValue.DANCE: _("Dance schools"),
    FactValue.BOTH: _("Schools of music and dance"),
    FactValue.SOUTH: _("Schools in the south"),
    FactValue.WEST: _("Schools in the west"),
    FactValue.EAST: _("Schools in the east"),
    FactValue.NORTH: _("Schools in the north"),
}


@transaction.atomic
def fix_groups(
    collection: str, period: str, organisations: Iterable[int], day: datetime.date
) -> list[Group]:
    """Everybody, and whoever has a fact in common on the day, in the board's order. Groups in which
    figures have been told already stay as they are."""
    kept = Group.objects.of(collection, period)
    if Release.objects.of(collection, period).told().exists():
        return list(kept)
    kept.delete()
    policy, _made = SdcPolicy.objects.get_or_create(collection=collection)
    facts = Fact.objects.live(day).by_organisation(organisations)
    made = list(_groups(policy.systems, facts))
    for priority, group in enumerate(made):
        group.collection, group.period, group.priority = collection, period, priority
        _name(group)
    return Group.objects.bulk_create(made)


def _groups(systems: Iterable[str], facts: Mapping[int, Mapping[str, str]]) -> Iterator[Group]:
    yield Group(code=EVERYBODY, members=sorted(facts))
    for system in systems:
        for value in VALUES[system]:
            members = sorted(pk for pk, known in facts.items() if known.get(system) == value)
            if members:
                yield Group(code=value, system=system, rule={system: [value]}, members=members)


def _name(group: Group) -> None:
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            setattr(group, f"label_{language}", str(LABELS[group.code]))
