"""The process in which a spreadsheet is opened: bytes in, JSON out, held to memory and time.

It is run as a file by itself and imports nothing of the project.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

MAX_ROWS, MAX_COLUMNS = 20_000, 200
MAX_CHARACTERS = 20_000_000
MEMORY, SECONDS = 1 << 30, 20


class Refused(Exception):
    """The answer that says why."""

    def __init__(self, problem: str, **details: str | int) -> None:
        super().__init__(problem)
        self.answer = {"problem": problem, **details}


def address(row: int, column: int) -> str:
    """The name of a cell, such as `AB12`, by its place counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def _open(data: bytes) -> list[dict[str, Any]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        formulas = _formulas(data)
        left = MAX_CHARACTERS
        sheets = []
        for name in workbook.sheet_names:
            rows = _trimmed(workbook.get_sheet_by_name(name))
            left -= sum(len(value) for row in rows for value in row if isinstance(value, str))
            if left < 0:
                raise Refused("too-large", limit=MAX_CHARACTERS)
            sheets.append({"name": name, "rows": rows, "formulas": formulas.get(name, [])})
    except PasswordError:
        raise Refused("password") from None
    except CalamineError:
        raise Refused("not-a-spreadsheet") from None
    return sheets


def _trimmed(sheet: CalamineSheet) -> list[list[Any]]:
    """The rows from the first of the sheet, without what is empty after them and to their right."""
    left = sheet.start[1] if sheet.start else 0  # the reader skips empty columns, but no rows
    kept: list[list[Any]] = []
    for number, row in enumerate(sheet.iter_rows()):
        values = [_value(sheet.name, number, place, value) for place, value in enumerate(row, left)]
        while values and values[-1] is None:
            values.pop()
        if not values:
            continue
        if number >= MAX_ROWS:
            raise Refused("too-many-rows", sheet=sheet.name, limit=MAX_ROWS)
        if left + len(values) > MAX_COLUMNS:
            raise Refused("too-many-columns", sheet=sheet.name, limit=MAX_COLUMNS)
        kept += [[] for _ in range(number - len(kept))]
        kept.append([None] * left + values)
    width = max(map(len, kept), default=0)
    return [row + [None] * (width - len(row)) for row in kept]


def _value(sheet: str, row: int, column: int, value: Any) -> Any:
    match value:
        case "":
            return None
        case str():
            if "\0" in value:
                raise Refused("nul", sheet=sheet, cell=address(row, column))
            return value
        case bool() | int() | float():
            return value
        case datetime.timedelta():
            return {"timedelta": value.total_seconds()}
        case _:
            return {type(value).__name__: value.isoformat()}


_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s>/]'
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _formulas(data: bytes) -> dict[str, list[str]]:
    """The cells with a formula, by sheet, of a file in the .xlsx way."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return dict(_formulas_of_sheets(packed))
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError):
        return {}


def _formulas_of_sheets(packed: zipfile.ZipFile) -> Iterator[tuple[str, list[str]]]:
    links = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book = ElementTree.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
    for sheet in book.iterfind(".//{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "").removeprefix("/xl/")
        cells = _FORMULA.findall(packed.read(f"xl/{target}"))
        yield sheet.get("name", ""), [cell.decode() for cell in cells]


def hold() -> None:
    """Hold this process to its memory and time, where the system does not hold it tighter."""
    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def _main() -> None:
    hold()
    try:
        answer: Any = _open(sys.stdin.buffer.read())
    except Refused as error:
        answer = error.answer
    except MemoryError:
        answer = {"problem": "too-large", "limit": MEMORY}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    _main()
