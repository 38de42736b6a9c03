"""The board's report of a release: what it says in short, who has answered, totals and their
change, a page for each topic, what was withheld and why. Plain values for the template, in the
active language; never about one school's figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db.models import Count
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.disclosure import WITHHELD
from indicators.figures import UNTOLD, Figure
from indicators.models import Stat
from indicators.models.groups import EVERYBODY
from portal.lib.charts import Size
from reports import drawings, telling
from reports.findings import Finding, Withheld, findings
from reports.ground import Circle, Ground, Key, Topic, heaviest
from reports.paper import Block, Cell, Drawing, Meaning, Page, Row, Table, meanings, pages
from reports.turnout import Turnout, turnout

TILES = 3
#: A table by groups has room for so many of them.
GROUPS = 5


@dataclass(frozen=True)
class Tile:
    key: Key
    value: str
    change: str
    course: SafeString
    place: SafeString
    median: str
    about: str


@dataclass(frozen=True)
class Board:
    ground: Ground
    everybody: Circle
    circles: list[Circle]  # the smaller groups in which something is told
    others: list[str]  # groups in which nothing is told
    headline: str
    lede: str
    findings: list[Finding]
    tiles: list[Tile]
    turnout: Turnout | None
    earlier: Turnout | None
    totals: Table
    pages: list[Page]
    by_group: Table | None
    withheld: Withheld
    meanings: list[Meaning]
    legend: list[tuple[str, str]]
    source: str

    @property
    def is_all_withheld(self) -> bool:
        return not self.withheld.told and bool(self.withheld.count)


def board(ground: Ground) -> Board:
    collection = ground.release.collection
    withheld = _withheld(ground)
    now = turnout(collection, ground.period)
    before = turnout(collection, ground.before) if now and ground.before else None
    everybody, groups = ground.circle_of[EVERYBODY], _told_groups(ground)
    return Board(
        ground=ground,
        everybody=everybody,
        circles=groups,
        others=[each.label for each in ground.circles if each not in [everybody, *groups]],
        headline=_("The year %(period)s in short") % {"period": ground.period},
        lede=_lede(everybody),
        findings=findings(ground, now, withheld),
        tiles=[_tile(ground, key) for key in _headlines(ground, TILES)],
        turnout=now,
        earlier=before,
        totals=_totals(ground),
        pages=pages(ground, ground.topics, _drawing(ground)),
        by_group=_by_group(ground, groups),
        withheld=withheld,
        meanings=meanings(ground, ground.keys),
        legend=wording.legend(_figures(ground)),
        source=telling.release_line(ground.release),
    )


def _withheld(ground: Ground) -> Withheld:
    """Of all that the release could tell, also of what this report does not show."""
    stats = ground.release.stats.exclude(stat=Stat.Kind.N).exclude(conf=Stat.Conf.INTERNAL)
    counts = {
        (obs, conf): count
        for obs, conf, count in stats.order_by().values_list("obs", "conf").annotate(Count("pk"))
    }
    told = sum(count for (obs, _conf), count in counts.items() if obs == Stat.Obs.TOLD)
    notes = [
        telling.Note(str(Stat.Conf(conf).label), count)
        for conf in Stat.Conf.values
        if (count := counts.get((Stat.Obs.WITHHELD, conf), 0))
    ]
    return Withheld(told, notes)


def _lede(everybody: Circle) -> str:
    return ngettext(
        "What the figures of %(n)s school say when they are taken together.",
        "What the figures of %(n)s schools say when they are taken together.",
        everybody.n,
    ) % {"n": everybody.n}


def _headlines(ground: Ground, count: int) -> list[Key]:
    """Of each topic the total that most indicators build on, and of these the first few."""
    sums = [[key for key in topic.keys if not key.is_indicator] for topic in ground.topics]
    return heaviest([ground.leading(keys) for keys in sums if keys], count)


def _tile(ground: Ground, key: Key) -> Tile:
    figures = [ground.cell(key, "sum", period=period) for period in ground.periods]
    now = figures[-1]
    change = ""
    if len(figures) > 1:
        change = telling.change_since(key, figures[-2], now, ground.before)
    n = telling.n(ground.cell(key, "n"))
    return Tile(
        key,
        telling.told(key, now) or WITHHELD,
        change,
        drawings.course(key, ground.periods, figures),
        drawings.place(key, ground.years(key)[-1]),
        telling.told(key, ground.cell(key, "median")) or WITHHELD,
        _("all schools together, %(n)s") % {"n": n},
    )


def _totals(ground: Ground) -> Table:
    """What can be added up: this year and the year before."""
    head = [ground.period, "n"]
    if ground.before:
        head = [ground.before, "n", *head, _("Change")]
    keys = [key for key in ground.keys if _has_sum(ground, key)]
    return Table(_("Totals of all schools"), head, [_total(ground, key) for key in keys])


def _has_sum(ground: Ground, key: Key) -> bool:
    return ground.cell(key, "sum") is not UNTOLD


def _total(ground: Ground, key: Key) -> Row:
    now = ground.cell(key, "sum")
    cells = [Cell(telling.cell(now), is_own=True), Cell(telling.cell(ground.cell(key, "n")))]
    if ground.before:
        before = ground.cell(key, "sum", period=ground.before)
        n = ground.cell(key, "n", period=ground.before)
        told = [Cell(telling.cell(before)), Cell(telling.cell(n))]
        cells = [*told, *cells, Cell(telling.change(key, before, now))]
    return Row(key.title, cells, key.number)


def _topic_lede(ground: Ground, topic: Topic) -> str:
    for key in topic.keys:
        total, median = ground.cell(key, "sum"), ground.cell(key, "median")
        words = {"name": key.name, "sum": total.text, "median": telling.told(key, median)}
        if total.exact is not None and median.exact is not None:
            return _("%(name)s: %(sum)s in all, %(median)s at the median school.") % words
        if median.exact is not None:
            return _("%(name)s: %(median)s at the median school.") % words
    return _("Every figure of this topic is withheld.")


def _drawing(ground: Ground) -> Drawing:
    return Drawing(
        lede=partial(_topic_lede, ground),
        block=partial(_block, ground),
        table=partial(_listed, ground),
    )


def _listed(ground: Ground, keys: list[Key]) -> Table:
    """Figures that only this period has."""
    rows = []
    for key in keys:
        year = ground.years(key)[-1]
        cells = [_sum(ground, key, ground.period), Cell(telling.cell(year.median))]
        told = [*cells, Cell(telling.middle(year)), Cell(telling.cell(year.n))]
        rows.append(Row(key.title, told, key.number))
    head = [_("Together"), _("Median"), _("Middle half"), "n"]
    return Table(
        _("All schools together and medians %(period)s") % {"period": ground.period}, head, rows
    )


def _block(ground: Ground, key: Key, size: Size) -> Block:
    years = ground.years(key)
    has_sum = any(ground.cell(key, "sum", period=period) is not UNTOLD for period in ground.periods)
    rows = [
        Row(
            year.period,
            [
                *([_sum(ground, key, year.period)] if has_sum else []),
                Cell(telling.cell(year.median)),
                Cell(telling.middle(year)),
                Cell(telling.cell(year.n)),
            ],
        )
        for year in years
    ]
    words = {"span": telling.span(ground.periods), "n": telling.n(years[-1].n)}
    if has_sum:
        figures = [ground.cell(key, "sum", period=period) for period in ground.periods]
        chart = drawings.sums(key, ground.periods, figures, size)
        about = _("All schools together %(span)s (%(n)s)") % words
    else:
        chart = drawings.own_and_median(key, years, size)
        about = _("Median of the schools %(span)s (%(n)s)") % words
    head = [_("Year"), *([_("Together")] if has_sum else []), _("Median"), _("Middle half"), "n"]
    caption = _("Figures of %(number)s") % {"number": key.number}
    return Block(key, about, chart, Table(caption, head, rows))


def _sum(ground: Ground, key: Key, period: str) -> Cell:
    return Cell(telling.cell(ground.cell(key, "sum", period=period)), is_own=True)


def _by_group(ground: Ground, groups: list[Circle]) -> Table | None:
    """Medians in the groups in which some are told; nothing where none is."""
    leading = _headlines(ground, len(ground.topics))
    rows = [
        Row(
            key.title,
            [
                Cell(telling.cell(ground.cell(key, "median", code)))
                for code in (EVERYBODY, *(circle.code for circle in groups))
            ],
            key.number,
        )
        for key in ground.keys
        if (key.is_indicator or key in leading) and _is_told_of(ground, key, groups)
    ]
    head = [_("All"), *(f"{circle.label} ({circle.n_text})" for circle in groups)]
    return Table(_("Medians by group"), head, rows) if rows else None


def _is_told_of(ground: Ground, key: Key, groups: Iterable[Circle]) -> bool:
    return any(ground.cell(key, "median", each.code).exact is not None for each in groups)


def _told_groups(ground: Ground) -> list[Circle]:
    """Those in which some median is told, the most important first; a table has room for few."""
    smaller = [circle for circle in ground.circles if circle.code != EVERYBODY]
    told = [
        each for each in smaller if any(_is_told_of(ground, key, [each]) for key in ground.keys)
    ]
    return told[:GROUPS]


def _figures(ground: Ground) -> list[Figure]:
    return [figure for cells in ground.cells.values() for figure in cells.values()]
