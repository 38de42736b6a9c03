"""Figures as a reader meets them: one's own, the difference from the median, and how it grows."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from indicators.figures import (
    UNKNOWN,
    Beside,
    Figure,
    Reported,
    Trend,
    Year,
    beside,
    change,
    own_element,
    own_indicator,
    signed,
    trend,
)
from indicators.wording import why_withheld


@pytest.fixture(autouse=True, scope="module")
def _in_finnish() -> Iterator[None]:
    with translation.override("fi"):
        yield


def said(value: int | None, status: str = "reported") -> Reported:
    return Reported(None if value is None else Decimal(value), status)


def figure(text: str) -> Figure:
    return Figure(Decimal(text), text)


def years(*pairs: tuple[str, str]) -> list[Year]:
    """Own and median, year after year from 2020."""
    return [
        Year(str(2020 + n), figure(own), median=figure(median))
        for n, (own, median) in enumerate(pairs)
    ]


@pytest.mark.parametrize(
    "reported, expected",
    [
        (said(1234), Figure(Decimal(1234), "1234.0")),
        (said(0, "nil"), Figure(Decimal(0), "–")),
        (said(None, "missing"), UNKNOWN),
        (said(None, "not_applicable"), Figure(shown=".")),
        (None, UNKNOWN),
    ],
)
def test_an_own_element_is_exact_or_says_why_not(
    reported: Reported | None, expected: Figure
) -> None:
    assert own_element(reported, 1) == expected


@pytest.mark.parametrize(
    "above, below, expected",
    [
        (said(1), said(3), Figure(Decimal(1) / 3 * 100, "33.3")),
        (said(0, "nil"), said(3), Figure(Decimal(0), "0.0")),
        (said(1), said(0, "nil"), Figure(shown=".")),
        (said(1), said(None, "missing"), UNKNOWN),
        (said(1), None, UNKNOWN),
        (said(None, "not_applicable"), said(3), Figure(shown=".")),
    ],
)
def test_an_own_share_is_calculated_from_what_is_known(
    above: Reported, below: Reported | None, expected: Figure
) -> None:
    reported = {"a": above} | ({"b": below} if below else {})

    assert own_indicator({"a": 1}, {"b": 1}, reported, 1, is_share=True) == expected


def test_an_own_sum_takes_away_what_its_terms_take_away() -> None:
    reported = {"a": said(10), "b": said(3)}

    assert own_indicator({"a": 1, "b": -1}, {}, reported, 0) == Figure(Decimal(7), "7")


def test_the_difference_is_of_what_is_shown() -> None:
    year = Year("2026", Figure(Decimal("3.14159"), "3.1"), median=figure("2.6"))
    assert (year.difference, year.difference_text) == (Decimal("0.5"), "+0,5")
    assert Year("2026", figure("2"), median=Figure(None, "1–4")).difference is None
    assert Year("2026", figure("2"), median=Figure(None, "..", "D")).difference is None
    assert [signed(Decimal(n)) for n in ("1200", "-3.5", "0")] == ["+1\u202f200", "−3,5", "0"]


def test_the_middle_half_is_whole_withheld_or_not_there() -> None:
    told = Year("2026", low=figure("1.5"), high=figure("1200"))
    withheld = Year("2026", low=Figure(None, "..", "D"), high=figure("3"))

    assert [told.middle, withheld.middle, Year("2026").middle] == ["1,5–1\u202f200", "..", ""]


def test_own_beside_median() -> None:
    found = [beside(year) for year in years(("3", "2"), ("1", "2"), ("2.0", "2"))]

    assert found == [Beside.LARGER, Beside.SMALLER, Beside.SAME]
    assert beside(Year("2026", figure("3"))) is None


@pytest.mark.parametrize(
    "pairs, expected",
    [
        ([("3", "2"), ("4", "2"), ("5", "2")], (Trend.GROWN, "2020")),
        ([("9", "2"), ("3", "2"), ("4", "2"), ("5", "2")], (Trend.GROWN, "2021")),
        ([("1", "4"), ("2", "4"), ("3", "4")], (Trend.SHRUNK, "2020")),
        ([("1", "2"), ("5", "2")], None),  # one step is no trend
        ([("3", "2"), ("4", "2"), ("4", "2")], None),
        ([("1", "2"), ("4", "2"), ("5", "2")], None),  # it changed sides
        ([("3", "2")], None),
    ],
)
def test_a_trend_goes_on_to_the_last_year(
    pairs: list[tuple[str, str]], expected: tuple[Trend, str] | None
) -> None:
    assert trend(years(*pairs)) == expected


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), max_size=8))
def test_a_trend_holds_for_every_step_since_its_year(pairs: list[tuple[int, int]]) -> None:
    found = years(*((str(own), str(median)) for own, median in pairs))
    match trend(found):
        case (kind, since):
            steps = [abs(each.difference or Decimal(0)) for each in found if each.period >= since]
            grown = kind == Trend.GROWN
            assert len(steps) > 2
            assert steps == sorted(set(steps), reverse=not grown)


def test_the_change_is_from_the_year_before() -> None:
    assert change(years(("3", "2"), ("3.5", "2"))) == Decimal("0.5")
    assert change(years(("3", "2"))) is None
    assert change([Year("2025"), *years(("3", "2"))]) is None


def test_all_withheld_and_why() -> None:
    few, other, nothing = Figure(None, "..", "A"), Figure(None, "..", "D"), Figure()
    cases = {
        "few": [few, nothing],
        "derivable": [other],
        "both": [few, other],
        "some told": [few, figure("1")],
        "nothing there": [nothing],
    }
    with translation.override("en"):
        starts = {
            name: [sentence.split()[0] for sentence in why_withheld(figures)]
            for name, figures in cases.items()
        }

    assert starts == {
        "few": ["Too"],
        "derivable": ["One"],
        "both": ["Too", "One"],
        "some told": [],
        "nothing there": [],
    }
