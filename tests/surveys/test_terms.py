"""What a total adds up is read from the form: computed sums, and the total lines of tables."""

from dataclasses import replace

import pytest

from surveys.compiled import Compiled
from surveys.elements import elements_of
from surveys.questionnaire import Kind, Questionnaire, Section
from surveys.terms import terms_of
from tests.surveys.factories import checked_table, single, small_questionnaire, words


def form(*questions: object) -> Compiled:
    section = Section("a", words("A"), questions)  # type: ignore[arg-type]
    return Compiled(Questionnaire(words("Lomake"), (section,)))


def test_computed_totals_say_which_cells_they_add_up() -> None:
    terms = terms_of(Compiled(small_questionnaire()))

    assert {key: found for key, found in terms.items() if found != {}} == {
        "opiskelijat.musiikki.total": {
            "opiskelijat.musiikki.naiset": 1,
            "opiskelijat.musiikki.miehet": 1,
        },
        "opiskelijat.tanssi.total": {
            "opiskelijat.tanssi.naiset": 1,
            "opiskelijat.tanssi.miehet": 1,
        },
        "opiskelijat.total.naiset": {
            "opiskelijat.musiikki.naiset": 1,
            "opiskelijat.tanssi.naiset": 1,
        },
        "opiskelijat.total.miehet": {
            "opiskelijat.musiikki.miehet": 1,
            "opiskelijat.tanssi.miehet": 1,
        },
        "opiskelijat.total.total": {
            f"opiskelijat.{row}.{column}": 1
            for row in ("musiikki", "tanssi")
            for column in ("naiset", "miehet")
        },
        "kulut_htv": None,
    }


def test_a_typed_total_of_a_table_adds_up_its_cells_too() -> None:
    """Nobody calculates it, and a rule compares it: whoever knows two of three knows the third."""
    terms = terms_of(form(checked_table()))

    assert terms["op.klassinen.yht"] == {"op.klassinen.miehet": 1, "op.klassinen.naiset": 1}
    assert terms["op.osat.yht"] == {"op.osat.naiset": 1}
    assert terms["op.kaikki.yht"] == {
        "op.klassinen.miehet": 1,
        "op.tanssi.miehet": 1,
        "op.klassinen.naiset": 1,
        "op.tanssi.naiset": 1,
        "op.osat.naiset": 1,
    }


@pytest.mark.parametrize(
    "compute, expected",
    [
        ("${a} + ${b}", {"a": 1, "b": 1}),
        ("${a} - ${b}", {"a": 1, "b": -1}),
        ("${a} - (${b} - ${c})", {"a": 1, "b": -1, "c": 1}),
        ("-${a}", {"a": -1}),
        ("sum(${a}, ${b}, -${c})", {"a": 1, "b": 1, "c": -1}),
        ("coalesce(${a}, 0) + ${b}", {"a": 1, "b": 1}),
        ("${d} + ${c}", {"a": 1, "b": 1, "c": 1}),
        ("${a} + ${a}", None),
        ("${a} - ${a}", None),
        ("${a} * 2", None),
        ("${a} div ${b}", None),
        ("${a} + 1", None),
        ("max(${a}, ${b})", None),
        ("coalesce(${a}, ${b})", None),
        ("prev(${a})", None),
        ("if(${a} > 3, ${a}, ${b})", None),
    ],
)
def test_what_is_linear_is_told_from_what_is_not(
    compute: str, expected: dict[str, int] | None
) -> None:
    compiled = form(
        *(single(code) for code in "abc"),
        single("d", compute="${a} + ${b}"),
        single("e", compute=compute),
    )

    assert terms_of(compiled)["e"] == expected


def test_what_is_calculated_from_a_total_that_is_typed_ends() -> None:
    """A part that is the total less the rest: one of the two is taken as reported."""
    table = checked_table()
    cells = tuple(
        replace(cell, compute="${op.klassinen.yht} - ${op.klassinen.naiset}")
        if cell.key == "op.klassinen.miehet"
        else cell
        for cell in table.cells
    )
    terms = terms_of(form(replace(table, cells=cells)))

    assert terms["op.klassinen.miehet"] == {}
    assert terms["op.klassinen.yht"] == {"op.klassinen.miehet": 1, "op.klassinen.naiset": 1}


def test_an_element_says_what_the_form_says() -> None:
    table = checked_table()
    percent = single("osuus", Kind.PERCENT, unit=words("%"), decimals=1)
    elements = {each.code: each for each in elements_of(form(table, percent))}

    found = elements["op.klassinen.naiset"]
    assert (found.name_fi, found.name_sv, found.unit_en, found.kind, found.topic) == (
        "Opiskelijat 20.9.2026: Musiikki: klassinen, Naiset",
        "Studerande 20.9.2026: Musiikki: klassinen (sv), Kvinnor",
        "students",
        "integer",
        "a",
    )
    assert (found.is_person_count, found.is_additive, found.sensitivity, found.decimals) == (
        True,
        True,
        "aggregate",
        0,
    )
    assert elements["op.kaikki.yht"].name_fi == "Opiskelijat 20.9.2026"
    assert (elements["osuus"].is_additive, elements["osuus"].is_person_count) == (False, False)
    assert [each.order for each in elements.values()] == [*range(1, len(elements) + 1)]
