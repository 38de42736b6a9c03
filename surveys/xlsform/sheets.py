"""The sheets of a form: from a workbook, from CSV or from Markdown, with rows by column name."""

import csv
import datetime
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from portal.lib import spreadsheets
from portal.lib.spreadsheets import Content, Problem, Sheet, UnreadableFile, address
from surveys.xlsform.report import Outcome, Reason, Report

#: Header, in small letters and with single colons, to the name we use.
_SURVEY = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "bind:relevant": "relevant",
    "bind:constraint": "constraint",
    "constraint message": "constraint_message",
    "constraining message": "constraint_message",
    "bind:jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "required message": "required_message",
    "bind:jr:requiredmsg": "required_message",
    "bind:required": "required",
    "calculate": "calculation",
    "bind:calculate": "calculation",
    "readonly": "read_only",
    "read only": "read_only",
    "bind:readonly": "read_only",
    "control:appearance": "appearance",
    "body:appearance": "appearance",
    "count": "repeat_count",
    "repeat count": "repeat_count",
    "jr:count": "repeat_count",
    "control:jr:count": "repeat_count",
    "choice filter": "choice_filter",
}
_CHOICES = {"list name": "list_name", "value": "name", "caption": "label"}
_SETTINGS = {
    "set form title": "form_title",
    "title": "form_title",
    "set form id": "form_id",
    "id_string": "form_id",
}
_ALIASES = {"survey": _SURVEY, "choices": _CHOICES, "settings": _SETTINGS}
_TRANSLATED = (
    *("label", "caption", "hint", "constraint_message", "constraint message"),
    *("bind:jr:constraintmsg", "required_message", "required message", "bind:jr:requiredmsg"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and in which language; as written in its header."""

    name: str
    language: str
    place: int
    header: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the header. `said` holds its trimmed texts by column and language, without
    the empty ones; `places` the first column of each name."""

    sheet: str
    number: int
    places: Mapping[str, int]
    said: Mapping[str, Mapping[str, str]]

    def get(self, name: str) -> str:
        """What the column without a language says; an empty text if nothing."""
        return self.texts(name).get("", "")

    def texts(self, name: str) -> Mapping[str, str]:
        """What the columns of that name say, by language."""
        return self.said.get(name, {})

    def at(self, name: str) -> tuple[str, str]:
        """Sheet and cell of the column, or of the row if there is none."""
        return self.sheet, address(self.number, self.places.get(name, 0))


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header understood."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: int

    def has(self, name: str) -> bool:
        return any(column.name == name for column in self.columns)

    def at(self, column: Column) -> tuple[str, str]:
        return self.name, address(self.header, column.place)


def tables(data: bytes, report: Report) -> dict[str, Table]:
    """The sheets survey, choices and settings, as far as there are. Raises UnreadableFile."""
    found: dict[str, Table] = {}
    for sheet in _sheets(data):
        name = sheet.name.strip().lower()
        if name not in _ALIASES or name in found:
            if sheet.rows:
                report.add(Outcome.DROPPED, (sheet.name, ""), Reason.SHEET)
            continue
        found[name] = table(sheet, _ALIASES[name], report)
    return found


def _sheets(data: bytes) -> Iterable[Sheet]:
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or not data:
        return spreadsheets.read(data)
    if len(data) > spreadsheets.MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, limit=spreadsheets.MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None
    is_markdown = text.lstrip().startswith("|")
    return _stacked(_markdown(text) if is_markdown else _comma_separated(text))


def _comma_separated(text: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""))
    except csv.Error:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None


def _markdown(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]
        is_rule = all(set(cell) <= {"-", ":"} for cell in cells)
        yield [] if is_rule else cells[1:-1]


def _stacked(lines: Iterable[list[str]]) -> list[Sheet]:
    """The sheets of a text: a name in the first column begins one. Rows keep their numbers."""
    rows: dict[str, list[tuple[str | None, ...]]] = {}
    name = ""
    for number, line in enumerate(lines):
        first, *rest = line or [""]
        name = first.strip() or name
        if len(line) > spreadsheets.MAX_COLUMNS:
            limit = spreadsheets.MAX_COLUMNS
            raise UnreadableFile(Problem.TOO_MANY_COLUMNS, sheet=name, limit=limit)
        if number >= spreadsheets.MAX_ROWS:
            raise UnreadableFile(Problem.TOO_MANY_ROWS, sheet=name, limit=spreadsheets.MAX_ROWS)
        for place, cell in enumerate(line):
            if "\0" in cell:
                raise UnreadableFile(Problem.NUL, sheet=name, cell=address(number, place))
        if any(rest):
            sheet = rows.setdefault(name, [])
            sheet += [()] * (number - len(sheet))
            sheet.append((None, *(cell or None for cell in rest)))
    if not rows:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET)
    return [Sheet(each, tuple(content)) for each, content in rows.items()]


def table(sheet: Sheet, aliases: Mapping[str, str], report: Report) -> Table:
    """The first row that says something is the header; empty rows are passed over."""
    header = next((number for number, row in enumerate(sheet.rows) if any(row)), 0)
    heads = sheet.rows[header] if sheet.rows else ()
    columns = tuple(
        _column(text_of(head), place, aliases) for place, head in enumerate(heads) if text_of(head)
    )
    _refuse_duplicates(sheet.name, header, columns, report)
    places = {column.name: column.place for column in reversed(columns)}
    rows = tuple(
        Row(sheet.name, number, places, _said(sheet, number, columns, report))
        for number in range(header + 1, len(sheet.rows))
        if any(sheet.rows[number])
    )
    return Table(sheet.name, columns, rows, header)


def _said(
    sheet: Sheet, number: int, columns: Iterable[Column], report: Report
) -> dict[str, dict[str, str]]:
    row = sheet.rows[number]
    said: dict[str, dict[str, str]] = {}
    for column in columns:
        text = text_of(row[column.place]) if column.place < len(row) else ""
        place = (sheet.name, address(number, column.place))
        if place[1] in sheet.formulas:
            if text:
                report.add(Outcome.APPROXIMATED, place, Reason.FORMULA, value=text[:100])
            else:
                report.refuse(place, Reason.FORMULA_WITHOUT_VALUE)
        if text:
            said.setdefault(column.name, {})[column.language] = text
    return said


def _column(header: str, place: int, aliases: Mapping[str, str]) -> Column:
    """`label::Suomi (fi)` is the label in a language; other colons are part of the name."""
    plain = header.replace("::", ":")
    low = plain.lower()
    for base in _TRANSLATED:
        if low.startswith(f"{base}:"):
            return Column(aliases.get(base, base), plain[len(base) + 1 :].strip(), place, header)
    return Column(aliases.get(low, low), "", place, header)


def _refuse_duplicates(sheet: str, header: int, columns: Iterable[Column], report: Report) -> None:
    first: dict[tuple[str, str], Column] = {}
    for column in columns:
        other = first.setdefault((column.name, column.language.lower()), column)
        if other is not column:
            report.refuse(
                (sheet, address(header, column.place)),
                Reason.DUPLICATE_COLUMN,
                header=column.header,
                first=address(header, other.place),
            )


def text_of(value: Content | None) -> str:
    """What a person sees in the cell: 1 for 1.0, TRUE and FALSE in capitals, days as 2026-09-20."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case float() if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  exact
            return str(int(value))
        case datetime.date() | datetime.time():
            return value.isoformat()
        case _:
            return str(value).strip()
