"""The rows of a wide table by the organisations they tell of, and what their cells say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys import figures
from surveys.compiled import Compiled, Entry
from surveys.history.ledger import Ledger, What
from surveys.history.table import COMMENT, Row, Wide, told
from surveys.questionnaire import Cell


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold the identifier and the name, and which the group where an organisation
    has a row for each; `only` keeps the rows with that value in that column."""

    key: str
    name: str
    group: str = ""
    group_name: str = ""
    only: tuple[str, str] = ("", "")

    @property
    def named(self) -> tuple[str, ...]:
        every = (self.key, self.name, self.group, self.group_name, self.only[0])
        return tuple(filter(None, every))


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says of an organisation: entries and comments by the key of their cell."""

    entries: Mapping[str, Entry]
    comments: Mapping[str, str]


class Reading:
    """One reading of a table by its columns. What is wrong goes to the ledger."""

    def __init__(self, wide: Wide, columns: Columns, ledger: Ledger) -> None:
        self.wide, self.columns, self.ledger = wide, columns, ledger
        self.places = {name: wide.place(name) for name in columns.named}
        only, value = columns.only
        self.rows = [row for row in wide.rows if not only or self.cell(row, only) == value]

    @property
    def missing(self) -> list[str]:
        """Columns that were named and are not there."""
        return [name for name, place in self.places.items() if place < 0]

    def cell(self, row: Row, column: str) -> str:
        place = self.places.get(column, -1)
        return row.cells[place] if 0 <= place < len(row.cells) else ""

    def name(self, row: Row) -> str:
        """Without the identifier that some tables write before it."""
        name = self.cell(row, self.columns.name)
        return name.removeprefix(self.cell(row, self.columns.key)).strip()

    def groups(self) -> dict[str, str]:
        """The groups that rows tell of, with their labels, by code; none where rows have none."""
        if not self.columns.group:
            return {}
        found = {}
        for row in self.rows:
            code = self.cell(row, self.columns.group)
            label = self.cell(row, self.columns.group_name).removeprefix(code).strip()
            found[code] = f"{code} {label}".strip()
        return {code: found[code] for code in sorted(filter(None, found))}

    def by_key(self) -> dict[str, list[Row]]:
        """The rows of each identifier. Those that cannot be told apart are listed, and so are those
        without an identifier and those that have slipped."""
        width = len(self.wide.header)
        found: dict[str, list[Row]] = {}
        self.ledger.rows["read"] += len(self.wide.rows)
        self.ledger.rows["passed"] += len(self.wide.rows) - len(self.rows)
        for row in self.rows:
            self._count(row)
            if len(row.cells) != width:
                self.refuse(row, What.SHIFTED, cells=len(row.cells), columns=width)
            elif not self.cell(row, self.columns.key):
                self.refuse(row, What.NO_KEY)
            else:
                found.setdefault(self.cell(row, self.columns.key), []).append(row)
        return {key: kept for key, rows in found.items() if (kept := self._single(key, rows))}

    def _single(self, key: str, rows: list[Row]) -> list[Row]:
        """Nobody can say which of two rows about the same is right: neither is taken."""
        by_group: dict[str, list[Row]] = {}
        for row in rows:
            by_group.setdefault(self.cell(row, self.columns.group), []).append(row)
        for same in by_group.values():
            for row in same if len(same) > 1 else ():
                others = ", ".join(str(other.number) for other in same if other is not row)
                self.refuse(row, What.TWICE, key=key, others=others)
        return [same[0] for same in by_group.values() if len(same) == 1]

    def _figures(self, row: Row) -> Iterator[tuple[str, str]]:
        """Columns with what the row says in them, but for those that say whose row it is."""
        named = {name.lower() for name in self.columns.named}
        cells = row.cells + ("",) * (len(self.wide.header) - len(row.cells))
        for place, cell in enumerate(cells):
            column = self.wide.header[place] if place < len(self.wide.header) else ""
            if column.lower() not in named:
                yield column, cell

    def _count(self, row: Row) -> None:
        for _column, cell in self._figures(row):
            self.ledger.cells["read"] += 1
            self.ledger.cells["empty"] += not cell

    def refuse(self, row: Row, what: What, **details: str | int) -> None:
        """The whole row is listed, with every cell of it that says something."""
        self.ledger.rows["listed"] += 1
        self.ledger.cells["listed"] += sum(bool(cell) for _column, cell in self._figures(row))
        self.ledger.note(what, row.number, **details)

    def tell_columns(self, cells: Mapping[str, Cell]) -> None:
        """List the columns that no item is called after, and the items that no column is."""
        group = next(iter(self.groups()), "")
        known = {
            column: cell
            for column in self.wide.header
            if (cell := cells.get(_called(column.removesuffix(COMMENT), group)))
        }
        named = {name.lower() for name in self.columns.named}
        for place, column in enumerate(self.wide.header):
            if column not in known and column.lower() not in named:
                filled = sum(any(row.cells[place : place + 1]) for row in self.rows)
                self.ledger.note(What.NO_ITEM, 0, column, cells=filled)
        items = {cell.key for key, cell in cells.items() if not group or key.endswith(f".{group}")}
        for key in sorted(items - {cell.key for cell in known.values()}):
            self.ledger.note(What.NO_COLUMN, 0, key.removesuffix(f".{group}" if group else ""))

    def read(self, rows: list[Row], cells: Mapping[str, Cell], compiled: Compiled) -> Said:
        """What the rows of one organisation say. What cannot be read is listed, and left out."""
        entries: dict[str, Entry] = {}
        comments: dict[str, str] = {}
        for row in rows:
            self.ledger.rows["loaded"] += 1
            group = self.cell(row, self.columns.group)
            for column, text in self._figures(row):
                cell = cells.get(_called(column.removesuffix(COMMENT), group))
                if cell is None:
                    self.ledger.cells["listed"] += bool(text)
                    continue
                into = comments if column.endswith(COMMENT) else entries
                self._take(row, column, text, cell, compiled, into)
        return Said(entries, comments)

    def _take(
        self,
        row: Row,
        column: str,
        text: str,
        cell: Cell,
        compiled: Compiled,
        into: dict[str, Entry] | dict[str, str],
    ) -> None:
        try:
            said = (
                figures.read_comment(text)
                if column.endswith(COMMENT)
                else _entry(cell, text, compiled)
            )
        except figures.Unreadable as unreadable:
            self.ledger.cells["listed"] += 1
            problem = str(unreadable.problem)
            self.ledger.note(What.UNREADABLE, row.number, column, value=text[:100], problem=problem)
            return
        into[cell.key] = said  # type: ignore[assignment]
        self.ledger.cells["saved"] += bool(text)
        if isinstance(said, Entry) and cell.is_number and "," in text:
            self.ledger.note(What.COMMA, row.number, column, value=text[:100], now=said.text)


def _entry(cell: Cell, text: str, compiled: Compiled) -> Entry:
    value, missing = told(text)
    if cell.compute and text:
        raise figures.Unreadable(figures.Problem.IS_COMPUTED)
    if missing and missing not in cell.missing:
        raise figures.Unreadable(figures.Problem.CODE_NOT_ALLOWED)
    codes = [choice.code for choice in compiled.questionnaire.choices(cell)]
    return Entry(missing=missing) if missing else Entry(figures.read(cell, value, codes))


def _called(column: str, group: str) -> str:
    return f"{column}.{group}".lower() if group else column.lower()


def cells_by_name(compiled: Compiled) -> dict[str, Cell]:
    """The cells by what a column may call them: their key, or it without the mark of remarks."""
    found = {cell.key.removeprefix("_.").lower(): cell for cell in compiled.questionnaire.cells}
    return found | {cell.key.lower(): cell for cell in compiled.questionnaire.cells}
