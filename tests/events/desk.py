"""Seats as an action will keep them: rows and stored counters, loaded into a pool for one step and
written back. What every step owes is held against it here."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from events.offers import Moment
from events.seating import Change, Offer, Pool, Step, Waiting, seats_moved, settle
from events.steps import Registered, Rules
from events.transitions import ACTIVE, BEGINNINGS, MOVES, Status
from tests.events.reference import Row

Snapshot = dict[int, tuple[object, ...]]


def snapshot(rows: Sequence[Row]) -> Snapshot:
    return {
        row.number: (
            *(row.pool, row.organisation, str(row.status), row.queued_at, row.priority, row.group),
            *(row.expires_at, row.reason and str(row.reason)),
        )
        for row in rows
    }


@dataclass
class Desk:
    pools: dict[str, Pool]
    rows: dict[int, Row] = field(default_factory=dict)

    def load(self, pool: str) -> Pool:
        rows = [row for row in self.rows.values() if row.pool == pool]
        return replace(
            self.pools[pool],
            waiting=tuple(as_waiting(row) for row in rows if row.status == "waiting"),
            offers=tuple(
                Offer(row.number, row.organisation, row.expires_at)
                for row in rows
                if row.status == "offered" and row.expires_at
            ),
        )

    def registered(self, number: int) -> Registered:
        row = self.rows[number]
        return Registered(number, row.organisation, Status(row.status))

    def keep(self, pool: str, step: Step, newcomers: Sequence[Row] = ()) -> None:
        before = self.load(pool)
        self._change(step.changes)
        counters = replace(step.pool, waiting=(), offers=())
        self._count(before, step.pool)
        self.pools[pool] = counters
        assert _in_any_order(self.load(pool)) == _in_any_order(step.pool)
        assert len(newcomers) == len(step.newcomers)
        for row, verdict in zip(newcomers, step.newcomers, strict=True):
            assert verdict.status in BEGINNINGS["register"]
            row.status, row.reason = verdict.status, verdict.reason
            self.rows[row.number] = row

    def check(self, rules: Rules, moment: Moment) -> None:
        for name in self.pools:
            pool = self.load(name)
            self._check_counters(name, pool, rules)
            _check_limits(pool, moment)
            again = settle(pool, moment)
            assert (again.changes, seats_moved(pool, again.pool)) == ((), {})
            turned = replace(pool, waiting=pool.waiting[::-1], offers=pool.offers[::-1])
            assert settle(turned, moment).changes == ()

    def _change(self, changes: Sequence[Change]) -> None:
        numbers = [change.registration for change in changes]
        assert len(set(numbers)) == len(numbers), "a row changes twice in one step"
        for change in changes:
            row = self.rows[change.registration]
            now, then = Status(row.status), change.status
            assert now in ACTIVE
            assert then is now or any(
                then in ends for (begin, _), ends in MOVES.items() if begin is now
            )
            row.status, row.reason, row.expires_at = then, change.reason, change.expires_at

    def _count(self, before: Pool, after: Pool) -> None:
        moved = seats_moved(before, after)
        assert sum(moved.values()) == after.held - before.held
        for organisation, seats in moved.items():
            if organisation is not None:
                was = before.share(organisation).held
                assert after.share(organisation).held == was + seats

    def _check_counters(self, name: str, pool: Pool, rules: Rules) -> None:
        seats = Counter(
            row.organisation
            for row in self.rows.values()
            if row.pool == name and row.status in rules.holds
        )
        assert pool.held == seats.total()
        assert {one: share.held for one, share in pool.shares.items() if share.held} == {
            one: held for one, held in seats.items() if one is not None
        }


def as_waiting(row: Row) -> Waiting:
    return Waiting(
        row.number,
        row.organisation,
        row.queued_at,
        row.priority,
        row.group,
        row.reason,  # type: ignore[arg-type]
    )


def _in_any_order(pool: Pool) -> Pool:
    return replace(
        pool,
        waiting=tuple(sorted(pool.waiting, key=lambda row: row.registration)),
        offers=tuple(sorted(pool.offers, key=lambda offer: offer.registration)),
    )


def _check_limits(pool: Pool, moment: Moment) -> None:
    """Never oversold, no cap broken, and every reserved seat can still be taken."""
    if pool.capacity is not None:
        assert 0 <= pool.held <= max(pool.capacity, pool.hard_floor)
    for share in pool.shares.values():
        assert share.held >= 0
        assert share.cap is None or share.held <= max(share.cap, share.floor)
        assert share.floor <= share.held
    assert pool.hard_floor <= pool.held
    if pool.has_reserves(moment.now) and any(share.reserved for share in pool.shares.values()):
        assert pool.capacity is not None
        untaken = sum(share.untaken for share in pool.shares.values())
        assert pool.held + untaken <= pool.capacity
