"""Medians and quartiles: how they are computed, and when they are not shown."""

from decimal import Decimal
from fractions import Fraction
from statistics import quantiles

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure import (
    LOWER_QUARTILE,
    MEDIAN,
    UPPER_QUARTILE,
    Contribution,
    Policy,
    Reason,
    digits,
    quantile,
    refusal,
)
from tests.indicators.releases import POLICY, gave, known

QUARTILES = (LOWER_QUARTILE, MEDIAN, UPPER_QUARTILE)


@pytest.mark.parametrize(("n", "places"), [(5, (2, 3, 4)), (9, (3, 5, 7)), (13, (4, 7, 10))])
def test_some_quartiles_are_the_figure_of_one_school(n: int, places: tuple[int, ...]) -> None:
    values = [Decimal(number * number) for number in range(1, n + 1)]

    assert [quantile(values, share) for share in QUARTILES] == [place**2 for place in places]


def test_between_two_values_it_is_a_part_of_the_way() -> None:
    values = [Decimal(one) for one in (40, 10, 20, 30)]

    assert [quantile(values, share) for share in QUARTILES] == [
        Decimal("17.5"),
        Decimal(25),
        Decimal("32.5"),
    ]


@settings(max_examples=1000)
@given(st.lists(st.decimals("-999999999999", "999999999999", places=4), min_size=2, max_size=40))
def test_it_is_the_quantile_of_the_library(values: list[Decimal]) -> None:
    theirs = quantiles(map(Fraction, values), n=4, method="inclusive")

    assert [Fraction(quantile(values, share)) for share in QUARTILES] == theirs


def test_of_no_values_there_is_none() -> None:
    with pytest.raises(ValueError, match="No values"):
        quantile([], MEDIAN)


def _group(*numbers: int) -> list[Contribution]:
    return [gave(number) for number in numbers]


def test_a_median_needs_five_and_a_quartile_ten() -> None:
    shown = {
        (n, share): refusal(POLICY, share, _group(*range(n)))
        for n in (4, 5, 9, 10)
        for share in QUARTILES
    }

    assert {which for which, reason in shown.items() if reason is None} == {
        (5, MEDIAN),
        (9, MEDIAN),
        *((10, share) for share in QUARTILES),
    }
    assert set(shown.values()) == {None, Reason.FEW}


def test_a_median_counts_holders_whose_values_are_not_public() -> None:
    provider = [gave(number, holder=min(number, 3)) for number in range(5)]

    assert refusal(POLICY, MEDIAN, provider) == Reason.FEW
    assert refusal(POLICY, MEDIAN, [*_group(0, 1, 2, 3), known(gave(4))]) == Reason.FEW


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (range(8), None),
        (range(5), None),
        (range(6), Reason.DIFFERENCE),
        (range(7), Reason.DIFFERENCE),
        (range(10), Reason.DIFFERENCE),
        (range(11), None),
        (range(3, 11), None),
        (range(2, 11), Reason.DIFFERENCE),
        (range(20, 30), None),
    ],
)
def test_two_groups_differ_by_nobody_or_by_three(other: range, reason: Reason | None) -> None:
    ours, theirs = _group(*range(8)), _group(*other)

    assert refusal(POLICY, MEDIAN, ours, [theirs]) == reason
    assert refusal(POLICY, MEDIAN, theirs, [ours]) == reason
    assert refusal(POLICY, MEDIAN, ours, [ours, theirs, ours]) == reason


def test_three_schools_of_one_provider_are_no_difference() -> None:
    ours = _group(*range(8))
    more = [gave(8, holder=8), gave(9, holder=8), gave(10, holder=8)]

    assert refusal(POLICY, MEDIAN, ours + more, [ours]) == Reason.DIFFERENCE


def test_another_school_of_the_same_provider_is_a_difference() -> None:
    ours = _group(*range(8))

    assert refusal(POLICY, MEDIAN, [*ours, gave(8, holder=0)], [ours]) == Reason.DIFFERENCE


@pytest.mark.parametrize(("corrected", "reason"), [(0, None), (2, Reason.DIFFERENCE), (3, None)])
def test_a_median_is_replaced_when_three_have_changed(
    corrected: int, reason: Reason | None
) -> None:
    before = _group(*range(8))
    after = [gave(number, version=int(number < corrected)) for number in range(8)]

    assert refusal(POLICY, MEDIAN, after, [before]) == reason


def test_a_quantile_of_few_has_two_digits() -> None:
    assert [digits(POLICY, _group(*range(n))) for n in (5, 9, 10, 40)] == [2, 2, 3, 3]
    assert digits(POLICY, [*_group(*range(9)), known(gave(9))]) == 2
    assert [digits(Policy(value_digits=1), _group(*range(n))) for n in (9, 10)] == [1, 1]
