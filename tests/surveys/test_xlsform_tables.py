"""Tables in their five disguises."""

from surveys.compiled import Compiled, Entry
from surveys.questionnaire import Kind, Line, Words
from surveys.sheet import fill
from tests.surveys.test_xlsform import form, question, told

CHOICES = """
    | choices |           |       |       |
    |         | list_name | name  | label |
    |         | ages      | u18   | Under 18 |
    |         | ages      | 18.20 | 18–20 |
"""


def test_a_kobo_matrix_asks_its_columns_for_each_row() -> None:
    imported = form(f"""
    | survey |                  |       |         |                    |                        |                 |                  |                  |
    |        | type             | name  | label   | kobo--matrix_list  | constraint             | calculation     | unisono::element | relevant         |
    |        | integer          | whole | Whole   |                    | . >= sum(${{women}})   |                 |                  |                  |
    |        | begin_kobomatrix | t     | By age  | ages               |                        |                 |                  |                  |
    |        | integer          | women | Women   |                    | . <= ${{whole}}        |                 | op.naiset        | ${{whole}} > 0   |
    |        | integer          | men   | Men     |                    | . + ${{women}} > 0     |                 |                  |                  |
    |        | calculate        | both  | Both    |                    |                        | ${{women}} + ${{men}} |            |                  |
    |        | note             | hint  | Hello   |                    |                        |                 |                  |                  |
    |        | end_kobomatrix   |       |         |                    |                        |                 |                  |                  |
    {CHOICES}
    """)  # fmt: skip
    table = question(imported, "t")
    assert table.rows == (Line("u18", Words("Under 18")), Line("18_20", Words("18–20")))
    assert table.columns == (
        Line("women", Words("Women")),
        Line("men", Words("Men")),
        Line("both", Words("Both")),
    )
    assert [(cell.key, cell.name, cell.row, cell.column, cell.compute) for cell in table.cells] == [
        ("op.naiset.u18", "t.u18.women", "u18", "women", ""),
        ("t.u18.men", "t.u18.men", "u18", "men", ""),
        ("t.u18.both", "t.u18.both", "u18", "both", "${t.u18.women} + ${t.u18.men}"),
        ("op.naiset.18_20", "t.18_20.women", "18_20", "women", ""),
        ("t.18_20.men", "t.18_20.men", "18_20", "men", ""),
        ("t.18_20.both", "t.18_20.both", "18_20", "both", "${t.18_20.women} + ${t.18_20.men}"),
    ]
    assert {rule.code: rule.expression for rule in imported.questionnaire.rules} == {
        "constraint:whole": ". >= sum(${t.*.women})",
        "constraint:t.u18.women": ". <= ${whole}",
        "constraint:t.u18.men": ". + ${t.u18.women} > 0",
        "constraint:t.18_20.women": ". <= ${whole}",
        "constraint:t.18_20.men": ". + ${t.18_20.women} > 0",
    }
    assert told(imported) == [("approximated", "I5", "column", "relevant")]


def test_a_loop_and_a_counted_repeat_are_tables_too() -> None:
    imported = form(f"""
    | survey |                      |       |         |              |
    |        | type                 | name  | label   | repeat_count |
    |        | begin loop over ages | t     | By age  |              |
    |        | integer              | n     | Count   |              |
    |        | end loop             |       |         |              |
    |        | begin repeat         | three |         | 3            |
    |        | text                 | who   | Who     |              |
    |        | end repeat           |       |         |              |
    |        | begin repeat         | many  |         | ${{n}}       |
    |        | text                 | whom  | Whom    |              |
    |        | end repeat           |       |         |              |
    |        | begin repeat         | open  |         |              |
    |        | text                 | whose | Whose   |              |
    |        | end repeat           |       |         |              |
    {CHOICES}
    """)  # fmt: skip
    assert [cell.name for cell in imported.questionnaire.cells] == [
        "t.u18.n", "t.18_20.n", "three.1.who", "three.2.who", "three.3.who",
    ]  # fmt: skip
    assert question(imported, "three").label == Words("three")
    assert told(imported) == [
        ("dropped", "E9", "repeat"),
        ("dropped", "B10", "inside", "many"),
        ("dropped", "E12", "repeat"),
        ("dropped", "B13", "inside", "open"),
    ]


LIST = """
    | survey |                 |       |       |            |          |            |
    |        | type            | name  | label | appearance | required | relevant   |
    |        | begin group     | t     | Views | table-list |          |            |
    |        | select_one ages | one   | One   |            | yes      |            |
    |        | select_one ages | two   | Two   |            |          | RELEVANT   |
    |        | end group       |       |       |            |          |            |
    |        | integer         | a     | A     |            |          | selected(${one}, 'u18') |
"""


def test_a_table_list_asks_one_thing_of_many() -> None:
    imported = form(LIST.replace("RELEVANT", "") + CHOICES)
    table = question(imported, "t")
    assert table.rows == (Line("one", Words("One")), Line("two", Words("Two")))
    assert table.columns == (Line("value", Words()),)
    assert [(cell.name, cell.kind, cell.choices, cell.required) for cell in table.cells] == [
        ("t.one.value", Kind.CHOICE, "ages", "hard"),
        ("t.two.value", Kind.CHOICE, "ages", "no"),
    ]
    assert question(imported, "a").relevant == "selected(${t.one.value}, 'u18')"
    assert told(imported) == []


def test_a_table_list_whose_rows_come_and_go_is_no_table() -> None:
    imported = form(LIST.replace("RELEVANT", "${a} > 1") + CHOICES)
    assert [each.code for each in imported.questionnaire.sections[0].questions] == ["one", "two"]
    assert question(imported, "a").relevant == "selected(${one}, 'u18')"
    assert told(imported) == [("approximated", "B3", "not-a-table")]


GRID = """
    | survey |             |        |              |            |                            |                 |
    |        | type        | name   | label        | appearance | calculation                | constraint      |
    |        | begin group | t      | Students     | w4         |                            |                 |
    |        | note        | head   | Age          | w1         |                            |                 |
    |        | note        | women  | Women        | w1         |                            |                 |
    |        | note        | men    | Men          | w1         |                            |                 |
    |        | note        | total  | Total        | w1         |                            |                 |
    |        | note        | young  | Under 18     | w1         |                            |                 |
    |        | integer     | yw     |              | w1         |                            | . >= 0          |
    |        | integer     | ym     |              | w1         |                            | . <= ${yw} + 99 |
    |        | calculate   | yt     |              |            | coalesce(${yw}, 0) + ${ym} |                 |
    |        | note        | ytn    | ${yt}        | w1         |                            |                 |
    |        | note        | old    | 18 and over  | w1         |                            |                 |
    |        | integer     | ow     |              | w1         |                            |                 |
    |        | integer     | om     |              | w1         |                            |                 |
    |        | calculate   | ot     |              |            | sum(${ow}, ${om})          |                 |
    |        | note        | otn    | ${ot}        | w1         |                            |                 |
    |        | note        | all    | All          | w1         |                            |                 |
    |        | note        | awn    | ${aw}        | w1         |                            |                 |
    |        | note        | amn    | ${am}        | w1         |                            |                 |
    |        | note        | atn    | ${at}        | w1         |                            |                 |
    |        | calculate   | aw     |              |            | ${yw} + ${ow}              |                 |
    |        | calculate   | am     |              |            | ${ym} + ${om}              |                 |
    |        | calculate   | at     |              |            | ${yt} + ${ot}              |                 |
    |        | calculate   | share  |              |            | ${aw} div ${at} * 100      |                 |
    |        | end group   |        |              |            |                            |                 |
"""


def test_a_grid_made_by_hand_is_a_table_with_totals() -> None:
    imported = form(GRID)
    table = question(imported, "t")
    assert table.columns == (
        Line("women", Words("Women")),
        Line("men", Words("Men")),
        Line("total", Words("Total"), is_total=True),
    )
    assert table.rows == (
        Line("young", Words("Under 18")),
        Line("old", Words("18 and over")),
        Line("all", Words("All"), is_total=True),
    )
    assert {cell.name: cell.compute for cell in table.cells} == {
        "t.young.women": "",
        "t.young.men": "",
        "t.young.total": "sum(${t.young.*})",
        "t.old.women": "",
        "t.old.men": "",
        "t.old.total": "sum(${t.old.*})",
        "t.all.women": "sum(${t.*.women})",
        "t.all.men": "sum(${t.*.men})",
        "t.all.total": "sum(${t.*.*})",
    }
    share = question(imported, "share").cells[0]
    assert share.compute == "${t.all.women} div ${t.all.total} * 100"
    assert {rule.code: rule.expression for rule in imported.questionnaire.rules} == {
        "constraint:t.young.women": ". >= 0",
        "constraint:t.young.men": ". <= ${t.young.women} + 99",
    }
    assert told(imported) == []

    answers = {"t.young.women": Entry("12"), "t.old.women": Entry("28"), "t.old.men": Entry("10")}
    sheet = fill(Compiled(imported.questionnaire), answers)
    assert {key: entry.text for key, entry in sheet.entries.items() if key not in answers} == {
        "t.young.total": "12",
        "t.old.total": "38",
        "t.all.women": "40",
        "t.all.men": "10",
        "t.all.total": "50",
        "share": "80.0000",
    }


def test_a_grid_that_does_not_fill_its_lines_is_no_table() -> None:
    for line in ("om ", "old"):
        imported = form("\n".join(row for row in GRID.splitlines() if f"| {line}   " not in row))
        assert ("approximated", "B3", "not-a-table") in told(imported)
        assert question(imported, "yw").cells[0].name == "yw"


def test_a_grid_whose_last_line_is_short_is_no_table() -> None:
    wide = {"total ", "ytn ", "otn "}
    rows = [
        row.replace("w1", "w2") if any(f"| {name}" in row for name in wide) else row
        for row in GRID.replace("w4", "w5").splitlines()
    ]
    assert told(form("\n".join(rows)))[0] == ("approximated", "B3", "not-a-table")
    assert (
        told(form("\n".join(row.replace("w1", "w2") if "| atn" in row else row for row in rows)))
        == []
    )


def test_a_sum_of_other_cells_is_no_total() -> None:
    table = question(form(GRID.replace("sum(${ow}, ${om})", "sum(${ow}, ${ym})")), "t")
    assert [line.is_total for line in table.columns] == [False, False, False]


def test_a_column_that_only_looks_like_a_total_is_computed() -> None:
    imported = form(GRID.replace("sum(${ow}, ${om})", "${ow} - ${om}"))
    table = question(imported, "t")
    assert not table.columns[2].is_total
    assert {cell.name: cell.compute for cell in table.cells if cell.column == "total"} == {
        "t.young.total": "coalesce(${t.young.women}, 0) + ${t.young.men}",
        "t.old.total": "${t.old.women} - ${t.old.men}",
        "t.all.total": "${t.young.total} + ${t.old.total}",
    }


def test_our_own_column_makes_totals_to_compute_or_to_check() -> None:
    text = """
    | survey |                  |      |       |                   |                |
    |        | type             | name | label | kobo--matrix_list | unisono::total |
    |        | begin_kobomatrix | t    | T     | ages              |                |
    |        | integer          | w    | W     |                   |                |
    |        | integer          | m    | M     |                   |                |
    |        | integer          | both | Both  |                   | TOTAL          |
    |        | end_kobomatrix   |      |       |                   |                |
    """
    computed = question(form(text.replace("TOTAL", "computed") + CHOICES), "t")
    checked = question(form(text.replace("TOTAL", "Checked") + CHOICES), "t")
    assert computed.columns == checked.columns
    assert checked.columns[2] == Line("both", Words("Both"), is_total=True)
    sums = [
        [cell.compute for cell in each.cells if cell.column == "both"]
        for each in (computed, checked)
    ]
    assert sums == [["sum(${t.u18.*})", "sum(${t.18_20.*})"], ["", ""]]


def test_a_total_of_words_is_told() -> None:
    imported = form(
        """
    | survey |                  |      |       |                   |                |
    |        | type             | name | label | kobo--matrix_list | unisono::total |
    |        | begin_kobomatrix | t    | T     | ages              |                |
    |        | text             | w    | W     |                   |                |
    |        | text             | both | Both  |                   | computed       |
    |        | end_kobomatrix   |      |       |                   |                |
    """
        + CHOICES
    )
    assert told(imported) == [("approximated", "B5", "total")]
    Compiled(imported.questionnaire)


def test_a_total_leaves_the_range_alone_that_holds_something_reckoned() -> None:
    """`t.young.*` would hold the share too."""
    text = GRID.replace("w4 ", "w5 ").replace("Women        | w1", "Women | w1")
    rows = text.splitlines()
    for after, name in (
        ("| total  |", "head"),
        ("| ytn    |", "ys"),
        ("| otn    |", "os"),
        ("| atn    |", "as"),
    ):
        place = next(number for number, row in enumerate(rows) if after in row)
        cell = "Share" if name == "head" else f"${{{name}}}"
        rows.insert(place + 1, f"    |        | note | {name}_note | {cell} | w1 | | |")
        if name != "head":
            rows.insert(place, f"    |        | calculate | {name} |  |  | ${{yw}} div 2 | |")
    table = question(form("\n".join(rows)), "t")
    assert {cell.name: cell.compute for cell in table.cells if cell.column == "total"} == {
        "t.young.total": "coalesce(${t.young.women}, 0) + ${t.young.men}",
        "t.old.total": "sum(${t.old.women}, ${t.old.men})",
        "t.all.total": "${t.young.total} + ${t.old.total}",
    }
