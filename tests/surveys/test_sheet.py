"""A filled form: hidden answers, totals and their order, whatever was typed."""

import itertools
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.compiled import Compiled, Entries, Entry, Faulty
from surveys.default_rules import default_rules
from surveys.questionnaire import Kind, Questionnaire, Section
from surveys.sheet import fill, refill
from tests.surveys.factories import TOTALS, single, small_questionnaire, words

SMALL = Compiled(small_questionnaire())
#: With the rules that publishing adds.
PUBLISHED = Compiled(
    replace(
        small_questionnaire(),
        rules=(*small_questionnaire().rules, *default_rules(small_questionnaire())),
    )
)
PARTS = [
    f"opiskelijat.{row}.{sex}" for row in ("musiikki", "tanssi") for sex in ("naiset", "miehet")
]

parts = st.dictionaries(
    st.sampled_from(PARTS),
    st.one_of(
        st.integers(0, 9999).map(lambda figure: Entry(str(figure))),
        st.sampled_from("namx").map(lambda code: Entry(missing=code)),
    ),
)


def total(entries: Entries, row: str, column: str) -> str:
    """Reckoned another way: what is typed in the row and the column, code n being 0."""
    known = [
        int(entry.text or 0)
        for key, entry in entries.items()
        for _, at_row, at_column in [key.split(".")]
        if row in {at_row, "total"} and column in {at_column, "total"}
        if entry.text or entry.missing == "n"
    ]
    return str(sum(known)) if known else ""


@given(parts)
def test_totals_are_the_sums_of_what_was_typed(entries: dict[str, Entry]) -> None:
    sheet = fill(SMALL, entries)

    assert {place: sheet.entries[f"opiskelijat.{'.'.join(place)}"].text for place in TOTALS} == {
        place: total(entries, *place) for place in TOTALS
    }


@given(parts, st.integers(0, 999), st.randoms())
def test_the_order_of_typing_changes_nothing(
    entries: dict[str, Entry], new: int, random: Random
) -> None:
    every = [*entries.items(), ("uudet", Entry(str(new))), ("tpo", Entry("kylla"))]
    mixed = random.sample(every, len(every))

    one, other = fill(SMALL, dict(every)), fill(SMALL, dict(mixed))

    assert (one.entries, one.hidden) == (other.entries, other.hidden)
    assert [found.fingerprint for found in one.findings] == [
        found.fingerprint for found in other.findings
    ]


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_hidden_answers_count_for_nothing_and_return(own: int, learners: int) -> None:
    summed = single("summa", compute="sum(${uudet}, ${oppilaat})", prior_years=0)
    form = small_questionnaire()
    first = replace(form.sections[0], questions=(*form.sections[0].questions, summed))
    compiled = Compiled(replace(form, sections=(first, form.sections[1]), rules=()))
    typed = {"uudet": Entry(str(own)), "oppilaat": Entry(str(learners))}

    def filled(answer: str) -> tuple[str, str, int]:
        sheet = fill(compiled, typed | {"tpo": Entry(answer)})
        return (
            sheet.entries["summa"].text,
            sheet.entries["oppilaat"].text,
            sheet.progress(first).asked,
        )

    assert filled("kylla") == (str(own + learners), str(learners), 7)
    assert filled("ei") == (str(own), str(learners), 6)
    assert filled("") == filled("ei")


def test_a_hidden_section_hides_what_hangs_on_it() -> None:
    """A shows B, B shows C: with A away neither is there, in whatever order they stand."""
    questions = {
        "a": single("a", Kind.TEXT),
        "b": single("b", Kind.TEXT, relevant="${a} = 'x'"),
        "c": single("c", Kind.TEXT, relevant="${b} = 'x'"),
    }
    typed = {key: Entry("x") for key in questions}
    for order in itertools.permutations(questions):
        section = Section("s", words("S"), tuple(questions[key] for key in order))
        compiled = Compiled(Questionnaire(words("Q"), (section,)))

        assert fill(compiled, typed).hidden == frozenset()
        assert fill(compiled, typed | {"a": Entry("y")}).hidden == {"b", "c"}


def test_a_circle_of_sums_is_refused() -> None:
    circle = (single("a", compute="${b} + 1"), single("b", compute="${a} + 1"))

    with pytest.raises(Faulty):
        Compiled(Questionnaire(words("Q"), (Section("s", words("S"), circle),)))


def test_progress_counts_what_a_person_types_and_sees() -> None:
    [section, _] = SMALL.questionnaire.sections
    sheet = fill(SMALL, {PARTS[0]: Entry("1"), PARTS[1]: Entry(missing="x")})

    progress = sheet.progress(section)

    assert (progress.asked, progress.answered) == (6, 2)
    assert progress.lacking == (*PARTS[2:], "uudet")


def test_a_rule_without_a_place_is_told_where_it_first_reads() -> None:
    form = small_questionnaire()
    [rule] = form.rules
    compiled = Compiled(replace(form, rules=(replace(rule, anchors=()),)))
    sheet = fill(compiled, {"uudet": Entry("9"), PARTS[0]: Entry("1")})

    [finding] = sheet.findings
    assert compiled.place_of(finding.rule) == "uudet"
    assert sheet.findings_in(form.sections[0]) == [finding]


@given(parts, parts, st.integers(0, 9999), st.booleans())
def test_a_change_judged_by_itself_is_as_if_all_were_judged(
    before: dict[str, Entry], after: dict[str, Entry], new: int, learns: bool
) -> None:
    earlier = [{"uudet": Entry("7"), "opiskelijat.musiikki.naiset": Entry("400")}]
    after = {**after, "uudet": Entry(str(new)), "tpo": Entry("kylla" if learns else "ei")}

    sheet = fill(PUBLISHED, before, earlier)

    assert refill(sheet, after) == fill(PUBLISHED, after, earlier)
    assert refill(refill(sheet, after), before) == sheet
