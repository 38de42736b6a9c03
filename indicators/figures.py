"""Figures as a reader meets them: year by year, one's own beside those of the others. Plain values
in, plain values and texts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from indicators import disclosure
from portal.lib.charts import Value
from portal.lib.numbers import local

NIL, MISSING, NOT_APPLICABLE = "nil", "missing", "not_applicable"


@dataclass(frozen=True)
class Figure:
    """`shown` is the neutral text of all outputs; without a value it says why there is none.
    `conf` is the reason of one that is withheld, empty for all others."""

    value: Decimal | None = None
    shown: str = ""
    conf: str = ""

    @property
    def text(self) -> str:
        return local(self.shown)

    @property
    def on_chart(self) -> Value:
        """What stands on an axis is what is written beside it."""
        return Value(self.exact, self.text or disclosure.WITHHELD)

    @property
    def exact(self) -> Decimal | None:
        """The number as it is shown; one to four people are no number."""
        if self.value is None or self.shown in {disclosure.FEW, disclosure.NOT_APPLICABLE}:
            return None
        return self.value if self.shown == disclosure.NIL else Decimal(self.shown)

    @property
    def is_withheld(self) -> bool:
        return bool(self.conf)


UNTOLD = Figure()
UNKNOWN = Figure(shown=disclosure.WITHHELD)


@dataclass(frozen=True)
class Reported:
    """What one school has said of one element."""

    value: Decimal | None
    status: str


Terms = Mapping[str, int]


def own_element(reported: Reported | None, decimals: int) -> Figure:
    """A school's own figure is its exact one."""
    if reported is None or reported.status == MISSING:
        return UNKNOWN
    if reported.status == NOT_APPLICABLE or reported.value is None:
        return Figure(shown=disclosure.NOT_APPLICABLE)
    if reported.status == NIL:
        return Figure(reported.value, disclosure.NIL)
    return Figure(reported.value, disclosure.shown(reported.value, decimals))


def own_indicator(
    numerator: Terms,
    denominator: Terms,
    reported: Mapping[str, Reported],
    decimals: int,
    *,
    is_share: bool = False,
) -> Figure:
    """Calculated as the release calculates each school's; nothing where a part is not known."""
    parts = [reported.get(code) for code in (*numerator, *denominator)]
    known = [part for part in parts if part is not None and part.status != MISSING]
    if len(known) < len(parts):
        return UNKNOWN
    if any(part.value is None for part in known):
        return Figure(shown=disclosure.NOT_APPLICABLE)
    above, below = _sum(numerator, reported), _sum(denominator, reported)
    if denominator:
        if not below:
            return Figure(shown=disclosure.NOT_APPLICABLE)
        above = above / below * (100 if is_share else 1)
    return Figure(above, disclosure.shown(above, decimals))


def _sum(terms: Terms, reported: Mapping[str, Reported]) -> Decimal:
    return sum(
        (times * (reported[code].value or Decimal(0)) for code, times in terms.items()), Decimal(0)
    )


@dataclass(frozen=True)
class Year:
    """One period: one's own figure, and what the release tells of the group."""

    period: str
    own: Figure = UNTOLD
    n: Figure = UNTOLD
    median: Figure = UNTOLD
    low: Figure = UNTOLD
    high: Figure = UNTOLD

    @property
    def middle(self) -> str:
        """From quartile to quartile; they are told from ten schools up."""
        if self.low.exact is None or self.high.exact is None:
            return (self.low.text or self.high.text) if self.low.is_withheld else ""
        return f"{self.low.text}–{self.high.text}"

    @property
    def difference(self) -> Decimal | None:
        """Of the figures as they are shown, so that a reader can check it."""
        if self.own.exact is None or self.median.exact is None:
            return None
        return self.own.exact - self.median.exact

    @property
    def difference_text(self) -> str:
        return signed(self.difference)


def signed(number: Decimal | None) -> str:
    if number is None:
        return ""
    text = local(f"{number:f}")
    return f"+{text}" if number > 0 else text


class Beside(StrEnum):
    """How one's own figure lies beside the median. It says nothing of which is better."""

    LARGER = "larger"
    SMALLER = "smaller"
    SAME = "same"


class Trend(StrEnum):
    GROWN = "grown"
    SHRUNK = "shrunk"


def beside(year: Year) -> Beside | None:
    if year.difference is None:
        return None
    if not year.difference:
        return Beside.SAME
    return Beside.LARGER if year.difference > 0 else Beside.SMALLER


def trend(years: Sequence[Year]) -> tuple[Trend, str] | None:
    """Whether the difference from the median has grown or shrunk year after year up to the last,
    without changing sides, and since when: two steps at least."""
    known = [(year.period, year.difference) for year in years]
    steps: list[tuple[Trend, str]] = []
    for (before, earlier), (_after, later) in reversed([*pairwise(known)]):
        step = _step(earlier, later)
        if step is None or (steps and steps[0][0] != step):
            break
        steps.append((step, before))
    return steps[-1] if len(steps) > 1 else None


def _step(earlier: Decimal | None, later: Decimal | None) -> Trend | None:
    if earlier is None or later is None or earlier * later < 0 or abs(earlier) == abs(later):
        return None
    return Trend.GROWN if abs(later) > abs(earlier) else Trend.SHRUNK


def change(years: Sequence[Year]) -> Decimal | None:
    """Of one's own figure, from the year before to the last."""
    if len(years) < 2:  # noqa: PLR2004
        return None
    before, now = years[-2].own.exact, years[-1].own.exact
    return None if before is None or now is None else now - before
