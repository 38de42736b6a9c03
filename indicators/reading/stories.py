"""One indicator: its years beside those of a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from indicators.figures import UNTOLD, Figure, Year
from indicators.models import DataElement, Group, Indicator, Release, Stat
from indicators.models.groups import EVERYBODY
from indicators.reading.cells import (
    Places,
    Years,
    cells_of,
    groups_of,
    needed_by,
    own_of,
    reported_by,
)
from indicators.reading.overviews import Line, lines_of
from indicators.reading.told import Told, told
from members.models import Organisation, User

#: What is told of a group, in the order of a year's fields.
KINDS = (Stat.Kind.N, Stat.Kind.MEDIAN, Stat.Kind.P25, Stat.Kind.P75)


@dataclass(frozen=True)
class Choice:
    """A group to compare with, and how many schools of it have the figure."""

    code: str
    label: str
    n: str


@dataclass(frozen=True)
class Story:
    """Years with the earliest first: those that were asked for, and the periods of all. `release`
    is the latest that tells of the indicator; without one there is nothing to tell."""

    indicator: Indicator
    organisation: Organisation | None
    topic: str
    release: Release | None
    told: Told
    years: list[Year]
    periods: list[str]
    group: Group | None
    choices: list[Choice]
    siblings: list[Line]

    @property
    def has_own(self) -> bool:
        return any(year.own.shown for year in self.years)

    @property
    def has_middle(self) -> bool:
        """Some quartile is told; they are from ten schools up."""
        return any(
            year.low.exact is not None and year.high.exact is not None for year in self.years
        )

    @property
    def last(self) -> Year:
        return self.years[-1]

    @property
    def span(self) -> str:
        first, last = self.years[0].period, self.years[-1].period
        return first if first == last else f"{first}–{last}"

    @property
    def group_label(self) -> str:
        return self.group.label if self.group else ""

    @property
    def figures(self) -> list[Figure]:
        return [
            figure for year in self.years for figure in (year.own, year.median, year.low, year.high)
        ]

    @property
    def main_figures(self) -> list[Figure]:
        return [year.median for year in self.years]

    @property
    def is_everybody(self) -> bool:
        return self.group is not None and self.group.code == EVERYBODY


def story(
    user: User, organisation: Organisation | None, code: str, group: str = "", years: int = 0
) -> Story | None:
    """Nothing where there is no such indicator for this person. An unknown group is everybody;
    without a number of years it is all of them."""
    indicators = {each.code: each for each in Indicator.objects.visible_to(user)}
    indicator, elements = indicators.get(code), _elements(user)
    if indicator is None or not elements.keys() >= {*indicator.numerator, *indicator.denominator}:
        return None
    kin = [each for each in indicators.values() if each.topic == indicator.topic]
    found = told(user)
    cells = _cells(user, indicator, found)
    release = _latest(indicator, found, cells)
    groups = groups_of(user, release)
    chosen = groups.get(group) or groups.get(EVERYBODY)
    reported = reported_by(user, organisation, needed_by(kin))
    every = _years(indicator, chosen, found, cells, reported)
    siblings = [each for each in kin if each != indicator]
    return Story(
        indicator=indicator,
        organisation=organisation,
        topic=next((name for topic, name in elements.values() if topic == indicator.topic), ""),
        release=release,
        told=found,
        years=every[-years:],
        periods=[year.period for year in every],
        group=chosen,
        choices=_choices(groups.values(), indicator, release, cells),
        siblings=lines_of(siblings, found.latest, cells, reported),
    )


def _elements(user: User) -> dict[str, tuple[str, str]]:
    """The topic of each, and its name."""
    rows = DataElement.objects.visible_to(user)
    words = rows.only("code", "topic", "topic_fi", "topic_sv", "topic_en")
    return {each.code: (each.topic, each.topic_name) for each in words}


def _cells(user: User, indicator: Indicator, found: Told) -> Places:
    """Of the indicator itself all groups and years; of its kin the latest year of everybody."""
    kin = Q(indicator__topic=indicator.topic, release__in=found.latest, group__code=EVERYBODY)
    stats = Stat.objects.visible_to(user).filter(release__in=found.releases, stat__in=KINDS)
    return cells_of(stats.filter(Q(indicator=indicator) | kin), "indicator")


def _latest(indicator: Indicator, found: Told, cells: Places) -> Release | None:
    """The latest release that tells of it."""
    telling = (each for each in found.releases if (each.pk, indicator.pk, EVERYBODY) in cells)
    return next(telling, None)


def _choices(
    groups: Iterable[Group], indicator: Indicator, release: Release | None, cells: Places
) -> list[Choice]:
    return [
        Choice(group.code, group.label, cell.get("n", UNTOLD).text)
        for group in groups
        if release and (cell := cells.get((release.pk, indicator.pk, group.code)))
    ]


def _years(
    indicator: Indicator, group: Group | None, found: Told, cells: Places, reported: Years
) -> list[Year]:
    """Every period that tells of the indicator, and earlier ones of which the school has a figure
    of its own."""
    years: dict[str, Year] = {}
    for release in reversed(found.releases):
        cell = cells.get((release.pk, indicator.pk, group.code)) if group else None
        if cell:
            told_of = (cell.get(kind, UNTOLD) for kind in KINDS)
            own = own_of(indicator, release.period, reported)
            years[release.period] = Year(release.period, own, *told_of)
    last = max(years, default="")
    for period in reported:
        own = own_of(indicator, period, reported)
        if period not in years and period < last and own.exact is not None:
            years[period] = Year(period, own)
    return [years[period] for period in sorted(years)]
