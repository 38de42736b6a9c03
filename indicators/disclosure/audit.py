"""The universal audit: all figures of a release together, against everybody who reads it.

Greedy, in the order of priority: a figure is published unless, with all that is published before
it, an outsider or a holder (who knows its own values) could compute a protected value of another
holder, or any combination of one holder's values. That gives the rule of three, complementary
suppression, and protection against differencing between groups, elements and releases.

The audit is exact about what can be computed, and treats published figures as exact even where
they are shown rounded. It does not say into how narrow an interval a value is pinned; instead of
that a figure is withheld if two contributors have more than 85 per cent of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from indicators.disclosure.dominance import risk
from indicators.disclosure.knowledge import Knowledge
from indicators.disclosure.values import (
    Candidate,
    Contribution,
    Policy,
    Reason,
    Row,
    Unknown,
    Verdict,
)

#: For the audit record: the interval audit needs a linear programming solver, and has none.
SOLVER = "fallback"

Given = Mapping[Unknown, Contribution]
Owner = tuple[int, bool]


def audit(
    policy: Policy,
    contributions: Iterable[Contribution],
    candidates: Sequence[Candidate],
    earlier: Iterable[Row] = (),
) -> list[Verdict]:
    """A verdict for each candidate, in the given order, which is the order of priority.

    All candidates of a release in one call, whatever their elements: what is tied by a common row
    is audited together. `earlier` are the rows of all earlier releases that are still readable
    anywhere, with the values of their time: a corrected value is another `Unknown.version` with
    another contribution of the same holder, and the earlier one stays among the contributions.
    What these give away already does not stop a figure that has nothing to do with it.

    A candidate in which nobody has a value, or all are public, is published: propose no empty one.
    """
    given: dict[Unknown, Contribution] = {}
    for one in contributions:
        if given.setdefault(one.unknown, one) != one:
            raise ValueError(f"{one.unknown} has two contributions.")
    verdicts = [_alone(policy, candidate, given) for candidate in candidates]
    passed = [
        candidate
        for candidate, verdict in zip(candidates, verdicts, strict=True)
        if verdict.is_published
    ]
    published = _Published(given, [*earlier], [row for one in passed for row in one.rows])
    return [
        published.judge(candidate) if verdict.is_published else verdict
        for candidate, verdict in zip(candidates, verdicts, strict=True)
    ]


def _alone(policy: Policy, candidate: Candidate, given: Given) -> Verdict:
    for row in candidate.rows:
        if found := risk(policy, row, given):
            return Verdict(candidate.key, found.reason, found.view, found.victim)
    return Verdict(candidate.key)


class _Published:
    """What has been published so far, in blocks of columns that some row has in common.

    The rows that may come are told beforehand. Unknowns of one holder that no row tells apart are
    one column, since whatever is computed has them with one coefficient.
    """

    def __init__(self, given: Given, earlier: list[Row], coming: list[Row]) -> None:
        rows = earlier + coming
        self._columns, owners = _columns(given, rows)
        self._block_of = _blocks(len(owners), [self._in_columns(row) for row in rows])
        self._blocks = _knowing_nothing(self._block_of, owners)
        for number, tied in self._by_block(earlier).items():
            self._blocks[number] = self._blocks[number].after(tied)[0]

    def judge(self, candidate: Candidate) -> Verdict:
        """Publish the figure if nothing comes out by it: all of its rows, or none."""
        after = {}
        for number, tied in self._by_block(candidate.rows).items():
            after[number], holders = self._blocks[number].after(tied)
            if leak := after[number].leak(holders):
                return Verdict(candidate.key, Reason.DIFFERENCE, leak.view, leak.victim)
        self._blocks |= after
        return Verdict(candidate.key)

    def _in_columns(self, row: Row) -> dict[int, int]:
        return {self._columns[one]: times for one, times in row.items() if one in self._columns}

    def _by_block(self, rows: Iterable[Row]) -> dict[int, list[dict[int, int]]]:
        """The rows with something unknown in them."""
        found: defaultdict[int, list[dict[int, int]]] = defaultdict(list)
        for row in rows:
            if tied := self._in_columns(row):
                found[self._block_of[next(iter(tied))]].append(tied)
        return found


def _columns(given: Given, rows: list[Row]) -> tuple[dict[Unknown, int], list[Owner]]:
    """The column of each unknown, and of each column the holder and whether it is a target."""
    places: defaultdict[Unknown, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        for unknown, times in row.items():
            if times and unknown in given and not given[unknown].is_known:
                places[unknown].append((number, times))
    columns: dict[Unknown, int] = {}
    numbers: dict[tuple[Owner, tuple[tuple[int, int], ...]], int] = {}
    for unknown, place in places.items():
        owner = (given[unknown].holder, given[unknown].is_target)
        columns[unknown] = numbers.setdefault((owner, tuple(place)), len(numbers))
    return columns, [owner for owner, _ in numbers]


def _blocks(columns: int, rows: list[dict[int, int]]) -> list[int]:
    """Of each column its block, named by one of its columns."""
    block_of = list(range(columns))
    members = {column: [column] for column in block_of}
    for row in rows:
        first, *others = sorted({block_of[column] for column in row}) or [0]
        for block in others:
            for column in members[block]:
                block_of[column] = first
            members[first] += members.pop(block)
    return block_of


def _knowing_nothing(block_of: list[int], owners: list[Owner]) -> dict[int, Knowledge]:
    columns: defaultdict[int, dict[int, Owner]] = defaultdict(dict)
    for column, block in enumerate(block_of):
        columns[block][column] = owners[column]
    return {block: Knowledge.none(inside) for block, inside in columns.items()}
