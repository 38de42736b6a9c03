"""Medians and quartiles: not linear, so the audit cannot judge them; these rules protect them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from indicators.disclosure.values import Contribution, Policy, Reason

MEDIAN, LOWER_QUARTILE, UPPER_QUARTILE = Decimal("0.5"), Decimal("0.25"), Decimal("0.75")


def quantile(values: Iterable[Decimal], share: Decimal) -> Decimal:
    """Type 7, exact; of no values there is none (ValueError)."""
    raise NotImplementedError


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
    raise NotImplementedError


def digits(policy: Policy, group: Sequence[Contribution]) -> int:
    """Significant digits of a quantile: two for fewer than ten contributors."""
    raise NotImplementedError
