"""The words of disclosure control: what is unknown, what might be published, what was decided."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Key = Hashable

FEWEST = 3


@dataclass(frozen=True)
class Policy:
    """How much is shown, per collection. `p` is confidential: no output may name it.

    `coalition` is how many holders may put their heads together; this audit knows one.
    """

    min_sum: int = 3
    min_median: int = 5
    min_quartile: int = 10
    p: int = 10
    coalition: int = 1
    min_diff: int = 3
    value_digits: int = 3

    def __post_init__(self) -> None:
        if self.coalition != 1:
            raise ValueError("Coalitions of other than one holder are not audited.")
        if self.min_sum < FEWEST:
            raise ValueError("Of two contributors each would know the other's value.")


class Unknown(NamedTuple):
    """One value of one organisation for one leaf element; a corrected value has a new version."""

    organisation: int
    element: str
    version: int = 0


@dataclass(frozen=True)
class Contribution:
    """What an organisation gave, and what it may be protected from.

    `is_known`: the value is public already (open element, named waiver, known to be none), so it
    neither needs protection nor gives any. `is_target` is False under an aggregate waiver: the
    value is unknown to the others and covers them, but may itself come out.
    """

    unknown: Unknown
    holder: int
    value: Decimal
    is_known: bool = False
    is_target: bool = True


#: A linear figure: whole coefficients over unknowns. Unknowns without a contribution are blanks.
Row = Mapping[Unknown, int]


@dataclass(frozen=True)
class Candidate:
    """A figure that might be published: one row for a sum, mean or share of a public total, two
    (numerator and denominator) for a ratio. A ratio is judged as if both rows were published: who
    knows the ratio and the denominator knows the numerator.
    """

    key: Key
    rows: tuple[Row, ...]


class Reason(StrEnum):
    """Why a figure is withheld."""

    FEW = "A"
    DOMINANCE = "O"
    TWO_DOMINATE = "T"
    DIFFERENCE = "D"


@dataclass(frozen=True)
class Verdict:
    """Published when `reason` is None. `victim` is the holder whose value would come out, `view`
    the holder who could compute it, None for an outsider; both for the audit record only, which
    is the office's."""

    key: Key
    reason: Reason | None = None
    view: int | None = None
    victim: int | None = None

    @property
    def is_published(self) -> bool:
        return self.reason is None
