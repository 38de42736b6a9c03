"""Spreadsheets that people send, and those we give: the only door for both.

What is sent may be .xlsx, .xls, .ods and their kin, whatever the file is called.

The file is opened in a process of its own, held to a gigabyte and 20 seconds: a workbook of five
kilobytes with one cell far down to the right asks for half a terabyte, and the reader then takes
its whole process with it. What comes back is plain values; no formula is evaluated.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import xlsxwriter

from portal.lib.spreadsheet_process import MAX_COLUMNS, MAX_ROWS, SECONDS, address

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "XLSX",
    "Content",
    "Problem",
    "Sheet",
    "UnreadableFile",
    "address",
    "csv_of",
    "plain",
    "read",
    "read_table",
    "safe",
    "workbook_of",
]

MAX_BYTES = 5_000_000
MAX_UNZIPPED = 50_000_000
MAX_ENTRIES = 200
MAX_RATIO = 100
#: How files begin that a program for spreadsheets has written.
_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_PROCESS = Path(__file__).with_name("spreadsheet_process.py")

#: What a workbook is called on the way.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a cell holds. An empty cell and an empty text are None.
Content = (
    str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
)


class Problem(StrEnum):
    """Why a file cannot be read, with the details that each carries."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"  # limit: bytes; of the file, or of what it unpacks to
    NOT_A_SPREADSHEET = "not-a-spreadsheet"
    PASSWORD = "password"  # noqa: S105  the file has one
    TOO_MANY_ROWS = "too-many-rows"  # sheet, limit
    TOO_MANY_COLUMNS = "too-many-columns"  # sheet, limit
    NUL = "nul"  # sheet, cell: a character that no text has


class UnreadableFile(Exception):
    """The file is no spreadsheet that we read. `details` name the sheet and the cell."""

    def __init__(self, problem: Problem, **details: str | int) -> None:
        super().__init__(problem, details)
        self.problem = problem
        self.details = details


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows from the first one of the sheet, without empty ones at the end; all are equally long.

    `formulas` names the cells that hold one, such as `B3`; only files in the .xlsx way tell it.
    Their values are those last calculated by the program that wrote the file, if it did. `hidden`
    are columns of a sheet that we give, out of sight but there.
    """

    name: str
    rows: tuple[tuple[Content | None, ...], ...]
    formulas: frozenset[str] = frozenset()
    hidden: frozenset[int] = frozenset()


def read(data: bytes) -> tuple[Sheet, ...]:
    """All sheets of a workbook. Raises UnreadableFile, and nothing else."""
    if not data:
        raise UnreadableFile(Problem.EMPTY)
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_BYTES)
    _guard(data)
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROCESS)],
            input=data,
            capture_output=True,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_UNZIPPED) from None
    if done.returncode < 0:  # it ran out of memory or of time
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_UNZIPPED)
    if done.returncode:  # the reader lost its way in the file
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET)
    answer = json.loads(done.stdout)
    if isinstance(answer, dict):
        raise UnreadableFile(Problem(answer.pop("problem")), **answer)
    return tuple(_sheet(each) for each in answer)


def read_table(data: bytes) -> Sheet:
    """The first sheet of a workbook, or CSV parted by `,`, `;` or tabs; in UTF-8, or as Windows in
    the west of Europe writes it. Raises UnreadableFile, and nothing else."""
    if data.startswith(_WORKBOOKS) or not data:
        return read(data)[0]
    if len(data) > MAX_BYTES:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET)
    head = text.lstrip().partition("\n")[0]
    parted = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        rows = tuple(tuple(plain(cell) or None for cell in row) for row in parted)
    except csv.Error:
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None
    return _fitting(rows)


def _fitting(rows: tuple[tuple[str | None, ...], ...]) -> Sheet:
    width = max(map(len, rows), default=0)
    if len(rows) > MAX_ROWS:
        raise UnreadableFile(Problem.TOO_MANY_ROWS, sheet="CSV", limit=MAX_ROWS)
    if width > MAX_COLUMNS:
        raise UnreadableFile(Problem.TOO_MANY_COLUMNS, sheet="CSV", limit=MAX_COLUMNS)
    return Sheet("CSV", tuple(row + (None,) * (width - len(row)) for row in rows))


def _guard(data: bytes) -> None:
    """Refuse what says itself that it would unpack beyond measure; the process meets what lies."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UnreadableFile(Problem.NOT_A_SPREADSHEET) from None
    unpacked = sum(entry.file_size for entry in entries)
    ratios = (entry.file_size / max(entry.compress_size, 1) for entry in entries)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNZIPPED or max(ratios, default=0) > MAX_RATIO:
        raise UnreadableFile(Problem.TOO_LARGE, limit=MAX_UNZIPPED)


def _sheet(answer: dict[str, Any]) -> Sheet:
    rows = tuple(tuple(map(_content, row)) for row in answer["rows"])
    return Sheet(answer["name"], rows, frozenset(answer["formulas"]))


def _content(value: Any) -> Content | None:
    """What JSON has no words for comes as `{kind: text}`."""
    content: Content | None = value
    if not isinstance(value, dict):
        return content
    ((kind, said),) = value.items()
    content = _FROM_WORDS[kind](said)
    return content


_FROM_WORDS: dict[str, Any] = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda seconds: datetime.timedelta(seconds=seconds),
}


# --- what we give ----------------------------------------------------------------

#: Digits that a number of a spreadsheet keeps.
_EXACT = 15
#: So begins a text that a spreadsheet may take for a formula, or that spills into a cell beside.
_DANGEROUS = re.compile(r"[=+\-@|]")


def safe(text: str) -> str:
    """The text as CSV may hold it: a spreadsheet program that opens the file calculates nothing."""
    return f"'{text}" if _is_dangerous(text.lstrip("'")) else text


def plain(cell: str) -> str:
    """The text that `safe` has written."""
    return cell[1:] if cell.startswith("'") and _is_dangerous(cell.lstrip("'")) else cell


def _is_dangerous(text: str) -> bool:
    """Whether the first sign that can be seen begins a formula; marks that look like it as well."""
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    seen = unicodedata.normalize("NFKC", text).lstrip()
    while seen and unicodedata.category(seen[0])[0] in "CZ":
        seen = seen[1:]
    return _DANGEROUS.match(seen) is not None


def csv_of(rows: Iterable[Sequence[Content | None]]) -> bytes:
    """UTF-8 parted by commas, with the mark by which Excel knows it. Texts are made safe; numbers
    come as numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def workbook_of(sheets: Sequence[Sheet]) -> bytes:
    """A workbook of plain values: a text stays a text, and no cell holds a formula. The first row
    of a sheet is its header."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options["default_date_format"] = "d.m.yyyy"  # type: ignore[assignment]
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column in sheet.hidden:
                page.set_column(column, column, None, None, {"hidden": True})
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(number, column, cell, None if number else bold)
                    elif cell is not None:
                        page.write(number, column, cell)
    return out.getvalue()
