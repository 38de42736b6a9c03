"""What is known from published rows: the null space of the rows, and whom it gives away.

Each column (an unknown) has a vector over free parameters: what the rows leave open of it. At
first every column is its own parameter; a row ties parameters together, and one of them goes. A
combination of columns can be computed from the rows exactly if the same combination of their
vectors is zero. Whoever knows some columns beforehand computes what lies in the span of theirs.

Arithmetic modulo the prime 2^61 − 1; vectors are sparse and hold no zeros.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, product, starmap
from typing import NamedTuple

PRIME = 2**61 - 1

Vector = dict[int, int]


class Leak(NamedTuple):
    """Who (None: anybody) could compute something of whom."""

    view: int | None
    victim: int


@dataclass(frozen=True)
class Share:
    """The vectors of one holder: of the values it has protected, and of those it has not."""

    targets: list[Vector]
    waived: list[Vector]

    @cached_property
    def vectors(self) -> list[Vector]:
        return self.targets + self.waived

    @cached_property
    def support(self) -> frozenset[int]:
        return frozenset(chain.from_iterable(self.vectors))


@dataclass(frozen=True)
class Knowledge:
    """Of columns that hang together: their vectors, and the same by holder."""

    owners: Mapping[int, tuple[int, bool]]
    vectors: Mapping[int, Vector]
    shares: Mapping[int, Share]

    @classmethod
    def none(cls, owners: Mapping[int, tuple[int, bool]]) -> Knowledge:
        """Of each column its holder, and whether it is protected."""
        vectors = {column: {column: 1} for column in owners}
        return cls(
            owners, vectors, _shares(owners, vectors, {owner for owner, _ in owners.values()})
        )

    def after(self, rows: Iterable[Mapping[int, int]]) -> tuple[Knowledge, set[int]]:
        """With these rows published too, and the holders of whom more is known then."""
        vectors, holders = dict(self.vectors), set()
        for row in rows:
            changed = _tied(vectors, row)
            vectors |= changed
            holders |= {self.owners[column][0] for column in changed}
        shares = {**self.shares, **_shares(self.owners, vectors, holders)}
        return Knowledge(self.owners, vectors, shares), holders

    def leak(self, holders: set[int]) -> Leak | None:
        """A protected value that can be computed by, or of, one of these holders."""
        for victim in sorted(holders):
            share = self.shares[victim]
            if not _independent(share.waived, share.targets):
                return Leak(None, victim)
        others = sorted(self.shares.keys() - holders)
        pairs = chain(combinations(sorted(holders), 2), product(sorted(holders), others))
        return next(filter(None, starmap(self._leak_between, pairs)), None)

    def _leak_between(self, one: int, other: int) -> Leak | None:
        left, right = self.shares[one], self.shares[other]
        if left.support.isdisjoint(right.support):
            return None
        if not left.waived and not right.waived:  # then each learns of the other, or neither
            wide, narrow = sorted((left, right), key=lambda share: -len(share.support))
            return Leak(one, other) if _tells(narrow, wide) else None
        if _tells(left, right):
            return Leak(one, other)
        return Leak(other, one) if _tells(right, left) else None


def _shares(
    owners: Mapping[int, tuple[int, bool]], vectors: Mapping[int, Vector], holders: Collection[int]
) -> dict[int, Share]:
    shares = {holder: Share([], []) for holder in holders}
    for column, (holder, is_target) in owners.items():
        if holder in holders:
            share = shares[holder]
            (share.targets if is_target else share.waived).append(vectors[column])
    return shares


def _tied(vectors: Mapping[int, Vector], row: Mapping[int, int]) -> dict[int, Vector]:
    """The vectors that the row changes: one parameter is expressed by the others."""
    tie: Vector = {}
    for column, coefficient in row.items():
        _add(tie, coefficient, vectors[column])
    if not tie:
        return {}
    uses = Counter(chain.from_iterable(vectors.values()))
    pivot = min(tie, key=lambda parameter: (uses[parameter], parameter))
    inverse = -pow(tie[pivot], -1, PRIME)
    changed = {}
    for column, vector in vectors.items():
        if factor := vector.get(pivot):
            changed[column] = dict(vector)
            _add(changed[column], factor * inverse % PRIME, tie)
    return changed


def _tells(view: Share, victim: Share) -> bool:
    """Whether the view computes something of the victim, from whom an outsider learns nothing.

    What a victim has waived may be known to anybody, and is taken to be known here.
    """
    if len(view.vectors) == len(victim.vectors) == 1 and view.support != victim.support:
        return False
    if _independent(victim.waived, victim.targets, without=view.support):
        return False
    return not _independent(view.vectors + victim.waived, victim.targets)


def _independent(
    known: list[Vector], vectors: list[Vector], without: Collection[int] = frozenset()
) -> bool:
    """No combination of the vectors lies in the span of the known, both cut to the parameters
    that are left without some."""
    basis: dict[int, Vector] = {}  # of each row its pivot, which later rows do not have
    for place, vector in enumerate(known + vectors):
        rest = {parameter: value for parameter, value in vector.items() if parameter not in without}
        for pivot, row in basis.items():
            if factor := rest.get(pivot):
                _add(rest, -factor, row)
        if rest:
            pivot, value = next(iter(rest.items()))
            inverse = pow(value, -1, PRIME)
            basis[pivot] = {key: entry * inverse % PRIME for key, entry in rest.items()}
        elif place >= len(known):
            return False
    return True


def _add(total: Vector, factor: int, vector: Vector) -> None:
    """Add a multiple of the vector to the total, in place."""
    for parameter, value in vector.items():
        entry = (total.get(parameter, 0) + factor * value) % PRIME
        if entry:
            total[parameter] = entry
        else:
            total.pop(parameter, None)
