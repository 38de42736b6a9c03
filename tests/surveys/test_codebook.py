"""A code book as CSV: one row for each figure that is asked for."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.spreadsheets import Problem, UnreadableFile
from surveys.compiled import Compiled
from surveys.questionnaire import (
    Cell,
    Choice,
    Kind,
    Question,
    Questionnaire,
    Required,
    Section,
    Sensitivity,
    Words,
)
from surveys.reading import read
from surveys.sentences import of_line, of_refusal
from surveys.xlsform import Line, Outcome, Reason, RefusedForm

BOOK = """\
section;section_fi;section_sv;key;label_fi;label_sv;hint;type;unit;decimals;required;minimum;maximum;choices;choices_sv;missing;sensitivity
opiskelijat;Opiskelijat;Studerande;op.uudet;Uudet;Nya;Laske kerran;integer;opiskelijaa;;hard;0;5000;;;n,m;members
;;;tpo;Onko opetusta?;Ges det undervisning?;;choice;;;soft;;;k=Kyllä|e=Ei;k=Ja|e=Nej;a;
talous;Talous;Ekonomi;kulut;Kulut;Kostnader;;money;€;;yes;-1,5;;;;;office
;;;huomautus;Huomautus;Anmärkning;;longtext;;;;;;;;;
"""
CELLS = (
    Cell(
        "op.uudet",
        "op_uudet",
        Kind.INTEGER,
        unit=Words("opiskelijaa"),
        required=Required.HARD,
        minimum=Decimal(0),
        maximum=Decimal(5000),
        missing=("n", "m"),
        sensitivity=Sensitivity.MEMBERS,
    ),
    Cell("tpo", "tpo", Kind.CHOICE, required=Required.SOFT, missing=("a",), choices="tpo", prior_years=0),
    Cell(
        "kulut",
        "kulut",
        Kind.MONEY,
        unit=Words("€"),
        decimals=2,
        required=Required.HARD,
        minimum=Decimal("-1.5"),
        sensitivity=Sensitivity.OFFICE,
    ),
    Cell("_.huomautus", "huomautus", Kind.LONGTEXT, prior_years=0),
)  # fmt: skip
ASKED = Questionnaire(
    Words(),
    (
        Section(
            "opiskelijat",
            Words("Opiskelijat", "Studerande"),
            (
                Question("op_uudet", Words("Uudet", "Nya"), CELLS[:1], help=Words("Laske kerran")),
                Question("tpo", Words("Onko opetusta?", "Ges det undervisning?"), CELLS[1:2]),
            ),
        ),
        Section(
            "talous",
            Words("Talous", "Ekonomi"),
            (
                Question("kulut", Words("Kulut", "Kostnader"), CELLS[2:3]),
                Question("huomautus", Words("Huomautus", "Anmärkning"), CELLS[3:]),
            ),
        ),
    ),
    lists={"tpo": (Choice("k", Words("Kyllä", "Ja")), Choice("e", Words("Ei", "Nej")))},
    languages=("fi", "sv"),
)


def test_a_code_book_becomes_a_questionnaire_that_can_be_published() -> None:
    imported = read(BOOK.encode())

    assert imported.questionnaire == ASKED
    assert imported.report == tuple(Line(Outcome.ACCEPTED, "CSV", f"D{row}") for row in range(2, 6))
    Compiled(imported.questionnaire)


@pytest.mark.parametrize(
    "data",
    [
        BOOK.encode("utf-8-sig"),
        BOOK.replace("\n", "\r\n").encode(),
        BOOK.replace("-1,5", "-1.5").replace("n,m", "n m").replace(";", ",").encode(),
        BOOK.replace("section;", "Section;").replace(";key;", ';"KEY";').encode(),
    ],
    ids=["with a mark", "from Windows", "with commas", "in capitals"],
)
def test_a_code_book_is_the_same_however_it_was_saved(data: bytes) -> None:
    assert read(data).questionnaire == ASKED


def test_an_export_is_read_back_with_its_keys() -> None:
    """The code book of an export says definition and codes, and marks remarks in their keys."""
    text = "key,label_fi,definition_sv,type,codes\n_.x,X,Förklaring,text,\ny,Y,,choice,1=Yksi\n"
    (section,) = read(text.encode()).questionnaire.sections

    assert [cell.key for cell in section.cells] == ["_.x", "y"]
    assert section.questions[0].help == Words(sv="Förklaring")


def test_an_unknown_column_is_told_and_left_out() -> None:
    told = read(b"key;type;colour\na;integer;red\n").report

    assert [(line.outcome, line.cell, dict(line.details)) for line in told] == [
        (Outcome.DROPPED, "C1", {"column": "colour"}),
        (Outcome.ACCEPTED, "A2", {}),
    ]


HEAD = "key;type;decimals;required;minimum;choices;missing;section;sensitivity\n"


@pytest.mark.parametrize(
    ("row", "cell", "reason"),
    [
        (";integer", "A2", Reason.NO_NAME),
        ("1a;integer", "A2", Reason.BAD_NAME),
        ("a;integer\nA;integer", "A3", Reason.DUPLICATE_NAME),
        ("op.a;integer\nop_a;integer", "A3", Reason.DUPLICATE_NAME),
        ("a;geopoint", "B2", Reason.UNKNOWN_TYPE),
        ("a", "B2", Reason.UNKNOWN_TYPE),
        ("a;money;9", "C2", Reason.BAD_VALUE),
        ("a;integer;2", "C2", Reason.BAD_VALUE),
        ("a;integer;;maybe", "D2", Reason.BAD_VALUE),
        ("a;integer;;;1.2.2026", "E2", Reason.NOT_A_NUMBER),
        ("a;integer;;;2026-02-01", "E2", Reason.NOT_A_NUMBER),
        ("a;choice", "F2", Reason.NO_CHOICES),
        ("a;choice;;;;=x", "F2", Reason.BAD_CHOICE),
        ("a;choice;;;;x y=x", "F2", Reason.BAD_CHOICE),
        ("a;choice;;;;x=1|x=2", "F2", Reason.CHOICE_TWICE),
        ("a;text;;;;;n", "G2", Reason.BAD_VALUE),
        ("a;integer;;;;;;1/2", "H2", Reason.BAD_NAME),
        ("a;integer;;;;;;;secret", "I2", Reason.BAD_VALUE),
        ("", "", Reason.NO_ROWS),
    ],
)
def test_a_fault_is_told_with_its_cell(row: str, cell: str, reason: Reason) -> None:
    with pytest.raises(RefusedForm) as caught:
        read((HEAD + row).encode())

    assert [(line.sheet, line.cell, line.reason) for line in caught.value.lines] == [
        ("CSV", cell, reason)
    ]
    assert "%(" not in of_line(caught.value.lines[0])


def test_all_faults_are_told_at_once_and_a_long_list_is_cut() -> None:
    rows = "".join(f"{number};integer\n" for number in range(40))
    with pytest.raises(RefusedForm) as caught:
        read((HEAD + rows).encode())

    told = of_refusal(caught.value).splitlines()
    assert len(caught.value.lines) == 40
    assert len(told) == 31 and told[0].startswith("CSV, A2: ")


def test_a_header_without_what_it_needs_and_one_said_twice_are_refused() -> None:
    for text, reason in (
        ("key;label\na;b\n", Reason.NO_COLUMN),
        ("key;type;label;label_fi\na;integer;b;c\n", Reason.DUPLICATE_COLUMN),
        ("key;type;Key\na;integer;b\n", Reason.DUPLICATE_COLUMN),
    ):
        with pytest.raises(RefusedForm) as caught:
            read(text.encode())
        assert [line.reason for line in caught.value.lines] == [reason]


def test_a_file_in_another_encoding_says_how_to_save_it() -> None:
    with pytest.raises(RefusedForm) as caught:
        read("key;type;label\na;integer;Määrä\n".encode("cp1252"))
    assert [line.reason for line in caught.value.lines] == [Reason.NOT_UTF8]


@pytest.mark.parametrize(
    ("data", "problem", "details"),
    [
        (b"key;type\na\0;integer\n", Problem.NUL, {"sheet": "CSV", "cell": "A2"}),
        (b"key;type\n" + b"a;integer\n" * 20_000, Problem.TOO_MANY_ROWS, {"sheet": "CSV", "limit": 20_000}),
        (b"key;type" + b";" * 200, Problem.TOO_MANY_COLUMNS, {"sheet": "CSV", "limit": 200}),
        (b"key;type\n" + b"x" * 5_000_000, Problem.TOO_LARGE, {"limit": 5_000_000}),
        (b'key;type\n"' + b"x" * 200_000, Problem.NOT_A_SPREADSHEET, {}),
    ],
    ids=["nul", "rows", "columns", "size", "one endless cell"],
)  # fmt: skip
def test_a_file_beyond_measure_is_refused(
    data: bytes, problem: Problem, details: dict[str, Any]
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert (caught.value.problem, caught.value.details) == (problem, details)


def test_more_figures_than_a_form_holds_are_refused() -> None:
    rows = "".join(f"a{number};integer\n" for number in range(5_001))
    with pytest.raises(RefusedForm) as caught:
        read(f"key;type\n{rows}".encode())
    assert [line.reason for line in caught.value.lines] == [Reason.TOO_MANY_CELLS]


TEXTS = st.text(alphabet='abkn10_.;,|=- "\näÄ\r\0', max_size=60)


@given(TEXTS, st.sampled_from(["key;type;choices\n", "type,key,minimum\n", 'key;"type"\r\n']))
def test_any_text_below_a_header_is_read_or_refused(text: str, head: str) -> None:
    try:
        imported = read((head + text).encode())
    except (RefusedForm, UnreadableFile):
        return
    Compiled(imported.questionnaire)
