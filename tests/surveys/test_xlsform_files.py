"""Forms as files: workbooks made here, the samples beside the project, and anything at all."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.lib.spreadsheets import Problem, UnreadableFile
from portal.lib.spreadsheets import read as read_sheets
from surveys.compiled import Compiled, Faulty
from surveys.expressions import ExpressionError, Fault, parse
from surveys.questionnaire import Questionnaire, Words, from_json, to_json
from surveys.sentences import of_line
from surveys.xlsform import Imported, Reason, RefusedForm, read
from surveys.xlsform.report import Report
from surveys.xlsform.sheets import Row, tables
from tests.surveys.shared import shared


def workbook(**sheets: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_formula(number, place, value[0], None, value[1])
                    else:
                        sheet.write(number, place, value)
    return file.getvalue()


def test_a_workbook_is_read() -> None:
    imported = read(
        workbook(
            Survey=[["type", "name", "label"], [], ["integer", "a", 2026], ["text", True, 0.5]],
            SETTINGS=[["form_title", "version"], ["Vuosi", 20260920.0]],
        )
    )
    (section,) = imported.questionnaire.sections
    assert [(each.code, each.label) for each in section.questions] == [
        ("a", Words("2026")),
        ("TRUE", Words("0.5")),
    ]
    assert (imported.questionnaire.title, imported.version) == (Words("Vuosi"), "20260920")
    assert [(line.sheet, line.cell) for line in imported.report] == [
        ("Survey", "A3"),
        ("Survey", "A4"),
    ]


def test_a_formula_counts_by_its_last_value_and_without_one_is_refused() -> None:
    rows: list[list[Any]] = [["type", "name", "label"], ["integer", "a", ('="A"&"B"', "AB")]]
    imported = read(workbook(survey=rows))
    assert imported.questionnaire.sections[0].questions[0].label == Words("AB")
    assert [(line.cell, line.reason, dict(line.details)) for line in imported.report] == [
        ("C2", Reason.FORMULA, {"value": "AB"})
    ]
    rows[1][2] = ('="A"&"B"', "")
    with pytest.raises(RefusedForm) as caught:
        read(workbook(survey=rows))
    assert [(line.sheet, line.cell, line.reason) for line in caught.value.lines] == [
        ("survey", "C2", Reason.FORMULA_WITHOUT_VALUE)
    ]


@pytest.mark.parametrize(
    ("data", "problem", "details"),
    [
        (b"", Problem.EMPTY, {}),
        (b"\n \n", Problem.NOT_A_SPREADSHEET, {}),
        (b"\xff\xfe\x00", Problem.NOT_A_SPREADSHEET, {}),
        (b"survey,\n,type,na\0me\n", Problem.NUL, {"sheet": "survey", "cell": "C2"}),
        (b"| survey | |\n| | ty\0pe |\n", Problem.NUL, {"sheet": "survey", "cell": "B2"}),
        (b"x" * 5_000_001, Problem.TOO_LARGE, {"limit": 5_000_000}),
        (b"survey," + b"," * 200, Problem.TOO_MANY_COLUMNS, {"sheet": "survey", "limit": 200}),
        (b"survey,x\n" + b",x\n" * 20_000, Problem.TOO_MANY_ROWS, {"sheet": "survey", "limit": 20_000}),
        (b'survey,x\n,"' + b"x" * 200_000 + b'"\n', Problem.NOT_A_SPREADSHEET, {}),
    ],
    ids=lambda given: str(given)[:20],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_place(
    data: bytes, problem: Problem, details: dict[str, Any]
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert (caught.value.problem, caught.value.details) == (problem, details)


def test_too_many_cells_are_refused_before_they_are_made() -> None:
    rows: list[list[Any]] = [["type", "name", "repeat_count"], ["begin repeat", "t", 200]]
    rows += [["integer", f"q{number}", ""] for number in range(101)]
    with pytest.raises(RefusedForm) as caught:
        read(workbook(survey=[*rows, ["end repeat", "", ""]]))
    assert [line.reason for line in caught.value.lines] == [Reason.TOO_MANY_CELLS]


def samples() -> list[tuple[Path, str]]:
    """The files of the manifest, and what the reference reader says of each."""
    folder = shared("xlsform")
    with (folder / "MANIFEST.csv").open(encoding="utf-8") as manifest:
        return [
            (folder / row["file"], row["pyxform_4.5.0_result"]) for row in csv.DictReader(manifest)
        ]


def outcome(path: Path) -> Imported | RefusedForm:
    try:
        return read(path.read_bytes())
    except RefusedForm as error:
        return error


def test_the_samples_are_accepted_and_refused_as_by_the_reference() -> None:
    for path, expected in samples():
        is_read = isinstance(outcome(path), Imported)
        is_other_suffix = "OLE .xls under an .xlsx name" in expected  # we look at the content
        assert is_read is (expected.startswith("accepted") or is_other_suffix), path.name


def test_the_bad_samples_are_refused_at_the_right_cells() -> None:
    found = {
        path.name: [(line.sheet, line.cell, str(line.reason)) for line in error.lines]
        for path, _ in samples()
        if isinstance(error := outcome(path), RefusedForm)
    }
    assert found == {
        "bug_calculate_without_calculation.xls": [("survey", "A34", "no-calculation")],
        "bug_duplicate_columns.xlsx": [("survey", "E1", "duplicate-column")],
        "bug_group_name_test.xls": [("survey", "B3", "no-name")],
        "unknown_question_type.xls": [("survey", "J1", "duplicate-column")],
    }


def test_whatever_is_read_of_the_samples_can_be_published_and_stored() -> None:
    for path, _ in samples():
        imported = outcome(path)
        if isinstance(imported, Imported):
            Compiled(imported.questionnaire)
            assert from_json(to_json(imported.questionnaire)) == imported.questionnaire


def test_every_row_of_a_sample_is_told_of_at_a_cell_that_exists() -> None:
    for path, _ in samples():
        imported = outcome(path)
        if isinstance(imported, RefusedForm) or path.suffix == ".csv":
            continue
        rows = {sheet.name: sheet.rows for sheet in read_sheets(path.read_bytes())}
        told = set()
        for line in imported.report:
            assert "%(" not in of_line(line)
            if line.cell:
                number = int(re.sub("[A-Z]", "", line.cell)) - 1
                assert any(rows[line.sheet][number]), (path.name, line)
                told.add((line.sheet.lower(), number))
        (survey,) = [content for name, content in rows.items() if name.lower() == "survey"]
        place = [str(head).lower() for head in survey[0]].index("type")
        asked = {
            ("survey", number)
            for number, row in enumerate(survey[1:], 1)
            if row[place] and not str(row[place]).lower().startswith("end ")
            and not str(row[place]).lower().startswith("end_")
        }  # fmt: skip
        assert asked <= told, path.name


def rows_of(path: Path) -> tuple[Row, ...]:
    return tables(path.read_bytes(), Report())["survey"].rows


def test_the_expressions_of_the_samples_parse() -> None:
    """611 in the 24 files that the reference can read: 26 do not parse, 4 call what we lack."""
    counts = {"all": 0, "parse": 0, "compile": 0}
    for path, expected in samples():
        if expected.startswith("unreadable"):
            continue
        texts = []
        for row in rows_of(path):
            texts += [row.get(each) for each in ("relevant", "constraint", "calculation")]
        for text in filter(None, texts):
            counts["all"] += 1
            try:
                parse(text)
            except ExpressionError as error:
                counts["parse"] += error.fault in {Fault.UNKNOWN_FUNCTION, Fault.ARITY}
            else:
                counts["parse"] += 1
                counts["compile"] += 1
    assert counts == {"all": 611, "parse": 585, "compile": 581}


def test_the_largest_sample_keeps_its_questions() -> None:
    (path,) = [path for path, _ in samples() if path.name == "whova_form.xlsx"]
    imported = read(path.read_bytes())
    questionnaire = imported.questionnaire
    assert len(list(questionnaire.cells)) > 450
    assert sum(len(choices) for choices in (questionnaire.lists or {}).values()) == 296
    assert questionnaire.languages == ("en",)


NAMES = st.sampled_from(["a", "b", "a.b", "c", "d", "e", "f"])
EXPRESSIONS = st.one_of(
    st.just(""),
    st.tuples(
        st.sampled_from(["{0} > 1", "{0} + {1}", "{0} div {1} - 3", ". <= {0}", "selected({0}, 'x')",
                         "sum({0}, {1})", "coalesce({0}, 0) + {1}", "{0} = 'x' and {1} != ''",
                         "if({0} > 1, {1}, 'y')", "string-length(.) < 3", "today()", "{0} +",
                         "regex(., 'x')", "count-selected({0}) > 1", "not({0})"]),
        NAMES, NAMES,
    ).map(lambda each: each[0].format(*(f"${{{name}}}" for name in each[1:]))),
)  # fmt: skip
TYPES = ["integer", "decimal", "range", "text", "date", "time", "note", "calculate", "acknowledge",
         "select_one l", "select_multiple l or_other", "rank l", "start"]  # fmt: skip
CONTAINERS = ["group", "group", "repeat", "kobomatrix", "loop over l"]
LEAVES = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES), "name": NAMES},
    optional={
        "label": st.sampled_from(["A", "${a}", "${b}"]),
        "relevant": EXPRESSIONS,
        "constraint": EXPRESSIONS,
        "calculation": EXPRESSIONS,
        "required": st.one_of(st.sampled_from(["yes", "no"]), EXPRESSIONS),
        "appearance": st.sampled_from(["w1", "w2", "multiline"]),
        "parameters": st.sampled_from(["start=0 end=2 step=0.5", "start=9 end=-3", "x"]),
        "unisono::total": st.sampled_from(["computed", "checked"]),
        "unisono::unit": st.sampled_from(["€", "%", "h"]),
    },
)
BRANCHES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(
        st.sampled_from(CONTAINERS),
        NAMES,
        EXPRESSIONS,
        st.sampled_from(["", "table-list", "w2", "w3"]),
        st.lists(inner, max_size=5),
    ),
    max_leaves=12,
)


def rows_in(branches: list[Any], used: set[str]) -> list[dict[str, str]]:
    """The rows of the sheet, with names that stand once among their siblings."""
    rows: list[dict[str, str]] = []
    own: set[str] = set()
    for branch in branches:
        if isinstance(branch, dict):
            if branch["name"] not in own:
                own.add(branch["name"])
                rows.append(
                    {"calculation": "1", **branch} if branch["type"] == "calculate" else branch
                )
            continue
        kind, name, relevant, appearance, inner = branch
        begin = {"type": f"begin {kind}", "name": f"{name}_g{len(used)}", "relevant": relevant}
        used.add(begin["name"])
        begin |= {"appearance": appearance, "repeat_count": "2", "kobo--matrix_list": "l"}
        end = {"type": f"end {kind.split()[0]}", "name": ""}
        rows += [begin, *rows_in(inner, used), end]
    return rows


@given(st.lists(BRANCHES, min_size=1, max_size=6))
@settings(max_examples=400, deadline=None)
@example([])
def test_any_form_becomes_a_questionnaire_that_can_be_published(branches: list[Any]) -> None:
    rows = rows_in(branches, set()) or [{"type": "note", "name": "a"}]
    headers = list(dict.fromkeys(["type", "name", *(key for row in rows for key in row)]))
    lines = [["survey"], ["", *headers]]
    lines += [["", *(row.get(header, "") for header in headers)] for row in rows]
    lines += [["choices"], ["", "list_name", "name"], ["", "l", "x"], ["", "l", "b.c"]]
    data = "\n".join("| " + " | ".join(line) + " |" for line in lines).encode()
    questionnaire, problems = published(data)
    assert set(problems) <= {Reason.NO_CALCULATION, Fault.CYCLE}
    if questionnaire:
        assert from_json(to_json(questionnaire)) == questionnaire
        for values in (
            [cell.key for cell in questionnaire.cells],
            [cell.name for cell in questionnaire.cells],
            [each.code for section in questionnaire.sections for each in section.questions],
        ):
            assert len(set(values)) == len(values)


def published(data: bytes) -> tuple[Questionnaire | None, list[Reason | Fault | None]]:
    """The questionnaire, and what speaks against it. Whether questions hide one another in a
    circle is seen when the draft is published."""
    try:
        questionnaire = read(data).questionnaire
        Compiled(questionnaire)
    except RefusedForm as refused:
        return None, [line.reason for line in refused.lines if of_line(line)]
    except Faulty as faulty:
        return questionnaire, [fault.error.fault for fault in faulty.faults]
    return questionnaire, []


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused(given_: str | bytes) -> None:
    data = given_ if isinstance(given_, bytes) else given_.encode("utf-8", "replace")
    if data.startswith((b"PK", b"\xd0\xcf")):
        return  # a workbook: see the tests of spreadsheets
    try:
        read(data)
    except (RefusedForm, UnreadableFile):
        return
