"""Cells of tables: published statistics, and what one's own school has reported.

Statistics come only from rows of releases that the person sees; own figures only from the
observations of the organisation they act for, and only to those who answer for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from django.db.models import Q

from indicators.figures import UNTOLD, Figure, Reported, own_indicator
from indicators.models import Group, Indicator, Observation, Release, Stat
from indicators.models.stats import StatQuerySet
from members.models import Organisation, User

Cells = dict[str, Figure]  # by the kind of statistic
#: By release, thing and code of the group.
Places = Mapping[tuple[int, int, str], Cells]
#: What a school has reported, by period and code of the element.
Years = Mapping[str, Mapping[str, Reported]]


def cells_of(stats: StatQuerySet, thing: Literal["indicator", "element"]) -> Places:
    """What is not for telling is left where it is."""
    places: dict[tuple[int, int, str], Cells] = defaultdict(dict)
    rows = stats.exclude(conf=Stat.Conf.INTERNAL).values_list(
        *("release", thing, "group__code", "stat", "value", "shown", "conf")
    )
    for release, pk, group, stat, value, shown, conf in rows:
        reason = "" if conf == Stat.Conf.FREE else conf
        places[release, pk, group][stat] = Figure(value, shown, reason)
    return dict(places)


def groups_of(user: User, release: Release | None) -> dict[str, Group]:
    """In the board's order; who belongs to them stays where it is."""
    if release is None:
        return {}
    rows = Group.objects.visible_to(user).of(release.collection, release.period)
    return {row.code: row for row in rows.defer("members", "rule").order_by("priority", "code")}


def needed_by(indicators: Iterable[Indicator]) -> Q:
    """The elements that these are calculated from."""
    codes = {code for each in indicators for code in (*each.numerator, *each.denominator)}
    return Q(element__code__in=codes)


def reported_by(user: User, organisation: Organisation | None, which: Q) -> Years:
    """By the organisation; nothing where it has none, or the person does not answer for it."""
    if organisation is None:
        return {}
    rows = Observation.objects.visible_to(user).filter(which, organisation=organisation)
    found: dict[str, dict[str, Reported]] = defaultdict(dict)
    for period, code, value, status in rows.values_list(
        *("period", "element__code", "value", "status")
    ):
        found[period][code] = Reported(value, status)
    return dict(found)


def own_of(indicator: Indicator, period: str, reported: Years) -> Figure:
    """Empty where the school has reported nothing at all, in no period."""
    if not reported:
        return UNTOLD
    return own_indicator(
        indicator.numerator,
        indicator.denominator,
        reported.get(period, {}),
        indicator.decimals,
        is_share=indicator.is_share,
    )
