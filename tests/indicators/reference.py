"""The audit as its definition says it: one elimination for each view, ranks, no shortcut.

A figure is withheld if a primary rule fails, or if for some view (what it knows are unit rows) the
span of the published rows then holds a vector on the values of one other holder alone. Values that
a holder has waived count as known when its protected ones are looked at.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction

from indicators.disclosure import Candidate, Contribution, Policy, Reason, Row, Unknown

PRIME = 2**89 - 1

Dense = list[int]


def reference(
    policy: Policy,
    contributions: Sequence[Contribution],
    candidates: Iterable[Candidate],
    earlier: Iterable[Row] = (),
) -> list[Reason | None]:
    place = {one.unknown: number for number, one in enumerate(contributions)}
    views: list[int | None] = [None, *sorted({one.holder for one in contributions})]
    start: list[Dense] = []
    for row in earlier:
        start = _reduced([*start, _dense(row, place)])
    verdicts: list[Reason | None] = []
    for candidate in candidates:
        verdict = _primary(policy, candidate, contributions)
        after = start
        if verdict is None:
            after = _reduced(start + [_dense(row, place) for row in candidate.rows])
            if len(after) > len(start) and any(_sees(view, after, contributions) for view in views):
                verdict = Reason.DIFFERENCE
        start = after if verdict is None else start
        verdicts.append(verdict)
    return verdicts


def _primary(
    policy: Policy, candidate: Candidate, contributions: Sequence[Contribution]
) -> Reason | None:
    for row in candidate.rows:
        sums: defaultdict[int, Fraction] = defaultdict(Fraction)
        targets = set()
        for one in contributions:
            if row.get(one.unknown) and not one.is_known:
                sums[one.holder] += row[one.unknown] * Fraction(one.value)
                if one.is_target:
                    targets.add(one.holder)
        if 0 < len(sums) < policy.min_sum:
            return Reason.FEW
        whole = sum(abs(value) for value in sums.values())
        pairs = [
            (abs(sums[t]), abs(sums[a])) for t in sorted(targets) for a in sorted(sums) if a != t
        ]
        if any(whole - t - a < Fraction(policy.p, 100) * t for t, a in pairs):
            return Reason.DOMINANCE
        if any(85 * (whole - t - a) < 15 * (t + min(t, a)) for t, a in pairs):
            return Reason.TWO_DOMINATE
    return None


def _sees(view: int | None, rows: list[Dense], contributions: Sequence[Contribution]) -> bool:
    for victim in {one.holder for one in contributions} - {view}:
        theirs = [one for one in contributions if one.holder == victim and not one.is_known]
        targets = [place for place, one in enumerate(contributions) if one in theirs]
        targets = [place for place in targets if contributions[place].is_target]
        known = [
            place
            for place, one in enumerate(contributions)
            if one.is_known or one.holder == view or (one in theirs and not one.is_target)
        ]
        units = [[int(place == one) for place in range(len(contributions))] for one in known]
        basis = _reduced(units + rows)
        without = [[0 if n in targets else entry for n, entry in enumerate(row)] for row in basis]
        if len(basis) > len(_reduced(without)):
            return True
    return False


def _dense(row: Row, place: dict[Unknown, int]) -> Dense:
    vector = [0] * len(place)
    for unknown, times in row.items():
        if unknown in place:
            vector[place[unknown]] = times % PRIME
    return vector


def _reduced(rows: list[Dense]) -> list[Dense]:
    """The reduced row echelon form, without zero rows: its length is the rank."""
    rows = [list(row) for row in rows]
    done = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((n for n in range(done, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        inverse = pow(rows[done][column], -1, PRIME)
        rows[done] = [entry * inverse % PRIME for entry in rows[done]]
        for number, row in enumerate(rows):
            if number != done and (factor := row[column]):
                rows[number] = [
                    (entry - factor * base) % PRIME
                    for entry, base in zip(row, rows[done], strict=True)
                ]
        done += 1
    return rows[:done]
