"""Rules on one row by itself: enough contributors, and none of them too large."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from indicators.disclosure.values import Contribution, Policy, Reason, Row, Unknown

#: Per cent of a figure that two contributors may have together: in place of an interval audit.
TWO_HAVE_AT_MOST = 85


@dataclass(frozen=True)
class Risk:
    reason: Reason
    view: int | None = None
    victim: int | None = None


def risk(policy: Policy, row: Row, contributions: Mapping[Unknown, Contribution]) -> Risk | None:
    """The first rule that the row breaks; None too if all that it adds up is public.

    A holder's part is what it gave in all its organisations, less what is public. The holder in
    danger is the largest that has not waived its protection, the one to fear the largest other.
    By how much the latter is larger, it knows itself: that does not make the rest look small.
    """
    parts: defaultdict[int, Decimal] = defaultdict(Decimal)
    protected = set()
    for unknown, coefficient in row.items():
        given = contributions.get(unknown)
        if given and coefficient and not given.is_known:
            parts[given.holder] += coefficient * given.value
            protected |= {given.holder} if given.is_target else set()
    if parts and len(parts) < policy.min_sum:
        return Risk(Reason.FEW)
    return _dominance(policy, {holder: abs(part) for holder, part in parts.items()}, protected)


def _dominance(policy: Policy, parts: dict[int, Decimal], protected: set[int]) -> Risk | None:
    if not protected:
        return None
    by_size = sorted(parts, key=lambda holder: (-parts[holder], holder))
    victim = next(holder for holder in by_size if holder in protected)
    view = next(holder for holder in by_size if holder != victim)
    rest = sum(parts.values()) - parts[victim] - parts[view]
    if 100 * rest < policy.p * parts[victim]:
        return Risk(Reason.DOMINANCE, view, victim)
    two = parts[victim] + min(parts[view], parts[victim])
    if 100 * two > TWO_HAVE_AT_MOST * (two + rest):
        return Risk(Reason.TWO_DOMINATE, view, victim)
    return None
