"""The benchmark report of one school: its own figures beside what the release tells of the others.
Plain values for the template, in the active language. It says nothing of who is better, and names
no other school beside a value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indicators import wording
from indicators.disclosure import WITHHELD
from indicators.figures import Beside, Figure, beside
from indicators.models.groups import EVERYBODY
from members.models import Organisation
from portal.lib.charts import Size
from reports import drawings, telling
from reports.ground import Circle, Ground, Key, Topic, heaviest
from reports.paper import Block, Cell, Drawing, Meaning, Page, Row, Table, meanings, pages
from reports.telling import Note

TILES = 5


@dataclass(frozen=True)
class Tile:
    """One key figure at a glance."""

    key: Key
    value: str
    change: str
    course: SafeString
    place: SafeString
    median: str


@dataclass(frozen=True)
class Topics:
    """One line of what the report holds."""

    name: str
    figures: str


@dataclass(frozen=True)
class Benchmark:
    organisation: Organisation
    ground: Ground
    everybody: Circle
    size: Circle | None
    circles: list[Circle]
    lede: str
    tiles: list[Tile]
    contents: list[Topics]
    left_out: list[Key]
    summary: Table
    pages: list[Page]
    legend: list[tuple[str, str]]
    withheld: list[Note]
    meanings: list[Meaning]
    approved_on: datetime.date | None
    source: str

    @property
    def has_years(self) -> bool:
        return len(self.ground.periods) > 1


def benchmark(
    ground: Ground, organisation: Organisation, approved_on: datetime.date | None = None
) -> Benchmark:
    circles = [each for each in ground.circles if organisation.pk in each.members]
    size = next((each for each in circles if each.system), None)
    everybody = ground.circle_of[EVERYBODY]
    keys = [key for key in ground.keys if _is_told(ground, key)]
    topics = [
        Topic(topic.code, topic.name, tuple(found))
        for topic in ground.topics
        if (found := [key for key in topic.keys if key in keys])
    ]
    leading = _headlines(ground, topics)
    return Benchmark(
        organisation=organisation,
        ground=ground,
        everybody=everybody,
        size=size,
        circles=[everybody, *([size] if size else [])],
        lede=_lede(ground, keys),
        tiles=[_tile(ground, key) for key in leading],
        contents=[_contents(topic) for topic in topics],
        left_out=[key for key in ground.keys if key not in keys],
        summary=_summary(ground, [key for key in keys if key.is_indicator or key in leading], size),
        pages=pages(ground, topics, _drawing(ground)),
        legend=wording.legend(_figures(ground, keys)),
        withheld=telling.notes(_figures(ground, keys)),
        meanings=meanings(ground, keys),
        approved_on=approved_on,
        source=telling.release_line(ground.release),
    )


def _is_told(ground: Ground, key: Key) -> bool:
    """What the school has a figure for, in this period."""
    return ground.own(key).exact is not None


def _headlines(ground: Ground, topics: Iterable[Topic]) -> list[Key]:
    """Of each topic the figure that most others build on, and of these the first few that weigh
    the most, in the order of the report."""
    leading = [ground.leading(topic.keys) for topic in topics]
    return heaviest(leading, TILES)


def _tile(ground: Ground, key: Key) -> Tile:
    years = ground.years(key)
    now = years[-1]
    change = ""
    if len(years) > 1:
        change = telling.change_since(key, years[-2].own, now.own, ground.before)
    return Tile(
        key,
        telling.told(key, now.own),
        change,
        drawings.course(key, ground.periods, [year.own for year in years]),
        drawings.place(key, now),
        telling.told(key, now.median) or WITHHELD,
    )


def _lede(ground: Ground, keys: Iterable[Key]) -> str:
    """How many key figures grew and shrank, and how many lie above the median; of which none is
    better than another."""
    years = [ground.years(key) for key in keys]
    above = sum(beside(each[-1]) is Beside.LARGER for each in years)
    below = sum(beside(each[-1]) is Beside.SMALLER for each in years)
    first = ngettext(
        "%(n)s key figure is larger than the members’ median.",
        "%(n)s key figures are larger than the members’ median.",
        above,
    ) % {"n": above}
    second = ngettext("%(n)s is smaller.", "%(n)s are smaller.", below) % {"n": below}
    if not ground.before:
        return f"{first} {second}"
    steps = [step for each in years if (step := _step(each[-2].own, each[-1].own))]
    grown = sum(step > 0 for step in steps)
    third = ngettext(
        "%(n)s has grown since %(year)s.", "%(n)s have grown since %(year)s.", grown
    ) % {"n": grown, "year": ground.before}
    return f"{first} {second} {third}"


def _step(before: Figure, now: Figure) -> Decimal | None:
    return None if before.exact is None or now.exact is None else now.exact - before.exact


def _topic_lede(ground: Ground, topic: Topic) -> str:
    """The first figure of the topic beside the median, in words."""
    for key in topic.keys:
        own, median = ground.own(key), ground.cell(key, "median")
        if median.exact is not None:
            words = {
                "name": key.name,
                "own": telling.told(key, own),
                "median": telling.told(key, median),
            }
            return (
                _("%(name)s: your own figure is %(own)s, the members’ median %(median)s.") % words
            )
    return _("The members’ medians of this topic are withheld, or nobody else has the figures.")


def _contents(topic: Topic) -> Topics:
    first, last = topic.keys[0].number, topic.keys[-1].number
    return Topics(topic.name, first if first == last else f"{first}–{last}")


def _summary(ground: Ground, keys: Iterable[Key], size: Circle | None) -> Table:
    head = [ground.period, *([ground.before, _("Change")] if ground.before else [])]
    head += [_("Median"), *([size.label] if size else []), _("Place")]
    return Table(
        _("Key figures: your own, and the members’ medians"),
        head,
        [_line(ground, key, size) for key in keys],
    )


def _line(ground: Ground, key: Key, size: Circle | None) -> Row:
    now = ground.own(key)
    cells = [Cell(telling.cell(now), is_own=True)]
    if ground.before:
        before = ground.own(key, ground.before)
        cells += [Cell(telling.cell(before)), Cell(telling.change(key, before, now))]
    cells.append(Cell(telling.cell(ground.cell(key, "median"))))
    if size:
        cells.append(Cell(telling.cell(ground.cell(key, "median", size.code))))
    year = ground.years(key)[-1]
    drawn = drawings.place(key, year, drawings.SUMMARY_STRIP, "row")
    return Row(key.title, cells, key.number, drawn)


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
        cells = [Cell(telling.cell(year.own), is_own=True), Cell(telling.cell(year.median))]
        told = [*cells, Cell(telling.middle(year)), Cell(telling.cell(year.n))]
        rows.append(Row(key.title, told, key.number))
    head = [_("Own"), _("Median"), _("Middle half"), "n"]
    return Table(
        _("Own figures and the members’ medians %(period)s") % {"period": ground.period}, head, rows
    )


def _block(ground: Ground, key: Key, size: Size) -> Block:
    years = ground.years(key)
    about = _("Own school and the members’ median %(span)s (%(n)s)") % {
        "span": telling.span(ground.periods),
        "n": telling.n(years[-1].n),
    }
    rows = [
        Row(
            year.period,
            [
                Cell(telling.cell(year.own), is_own=True),
                Cell(telling.cell(year.median)),
                Cell(telling.middle(year)),
                Cell(telling.cell(year.n)),
            ],
        )
        for year in years
    ]
    caption = _("Figures of %(number)s") % {"number": key.number}
    head = [_("Year"), _("Own"), _("Median"), _("Middle half"), "n"]
    chart = drawings.own_and_median(key, years, size)
    return Block(key, about, chart, Table(caption, head, rows))


def _figures(ground: Ground, keys: Iterable[Key]) -> list[Figure]:
    """Every figure that the report shows."""
    return [
        figure
        for key in keys
        for year in ground.years(key)
        for figure in (year.own, year.median, year.low, year.high)
    ]
