"""The figures of a release from plain values: what is told, what is withheld, and how it is
written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.inputs import Inputs, Thing, Waived, from_json, to_json
from indicators.statistics import Line, Outcome, Told, outcome

POLICY = {
    "min_sum": 3,
    "min_median": 5,
    "min_quartile": 10,
    "p": 10,
    "coalition": 1,
    "min_diff": 3,
    "value_digits": 3,
}
Values = Mapping[str, list[int | None]]


def inputs(rows: Values, things: dict[str, Thing] | None = None, **fields: Any) -> Inputs:
    """Schools are 1, 2, 3 …, each its own holder, and all in one group."""
    reported = {
        code: {school: Decimal(value) for school, value in enumerate(row, 1) if value is not None}
        for code, row in rows.items()
    }
    schools = list(range(1, max(map(len, rows.values())) + 1))
    defaults: dict[str, Any] = {
        "policy": POLICY,
        "groups": {"all": schools},
        "things": things or {code: Thing({code: 1}) for code in rows},
        "terms": {},
        "values": reported,
        "holders": {school: school for school in schools},
    }
    return Inputs(**defaults | fields)


def told(found: Outcome, thing: str = "a", group: str = "all") -> dict[str, str]:
    return {
        line.stat: line.shown for line in found.lines if (line.thing, line.group) == (thing, group)
    }


def of(values: list[int | None], **thing: Any) -> dict[str, str]:
    return told(outcome(inputs({"a": values}, {"a": Thing({"a": 1}, **thing)})))


TEN = [100, 110, 120, 130, 140, 150, 160, 170, 180, 195]


def test_a_figure_that_many_report_is_told() -> None:
    assert of([*TEN]) == {
        "n": "10",
        "sum": "1455",
        "mean": "145.5",
        "median": "145",
        "p25": "123",
        "p75": "168",
    }


def test_people_are_counted_to_the_nearest_three() -> None:
    assert of([*TEN], counts_people_above=True) == {
        "n": "10",
        "sum": "1455",
        "mean": "145.5",
        "median": "144",
        "p25": "123",
        "p75": "168",
    }
    few = of([1, 1, 1, 1, 0], counts_people_above=True)
    assert (few["sum"], few["mean"]) == ("1–4", "..")


@pytest.mark.parametrize(
    "values, expected",
    [
        ([7], {"n": "1", "sum": "..", "mean": "..", "median": ".."}),
        ([7, 8], {"n": "2", "sum": "..", "mean": "..", "median": ".."}),
        ([7, 8, 9], {"n": "3", "sum": "24", "mean": "8.0", "median": ".."}),
        ([None, None], {"n": "0", "sum": ".", "mean": ".", "median": "."}),
        ([0, 0, 0], {"n": "3", "sum": "–", "mean": "0.0", "median": ".."}),
        ([900, 8, 9], {"n": "3", "sum": "..", "mean": "..", "median": ".."}),
    ],
)
def test_few_schools_or_one_that_dominates_are_withheld(
    values: list[int | None], expected: dict[str, str]
) -> None:
    assert of(values) == expected


def test_two_schools_of_one_provider_count_as_one() -> None:
    together = inputs({"a": [7, 8, 9]}, holders={1: 1, 2: 2, 3: 2})

    assert told(outcome(together)) == {"n": "3", "sum": "..", "mean": "..", "median": ".."}


def test_the_difference_of_two_groups_gives_no_school_away() -> None:
    """All six and five of them: the sixth would be the difference."""
    found = outcome(
        inputs({"a": [10, 11, 12, 13, 14, 15]}, groups={"all": [*range(1, 7)], "b": [*range(1, 6)]})
    )

    assert told(found)["sum"] == "75"
    assert told(found, group="b") == {"n": "5", "sum": "..", "mean": "..", "median": ".."}
    reasons = {line.conf for line in found.lines if line.group == "b" and line.obs == "Q"}
    assert reasons == {"D"}


def test_a_total_and_its_parts_give_no_school_away() -> None:
    """Women and men of the same three; in the second group the men of one are known to be none."""
    values: Values = {
        "women": [10, 11, 12, 10, 11, 12],
        "men": [5, 6, 7, 5, 6, 7],
        "both": [15, 17, 19, 15, 17, 19],
    }
    terms = {"both": {"women": 1, "men": 1}}
    order = {code: Thing({code: 1}) for code in ("both", "women", "men")}
    groups = {"all": [*range(1, 7)], "b": [1, 2, 3, 4, 5]}
    found = outcome(inputs(values, order, terms=terms, groups=groups))

    assert [told(found, code)["sum"] for code in order] == ["102", "66", "36"]
    assert [told(found, code, "b")["sum"] for code in order] == ["..", "..", ".."]


def test_a_ratio_is_that_of_the_sums_and_needs_both_sides() -> None:
    share = Thing({"a": 1}, {"b": 1}, decimals=1, is_share=True)
    values: Values = {"a": [10, 20, 30, None, 40], "b": [100, 100, 100, 100, 0]}
    found = told(outcome(inputs(values, {"x": share})), "x")

    assert found == {"n": "3", "share": "20.0", "median": ".."}
    rate = Thing({"a": 1}, {"b": 1}, decimals=2)
    assert told(outcome(inputs(values, {"x": rate})), "x")["mean"] == "0.20"


def test_a_ratio_of_few_people_is_withheld() -> None:
    share = Thing({"a": 1}, {"b": 1}, 1, is_share=True, counts_people_above=True)
    found = outcome(inputs({"a": [1, 1, 1], "b": [100, 100, 100]}, {"x": share}))

    assert told(found, "x")["share"] == ".."
    assert [(line.obs, line.conf) for line in found.lines if line.stat == "share"] == [("Q", "A")]


def test_of_what_is_not_added_only_the_median_is_told() -> None:
    assert of([10, 20, 30, 40, 50], has_sum=False) == {"n": "5", "median": "30"}


def test_an_open_figure_is_told_whoever_reports_it() -> None:
    alone = inputs({"a": [7]}, {"a": Thing({"a": 1}, is_open=True)}, open=["a"])

    assert told(outcome(alone)) == {"n": "1", "sum": "7", "mean": "7.0", "median": "7"}


def test_a_figure_that_a_school_lets_be_named_covers_nobody() -> None:
    values: Values = {"a": [10, 11, 12, 13]}
    groups = {"all": [1, 2, 3]}
    named = inputs(values, groups=groups, waivers=[Waived(1, "a", "members")])

    assert told(outcome(inputs(values, groups=groups)))["sum"] == "33"
    assert told(outcome(named))["sum"] == ".."


def test_a_total_that_is_not_the_sum_of_its_parts_is_a_figure_of_its_own() -> None:
    values: Values = {"part": [None] * 4, "whole": [10, 11, 12, 13]}
    found = outcome(inputs(values, {"whole": Thing({"whole": 1})}, terms={"whole": {"part": 1}}))

    assert told(found, "whole")["sum"] == "46"


# --- corrections -----------------------------------------------------------------------


def corrected(old: list[int | None], new: list[int | None]) -> dict[str, str]:
    before = inputs({"a": old})
    first = outcome(before)
    after = inputs({"a": new}, earlier=[before.hash])
    return told(outcome(after, [Told(before, first.sums, first.quantiles)]))


def test_the_corrected_figure_of_one_school_is_withheld_and_of_three_is_told() -> None:
    old = [10, 11, 12, 13, 14, 15]

    assert corrected([*old], [*old])["sum"] == "75"
    one = corrected([*old], [20, 11, 12, 13, 14, 15])
    assert (one["sum"], one["mean"], one["median"]) == ("..", "..", "..")
    assert corrected([*old], [20, 21, 12, 13, 14, 15])["sum"] == ".."
    three = corrected([*old], [20, 21, 22, 13, 14, 15])
    assert (three["sum"], three["median"]) == ("105", "18")


def test_figures_that_a_correction_does_not_touch_are_told_again() -> None:
    values: dict[str, list[int | None]] = {"a": [10, 11, 12], "b": [10, 11, 12]}
    before = inputs(values)
    first = outcome(before)
    after = outcome(
        inputs(values | {"a": [99, 11, 12]}), [Told(before, first.sums, first.quantiles)]
    )

    assert (told(after, "a")["sum"], told(after, "b")["sum"]) == ("..", "33")


# --- whatever the figures ------------------------------------------------------------------

figures = st.lists(st.one_of(st.none(), st.integers(0, 2_000)), min_size=1, max_size=14)


@given(figures, st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_withheld_figure_has_a_reason_and_nothing_else(
    values: list[int | None], people: bool, has_sum: bool
) -> None:
    thing = Thing({"a": 1}, has_sum=has_sum, counts_people_above=people)
    found = outcome(inputs({"a": values}, {"a": thing}))

    for line in found.lines:
        if line.obs == "Q":
            expected = Line("a", "all", line.stat, "..", None, "Q", line.conf)
            assert line == expected and line.conf in {"A", "O", "T", "D"}
        else:
            assert line.conf == "F"
            assert line.value is None or line.value == Decimal(line.shown.replace("–", "0"))
    known = [value for value in values if value is not None]
    if len(known) < 3:
        assert {line.obs for line in found.lines if line.stat != "n"} <= {"Q", "M"}


@given(figures)
@settings(max_examples=50, deadline=None)
def test_inputs_are_the_same_after_being_kept(values: list[int | None]) -> None:
    share = Thing({"a": 1}, {"b": 1}, is_share=True)
    made = inputs(
        {"a": values, "b": [5] * len(values)},
        {"a": Thing({"a": 1}), "x": share},
        waivers=[Waived(1, "a", "open")],
    )

    again = from_json(to_json(made))

    assert again == made
    assert again.hash == made.hash


@pytest.mark.parametrize(
    "change",
    [
        {"policy": POLICY | {"p": 11}},
        {"groups": {"all": [1, 2]}},
        {"holders": {1: 1, 2: 1, 3: 3}},
        {"waivers": [Waived(1, "a", "open")]},
        {"terms": {"a": {"b": 1}}},
        {"open": ["a"]},
        {"earlier": ["f" * 64]},
        {"method": 0},
        {"values": {"a": {1: Decimal(1), 2: Decimal(2), 3: Decimal("3.1")}}},
    ],
)
def test_every_input_is_in_the_hash(change: dict[str, Any]) -> None:
    assert inputs({"a": [1, 2, 3]}, **change).hash != inputs({"a": [1, 2, 3]}).hash


def test_the_order_of_telling_is_in_the_hash() -> None:
    one, other = Thing({"a": 1}), Thing({"b": 1})
    values: Values = {"a": [1, 2, 3], "b": [1, 2, 3]}

    assert (
        inputs(values, {"a": one, "b": other}).hash != inputs(values, {"b": other, "a": one}).hash
    )
