"""Elements tied by totals are audited together, and a block has its limit."""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

Terms = Mapping[str, int]

#: The cost of the audit grows with the block.
CAP = 7

Combination = frozenset[tuple[str, int]]


class _Block(NamedTuple):
    codes: list[str]
    leaves: set[str]
    combinations: set[Combination]

    def joined(self, other: "_Block") -> "_Block":
        return _Block(
            other.codes + self.codes,
            other.leaves | self.leaves,
            other.combinations | self.combinations,
        )


def leaves(code: str, terms: Mapping[str, Terms]) -> dict[str, int]:
    """The element as a combination of leaf elements; a leaf (no terms) is itself.

    Terms may name totals in turn. A leaf that cancels out is left out. An organisation that gave
    a total without all of its parts has in the total an unknown of its own, named by the total.
    """
    if not terms.get(code):
        return {code: 1}
    found: Counter[str] = Counter()
    for part, times in terms[code].items():
        for leaf, inner in leaves(part, terms).items():
            found[leaf] += times * inner
    return {leaf: times for leaf, times in found.items() if times}


def blocks(terms: Mapping[str, Terms], cap: int = CAP) -> tuple[list[list[str]], list[str]]:
    """(blocks, outside): which elements hang together, and which have no room in their block.

    `terms` has every element that is to be published in order of priority, a leaf with empty
    terms; totals come before leaves. What is outside must not be published: rows of it would be
    tied to a block that was audited without it. Two codes of the same combination (an indicator
    that is one element) take one place.
    """
    found: list[_Block] = []
    outside = []
    for code in sorted(terms, key=lambda code: not terms[code]):
        block = _Block(
            [code], set(combination := leaves(code, terms)), {frozenset(combination.items())}
        )
        tied = [other for other in found if not block.leaves.isdisjoint(other.leaves)]
        for other in tied:
            block = block.joined(other)
        if len(block.combinations) > cap:
            outside.append(code)
        else:
            found = [other for other in found if other not in tied] + [block]
    return [sorted(block.codes, key=[*terms].index) for block in found], outside
