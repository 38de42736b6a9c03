"""How a figure is rounded and written, in one neutral form that every output reads.

The audit treats every figure as exact: what is shown is a rounded form of it, and says less.
"""

from decimal import ROUND_HALF_UP, Decimal

WITHHELD, NOT_APPLICABLE, NIL, FEW = "..", ".", "–", "1–4"
FEWEST_SHOWN = 5


def significant(value: Decimal, digits: int) -> Decimal:
    """Rounded half away from zero to so many significant digits."""
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_UP)


def is_few(persons: Decimal) -> bool:
    """One to four persons, who are not counted in public."""
    return 0 < persons < FEWEST_SHOWN


def protected(persons: Decimal) -> Decimal | None:
    """A number of persons by Vipunen's rule: the nearest multiple of 3, None for «1–4».

    Means, shares and ratios of persons are computed from these.
    """
    if is_few(persons):
        return None
    return (persons / 3).quantize(Decimal(1), ROUND_HALF_UP) * 3


def persons_shown(persons: Decimal) -> str:
    count = protected(persons)
    return FEW if count is None else shown(count, 0)


def ratio_may_be_shown(numerator: Decimal | None, denominator: Decimal | None) -> bool:
    """For persons on each side that counts persons (None: does not)."""
    return not any(side is not None and is_few(side) for side in (numerator, denominator))


def shown(value: Decimal, decimals: int) -> str:
    """With a decimal point, a hyphen for minus and no separators: «-1234.50»."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{rounded if rounded else abs(rounded):f}"
