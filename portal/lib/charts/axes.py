"""Axes: they begin at nought, end at a round number, and are never cut."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property

from portal.lib.numbers import local

MOST_STEPS = 5
#: From here up and down a number is written as a power of ten.
LARGE, SMALL = 9, -7
_POWERS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Axis:
    low: Decimal
    high: Decimal
    step: Decimal

    def share(self, number: Decimal) -> float:
        """Where the number lies: 0 at the low end, 1 at the high one."""
        return float((number - self.low) / (self.high - self.low))

    @cached_property
    def ticks(self) -> list[tuple[Decimal, str]]:
        count = int((self.high - self.low) / self.step)
        return [(at, self._text(at)) for at in (self.low + self.step * n for n in range(count + 1))]

    def _text(self, at: Decimal) -> str:
        size = self.step.adjusted()
        if not at:
            return "0"
        if SMALL < size < LARGE:
            return local(f"{at:.{max(0, -size)}f}")
        power = str(size).translate(_POWERS)
        return f"{local(f'{at.scaleb(-size):.0f}')} · 10{power}"


def axis(found: Iterable[Decimal]) -> Axis:
    """The shortest round axis with nought and all of these on it."""
    all_of_them = [Decimal(0), *found]
    low, high = min(all_of_them), max(all_of_them)
    if low == high:
        high = Decimal(1)
    size = (high - low).adjusted()
    for factor in ("0.1", "0.2", "0.5", "1", "2", "5"):
        step = Decimal(factor).scaleb(size)
        first = (low / step).to_integral_value(ROUND_FLOOR)
        last = (high / step).to_integral_value(ROUND_CEILING)
        if last - first <= MOST_STEPS:
            return Axis(first * step, last * step, step)
    raise AssertionError("ten times the size of a number is more than the number")
