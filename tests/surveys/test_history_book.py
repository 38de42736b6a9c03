"""A code book of items in a hierarchy: its sections, and what its totals add up."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from surveys.compiled import Compiled
from surveys.history.book import by_group, joined
from surveys.history.book import read as read_book
from surveys.history.totals import Item, parts_of
from surveys.questionnaire import Cell, Kind, Line, Question, Questionnaire, Section, Words
from surveys.reading import read
from surveys.sentences import of_line, of_refusal
from surveys.terms import terms_of
from surveys.xlsform import Outcome, RefusedForm

BOOK = (Path(__file__).parents[1] / "data" / "small_book.csv").read_bytes()
HEAD = "koodi,selite,taso0,taso1,taso2,summatieto,yksikko\n"


def parts(*rows: tuple[str, str], **numbers: str) -> dict[str, str]:
    """The parts of each total, parted by spaces; a code with a star is a total."""
    items = [
        Item(code.strip("*"), tuple(path.split("/")), code.endswith("*"), numbers.get(code, ""))
        for code, path in rows
    ]
    return {code: " ".join(found) for code, found in parts_of(items).items()}


def test_a_total_adds_up_what_stands_beside_it_wherever_it_stands() -> None:
    assert parts(("a", "X/A"), ("t*", "X/Yht"), ("b", "X/B"), ("c", "Y/C")) == {"t": "a b"}


def test_a_part_of_a_part_is_not_added_twice() -> None:
    assert parts(("a", "X/A"), ("b", "X/josta vuokrat"), ("t*", "X/Yht")) == {"t": "a"}


def test_a_total_of_totals_takes_the_groups_below() -> None:
    rows = [("a", "X/G/A"), ("g*", "X/G/Yht"), ("b", "X/H/B"), ("c", "X/H/K/C"), ("t*", "X/Yht")]

    assert parts(*rows) == {"g": "a", "t": "g b c"}


def test_several_totals_of_a_group_each_close_a_run_and_the_last_takes_the_others() -> None:
    rows = [("a", "X/A"), ("s*", "X/S"), ("b", "X/B"), ("r*", "X/R"), ("c", "X/C"), ("t*", "X/T")]

    assert parts(*rows) == {"s": "a", "r": "b", "t": "s r c"}


def test_a_total_that_names_its_numbers_adds_up_those_alone() -> None:
    rows = [("k1", "X/A"), ("k21", "X/B"), ("k312", "X/C"), ("k7", "X/D"), ("k8", "X/E")]
    numbers = {"k1": "K 1.4.1 A", "k21": "K2.1 B", "k312": "K3.1.2 C", "k7": "K7 D", "k8": "K8 E"}
    total = ("t*", "X/Yhteensä (kohdat K2.1-K7)")
    two = ("t*", "X/Yhteensä (kohdat K1 - K2 ja K7 - K8)")

    assert parts(*rows, total, **numbers) == {"t": "k21 k312 k7"}
    assert parts(*rows, two, **numbers) == {"t": "k1 k21 k7 k8"}


def test_a_total_may_stand_in_a_branch_beside_its_parts() -> None:
    rows = [("a", "V/Käyttö/K/O"), ("b", "V/Investointi/K/O"), ("x", "V/Käyttö/M/P")]

    assert parts(*rows, ("t*", "V/Yhteensä/K/O")) == {"t": "a b"}


def test_a_total_whose_parts_nobody_can_tell_has_none() -> None:
    assert parts(("a", "X/A"), ("t*", "Y/Z/Yht")) == {"t": ""}


def test_a_book_becomes_a_form() -> None:
    found = read(BOOK)
    coded = ("n", "a", "m", "x")

    def money(code: str, **fields: Any) -> Cell:
        return Cell(
            code, code, Kind.MONEY, unit=Words("€"), missing=coded, prior_years=0, **fields
        )  # fmt: skip

    def asked(cell: Cell, label: str, within: str) -> Question:
        return Question(cell.key, Words(label), (cell,), help=Words(within))

    hours = Cell(
        "t1", "t1", Kind.DECIMAL, unit=Words("tunti"), decimals=2, missing=coded, prior_years=0
    )
    assert found.questionnaire == Questionnaire(
        Words(),
        (
            Section(
                "talous",
                Words("Talous"),
                (
                    asked(money("a1"), "Henkilöstö, menot", "Menot"),
                    asked(money("a2"), "Tilat, menot", "Menot"),
                    asked(money("a3"), "Tilat, josta vuokrat", "Menot"),
                    asked(money("a0", parts=("a1", "a2")), "Menot yhteensä", "Menot"),
                ),
            ),
            Section("toiminta", Words("Toiminta"), (asked(hours, "Opetustunnit", "Opetus"),)),
        ),
        lists={},
        languages=("fi",),
    )
    assert {line.outcome for line in found.report} == {Outcome.ACCEPTED}


def test_a_total_knows_its_parts_when_figures_are_told() -> None:
    terms = terms_of(Compiled(read(BOOK).questionnaire))

    assert terms == {"a1": {}, "a2": {}, "a3": {}, "a0": {"a1": 1, "a2": 1}, "t1": {}}


@pytest.mark.parametrize(
    "rows, said",
    [
        ("K1,A,X,Y,A,2,euro\n", "CSV, F2: “2” is not one of these: 0, 1."),
        ("K1,A,X,Y,A,0,\nk1,B,X,Y,B,0,\n", "CSV, A3: The name “k1” is already in use at A2."),
        ("1 k,A,X,Y,A,0,\n", "CSV, A2: “1 k” cannot be a name. A name begins with a letter and "
         "has only letters, digits, hyphens and full stops."),
        ("", "CSV: There are no rows below the header."),
    ],
)  # fmt: skip
def test_a_faulty_book_is_refused_with_its_place(rows: str, said: str) -> None:
    with pytest.raises(RefusedForm) as refused:
        read((HEAD + rows).encode())

    with translation.override("en"):
        assert of_refusal(refused.value) == said


def test_what_is_not_read_of_a_book_is_told() -> None:
    book = "id,koodi,selite,taso0,taso1,summatieto\n1,K1,A,X,A,0\n2,K0,Yht,Z,Yht,1\n"

    found = read(book.encode())

    with translation.override("en"):
        told = [(line.cell, of_line(line)) for line in found.report if line.reason]
    assert told == [
        ("A1", "What the column “id” says is left out."),
        ("F3", "This cannot be a total: not all that it would add up is asked in numbers."),
    ]


def test_the_same_figures_are_asked_of_each_group() -> None:
    groups = {"101": "101 Musiikki", "102": "102 Tanssi"}

    asked = by_group(read_book(BOOK, tolerance=Decimal(0)).questionnaire, groups)

    table, hours = (section.questions[0] for section in asked.sections)
    assert [(table.code, table.label), (hours.code, hours.label)] == [
        ("talous_menot", Words("Menot")),
        ("toiminta_opetus", Words("Opetustunnit")),
    ]
    assert table.rows == (Line("101", Words("101 Musiikki")), Line("102", Words("102 Tanssi")))
    assert [column.code for column in table.columns] == ["a1", "a2", "a3", "a0"]
    cells = {cell.key: cell for cell in table.cells}
    assert list(cells) == [f"{code}.{row}" for row in groups for code in ("a1", "a2", "a3", "a0")]
    total = cells["a0.102"]
    assert (total.name, total.parts, total.tolerance) == (
        "talous_menot.102.a0",
        ("talous_menot.102.a1", "talous_menot.102.a2"),
        Decimal(0),
    )
    Compiled(asked)


def test_several_books_make_one_form() -> None:
    more = b"key;type;label_fi\nlisa;text;Muuta\n"

    asked = joined([read(BOOK).questionnaire, read(more).questionnaire])

    assert [cell.key for cell in asked.cells] == ["a1", "a2", "a3", "a0", "t1", "_.lisa"]
