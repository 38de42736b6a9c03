"""Elements tied by totals are audited together, and a block has its limit."""

from collections.abc import Mapping

Terms = Mapping[str, int]

#: The cost of the audit grows with the block.
CAP = 7


def leaves(code: str, terms: Mapping[str, Terms]) -> dict[str, int]:
    """The element as a combination of leaf elements; a leaf (no terms) is itself.

    Terms may name totals in turn. An element that cancels out is left out.
    """
    raise NotImplementedError


def blocks(terms: Mapping[str, Terms], cap: int = CAP) -> tuple[list[list[str]], list[str]]:
    """(blocks, outside): which elements hang together, and which have no room in their block.

    `terms` has every element that is to be published in order of priority, a leaf with empty
    terms; totals come before leaves. What is outside must not be published: rows of it would be
    tied to a block that was audited without it. Two codes of the same combination (an indicator
    that is one element) take one place.
    """
    raise NotImplementedError
