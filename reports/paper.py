"""How key figures lie on the pages of a report: blocks of a chart with its table, a few to a sheet,
so that a page is neither overfull nor half empty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.lib.charts import Size
from reports.drawings import half
from reports.ground import Ground, Key, Topic

#: Millimetres: of a sheet, of the head of a topic and of one that goes on, of a block without its
#: chart, of the lowest and the tallest chart, of a table without its rows and of a row.
SHEET, HEAD, GOES_ON, BARE, LOWEST, TALLEST = 236.0, 41.0, 23.0, 18.5, 24.0, 60.0
TABLE, ROW = 14.0, 8.0
#: A table beside its chart has room for so many years; each more takes a row.
BESIDE, YEAR = 3, 5.0


@dataclass(frozen=True)
class Cell:
    text: str
    is_own: bool = False


@dataclass(frozen=True)
class Row:
    label: str
    cells: list[Cell]
    number: str = ""
    strip: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    head: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class Meaning:
    """What a figure means, and how many schools have it."""

    number: str
    name: str
    meaning: str
    n: str


@dataclass(frozen=True)
class Block:
    """One key figure: its chart, and beside it the same figures as a table."""

    key: Key
    about: str
    chart: SafeString
    table: Table


@dataclass(frozen=True)
class Part:
    """A topic, or the piece of it that lies on one sheet: figures with a chart of their own, or
    figures that share a table."""

    code: str
    title: str
    lede: str
    drawn: list[Key]
    listed: list[Key]
    is_first: bool = True

    @property
    def head(self) -> float:
        return HEAD if self.is_first else GOES_ON

    @property
    def fixed(self) -> float:
        """How high it is without its charts."""
        listed = TABLE + ROW * len(self.listed) if self.listed else 0
        return self.head + BARE * len(self.drawn) + listed


@dataclass(frozen=True)
class Sheet:
    """One page of parts, and how high its charts are."""

    parts: list[Part]

    def chart(self) -> float:
        drawn = sum(len(part.drawn) for part in self.parts)
        return min(self.room / drawn, TALLEST) if drawn else TALLEST

    @property
    def room(self) -> float:
        return SHEET - sum(part.fixed for part in self.parts)

    def has_room_for(self, part: Part, lowest: float) -> bool:
        sheet = Sheet([*self.parts, part])
        return sheet.room >= 0 and sheet.chart() >= lowest


@dataclass(frozen=True)
class Page:
    """A sheet with its blocks drawn."""

    parts: list[tuple[Part, list[Block], Table | None]]


def meanings(ground: Ground, keys: Iterable[Key]) -> list[Meaning]:
    return [
        Meaning(key.number, key.title, key.meaning, ground.cell(key, "n").text)
        for key in keys
        if key.meaning
    ]


def pages(ground: Ground, topics: Sequence[Topic], draw: Drawing) -> list[Page]:
    """Every topic begins with an opening sentence; a long one goes on to another sheet, short ones
    share a sheet. What only this year has comes last, in one table."""
    lowest = LOWEST + YEAR * max(len(ground.periods) - BESIDE, 0)
    drawn = {
        topic: keys
        for topic in topics
        if (keys := [key for key in topic.keys if ground.has_course(key)])
    }
    parts = [
        part
        for topic, keys in drawn.items()
        for part in _parts(topic, keys, draw.lede(topic), lowest)
    ]
    if listed := [key for topic in topics for key in topic.keys if not ground.has_course(key)]:
        title = _("Figures of %(period)s alone") % {"period": ground.period}
        lede = _("Of these there are no figures of earlier years to lay beside.")
        parts.append(Part("alone", title, lede, [], listed))
    return [_page(sheet, draw) for sheet in _sheets(parts, lowest)]


@dataclass(frozen=True)
class Drawing:
    """How a report tells of a topic, of one key figure, and of several in one table."""

    lede: Callable[[Topic], str]
    block: Callable[[Key, Size], Block]
    table: Callable[[list[Key]], Table]


def _page(sheet: Sheet, draw: Drawing) -> Page:
    size = half(sheet.chart())
    return Page(
        [
            (
                part,
                [draw.block(key, size) for key in part.drawn],
                draw.table(part.listed) if part.listed else None,
            )
            for part in sheet.parts
        ]
    )


def _parts(topic: Topic, keys: list[Key], lede: str, lowest: float) -> Iterator[Part]:
    """Of about the same length."""
    count = 1
    while not Sheet([]).has_room_for(_part(topic, keys, lede, (0, count)), lowest):
        count += 1
    for n in range(count):
        yield _part(topic, keys, lede, (n, count))


def _part(topic: Topic, keys: list[Key], lede: str, place: tuple[int, int]) -> Part:
    n, count = place
    size = -(-len(keys) // count)
    title = topic.name if count == 1 else f"{topic.name} {n + 1}/{count}"
    drawn = keys[n * size : (n + 1) * size]
    return Part(topic.code, title, "" if n else lede, drawn, [], is_first=n == 0)


def _sheets(parts: Sequence[Part], lowest: float) -> list[Sheet]:
    sheets: list[Sheet] = []
    for part in parts:
        if sheets and sheets[-1].has_room_for(part, lowest):
            sheets[-1] = Sheet([*sheets[-1].parts, part])
        else:
            sheets.append(Sheet([part]))
    return sheets
