"""What the yearly collection of the demonstration asks, and what its schools could answer."""

from collections import Counter
from dataclasses import replace

import pytest

from portal.demo.answers import SIZES, answers
from portal.demo.stories import AFTER_THE_REMINDER, BEFORE_THE_REMINDER
from portal.demo.yearly import yearly_collection
from surveys.compiled import Compiled
from surveys.default_rules import default_rules
from surveys.questionnaire import (
    NUMBERS,
    Questionnaire,
    Required,
    Words,
    content_hash,
    from_json,
    to_json,
)
from surveys.sheet import fill

MOST_TYPED = 90
FORM = yearly_collection()
QUESTIONS = [question for section in FORM.sections for question in section.questions]


def words_of(form: Questionnaire) -> dict[str, Words]:
    """Every text of the form that people read, by where it stands."""
    found = {"title": form.title}
    for section in form.sections:
        found |= {section.code: section.title, f"{section.code} intro": section.intro}
        for question in section.questions:
            place = question.code
            found |= {place: question.label, f"{place} help": question.help}
            found |= {f"{place} where": question.where}
            found |= {f"{place} {line.code}": line.label for line in question.rows}
            found |= {f"{place} | {line.code}": line.label for line in question.columns}
            for cell in question.cells:
                found |= {f"{cell.key} label": cell.label, f"{cell.key} unit": cell.unit}
    found |= {rule.code: rule.message for rule in form.rules}
    for name, choices in (form.lists or {}).items():
        found |= {f"{name} {choice.code}": choice.label for choice in choices}
    return {place: words for place, words in found.items() if words}


def test_a_school_with_everything_types_ninety_cells_at_most() -> None:
    typed = Counter(
        section.code for section in FORM.sections for cell in section.cells if not cell.compute
    )

    assert typed == {
        "oppilaitos": 4,
        "opiskelijat": 24,
        "opetus": 13,
        "henkilosto": 15,
        "tilat": 13,
        "tyoelama": 8,
        "jatkumo": 13,
    }
    assert typed.total() <= MOST_TYPED
    assert len(QUESTIONS) == 56


def test_every_text_is_there_in_three_languages() -> None:
    words = words_of(FORM)

    assert len(words) > 300
    lacking = {place for place, said in words.items() if not (said.fi and said.sv and said.en)}
    assert lacking == set()
    sentences = {place: said for place, said in words.items() if len(said.fi.split()) > 3}
    assert {p for p, said in sentences.items() if len({said.fi, said.sv, said.en}) < 3} == set()


def test_the_form_compiles_with_the_rules_that_every_form_gets() -> None:
    whole = replace(FORM, rules=(*FORM.rules, *default_rules(FORM)))

    codes = [rule.code for rule in whole.rules]
    assert len(Compiled(whole).parsed) > 30
    assert len(codes) == len(set(codes))
    anchors = {anchor for rule in whole.rules for anchor in rule.anchors}
    assert anchors <= {cell.key for cell in whole.cells}


def test_the_form_is_a_document_that_comes_back_the_same() -> None:
    assert from_json(to_json(FORM)) == FORM
    assert content_hash(to_json(yearly_collection())) == content_hash(to_json(FORM))


def test_each_figure_that_people_type_tells_where_it_is_found_and_may_be_impossible_to_give() -> (
    None
):
    typed = [
        (q, cell) for q in QUESTIONS for cell in q.cells if cell.is_number and not cell.compute
    ]

    assert len(typed) == 79
    assert [question.code for question, _cell in typed if not question.where] == []
    assert [cell.key for _question, cell in typed if "x" not in cell.missing] == []
    assert [cell.key for _question, cell in typed if cell.minimum != 0] == []


def test_no_figure_is_asked_of_a_year_without_saying_which() -> None:
    """`20.9.`, a school year or a calendar year, never "this year"; each table and figure has one."""
    times = ("20.9.", "lukuvuosi 1.8.–31.7.", "kalenterivuosi", "kalenterivuonna")
    asked = [q for q in QUESTIONS if any(c.is_number and not c.compute for c in q.cells)]

    assert [q.code for q in asked if not any(time in q.label.fi for time in times)] == []


def test_percentages_are_computed_and_never_typed() -> None:
    percent = [cell for cell in FORM.cells if cell.unit.en == "%"]

    assert len(percent) > 10
    assert [cell.key for cell in percent if not cell.compute] == []


def test_required_figures_are_those_that_the_federation_counts() -> None:
    soft = [
        cell.key for cell in FORM.cells if cell.kind in NUMBERS and cell.required is Required.SOFT
    ]

    assert soft == [
        "ol_toimipisteet",
        "ol_kunnat",
        "hlo_avoinna",
        "tila_salit",
        "te_kumppanit",
        "kv_kumppanit",
    ]


@pytest.mark.parametrize("school", SIZES)
def test_the_figures_of_a_school_break_no_rule(school: str) -> None:
    compiled = Compiled(replace(FORM, rules=(*FORM.rules, *default_rules(FORM))))
    before, now = answers(school, is_last_year=True), answers(school)

    sheet = fill(compiled, now, [before])

    assert [finding.rule.code for finding in sheet.findings] == []
    assert [sheet.progress(section).lacking for section in FORM.sections] == [()] * 7
    assert before != now
    assert set(now) - set(before) == set()
    assert now == answers(school)


def test_a_school_of_dance_alone_is_asked_nothing_of_vocational_students() -> None:
    compiled = Compiled(FORM)

    sheet = fill(compiled, answers("kuusilahti"))

    shown = [section.code for section in FORM.sections if sheet.is_shown(section)]
    assert shown == ["oppilaitos", "opetus", "henkilosto", "tilat", "tyoelama", "jatkumo"]
    assert sheet.entries["tunnit.yksilo.amm"].missing == "a"
    assert (
        sum(
            sheet.progress(section).asked
            for section in FORM.sections
            if section.code != "opiskelijat"
        )
        == 63
    )


def test_every_story_belongs_to_a_school_and_two_schools_have_none() -> None:
    told = [story.school for story in (*BEFORE_THE_REMINDER, *AFTER_THE_REMINDER)]

    assert len(told) == len(set(told))
    assert set(SIZES) - set(told) == {"ruskovaara", "ekfjarden"}
