"""What each step of people decides about seats: the verbs of `transitions`, over `seating`.

Every step that may free or take a seat first lets happen what time brings about, and ends with the
reasons of those who wait: nobody overtakes the queue, and nobody waits without knowing why. What
cannot be done is `Refused`, with a code; what was done already changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from events import offers
from events.offers import Mode, Moment
from events.seating import (
    Change,
    Newcomer,
    Offer,
    Organisation,
    Pool,
    Step,
    Waiting,
    explain,
    freed,
    move_on,
    seat,
    settle,
    taken,
    units,
    why_not,
)
from events.transitions import EventStatus, Status, holding
from events.working_hours import Days


class Refusal(StrEnum):
    NOT_PUBLISHED = "not_published"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    INVITED_ONLY = "invited_only"
    ALREADY_REGISTERED = "already_registered"
    PARTY_TOO_LARGE = "party_too_large"
    POSTPONED = "postponed"
    OVER = "over"
    NOT_CONFIRMED = "not_confirmed"
    STARTED = "started"
    NOT_A_COLLEAGUE = "not_a_colleague"
    RESERVE_NEEDS_CAPACITY = "reserve_needs_capacity"
    RESERVE_NEEDS_RELEASE = "reserve_needs_release"
    RESERVE_ABOVE_CAP = "reserve_above_cap"
    RESERVES_DO_NOT_FIT = "reserves_do_not_fit"


class Refused(Exception):
    def __init__(self, code: Refusal) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Rules:
    """Of one event, read after the lock. `starts_at` is the start of the first session."""

    status: EventStatus
    opens_at: datetime
    closes_at: datetime
    queue_closes_at: datetime
    starts_at: datetime
    free_cancel_ends_at: datetime | None = None
    has_approval: bool = False
    approval_holds_seat: bool = False
    is_by_invitation: bool = False
    closed: Sequence[Days] = ()

    def moment(self, now: datetime) -> Moment:
        is_frozen = self.status is not EventStatus.PUBLISHED
        return offers.moment(now, self.queue_closes_at, self.closed, is_frozen=is_frozen)

    @property
    def holds(self) -> frozenset[Status]:
        return holding(self.has_approval and self.approval_holds_seat)

    @property
    def seated(self) -> Status:
        """What one becomes who takes a seat. Where approval holds a seat it is still to come; where
        it holds none, who waits has been approved already."""
        return Status.SUBMITTED if Status.SUBMITTED in self.holds else Status.CONFIRMED


@dataclass(frozen=True, slots=True)
class Party:
    """Who wants to come, as one booking of one organisation. `are_registered`: someone of them has
    an active row in the event."""

    organisation: Organisation
    size: int = 1
    keeps_together: bool = False
    are_invited: bool = False
    are_registered: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """An active row, as it is under the lock."""

    registration: int
    organisation: Organisation
    status: Status


def refuse_registration(pool: Pool, rules: Rules, moment: Moment, party: Party) -> None:
    is_over = moment.now >= rules.closes_at or moment.mode is Mode.CLOSED
    cap = pool.share(party.organisation).cap
    most = [cap, pool.capacity if party.keeps_together else None]
    checks = [
        (rules.status is not EventStatus.PUBLISHED, Refusal.NOT_PUBLISHED),
        (moment.now < rules.opens_at, Refusal.NOT_OPEN_YET),
        (is_over, Refusal.CLOSED),
        (rules.is_by_invitation and not party.are_invited, Refusal.INVITED_ONLY),
        (party.are_registered, Refusal.ALREADY_REGISTERED),
        (
            party.size > 1 and any(limit is not None and party.size > limit for limit in most),
            Refusal.PARTY_TOO_LARGE,
        ),
    ]
    for refuses, code in checks:
        if refuses:
            raise Refused(code)


def register(pool: Pool, rules: Rules, moment: Moment, party: Party) -> Step:
    """Who keeps together sits or waits together; others are judged alone, in the order given."""
    refuse_registration(pool, rules, moment, party)
    step = move_on(Step(pool), moment)
    if rules.has_approval and rules.seated is Status.CONFIRMED:
        step = replace(step, newcomers=(Newcomer(Status.SUBMITTED),) * party.size)
    else:
        step = _judged(step, rules.seated, moment, party)
    return explain(step, moment)


def approve(pool: Pool, rules: Rules, moment: Moment, submissions: Iterable[Waiting]) -> Step:
    """Each stands in the queue by the time of the submission. After the end of the queue who finds
    no seat stays submitted, to be rejected with a reason."""
    if rules.status is not EventStatus.PUBLISHED:
        raise Refused(Refusal.NOT_PUBLISHED)
    rows = tuple(replace(row, reason=None, is_approved=True) for row in submissions)
    if Status.SUBMITTED in rules.holds:
        confirmed = tuple(Change(row.registration, Status.CONFIRMED) for row in rows)
        return explain(move_on(Step(pool, confirmed), moment), moment)
    if moment.mode is Mode.EXCLUSIVE:
        return settle(replace(pool, waiting=pool.waiting + rows), moment)
    step = seat(move_on(Step(pool), moment), moment, rows)
    if moment.mode is Mode.RACE:
        left = tuple(row for row in rows if step.became(row.registration) is None)
        step = replace(step, pool=replace(step.pool, waiting=step.pool.waiting + left))
    return explain(step, moment)


def reject(pool: Pool, rules: Rules, moment: Moment, row: Registered) -> Step:
    return _ended(pool, rules, moment, row, Status.REJECTED)


def accept(pool: Pool, rules: Rules, moment: Moment, ours: set[int], takes: set[int]) -> Step:
    """`ours` are the offers of one person or group, `takes` those that are wanted: the rest is
    declined. An offer that is over is not taken: it expires here."""
    if moment.mode is Mode.FROZEN:
        raise Refused(Refusal.POSTPONED)
    changes = []
    for offer in [one for one in pool.offers if one.registration in ours]:
        if moment.mode is Mode.CLOSED or offer.expires_at <= moment.now:
            continue
        pool = _without(pool, offer)
        if offer.registration in takes:
            changes.append(Change(offer.registration, rules.seated))
        else:
            pool = freed(pool, offer.organisation)
            changes.append(Change(offer.registration, Status.DECLINED))
    return explain(move_on(Step(pool, tuple(changes)), moment), moment)


def claim(pool: Pool, rules: Rules, moment: Moment, registration: int) -> Step:
    """In the race: the first click takes the seat; a group that keeps together takes its seats."""
    step = move_on(Step(pool), moment)
    unit = _unit_of(step.pool, registration)
    if moment.mode is Mode.RACE and unit:
        organisation, size = unit[0].organisation, len(unit)
        if why_not(step.pool, organisation, moment.now, size) is None:
            waiting = tuple(row for row in step.pool.waiting if row not in unit)
            pool = replace(taken(step.pool, organisation, size), waiting=waiting)
            changes = tuple(Change(row.registration, rules.seated) for row in unit)
            step = replace(step, pool=pool, changes=step.changes + changes)
    return explain(step, moment)


def leave(pool: Pool, rules: Rules, moment: Moment, row: Registered) -> Step:
    """The person goes, whatever they are: their own word for it follows from where they were."""
    if rules.status not in {EventStatus.PUBLISHED, EventStatus.POSTPONED}:
        raise Refused(Refusal.OVER)
    return _ended(pool, rules, moment, row, _left(rules, moment.now, row.status))


def substitute(pool: Pool, rules: Rules, now: datetime, row: Registered, colleague: Party) -> Step:
    """The seat stays where it is: no counter moves, and the queue is not asked."""
    is_postponed = rules.status is EventStatus.POSTPONED
    checks = [
        (rules.status is not EventStatus.PUBLISHED and not is_postponed, Refusal.OVER),
        (row.status is not Status.CONFIRMED, Refusal.NOT_CONFIRMED),
        (now >= rules.starts_at and not is_postponed, Refusal.STARTED),
        (colleague.are_registered, Refusal.ALREADY_REGISTERED),
        (row.organisation is None, Refusal.NOT_A_COLLEAGUE),
        (row.organisation != colleague.organisation, Refusal.NOT_A_COLLEAGUE),
    ]
    for refuses, code in checks:
        if refuses:
            raise Refused(code)
    change = Change(row.registration, Status.SUBSTITUTED)
    return Step(pool, (change,), (Newcomer(Status.CONFIRMED),))


def switch(
    pools: tuple[Pool, Pool], rules: Rules, moment: Moment, row: Registered, *, gives_up: bool
) -> tuple[Step, Step]:
    """From the first pool to the second, under both locks. Where no seat is free nothing changes,
    unless the person gives the old one up and queues; nor where the offer, or the queue, is over.
    Leaving one mode for the other is never late; who was approved stays so."""
    if rules.status is not EventStatus.PUBLISHED:
        raise Refused(Refusal.NOT_PUBLISHED)
    old, new = pools
    settled = move_on(Step(new), moment)
    if row.status is Status.SUBMITTED and row.status not in rules.holds:
        arrived = replace(settled, newcomers=(Newcomer(Status.SUBMITTED),))
    else:
        begins = Status.CONFIRMED if row.status is Status.CONFIRMED else rules.seated
        arrived = _judged(settled, begins, moment, Party(row.organisation))
    is_over = move_on(Step(old), moment).became(row.registration) is Status.EXPIRED
    may_queue = gives_up and moment.mode is not Mode.CLOSED
    if is_over or (arrived.newcomers[0].status is Status.WAITING and not may_queue):
        return settle(old, moment), explain(settled, moment)
    ends = _left(replace(rules, free_cancel_ends_at=None), moment.now, row.status)
    return _ended(old, rules, moment, row, ends), explain(arrived, moment)


def _judged(step: Step, begins: Status, moment: Moment, party: Party) -> Step:
    pool, newcomers = step.pool, list[Newcomer]()
    sizes = [party.size] if party.keeps_together else [1] * party.size
    for size in sizes:
        reason = why_not(pool, party.organisation, moment.now, size)
        if reason is None:
            pool = taken(pool, party.organisation, size)
        newcomers += [Newcomer(Status.WAITING if reason else begins, reason)] * size
    return replace(step, pool=pool, newcomers=tuple(newcomers))


def _left(rules: Rules, now: datetime, status: Status) -> Status:
    if status is Status.OFFERED:
        return Status.DECLINED
    if status is not Status.CONFIRMED:
        return Status.WITHDRAWN
    ends_at = rules.free_cancel_ends_at
    is_late = rules.status is EventStatus.PUBLISHED and ends_at is not None and now > ends_at
    return Status.CANCELLED_LATE if is_late else Status.CANCELLED


def _ended(pool: Pool, rules: Rules, moment: Moment, row: Registered, ends: Status) -> Step:
    waiting = tuple(one for one in pool.waiting if one.registration != row.registration)
    standing = tuple(one for one in pool.offers if one.registration != row.registration)
    pool = replace(pool, waiting=waiting, offers=standing)
    if row.status in rules.holds:
        pool = freed(pool, row.organisation)
    change = Change(row.registration, ends)
    return explain(move_on(Step(pool, (change,)), moment), moment)


def _without(pool: Pool, offer: Offer) -> Pool:
    return replace(pool, offers=tuple(one for one in pool.offers if one != offer))


def _unit_of(pool: Pool, registration: int) -> tuple[Waiting, ...]:
    found = (u for u in units(pool.waiting) if registration in {row.registration for row in u})
    return next(found, ())
