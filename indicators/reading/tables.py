"""The data elements of a release: sums, means and medians in one group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from indicators.figures import UNTOLD, Figure, own_element
from indicators.models import DataElement, Group, Release, Stat
from indicators.models.groups import EVERYBODY
from indicators.reading.cells import Cells, cells_of, groups_of, reported_by
from indicators.reading.overviews import Topic
from indicators.reading.told import Told, told
from members.models import Organisation, User


@dataclass(frozen=True)
class Row:
    """One data element. `cells` are by the kind of statistic; what has no sum has no such cell."""

    element: DataElement
    own: Figure
    cells: Cells

    @property
    def told(self) -> list[Figure]:
        """Contributors, sum, mean and median."""
        return [self.cells.get(kind, UNTOLD) for kind in ("n", "sum", "mean", "median")]


@dataclass(frozen=True)
class Table:
    """One topic in one group of one release, and what else can be chosen."""

    told: Told
    release: Release | None
    topics: list[Topic]
    topic: Topic | None
    groups: list[Group]
    group: Group | None
    rows: list[Row]

    @property
    def has_own(self) -> bool:
        return any(row.own.shown for row in self.rows)

    @property
    def group_label(self) -> str:
        return self.group.label if self.group else ""

    @property
    def figures(self) -> list[Figure]:
        return [figure for row in self.rows for figure in (row.own, *row.told)]

    @property
    def is_everybody(self) -> bool:
        return self.group is not None and self.group.code == EVERYBODY

    @property
    def main_figures(self) -> list[Figure]:
        """Without the number of contributors, which is always told."""
        return [figure for row in self.rows for figure in row.told[1:]]


def table(
    user: User, organisation: Organisation | None, wanted: Mapping[str, str], *, whole: bool = False
) -> Table:
    """`wanted` may name a `release`, a `topic` and a `group`; for what it does not, or is not
    known, the first is taken. The `whole` table has all topics."""
    found = told(user)
    releases = {str(each.pk): each for each in found.releases}
    release = releases.get(wanted.get("release", "")) or next(iter(found.releases), None)
    groups = groups_of(user, release)
    group = groups.get(wanted.get("group", "")) or groups.get(EVERYBODY)
    elements = _told_elements(user, release)
    topics = {each.topic: Topic(each.topic, each.topic_name) for each in elements}
    topic = topics.get(wanted.get("topic", "")) or next(iter(topics.values()), None)
    shown = [each for each in elements if whole or (topic and each.topic == topic.code)]
    rows = _rows(user, organisation, release, group, shown)
    return Table(found, release, [*topics.values()], topic, [*groups.values()], group, rows)


def _told_elements(user: User, release: Release | None) -> list[DataElement]:
    """Those of which the release tells."""
    if release is None:
        return []
    stats = Stat.objects.visible_to(user).filter(release=release, element__isnull=False)
    return list(DataElement.objects.visible_to(user).filter(pk__in=stats.values("element")))


def _rows(
    user: User,
    organisation: Organisation | None,
    release: Release | None,
    group: Group | None,
    elements: list[DataElement],
) -> list[Row]:
    if release is None or group is None:
        return []
    stats = Stat.objects.visible_to(user).filter(release=release, group=group, element__in=elements)
    cells = cells_of(stats, "element")
    which = Q(element__in=elements, period=release.period, collection=release.collection)
    reported = reported_by(user, organisation, which).get(release.period)
    return [
        Row(
            each,
            UNTOLD if reported is None else own_element(reported.get(each.code), each.decimals),
            cell,
        )
        for each in elements
        if (cell := cells.get((release.pk, each.pk, group.code)))
    ]
