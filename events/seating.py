"""Who may be seated: the rules of one pool of seats, on plain values.

A pool is the on-site or the online half of an event. Its counters (`held` of the pool and of each
share) are given, never counted here. Whoever calls holds the lock of the pool's row, hands in all
its waiting rows and standing offers, and stores what comes back before the lock is let go.

The queue is ordered by priority, then by time, then by number. Who cannot be seated is passed by,
keeps the place and is told the reason. A group that keeps together is offered seats as a whole or
not at all. To seat someone never opens a seat for someone else, so that one walk through the queue
finds what taking the best head again and again would find."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from events.offers import Mode, Moment
from events.transitions import Status

Organisation = int | None
"""The number of the counting organisation. Guests have none."""


class Reason(StrEnum):
    """Why someone waits."""

    FULL = "full"
    GROUP_DOES_NOT_FIT = "group_does_not_fit"
    ORGANISATION_QUOTA = "organisation_quota"
    RESERVED_FOR_OTHERS = "reserved_for_others"


@dataclass(frozen=True, slots=True)
class Share:
    """Of one organisation in a pool. `floor` is what it held when its cap was lowered below it."""

    cap: int | None = None
    reserved: int = 0
    held: int = 0
    floor: int = 0

    @property
    def untaken(self) -> int:
        """How many of its reserved seats are still to be taken."""
        return max(0, self.reserved - self.held)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the queue. `group` is the number of a group that keeps together, and of no other;
    all its rows have one organisation. `is_approved` marks a submission that is approved in this
    step: it stands in the queue by the time when it was sent, and needs no offer."""

    registration: int
    organisation: Organisation
    queued_at: datetime
    priority: int = 0
    group: int | None = None
    reason: Reason | None = None
    is_approved: bool = False

    @property
    def order(self) -> tuple[int, datetime, int]:
        return -self.priority, self.queued_at, self.registration


@dataclass(frozen=True, slots=True)
class Offer:
    registration: int
    organisation: Organisation
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Pool:
    """No capacity is no limit. `hard_floor` is what was held when the capacity was lowered below
    it; `default_cap` is the cap of an organisation whose share is still to be made."""

    capacity: int | None
    held: int = 0
    hard_floor: int = 0
    default_cap: int | None = None
    release_at: datetime | None = None
    shares: Mapping[int, Share] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    offers: tuple[Offer, ...] = ()

    def share(self, organisation: Organisation) -> Share:
        if organisation is None:
            return Share()
        return self.shares.get(organisation) or Share(cap=self.default_cap)

    def has_reserves(self, now: datetime) -> bool:
        """Whether the reserved seats of others are still theirs."""
        return self.release_at is not None and now < self.release_at


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a row. `reason` belongs to waiting, `expires_at` to an offer; both are empty
    otherwise. A row that goes on waiting is a change when its reason is another one."""

    registration: int
    status: Status
    reason: Reason | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What a row begins as that has no number yet."""

    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What a step decides: the pool as it is then (without the rows of newcomers), the rows that
    change, each once, and the newcomers in the order they were given."""

    pool: Pool
    changes: tuple[Change, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()

    def became(self, registration: int) -> Status | None:
        """None where nothing happened to the row: it was done already, or cannot be done now."""
        return next((c.status for c in self.changes if c.registration == registration), None)


def why_not(pool: Pool, organisation: Organisation, now: datetime, n: int = 1) -> Reason | None:
    """What keeps n more of an organisation from being seated at once; None if nothing does."""
    share = pool.share(organisation)
    if pool.capacity is not None and pool.held + n > pool.capacity:
        return Reason.FULL if pool.held >= pool.capacity else Reason.GROUP_DOES_NOT_FIT
    if share.cap is not None and share.held + n > share.cap:
        return Reason.ORGANISATION_QUOTA
    if pool.capacity is not None and pool.has_reserves(now):
        others = sum(one.untaken for one in pool.shares.values()) - share.untaken
        if pool.capacity - pool.held - others < n:
            return Reason.RESERVED_FOR_OTHERS
    return None


def places(pool: Pool) -> dict[int, int]:
    """The place in the queue of each row that waits, from 1. A newcomer's would be one more."""
    return {row.registration: place for place, row in enumerate(in_order(pool.waiting), 1)}


def may_change_at(pool: Pool, reason: Reason | None, now: datetime) -> datetime | None:
    """When the reason will be gone by itself: reserved seats have a day, others wait for people."""
    reserved = reason is Reason.RESERVED_FOR_OTHERS and pool.has_reserves(now)
    return pool.release_at if reserved else None


def claimable(pool: Pool, moment: Moment) -> tuple[int, ...]:
    """Who waits and could take a free seat in the race, in the order of the queue."""
    if moment.mode is not Mode.RACE:
        return ()
    return tuple(
        row.registration
        for unit in units(pool.waiting)
        if why_not(pool, unit[0].organisation, moment.now, len(unit)) is None
        for row in unit
    )


def settle(pool: Pool, moment: Moment) -> Step:
    """What time and free seats bring about by themselves. Done twice, it is as once."""
    return explain(move_on(Step(pool), moment), moment)


def move_on(step: Step, moment: Moment) -> Step:
    """Offers that are over end, a queue that is over ends, free seats are offered. Reasons are left
    as they were: `explain` comes last."""
    step = _expire(step, moment)
    if moment.mode is Mode.CLOSED:
        return _close(step)
    return seat(step, moment, step.pool.waiting) if moment.mode is Mode.EXCLUSIVE else step


def seat(step: Step, moment: Moment, rows: Iterable[Waiting]) -> Step:
    """One walk through rows of the queue: seats for all who can have one, in their order."""
    pool, seated = step.pool, dict[int, Change]()
    shut: set[tuple[Organisation, int]] = set()
    for unit in units(rows):
        wanted = unit[0].organisation, len(unit)
        if wanted in shut or why_not(pool, wanted[0], moment.now, wanted[1]):
            shut.add(wanted)
            continue
        pool = taken(pool, *wanted)
        seated |= {row.registration: _seated(row, moment) for row in unit}
    offers = tuple(
        Offer(row.registration, row.organisation, moment.offer_until)
        for row in pool.waiting
        if row.registration in seated and not row.is_approved
    )
    waiting = tuple(row for row in pool.waiting if row.registration not in seated)
    pool = replace(pool, waiting=waiting, offers=pool.offers + offers)
    return replace(step, pool=pool, changes=step.changes + tuple(seated.values()))


def explain(step: Step, moment: Moment) -> Step:
    """The reason of each who still waits, by today's seats; none for who may race for a seat."""
    answers: dict[tuple[Organisation, int], Reason | None] = {}
    told: dict[int, Reason | None] = {}
    for unit in units(step.pool.waiting):
        wanted = unit[0].organisation, len(unit)
        if wanted not in answers:
            answers[wanted] = why_not(step.pool, wanted[0], moment.now, wanted[1])
        told |= {row.registration: answers[wanted] for row in unit}
    changes = tuple(
        Change(row.registration, Status.WAITING, told[row.registration])
        for row in step.pool.waiting
        if told[row.registration] is not row.reason
    )
    waiting = tuple(
        replace(row, reason=told[row.registration], is_approved=False) for row in step.pool.waiting
    )
    return replace(step, pool=replace(step.pool, waiting=waiting), changes=step.changes + changes)


def in_order(rows: Iterable[Waiting]) -> list[Waiting]:
    return sorted(rows, key=lambda row: row.order)


def units(rows: Iterable[Waiting]) -> Iterator[tuple[Waiting, ...]]:
    """Single people and whole groups, each at the place of its first row."""
    together: dict[tuple[str, int], list[Waiting]] = {}
    for row in in_order(rows):
        key = ("alone", row.registration) if row.group is None else ("together", row.group)
        together.setdefault(key, []).append(row)
    return (tuple(unit) for unit in together.values())


def taken(pool: Pool, organisation: Organisation, n: int = 1) -> Pool:
    """The pool when n more seats are held. Whether they may be was asked before."""
    return _counted(pool, organisation, n)


def freed(pool: Pool, organisation: Organisation, n: int = 1) -> Pool:
    """The pool when n seats are free again. A floor sinks with what is held: a capacity that was
    lowered comes into force as people leave."""
    return _counted(pool, organisation, -n)


def seats_moved(before: Pool, after: Pool) -> dict[Organisation, int]:
    """How many seats each organisation holds more, or less, after a step; guests under None."""
    moved: dict[Organisation, int] = {
        organisation: after.share(organisation).held - before.share(organisation).held
        for organisation in sorted(before.shares.keys() | after.shares.keys())
    }
    moved[None] = after.held - before.held - sum(moved.values())
    return {organisation: seats for organisation, seats in moved.items() if seats}


def _counted(pool: Pool, organisation: Organisation, n: int) -> Pool:
    shares = dict(pool.shares)
    if organisation is not None:
        share = pool.share(organisation)
        held = share.held + n
        shares[organisation] = replace(share, held=held, floor=min(share.floor, held))
    held = pool.held + n
    return replace(pool, held=held, hard_floor=min(pool.hard_floor, held), shares=shares)


def _seated(row: Waiting, moment: Moment) -> Change:
    if row.is_approved:
        return Change(row.registration, Status.CONFIRMED)
    return Change(row.registration, Status.OFFERED, expires_at=moment.offer_until)


def _expire(step: Step, moment: Moment) -> Step:
    """An offer ends at its deadline, and at the latest with the queue, if that was moved."""
    if moment.mode is Mode.FROZEN:
        return step
    pool = step.pool
    over = {
        offer
        for offer in pool.offers
        if offer.expires_at <= moment.now or moment.mode is Mode.CLOSED
    }
    for offer in over:
        pool = freed(pool, offer.organisation)
    standing = tuple(offer for offer in pool.offers if offer not in over)
    pool = replace(pool, offers=standing)
    ended = tuple(
        Change(offer.registration, Status.EXPIRED) for offer in step.pool.offers if offer in over
    )
    return replace(step, pool=pool, changes=step.changes + ended)


def _close(step: Step) -> Step:
    ended = tuple(Change(row.registration, Status.EXPIRED) for row in step.pool.waiting)
    return replace(step, pool=replace(step.pool, waiting=()), changes=step.changes + ended)
