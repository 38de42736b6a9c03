"""A wide table of answers: a row for each organisation, a column for each figure.

CSV parted by `,`, `;` or tabs, in UTF-8, or the first sheet of a workbook. A code stands in the
place of a value behind a full stop: `.n` nil, `.a` does not apply, `.m` not available, `.x` counted
in another figure. A text that looks like such a code has one full stop more.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

from portal.lib import spreadsheets
from portal.lib.spreadsheets import Problem, UnreadableFile, plain
from surveys.compiled import Entry
from surveys.xlsform import Line, Outcome, Reason, RefusedForm
from surveys.xlsform.sheets import text_of

MAX_BYTES, MAX_ROWS, MAX_COLUMNS = 50_000_000, 50_000, 10_000
#: Behind the name of a column: what is told beside its figures.
COMMENT = ":comment"
SHEET = "CSV"


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1, the header included, as spreadsheets do; cells are trimmed."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wide:
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, column: str) -> int:
        """Where the column stands, whatever its letters' case; -1 where it does not."""
        names = [name.lower() for name in self.header]
        return names.index(column.lower()) if column.lower() in names else -1


def read(data: bytes) -> Wide:
    """Raises UnreadableFile, or RefusedForm where the letters or the header cannot be read."""
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or not data:
        sheet = spreadsheets.read(data)[0]
        lines = [[text_of(cell).strip() for cell in row] for row in sheet.rows]
    else:
        lines = _lines(data)
    filled = [Row(number, tuple(line)) for number, line in enumerate(lines, 1) if any(line)]
    if not filled:
        raise UnreadableFile(Problem.EMPTY)
    header = filled[0].cells
    _refuse_doubles(header)
    return Wide(header, tuple(filled[1:]))


def _lines(data: bytes) -> list[list[str]]:
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedForm([Line(Outcome.REFUSED, SHEET, "", Reason.NOT_UTF8)]) from None
    if "\0" in text:
        raise UnreadableFile(Problem.NUL, sheet=SHEET, cell="")
    head = text.lstrip().partition("\n")[0]
    try:
        found = [
            [plain(cell.strip()) for cell in line]
            for line in csv.reader(
                io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count)
            )
        ]
    except csv.Error:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None
    if len(found) > MAX_ROWS:
        raise UnreadableFile(Problem.TOO_MANY_ROWS, sheet=SHEET, limit=MAX_ROWS)
    if len(found[0]) > MAX_COLUMNS:
        raise UnreadableFile(Problem.TOO_MANY_COLUMNS, sheet=SHEET, limit=MAX_COLUMNS)
    return found


def _refuse_doubles(header: tuple[str, ...]) -> None:
    first: dict[str, int] = {}
    refused = []
    for place, name in enumerate(header):
        other = first.setdefault(name.lower(), place)
        if name and other != place:
            details = {"header": name, "first": spreadsheets.address(0, other)}
            cell = spreadsheets.address(0, place)
            refused.append(Line(Outcome.REFUSED, SHEET, cell, Reason.DUPLICATE_COLUMN, details))
    if refused:
        raise RefusedForm(refused)


def written(entry: Entry) -> str:
    """What stands in a cell, as one text."""
    if entry.missing:
        return f".{entry.missing}"
    return f".{entry.text}" if re.fullmatch(r"\.+[namx]", entry.text) else entry.text


def told(cell: str) -> tuple[str, str]:
    """The text and the code that a cell says; one of them is empty."""
    if re.fullmatch(r"\.[namx]", cell):
        return "", cell[1:]
    return (cell[1:] if re.fullmatch(r"\.\.+[namx]", cell) else cell), ""
