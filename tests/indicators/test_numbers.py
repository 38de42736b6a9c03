"""How figures are rounded and written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure import (
    persons_shown,
    protected,
    ratio_may_be_shown,
    shown,
    significant,
)


def test_persons_are_counted_as_vipunen_counts_them() -> None:
    counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 100]

    assert [persons_shown(Decimal(count)) for count in counts] == (
        ["0", "1–4", "1–4", "1–4", "1–4", "6", "6", "6", "9", "9", "12", "99"]
    )


@given(st.integers(0, 10**9))
def test_a_number_of_persons_is_never_off_by_more_than_one(count: int) -> None:
    rounded = protected(Decimal(count))

    assert (rounded is None) == (count in {1, 2, 3, 4})
    assert rounded is None or (rounded % 3 == 0 and abs(rounded - count) <= 1)


def test_a_median_of_persons_may_lie_between() -> None:
    medians = ["0", "0.5", "4.5", "5", "7.5", "187.5"]

    assert [persons_shown(Decimal(median)) for median in medians] == (
        ["0", "1–4", "1–4", "6", "9", "189"]
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "may_be_shown"),
    [
        (0, 40, True),
        (1, 40, False),
        (4, 40, False),
        (5, 40, True),
        (40, 4, False),
        (40, 5, True),
        (None, 4, False),
        (None, 40, True),
        (3, None, False),
        (None, None, True),
    ],
)
def test_a_ratio_of_few_persons_is_not_shown(
    numerator: int | None, denominator: int | None, may_be_shown: bool
) -> None:
    sides = [None if side is None else Decimal(side) for side in (numerator, denominator)]

    assert ratio_may_be_shown(*sides) == may_be_shown


@pytest.mark.parametrize(
    ("value", "three", "two"),
    [
        ("123456", "123000", "120000"),
        ("123500", "124000", "120000"),
        ("0.0123456", "0.0123", "0.012"),
        ("9.996", "10.0", "10"),
        ("-1.2350", "-1.24", "-1.2"),
        ("7", "7", "7"),
        ("0", "0", "0"),
    ],
)
def test_a_value_has_so_many_significant_digits(value: str, three: str, two: str) -> None:
    rounded = [significant(Decimal(value), digits) for digits in (3, 2)]

    assert rounded == [Decimal(three), Decimal(two)]


@given(st.decimals("-999999999999", "999999999999", places=4), st.integers(1, 6))
def test_rounding_is_off_by_half_a_digit_at_most(value: Decimal, digits: int) -> None:
    rounded = significant(value, digits)

    assert len(rounded.normalize().as_tuple().digits) <= digits
    assert abs(rounded - value) * 2 * 10 ** (digits - 1) <= abs(value) or value == 0


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1234567.5", 0, "1234568"),
        ("1234567.5", 2, "1234567.50"),
        ("-0.004", 2, "0.00"),
        ("-2.5", 0, "-3"),
        ("1E+5", 0, "100000"),
        ("1E-7", 1, "0.0"),
        ("0", 7, "0.0000000"),
    ],
)
def test_a_value_is_written_plainly(value: str, decimals: int, text: str) -> None:
    assert shown(Decimal(value), decimals) == text
