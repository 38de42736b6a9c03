"""Medians and quartiles: not linear, so the audit cannot judge them; these rules protect them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from indicators.disclosure.values import Contribution, Policy, Reason, Unknown

MEDIAN, LOWER_QUARTILE, UPPER_QUARTILE = Decimal("0.5"), Decimal("0.25"), Decimal("0.75")

ENOUGH_FOR_ALL_DIGITS, DIGITS_OF_FEW = 10, 2


def quantile(values: Iterable[Decimal], share: Decimal) -> Decimal:
    """Type 7, exact; of no values there is none (ValueError)."""
    in_order = sorted(values)
    if not in_order:
        raise ValueError("No values, no quantile.")
    place = (len(in_order) - 1) * share
    below, between = in_order[int(place)], place % 1
    above = in_order[int(place) + 1] if between else below
    return below + between * (above - below)


def refusal(
    policy: Policy,
    share: Decimal,
    group: Sequence[Contribution],
    shown: Iterable[Sequence[Contribution]] = (),
) -> Reason | None:
    """Why this quantile of the group must not be shown; None if it may.

    `group` are the contributions with a value, of one element or indicator. `shown` are the groups
    (also of earlier releases) for which the same statistic is public: what one of two groups has
    more than the other must be nothing, or values of `min_diff` holders.
    """
    minimum = policy.min_median if share == MEDIAN else policy.min_quartile
    ours = _holders(group)
    if len(set(ours.values())) < minimum:
        return Reason.FEW
    for other in shown:
        theirs = _holders(other)
        for one, two in ((ours, theirs), (theirs, ours)):
            more = {holder for unknown, holder in one.items() if unknown not in two}
            if 0 < len(more) < policy.min_diff:
                return Reason.DIFFERENCE
    return None


def digits(policy: Policy, group: Sequence[Contribution]) -> int:
    """Significant digits of a quantile: two for fewer than ten contributors."""
    many = len(set(_holders(group).values())) >= ENOUGH_FOR_ALL_DIGITS
    return policy.value_digits if many else min(policy.value_digits, DIGITS_OF_FEW)


def _holders(group: Iterable[Contribution]) -> dict[Unknown, int]:
    """Whose values the group protects: what is public already is not among them."""
    return {one.unknown: one.holder for one in group if not one.is_known}
