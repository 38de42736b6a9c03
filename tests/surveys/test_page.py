"""What of a page is drawn again after a save, and how a browser's fields are read."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from members.models import Organisation, User
from surveys.actions.answers import Change, Desk, desk, explain, save_cells
from surveys.compiled import Compiled, Entry
from surveys.default_rules import default_rules
from surveys.layout import Layout, layout
from surveys.models import Response
from surveys.page import SectionPage, difference
from surveys.questionnaire import Cell, Kind
from surveys.sheet import differing, fill
from surveys.typed import block, changed, explanations, one
from tests.surveys.factories import (
    checked_table,
    make_earlier,
    make_form,
    make_response,
    make_round,
    small_questionnaire,
    wide_questionnaire,
)

TABLE = checked_table()
BY_KEY = {cell.key: cell for cell in TABLE.cells}
NUMBER = Cell("k", "k", Kind.INTEGER, missing=("n", "m"))


@pytest.fixture
def response(ritva: User, koivuranta: Organisation) -> Response:
    ritva.speak("en")
    return make_response(koivuranta, make_round(make_form(questionnaire=wide_questionnaire())))


def draw(response: Response, reader: User) -> SectionPage:
    at = desk(response)
    return layout(at, reader, at.compiled.questionnaire.sections[0]).page(
        at.compiled.questionnaire.sections[0]
    )


def test_only_what_moved_is_drawn_again(response: Response, ritva: User) -> None:
    before = draw(response, ritva)
    save_cells(response, [Change("op.tanssi.miehet", "12")], ritva)

    changed_ = difference(before, draw(response, ritva), frozenset())

    assert [cell.key for cell in changed_.cells] == [
        "op.tanssi.miehet",
        "op.kaikki.miehet",
    ]
    assert (changed_.questions, changed_.places) == ([], [])
    assert difference(before, before, frozenset({"nimi"})).cells == [before.cells["nimi"]]


FIGURES = st.fixed_dictionaries(
    {},
    optional={
        cell.key: st.sampled_from([Entry("0"), Entry("1"), Entry("12"), Entry("900")])
        if cell.is_number
        else st.sampled_from([Entry("kylla"), Entry("ei")])
        for cell in small_questionnaire().cells
        if not cell.compute and cell.kind in {Kind.INTEGER, Kind.CHOICE}
    },
)


@given(FIGURES, FIGURES, st.booleans())
def test_what_could_not_move_need_not_be_laid_out(
    typed: dict[str, Entry], more: dict[str, Entry], is_known: bool
) -> None:
    small = small_questionnaire()
    form = Compiled(replace(small, rules=(*small.rules, *default_rules(small))))
    earlier = [dict.fromkeys((cell.key for cell in form.questionnaire.cells), Entry("7"))]
    at = Desk(Response(), form, {}, earlier if is_known else [], {}, ["2025"] if is_known else [])
    before, after = (fill(form, each, at.earlier) for each in (typed, typed | more))

    for section in form.questionnaire.sections:
        touched = frozenset(list(more)[:1])
        among = touched | differing(before, after)
        some, every = (
            difference(
                Layout(at, before, {}, "fi", is_open=True).page(section, keys),
                Layout(at, after, {}, "fi", is_open=True).page(section, keys),
                touched,
            )
            for keys in (among, None)
        )
        assert replace(some, page=every.page) == every


def test_a_page_tells_last_year_and_the_change(response: Response, ritva: User) -> None:
    make_earlier(response, **{"op.tanssi.yht": "39", "op.tanssi.miehet": "11", "tuki": "6"})
    save_cells(response, [Change("op.tanssi.yht", "41"), Change("tuki", missing="n")], ritva)
    page = draw(response, ritva)

    priors = {key: cell.prior for key, cell in page.cells.items() if cell.prior}
    assert priors == {
        "op.tanssi.miehet": "2025: 11",
        "op.tanssi.yht": "2025: 39",
        "op.kaikki.miehet": "2025: 11",
        "tuki": "2025: 6",
    }
    assert {name: each.text for name, each in page.changes.items() if each.text} == {
        "d-op-tanssi": "+2"
    }


def test_an_explanation_returns_for_reuse_but_does_not_hold_anew(
    response: Response, ritva: User
) -> None:
    save_cells(response, [Change("vuodet", "201")], ritva)
    explain(response, "vuodet", "Uusi linja", ritva)
    save_cells(response, [Change("vuodet", "202", version=1)], ritva)

    [finding] = draw(response, ritva).places["w-vuodet"].findings

    assert (finding.is_settled, finding.explanation, finding.told_by) == (False, "Uusi linja", "")


def test_nothing_is_open_to_who_only_reads(response: Response, outi: User) -> None:
    page = draw(response, outi)

    assert not page.is_open
    assert [cell for cell in page.cells.values() if cell.is_open] == []


def test_grey_and_computed_cells_are_told_apart(response: Response, ritva: User) -> None:
    [table, *_] = draw(response, ritva).questions

    assert [[cell and cell.is_computed for _, cell in row.cells] for row in table.rows] == [
        [False, False, False],
        [False, False, False],
        [None, False, False],
        [True, True, True],
    ]


def sent(text: str) -> QueryDict:
    return QueryDict(text.replace("&amp;", "&"))


@pytest.mark.parametrize(
    ("form", "change"),
    [
        ("n:k=3&w:k=:5&v:k=6", Change("k", "6", "", 3)),
        ("n:k=3&w:k=m:&v:k=6&m:k=m", Change("k", "6", "", 3)),
        ("n:k=3&w:k=:5&v:k=5&m:k=m", Change("k", "", "m", 3)),
        ("n:k=3&w:k=:5&v:k=", Change("k", "", "", 3)),
        ("n:k=3&w:k=:5&v:k=6&keep=k%3D7", Change("k", "6", "", 7)),
        ("n:k=3&w:k=:5&v:k=6&keep=other%3D7", Change("k", "6", "", 3)),
        ("n:k=3&w:k=:5&v:k=6&fix=k%3D40", Change("k", "40", "", 3)),
        ("n:k=3&w:k=:5&v:k=5&k:k=a&c:k=b", Change("k", "5", "", 3, "b")),
        ("n:k=3&w:k=:5&v:k=5&k:k=a&c:k=a", Change("k", "5", "", 3, None)),
    ],
)
def test_fields_of_a_cell_are_read(form: str, change: Change) -> None:
    assert one(sent(form), NUMBER) == change


@pytest.mark.parametrize(
    ("form", "count"),
    [
        ("n:k=3&w:k=:5&v:k=5", 0),
        ("n:k=3&w:k=:5&v:k=6", 1),
        ("n:k=3&w:k=:5&v:k=6&theirs=k", 0),
        ("n:k=3&w:k=?:&v:k=5", 1),
        ("v:k=6", 0),
    ],
)
def test_only_what_differs_from_the_page_is_a_change(form: str, count: int) -> None:
    assert len(changed(sent(form), [NUMBER, replace(NUMBER, key="x", compute="1")])) == count


def test_a_block_lies_on_the_table_from_its_cell_on() -> None:
    text = "1\t2\n3\t4\n\t6\n7\n8\n"
    changes = block(text, TABLE, BY_KEY["op.klassinen.naiset"], sent("n:op.tanssi.yht=5"))

    assert [(each.key, each.typed, each.version) for each in changes] == [
        ("op.klassinen.naiset", "1", 0),
        ("op.klassinen.yht", "2", 0),
        ("op.tanssi.naiset", "3", 0),
        ("op.tanssi.yht", "4", 5),
        ("op.osat.yht", "6", 0),
        ("op.kaikki.naiset", "7", 0),
    ]


def test_new_explanations_and_the_pressed_one_are_read() -> None:
    form = sent("why:a=old&why:b=new&why:c=&why:d=old&explain=d")

    assert explanations(form, {"a": "old", "d": "old"}) == {"b": "new", "d": "old"}
