"""What the office sees of a release before it is published: what there is to build, how much would
be told and how much withheld, and the table of one group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from indicators.models import DataElement, Group, Indicator, Observation, Release, SdcPolicy, Stat
from indicators.models.groups import EVERYBODY
from members.models import User
from portal.lib.numbers import local

#: What the table shows of each thing; the share stands in the place of the mean.
COLUMNS = ("n", "sum", "mean", "median")


@dataclass
class Period:
    """One period of a collection, and its releases, the latest first."""

    title: str
    collection: str
    period: str
    releases: list[Release] = field(default_factory=list)

    @property
    def may_be_built(self) -> bool:
        """Not while figures of it are under way."""
        return all(release.is_over for release in self.releases)


@dataclass
class Row:
    """What is told of one thing: a text for each column, empty where there is no such figure."""

    about: DataElement | Indicator
    cells: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Preview:
    """One group's table, and of the whole release the number of what is told, and of what is
    withheld for each reason."""

    group: Group | None
    groups: list[Group]
    rows: list[Row]
    told: int
    withheld: list[tuple[str, int]]

    @property
    def is_all_withheld(self) -> bool:
        return not self.told and bool(self.withheld)


def periods(user: User) -> list[Period]:
    """The latest first."""
    titles = {policy.collection: str(policy) for policy in SdcPolicy.objects.all()}
    reported = Observation.objects.visible_to(user).order_by("-period", "collection")
    found = {
        key: Period(titles.get(key[0], key[0]), *key)
        for key in reported.values_list("collection", "period").distinct()
    }
    for release in Release.objects.visible_to(user).without_audit().order_by("-seq"):
        if of := found.get((release.collection, release.period)):
            of.releases.append(release)
    return list(found.values())


def preview(release: Release, code: str) -> Preview:
    """An unknown code shows everybody."""
    groups = list(Group.objects.of(release.collection, release.period).order_by("priority"))
    by_code = {group.code: group for group in groups}
    group = by_code.get(code) or by_code.get(EVERYBODY)
    stats = release.stats.filter(group=group).with_all().in_order() if group else []
    figures = release.stats.exclude(stat=Stat.Kind.N).order_by()
    counts = list(figures.values_list("obs", "conf").annotate(Count("pk")).order_by("conf"))
    told = sum(count for obs, _conf, count in counts if obs == Stat.Obs.TOLD)
    withheld = [
        (str(Stat.Conf(conf).label), count)
        for obs, conf, count in counts
        if obs == Stat.Obs.WITHHELD
    ]
    return Preview(group, groups, _rows(stats), told, withheld)


def _rows(stats: Iterable[Stat]) -> list[Row]:
    rows: dict[tuple[int | None, int | None], Row] = {}
    for stat in stats:
        row = rows.setdefault((stat.element_id, stat.indicator_id), Row(stat.about))
        column = "mean" if stat.stat == Stat.Kind.SHARE else stat.stat
        row.cells[column] = local(stat.shown)
        reason = str(stat.get_conf_display())
        if stat.is_withheld and column in COLUMNS and reason not in row.reasons:
            row.reasons.append(reason)
    return list(rows.values())
