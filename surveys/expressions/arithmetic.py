"""Decimal numbers: 15 digits before the point and 12 after it, and null where these do not do.

Every result is rounded half away from zero to 12 decimals. The context is wide enough that
nothing else is ever rounded, and it traps nothing.
"""

from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
LIMIT = Decimal(10) ** 15
_TWELVE, _FOUR = Decimal("1e-12"), Decimal("1e-4")
_CONTEXT = Context(prec=80, rounding=ROUND_HALF_UP, traps=[])


def settle(number: Decimal) -> Decimal | None:
    """The number to 12 decimals; null if it reaches 10^15, or is none."""
    if not number.is_finite() or not -LIMIT < number < LIMIT:
        return None
    settled = number.quantize(_TWELVE, context=_CONTEXT)
    return settled if -LIMIT < settled < LIMIT else None


def stored(number: Decimal) -> Decimal:
    """The number at the scale of stored values, 4 decimals, in which numbers are compared."""
    return number.quantize(_FOUR, context=_CONTEXT)


def total(numbers: list[Decimal]) -> Decimal | None:
    """Their sum; null of none."""
    return settle(_sum(numbers)) if numbers else None


def average(numbers: list[Decimal]) -> Decimal | None:
    return _quotient(_sum(numbers), Decimal(len(numbers))) if numbers else None


def rounded(number: Decimal, decimals: int) -> Decimal | None:
    """Half away from zero."""
    return settle(number.quantize(Decimal(1).scaleb(-decimals), context=_CONTEXT))


def truncated(number: Decimal) -> Decimal:
    return number.quantize(ONE, rounding=ROUND_DOWN, context=_CONTEXT)


def change_in_per_cent(new: Decimal, old: Decimal) -> Decimal | None:
    """100 × (new − old) / old, rounded once; null if the old one is 0."""
    return _quotient(_CONTEXT.multiply(HUNDRED, _CONTEXT.subtract(new, old)), old)


def _sum(numbers: list[Decimal]) -> Decimal:
    result = ZERO
    for number in numbers:
        result = _CONTEXT.add(result, number)
    return result


def _quotient(left: Decimal, right: Decimal) -> Decimal | None:
    return settle(_CONTEXT.divide(left, right)) if right else None


def _remainder(left: Decimal, right: Decimal) -> Decimal | None:
    """With the sign of the dividend."""
    return _CONTEXT.remainder(left, right) if right else None


OPERATIONS: dict[str, Callable[[Decimal, Decimal], Decimal | None]] = {
    "+": lambda left, right: settle(_CONTEXT.add(left, right)),
    "-": lambda left, right: settle(_CONTEXT.subtract(left, right)),
    "*": lambda left, right: settle(_CONTEXT.multiply(left, right)),
    "div": _quotient,
    "mod": _remainder,
}
