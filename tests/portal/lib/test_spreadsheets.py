"""Spreadsheets from outside: what is read, and what is refused without harm."""

import csv
import datetime
import io
import random
import resource
import struct
import subprocess
import sys
import zipfile
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lib.spreadsheets import (
    Content,
    Problem,
    Sheet,
    UnreadableFile,
    address,
    csv_of,
    plain,
    read,
    safe,
    workbook_of,
)


def workbook(**sheets: dict[str, Any]) -> bytes:
    """An .xlsx file with the values at the addresses."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}
    ) as made:
        for name, cells in sheets.items():
            sheet = made.add_worksheet(name)
            for place, value in cells.items():
                sheet.write(place, value)
    return file.getvalue()


def refused(data: bytes) -> tuple[Problem, dict[str, str | int]]:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    return caught.value.problem, caught.value.details


def test_a_sheet_is_read_as_rows_of_values() -> None:
    day = datetime.date(2026, 9, 20)
    data = workbook(
        survey={"A1": "type", "C1": 1.5, "A3": True, "B3": day, "D9": ""}, other={}, third={"A1": 2}
    )
    assert read(data) == (
        Sheet("survey", (("type", None, 1.5), (None, None, None), (True, day, None))),
        Sheet("other", ()),
        Sheet("third", ((2,),)),
    )


def test_rows_and_columns_keep_their_places() -> None:
    (sheet,) = read(workbook(survey={"C2": "type", "D4": 1}))
    assert sheet.rows == (
        (None, None, None, None),
        (None, None, "type", None),
        (None, None, None, None),
        (None, None, None, 1),
    )


def test_formulas_are_named_and_never_evaluated() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name in ("first", "second"):
            sheet = made.add_worksheet(name)
            sheet.write("A1", "=text")  # written as a formula
            sheet.write_string("A2", "=text")
            sheet.write_formula("B2", "=1+1", None, 2)
            sheet.write_formula("C3", '=CONCAT("a","b")', None, "")
    first, second = read(file.getvalue())
    assert first.formulas == second.formulas == {"A1", "B2", "C3"}
    assert second.rows == ((0, None), ("=text", 2))


@pytest.mark.parametrize(
    ("place", "name"),
    [((0, 0), "A1"), ((9, 25), "Z10"), ((0, 26), "AA1"), ((99, 701), "ZZ100"), ((0, 702), "AAA1")],
)
def test_a_cell_has_a_name(place: tuple[int, int], name: str) -> None:
    assert address(*place) == name


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", Problem.EMPTY),
        (b" " * 5_000_001, Problem.TOO_LARGE),
        (b"type,name\n", Problem.NOT_A_SPREADSHEET),
        (b"PK", Problem.NOT_A_SPREADSHEET),
        (b"PK\x03\x04" + b"\0" * 500, Problem.NOT_A_SPREADSHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5_000, Problem.NOT_A_SPREADSHEET),
        (b"\0" * 5_000, Problem.NOT_A_SPREADSHEET),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_spreadsheet_is_refused(data: bytes, problem: Problem) -> None:
    assert refused(data)[0] == problem


def test_a_file_cut_short_is_refused() -> None:
    whole = workbook(survey={"A1": "type"})
    for length in (100, len(whole) // 2, len(whole) - 30):
        assert refused(whole[:length])[0] == Problem.NOT_A_SPREADSHEET


def packed(**entries: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        packed(**{f"x{number}": b"" for number in range(201)}),
        packed(bomb=b"\0" * 50_000_001),
        packed(ratio=b"\0" * 1_000_000),
    ],
    ids=["entries", "size", "ratio"],
)
def test_a_file_that_would_unpack_beyond_measure_is_refused_unopened(data: bytes) -> None:
    assert len(data) < 5_000_000
    assert refused(data) == (Problem.TOO_LARGE, {"limit": 50_000_000})


def test_a_file_that_lies_about_its_size_harms_nobody_but_its_own_process() -> None:
    """Sixty megabytes in one cell, declared as a few bytes."""
    file = io.BytesIO(workbook(survey={"A1": "type"}))
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    sheet = "xl/worksheets/sheet1.xml"
    before, after = entries[sheet].split(b"<sheetData>")
    cell = (
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 60_000_000 + b"</t></is></c></row>"
    )
    entries[sheet] = before + b"<sheetData>" + cell + after.split(b"</row>", 1)[1]
    lying = bytearray(packed(**entries))
    size = struct.pack("<I", len(entries[sheet]))
    assert lying.count(size) == 2
    lying = bytearray(bytes(lying).replace(size, struct.pack("<I", 20_000)))
    before_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(bytes(lying))[0] in {Problem.TOO_LARGE, Problem.NOT_A_SPREADSHEET}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_memory < 50_000


@pytest.mark.parametrize("place", ["XFD1048576", "CW1048576"])
def test_one_cell_far_away_does_not_take_the_portal_with_it(place: str) -> None:
    data = workbook(survey={"A1": "type", place: "x"})
    assert len(data) < 6_000
    assert refused(data) == (Problem.TOO_LARGE, {"limit": 50_000_000})


def test_the_process_is_held_to_its_memory_and_its_time() -> None:
    code = (
        "import resource; from portal.lib.spreadsheet_process import hold; hold(); "
        "print(*resource.getrlimit(resource.RLIMIT_AS), *resource.getrlimit(resource.RLIMIT_CPU))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1073741824", "1073741824", "20", "20"]


def test_too_many_rows_and_columns_are_named_with_their_sheet() -> None:
    rows = workbook(first={"A1": "x", "A20000": "x"}, survey={"A1": "x", "A20001": "x"})
    assert refused(rows) == (Problem.TOO_MANY_ROWS, {"sheet": "survey", "limit": 20_000})
    columns = workbook(survey={"GS1": "x"})
    assert refused(columns) == (Problem.TOO_MANY_COLUMNS, {"sheet": "survey", "limit": 200})
    (sheet,) = read(workbook(survey={"GR1": "x"}))
    assert len(sheet.rows[0]) == 200


def test_text_repeated_without_end_is_refused() -> None:
    """One shared text of 32,000 characters in 1,000 cells makes 32 million characters."""
    text = random.Random(1).randbytes(16_000).hex()  # noqa: S311  no secret
    data = workbook(survey={f"A{number}": text for number in range(1, 1_001)})
    assert len(data) < 100_000
    assert refused(data) == (Problem.TOO_LARGE, {"limit": 20_000_000})


def test_entities_are_not_expanded() -> None:
    file = io.BytesIO(workbook(survey={"A1": "type"}))
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for name in ("xl/sharedStrings.xml", "xl/workbook.xml"):
        head, rest = entries[name].split(b"?>", 1)
        changed = head + b"?>" + bomb + rest.replace(b"type", b"&b;&f;").replace(b"survey", b"&b;")
        try:
            sheets = read(packed(**{**entries, name: changed}))
        except UnreadableFile as error:
            assert error.problem == Problem.NOT_A_SPREADSHEET  # noqa: PT017
        else:
            assert "root:" not in repr(sheets) and "aaaaaaaaaa" not in repr(sheets)


@given(st.binary(max_size=300), st.integers(0, 4_000))
@settings(max_examples=20, deadline=None)
def test_any_bytes_are_read_or_refused(noise: bytes, place: int) -> None:
    whole = workbook(survey={"A1": "type", "B2": "name"})
    place = min(place, len(whole))
    for data in (noise, whole[:place] + noise + whole[place + len(noise) :]):
        try:
            read(data)
        except UnreadableFile:
            continue


# --- what we give ----------------------------------------------------------------

DANGEROUS = [
    *("=1+1", "+1", "-x", "@SUM(A1)", "|calc", "  =1", "\t=1", "\rx", "\nx", "\ufeff=1"),
    *("\u200b=1", "＝1", "﹢1", "'=1", "''@x"),
]
HARMLESS = ["", "abc", "1-2", "'abc", "a=b", "12,5", "é", "'", " x"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    assert safe(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert safe(text) == text


@given(st.text(max_size=8) | st.sampled_from(DANGEROUS).map(lambda text: f"'{text}"))
def test_what_was_made_harmless_is_read_as_it_was(text: str) -> None:
    assert plain(safe(text)) == text


@given(st.lists(st.lists(st.text(max_size=6) | st.sampled_from(DANGEROUS), min_size=1, max_size=4)))
def test_no_cell_of_a_csv_file_begins_a_formula(rows: list[list[str]]) -> None:
    text = csv_of(rows).decode("utf-8-sig")

    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert [plain(cell) for cell in cells] == [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.strip()[:1] in set("=+@|")]


def test_numbers_of_a_csv_file_stay_numbers() -> None:
    assert csv_of([("a", -5.2, 3, None)]) == b"\xef\xbb\xbfa,-5.2,3,\r\n"


def test_a_workbook_comes_back_as_it_was_and_calculates_nothing() -> None:
    rows: tuple[tuple[Content | None, ...], ...] = (
        ("a", "b"),
        *((text, -1.5) for text in DANGEROUS),
        ("", None),
        ("x", 7),
    )

    [sheet] = read(workbook_of([Sheet("data", rows)]))

    assert sheet.formulas == frozenset()
    assert sheet.rows == tuple(
        (text or None, float(number) if isinstance(number, int) else number)
        for text, number in rows
    )
