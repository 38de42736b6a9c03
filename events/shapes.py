"""What the manager does to all seats of an event: another size, other shares, another time, none.

Nobody loses a seat by a smaller size: what is held above it stays until people leave."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from events.offers import Mode, Moment
from events.seating import Change, Pool, Share, Step, explain, move_on, settle
from events.steps import Refusal, Refused
from events.transitions import Status


def reshape(
    pool: Pool,
    moment: Moment,
    *,
    capacity: int | None,
    release_at: datetime | None,
    default_cap: int | None,
) -> Step:
    pool = replace(
        pool,
        capacity=capacity,
        release_at=release_at,
        default_cap=default_cap,
        hard_floor=_floor(pool.held, capacity),
    )
    refuse_shape(pool, moment.now)
    return settle(pool, moment)


def reshare(
    pool: Pool, moment: Moment, organisation: int, *, cap: int | None, reserved: int
) -> Step:
    held = pool.share(organisation).held
    share = Share(cap, reserved, held, floor=_floor(held, cap))
    pool = replace(pool, shares={**pool.shares, organisation: share})
    refuse_shape(pool, moment.now)
    return settle(pool, moment)


def refuse_shape(pool: Pool, now: datetime) -> None:
    """While seats are reserved there must be room for all of them beside those who sit: a capacity
    below that waits until the reserves are lowered or released."""
    reserves = [share for share in pool.shares.values() if share.reserved]
    if not reserves:
        return
    untaken = sum(share.untaken for share in reserves)
    checks = [
        (pool.capacity is None, Refusal.RESERVE_NEEDS_CAPACITY),
        (pool.release_at is None, Refusal.RESERVE_NEEDS_RELEASE),
        (
            any(share.cap is not None and share.reserved > share.cap for share in reserves),
            Refusal.RESERVE_ABOVE_CAP,
        ),
        (
            pool.has_reserves(now) and pool.held + untaken > (pool.capacity or 0),
            Refusal.RESERVES_DO_NOT_FIT,
        ),
    ]
    for refuses, code in checks:
        if refuses:
            raise Refused(code)


def reschedule(pool: Pool, moment: Moment) -> Step:
    """A postponed event has its new time: `moment` is of the new dates. Offers that stood still
    begin anew, for there is a new date to think about."""
    if moment.mode is Mode.CLOSED:
        return settle(pool, moment)
    renewed = tuple(replace(offer, expires_at=moment.offer_until) for offer in pool.offers)
    changes = tuple(
        Change(offer.registration, Status.OFFERED, expires_at=moment.offer_until)
        for offer in renewed
    )
    return explain(move_on(Step(replace(pool, offers=renewed), changes), moment), moment)


def cancel_event(pool: Pool, active: Iterable[int]) -> Step:
    """`active` are all active rows of the pool, seated or not."""
    shares = {
        organisation: replace(share, held=0, floor=0) for organisation, share in pool.shares.items()
    }
    empty = replace(pool, held=0, hard_floor=0, shares=shares, waiting=(), offers=())
    return Step(empty, tuple(Change(row, Status.EVENT_CANCELLED) for row in active))


def _floor(held: int, limit: int | None) -> int:
    return held if limit is not None and held > limit else 0
