"""A form drafted in a spreadsheet, as a questionnaire with a report. Forms are written in
Markdown here; `test_xlsform_files` reads workbooks."""

from decimal import Decimal

import pytest

from surveys.compiled import Compiled, Entry
from surveys.questionnaire import (
    Cell,
    Choice,
    Kind,
    Question,
    Questionnaire,
    Required,
    Rule,
    Section,
    Sensitivity,
    Severity,
    Words,
    from_json,
    to_json,
)
from surveys.sentences import of_line
from surveys.sheet import fill
from surveys.xlsform import Imported, Outcome, RefusedForm, read
from surveys.xlsform.types import Sort, Type, type_of


def form(text: str) -> Imported:
    return read("\n".join(line.strip() for line in text.strip().splitlines()).encode())


def told(imported: Imported) -> list[tuple]:
    """The report without what was accepted: outcome, cell, reason and details."""
    assert all(of_line(line) for line in imported.report)
    return [
        (str(line.outcome), line.cell, str(line.reason), *line.details.values())
        for line in imported.report
        if line.outcome is not Outcome.ACCEPTED
    ]


def refusals(text: str) -> list[tuple]:
    with pytest.raises(RefusedForm) as caught:
        form(text)
    assert {line.outcome for line in caught.value.lines} == {Outcome.REFUSED}
    assert all(of_line(line) for line in caught.value.lines)
    return [
        (line.sheet, line.cell, str(line.reason), *line.details.values())
        for line in caught.value.lines
    ]


def question(imported: Imported, code: str) -> Question:
    (found,) = [
        each
        for section in imported.questionnaire.sections
        for each in section.questions
        if each.code == code
    ]
    return found


def test_a_form_becomes_a_questionnaire() -> None:
    imported = form("""
    | survey |             |          |                    |                     |                   |              |              |                               |                   |
    |        | type        | name     | label::Suomi (fi)  | label::Svenska (sv) | hint::Suomi (fi)  | required     | relevant     | constraint                    | unisono::severity |
    |        | begin_group | money    | Talous             | Ekonomi             | Kalenterivuosi    |              |              |                               |                   |
    |        | integer     | income   | Tuotot             | Intäkter            | Kirjanpidosta     | yes          |              | . >= 0                        |                   |
    |        | select_one own | owner | Omistaja           | Ägare               |                   |              |              |                               |                   |
    |        | text        | which    | Kuka               |                     |                   |              | ${owner}='x' | string-length(.) <= 20        | confirm           |
    |        | end_group   |          |                    |                     |                   |              |              |                               |                   |
    |        | decimal     | share    | Osuus              |                     |                   | ${income}>0  |              |                               |                   |
    | choices |            |          |                    |                     |
    |        | list_name   | name     | label::Suomi (fi)  | label::Svenska (sv) |
    |        | own         | city     | Kunta              | Kommun              |
    |        | own         | x        | Muu                |                     |
    | settings |           |          |                    |                     |
    |        | form_title  | form_id  | version            | default_language    |
    |        | Vuositiedot | vt       | 3                  | Suomi (fi)          |
    """)
    assert (imported.code, imported.version) == ("vt", "3")
    assert imported.questionnaire == Questionnaire(
        Words("Vuositiedot"),
        (
            Section(
                "money",
                Words("Talous", "Ekonomi"),
                (
                    Question(
                        "income",
                        Words("Tuotot", "Intäkter"),
                        (Cell("income", "income", Kind.INTEGER, required=Required.HARD),),
                        help=Words("Kirjanpidosta"),
                    ),
                    Question(
                        "owner",
                        Words("Omistaja", "Ägare"),
                        (Cell("owner", "owner", Kind.CHOICE, choices="own", prior_years=0),),
                    ),
                    Question(
                        "which",
                        Words("Kuka"),
                        (Cell("_.which", "which", Kind.TEXT, prior_years=0),),
                        relevant="${owner} = 'x'",
                    ),
                ),
                intro=Words("Kalenterivuosi"),
            ),
            Section(
                "section_2",
                Words(),
                (
                    Question(
                        "share",
                        Words("Osuus"),
                        (Cell("share", "share", Kind.DECIMAL, decimals=2),),
                    ),
                ),
            ),
        ),
        (
            Rule("constraint:income", Severity.ERROR, ". >= 0", anchors=("income",)),
            Rule(
                "constraint:which",
                Severity.CONFIRM,
                ". = '' or string-length(.) <= 20",
                anchors=("_.which",),
            ),
            Rule(
                "required:share",
                Severity.ERROR,
                "not(${income} > 0) or answered(.)",
                anchors=("share",),
            ),
        ),
        {"own": (Choice("city", Words("Kunta", "Kommun")), Choice("x", Words("Muu")))},
        ("fi", "sv"),
    )
    assert told(imported) == [("approximated", "G8", "required-if", "${income}>0")]
    accepted = [line.cell for line in imported.report if line.outcome is Outcome.ACCEPTED]
    assert accepted == ["B3", "B4", "B5", "B6"]
    assert from_json(to_json(imported.questionnaire)) == imported.questionnaire


SMALL = """
| survey |         |      |       |
|        | type    | name | label |
|        | integer | a    | A     |
"""


def test_headers_are_known_by_their_other_names_in_any_case() -> None:
    imported = form("""
    | survey |           |           |                 |               |                    |                      |          |
    |        | Command   | TAG       | Caption:English | Relevance     | bind::constraint   | constraint message::English (en) | ReadOnly |
    |        | integer   | a         | A               |               | . > 0              | Too little           |          |
    |        | note      |           | Well            | ${a} > 1      |                    |                      |          |
    """)
    (section,) = imported.questionnaire.sections
    assert [question.label for question in section.questions] == [Words(en="A"), Words(en="Well")]
    assert section.questions[1] == Question("note_4", Words(en="Well"), relevant="${a} > 1")
    assert imported.questionnaire.rules[0].message == Words(en="Too little")
    assert imported.questionnaire.languages == ("en",)
    assert told(imported) == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("integer", Type(Sort.INTEGER)),
        ("  Int ", Type(Sort.INTEGER)),
        ("add decimal prompt", Type(Sort.DECIMAL)),
        ("q string", Type(Sort.TEXT)),
        ("dateTime", Type(Sort.TIME)),
        ("select_one Yes_No", Type(Sort.ONE, "Yes_No")),
        ("select one from a_b", Type(Sort.ONE, "a_b")),
        ("select_one colors or_other", Type(Sort.ONE, "colors", has_other=True)),
        ("select all that apply from x or specify other", Type(Sort.MANY, "x", has_other=True)),
        ("select_multiple  happy_sad", Type(Sort.MANY, "happy_sad")),
        ("select1 x", Type(Sort.ONE, "x")),
        ("begin group", Type(Sort.GROUP)),
        ("BEGIN_REPEAT", Type(Sort.REPEAT)),
        ("begin loop over Toilets", Type(Sort.LOOP, "Toilets")),
        ("begin_kobomatrix", Type(Sort.MATRIX)),
        ("end looped group", Type(Sort.END, of=Sort.REPEAT)),
        ("uri:deviceid", Type(Sort.METADATA)),
        ("get start time", Type(Sort.METADATA)),
        ("select_one_from_file x.csv", Type(Sort.UNSUPPORTED)),
        ("rank x", Type(Sort.UNSUPPORTED)),
        ("geopoint", Type(Sort.UNSUPPORTED)),
        ("inetger", None),
        ("begin something", None),
        ("beginning group", None),
        ("select_one", None),
        ("", None),
    ],
)
def test_a_type_is_known_in_its_many_spellings(cell: str, expected: Type | None) -> None:
    assert type_of(cell) == expected


def test_kinds_units_and_limits() -> None:
    imported = form("""
    | survey |             |      |       |                      |            |               |                |                      |                |
    |        | type        | name | label | parameters           | appearance | unisono::unit | unisono::prior | unisono::sensitivity | unisono::element |
    |        | range       | a    | A     | start=0 end=5 step=0.5 |          |               |                |                      |                |
    |        | range       | b    | B     |                      |            | h             | 3              | open                 | op.tunnit      |
    |        | decimal     | c    | C     |                      |            | €             |                |                      |                |
    |        | percentage  | d    | D     |                      |            |               | 0              | Office               |                |
    |        | text        | e    | E     |                      | multiline  |               |                |                      | remark.e       |
    |        | date        | f    | F     |                      |            |               |                |                      |                |
    |        | acknowledge | g    | G     |                      |            |               |                |                      |                |
    |        | time        | h    | H     |                      |            |               |                |                      |                |
    """)
    ten, half = Decimal(10), Decimal("5")
    assert [question.cells[0] for question in imported.questionnaire.sections[0].questions] == [
        Cell("a", "a", Kind.DECIMAL, decimals=1, minimum=Decimal(0), maximum=half),
        Cell(
            "op.tunnit", "b", Kind.INTEGER, unit=Words("h"), minimum=Decimal(1), maximum=ten,
            prior_years=3, sensitivity=Sensitivity.OPEN,
        ),
        Cell("c", "c", Kind.MONEY, unit=Words("€"), decimals=2),
        Cell(
            "d", "d", Kind.PERCENT, minimum=Decimal(0), maximum=Decimal(100), prior_years=0,
            sensitivity=Sensitivity.OFFICE,
        ),
        Cell("remark.e", "e", Kind.LONGTEXT, prior_years=0),
        Cell("f", "f", Kind.DATE, prior_years=0),
        Cell("g", "g", Kind.CHOICE, choices="acknowledged", prior_years=0),
        Cell("_.h", "h", Kind.TEXT, prior_years=0),
    ]  # fmt: skip
    assert told(imported) == [
        ("approximated", "B9", "type", "acknowledge", "choice"),
        ("approximated", "B10", "type", "time", "text"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| other | |\n| | type |", [("", "", "no-survey")]),
        ("| survey | |\n| | label |\n| | x |", [("survey", "", "no-column", "type"), ("survey", "", "no-column", "name")]),
        ("| survey | | |\n| | type | name |", [("survey", "", "no-rows")]),
        ("| survey | | | |\n| | type | name | Type |\n| | note | a | b |", [("survey", "D2", "duplicate-column", "Type", "B2")]),
        ("| survey | | | |\n| | type | name | relevant | bind::relevant |", [("survey", "E2", "duplicate-column", "bind::relevant", "D2")]),
        ("| survey | | |\n| | type | name |\n| | inetger | a |\n| | text | |\n| | text | 1 x |\n| | text | b |\n| | text | b |",
         [("survey", "B3", "unknown-type", "inetger"), ("survey", "C4", "no-name"), ("survey", "C5", "bad-name", "1 x"), ("survey", "C7", "duplicate-name", "b", "C6")]),
        ("| survey | | |\n| | type | name |\n| | begin group | g |\n| | text | a |", [("survey", "B3", "not-ended", "g")]),
        ("| survey | | |\n| | type | name |\n| | text | a |\n| | end group | |", [("survey", "B4", "not-begun", "end group")]),
        ("| survey | | |\n| | type | name |\n| | begin group | g |\n| | text | a |\n| | end repeat | |",
         [("survey", "B5", "not-begun", "end repeat"), ("survey", "B3", "not-ended", "g")]),
        ("| survey | | |\n| | type | name |\n| | select_one l | a |\n| | begin loop over m | b |\n| | end loop | |",
         [("survey", "B3", "unknown-list", "l"), ("survey", "B4", "unknown-list", "m")]),
        ("| survey | | | |\n| | type | name | calculation |\n| | calculate | a | |", [("survey", "D3", "no-calculation")]),
        ("| survey | | |\n| | type | name |\n| | select_one l | a |\n| choices | |\n| | list_name | name |\n| | l | x |\n| | l | x |\n| | l | |",
         [("choices", "C7", "duplicate-choice", "l", "x", "C6"), ("choices", "C8", "no-name")]),
        ("| survey | | |\n| | type | name |\n| | text | a |\n| choices | |\n| | label |\n| | x |",
         [("choices", "", "no-column", "list_name"), ("choices", "", "no-column", "name")]),
        ("| survey | | | | |\n| | type | name | unisono::severity | unisono::total |\n| | integer | a | loud | yes |",
         [("survey", "D3", "bad-value", "loud", "error, explain, confirm, info"), ("survey", "E3", "bad-value", "yes", "computed, checked")]),
        ("| survey | | | |\n| | type | name | unisono::element |\n| | integer | a | op.a |\n| | integer | b | op.a |",
         [("survey", "D4", "duplicate-name", "op.a", "D3")]),
        ("| survey | | |\n| | type | name |\n" + "".join(f"| | begin group | g{n} |\n" for n in range(20)), [("survey", "B22", "too-deep", 20)]),
    ],
    ids=lambda given: given[0][2] if isinstance(given, list) else "",
)  # fmt: skip
def test_a_form_that_must_be_mended_is_refused_with_its_cells(
    text: str, expected: list[tuple]
) -> None:
    assert refusals(text) == expected


def test_all_rows_that_must_be_mended_are_told_at_once() -> None:
    rows = "".join(f"|        | integre | a{number} |  |\n" for number in range(3))
    assert [cell for _, cell, *_ in refusals(SMALL + rows)] == ["B4", "B5", "B6"]


def test_what_has_no_place_is_told() -> None:
    imported = form("""
    | survey |          |          |       |         |           |               |               |          |                    |              |
    |        | type     | name     | label | default | read_only | choice_filter | media::image  | required | required_message   | disabled     |
    |        | integer  | a.b      | A     | 3       | yes       |               | x.png         | no       |                    |              |
    |        | integer  | c        | ${a.b} |        | no        |               |               | true()   | Please             |              |
    |        | start    | start    |       |         |           |               |               |          |                    |              |
    |        | geopoint | where    |       |         |           |               |               |          |                    |              |
    |        | integer  | off      | Off   |         |           |               |               |          |                    | yes          |
    |        |          | lost     | Lost  |         |           |               |               |          |                    |              |
    |        | note     |          |       |         |           |               |               |          |                    |              |
    |        | begin group | g     | Empty |         |           |               |               |          |                    |              |
    |        | end group |         |       |         |           |               |               |          |                    |              |
    | osm    |          |
    |        | x        |
    """)
    assert told(imported) == [
        ("dropped", "", "sheet"),
        ("dropped", "H2", "column", "media::image"),
        ("approximated", "C3", "name", "a.b", "a_b"),
        ("approximated", "E3", "column", "default"),
        ("approximated", "F3", "column", "read_only"),
        ("approximated", "J4", "column", "required_message"),
        ("dropped", "B5", "metadata", "start"),
        ("dropped", "B6", "unsupported", "geopoint"),
        ("dropped", "K7", "disabled"),
        ("dropped", "B8", "no-type"),
        ("dropped", "B9", "empty"),
        ("dropped", "B10", "empty"),
    ]
    assert [cell.name for cell in imported.questionnaire.cells] == ["a_b", "c"]


def test_expressions_take_our_names_and_the_useless_are_left_out() -> None:
    imported = form("""
    | survey |              |      |       |                              |                     |
    |        | type         | name | label | relevant                     | constraint          |
    |        | integer      | a.b  | A     |                              | . < ${c}            |
    |        | integer      | c    | C     | ${a.b} > 1                   | regex(., '^[0-9]$') |
    |        | select_one l | d    | D     | ../c = 1                     | . != 3              |
    |        | text         | e    | E     | ${nobody} = 1                | . > 3               |
    |        | select_multiple l | f | F    | ${a.b} + 1                   | count-selected(.) < 3 |
    | choices |             |      |       |
    |        | list_name    | name | label |
    |        | l            | 1    | One   |
    """)
    assert told(imported) == [
        ("approximated", "C3", "name", "a.b", "a_b"),
        ("approximated", "F4", "pattern", "regex(., '^[0-9]$')"),
        ("approximated", "E5", "expression", "../c = 1", "bad-char", 1),
        ("approximated", "F5", "meaning", ". != 3", "type", 3),
        ("approximated", "E6", "meaning", "${nobody} = 1", "unknown-ref", 1),
        ("approximated", "F6", "meaning", ". > 3", "type", 3),
        ("approximated", "E7", "meaning", "${a.b} + 1", "type", 8),
    ]
    assert [question.relevant for question in imported.questionnaire.sections[0].questions] == [
        "", "${a_b} > 1", "", "", "",
    ]  # fmt: skip
    assert [(rule.code, rule.expression) for rule in imported.questionnaire.rules] == [
        ("constraint:a_b", ". < ${c}"),
        ("constraint:f", ". = '' or count-selected(.) < 3"),
    ]


def test_calculations_learn_their_kinds_and_fall_together() -> None:
    imported = form("""
    | survey |           |         |                                |
    |        | type      | name    | calculation                    |
    |        | integer   | a       |                                |
    |        | decimal   | b       |                                |
    |        | date      | day     |                                |
    |        | calculate | twice   | ${sum} + ${sum}                |
    |        | calculate | sum     | ${a} + 1                       |
    |        | calculate | mean    | ${sum} div 2                   |
    |        | calculate | mixed   | ${a} + ${b}                    |
    |        | calculate | word    | if(${a} > 1, 'x', 'y')         |
    |        | calculate | is_many | ${a} > 10                      |
    |        | calculate | when    | coalesce(${day}, today())      |
    |        | calculate | bad     | pulldata('x', 'y')             |
    |        | calculate | worse   | ${bad} + 1                     |
    |        | calculate | worst   | ${worse} + ${sum}              |
    """)
    cells = {cell.name: cell for cell in imported.questionnaire.cells}
    assert {name: (cell.kind, cell.decimals, cell.compute) for name, cell in cells.items() if cell.compute} == {
        "twice": (Kind.INTEGER, 0, "${sum} + ${sum}"),
        "sum": (Kind.INTEGER, 0, "${a} + 1"),
        "mean": (Kind.DECIMAL, 4, "${sum} div 2"),
        "mixed": (Kind.DECIMAL, 2, "${a} + ${b}"),
        "word": (Kind.TEXT, 0, "if(${a} > 1, 'x', 'y')"),
        "is_many": (Kind.TEXT, 0, "concat(${a} > 10)"),
        "when": (Kind.DATE, 0, "coalesce(${day}, today())"),
    }  # fmt: skip
    assert told(imported) == [
        ("approximated", "D13", "expression", "pulldata('x', 'y')", "unknown-function", 1),
        ("approximated", "D14", "meaning", "${bad} + 1", "unknown-ref", 1),
        ("approximated", "D15", "meaning", "${worse} + ${sum}", "unknown-ref", 1),
    ]
    sheet = fill(Compiled(imported.questionnaire), {"a": Entry("12")})
    assert sheet.entries["twice"] == Entry("26")
    assert sheet.entries["is_many"] == Entry("true")


def test_calculations_in_a_circle_are_left_out() -> None:
    imported = form("""
    | survey |           |       |             |
    |        | type      | name  | calculation |
    |        | integer   | a     |             |
    |        | calculate | x     | ${y} + 1    |
    |        | calculate | y     | ${x} + 1    |
    |        | calculate | after | ${x} + ${a} |
    |        | calculate | self  | ${self} + 1 |
    |        | calculate | good  | ${a} + 1    |
    """)
    assert [cell.name for cell in imported.questionnaire.cells] == ["a", "good"]
    assert [(line[1], line[2]) for line in told(imported)] == [
        (f"D{row}", "circle") for row in (4, 5, 6, 7)
    ]


def test_a_choice_of_ones_own_has_its_text() -> None:
    imported = form("""
    | survey |                       |       |       |            |
    |        | type                  | name  | label | relevant   |
    |        | integer               | a     | A     |            |
    |        | select_one l or_other | b     | B     | ${a} > 1   |
    | choices |                      |       |       |
    |        | list_name             | name  | label |
    |        | l                     | x     | X     |
    """)
    assert question(imported, "b_other") == Question(
        "b_other",
        Words("Muu, mikä", "Annat, vad", "Other, please specify"),
        (Cell("_.b_other", "b_other", Kind.TEXT, prior_years=0),),
        relevant="${a} > 1 and selected(${b}, 'other')",
    )
    assert question(imported, "b").cells[0].choices == "l_or_other"
    assert imported.questionnaire.lists == {
        "l": (Choice("x", Words("X")),),
        "l_or_other": (Choice("x", Words("X")), Choice("other", Words("Muu", "Annat", "Other"))),
    }
    assert told(imported) == [("approximated", "B4", "other", "l")]


def test_what_is_made_beside_the_form_keeps_clear_of_its_names() -> None:
    imported = form("""
    | survey |                       |         |       |
    |        | type                  | name    | label |
    |        | select_one l or_other | b       | B     |
    |        | integer               | b_other | C     |
    |        | acknowledge           | ok      | Ok    |
    |        | select_one acknowledged | d     | D     |
    |        | select_one l_or_other | e       | E     |
    | choices |                      |         |       |
    |        | list_name             | name    | label |
    |        | l                     | x       | X     |
    |        | l_or_other            | y       | Y     |
    |        | acknowledged          | z       | Z     |
    """)
    cells = [(cell.name, cell.key, cell.choices) for cell in imported.questionnaire.cells]
    assert cells == [
        ("b", "b", "l_or_other_"),
        ("b_other_2", "_.b_other_2", ""),
        ("b_other", "b_other", ""),
        ("ok", "ok", "acknowledged_"),
        ("d", "d", "acknowledged"),
        ("e", "e", "l_or_other"),
    ]
    lists = {
        name: [each.code for each in choices]
        for name, choices in (imported.questionnaire.lists or {}).items()
    }
    assert lists == {
        "l": ["x"], "l_or_other": ["y"], "acknowledged": ["z"],
        "l_or_other_": ["x", "other"], "acknowledged_": ["OK"],
    }  # fmt: skip


def test_a_computed_number_has_the_decimals_of_all_that_it_reads() -> None:
    imported = form("""
    | survey |           |       |             |
    |        | type      | name  | calculation |
    |        | integer   | a     |             |
    |        | calculate | both  | ${half} + ${more} |
    |        | calculate | half  | ${a} div 2  |
    |        | calculate | more  | ${a} + 1    |
    """)
    assert [(cell.name, cell.decimals) for cell in imported.questionnaire.cells] == [
        ("a", 0), ("both", 4), ("half", 4), ("more", 0),
    ]  # fmt: skip


def test_nested_groups_are_headings_and_hide_what_they_hold() -> None:
    imported = form("""
    | survey |             |      |       |            |
    |        | type        | name | label | relevant   |
    |        | begin group | g    | G     |            |
    |        | integer     | a    | A     |            |
    |        | begin group | h    | H     | ${a} > 1   |
    |        | begin group | a    |       | ${a} > 2   |
    |        | integer     | b    | B     | ${a} > 3   |
    |        | end group   |      |       |            |
    |        | integer     | c    | C     |            |
    |        | end group   |      |       |            |
    |        | end group   |      |       |            |
    """)
    assert [
        (question.code, question.is_note, question.relevant)
        for question in imported.questionnaire.sections[0].questions
    ] == [
        ("a", False, ""),
        ("h", True, "${a} > 1"),
        ("b", False, "${a} > 1 and ${a} > 2 and ${a} > 3"),
        ("c", False, "${a} > 1"),
    ]
    assert told(imported) == []


def test_calculations_between_groups_join_a_section() -> None:
    imported = form("""
    | survey |             |      |             |
    |        | type        | name | calculation |
    |        | calculate   | x    | 1           |
    |        | begin group | g    |             |
    |        | integer     | a    |             |
    |        | end group   |      |             |
    |        | calculate   | y    | 2           |
    """)
    (section,) = imported.questionnaire.sections
    assert [question.code for question in section.questions] == ["x", "a", "y"]


def test_languages_become_ours() -> None:
    imported = form("""
    | survey |      |      |             |                |               |                  |
    |        | type | name | label       | label::Suomeksi | label::Français | label::Swedish |
    |        | note | a    | Unlabelled  |                |  Eau           | Vatten           |
    |        | note | b    | Unlabelled  | Vesi           |                |                  |
    | settings |    |
    |        | default_language |
    |        | Svenska |
    """)
    labels = [question.label for question in imported.questionnaire.sections[0].questions]
    assert labels == [Words(sv="Vatten"), Words("Vesi", "Unlabelled")]
    assert told(imported) == [("approximated", "F2", "language", "Français", "")]


def test_a_form_in_a_foreign_language_is_taken_as_it_is() -> None:
    imported = form("""
    | survey |      |      |                     |               |
    |        | type | name | label::Deutsch (de) | label::Eesti  |
    |        | note | a    | Wasser              | Vesi          |
    | settings |    |
    |        | default_language |
    |        | Eesti |
    """)
    assert imported.questionnaire.sections[0].questions[0].label == Words("Vesi")
    assert told(imported) == [
        ("approximated", "D2", "language", "Deutsch (de)", ""),
        ("approximated", "E2", "language", "Eesti", "fi"),
    ]
