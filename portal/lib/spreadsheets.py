"""Spreadsheets that people send: .xlsx, .xls, .ods and their kin, whatever the file is called.

The file is opened in a process of its own, held to a gigabyte and 20 seconds: a workbook of five
kilobytes with one cell far down to the right asks for half a terabyte, and the reader then takes
its whole process with it. What comes back is plain values; no formula is evaluated.
"""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from portal.lib.spreadsheet_process import MAX_COLUMNS, MAX_ROWS, SECONDS, address

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Content",
    "Problem",
    "Sheet",
    "UnreadableFile",
    "address",
    "read",
]

MAX_BYTES = 5_000_000
MAX_UNZIPPED = 50_000_000
MAX_ENTRIES = 200
MAX_RATIO = 100
_PROCESS = Path(__file__).with_name("spreadsheet_process.py")

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
    Their values are those last calculated by the program that wrote the file, if it did.
    """

    name: str
    rows: tuple[tuple[Content | None, ...], ...]
    formulas: frozenset[str] = frozenset()


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
