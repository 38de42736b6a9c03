"""Every indicator that has been told, by topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indicators.figures import UNTOLD, Figure
from indicators.models import DataElement, Indicator, Release, Stat
from indicators.models.groups import EVERYBODY
from indicators.reading.cells import Places, Years, cells_of, needed_by, own_of, reported_by
from indicators.reading.told import Told, told
from members.models import Organisation, User


@dataclass(frozen=True)
class Line:
    """One indicator in a list: one's own figure and the median of its latest release."""

    indicator: Indicator
    period: str
    own: Figure
    median: Figure
    n: Figure


@dataclass
class Topic:
    code: str
    name: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Overview:
    told: Told
    topics: list[Topic]

    @property
    def _lines(self) -> list[Line]:
        return [line for topic in self.topics for line in topic.lines]

    @property
    def has_own(self) -> bool:
        return any(line.own.shown for line in self._lines)

    @property
    def figures(self) -> list[Figure]:
        return [figure for line in self._lines for figure in (line.own, line.median)]

    @property
    def main_figures(self) -> list[Figure]:
        return [line.median for line in self._lines]


def overview(user: User, organisation: Organisation | None) -> Overview:
    """For everybody taken together."""
    found = told(user)
    indicators = list(Indicator.objects.visible_to(user))
    stats = Stat.objects.visible_to(user).filter(
        release__in=found.latest, indicator__isnull=False, group__code=EVERYBODY
    )
    cells = cells_of(stats, "indicator")
    reported = reported_by(user, organisation, needed_by(indicators))
    lines = lines_of(indicators, found.latest, cells, reported)
    return Overview(found, _by_topic(lines, _topic_names(user)))


def lines_of(
    indicators: Iterable[Indicator], releases: Iterable[Release], cells: Places, reported: Years
) -> list[Line]:
    """Of each that some of these releases tells of."""
    lines = (_line(each, releases, cells, reported) for each in indicators)
    return [line for line in lines if line]


def _line(
    indicator: Indicator, releases: Iterable[Release], cells: Places, reported: Years
) -> Line | None:
    for release in releases:
        if cell := cells.get((release.pk, indicator.pk, EVERYBODY)):
            own = own_of(indicator, release.period, reported)
            median, n = cell.get("median", UNTOLD), cell.get("n", UNTOLD)
            return Line(indicator, release.period, own, median, n)
    return None


def _by_topic(lines: Iterable[Line], names: Mapping[str, str]) -> list[Topic]:
    topics: dict[str, Topic] = {}
    for line in lines:
        code = line.indicator.topic
        topics.setdefault(code, Topic(code, names.get(code, code))).lines.append(line)
    return list(topics.values())


def _topic_names(user: User) -> dict[str, str]:
    rows = DataElement.objects.visible_to(user).order_by("topic", "order").distinct("topic")
    return {row.topic: row.topic_name for row in rows}
