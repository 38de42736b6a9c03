"""Small pools for examples: time is counted in minutes from the morning of 11.1.2027."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from events.offers import Mode, Moment
from events.seating import Offer, Organisation, Pool, Share, Step, Waiting
from events.steps import Refusal, Refused, Registered, Rules
from events.transitions import EventStatus, Status

MORNING = datetime(2027, 1, 11, 7, tzinfo=UTC)
KOIVURANTA, GRANHOLMEN, SAVELA = 1, 2, 3


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def now(minutes: int = 0, mode: Mode = Mode.EXCLUSIVE) -> Moment:
    return Moment(at(minutes), mode, at(minutes + 240))


def waits(
    number: int,
    organisation: Organisation = KOIVURANTA,
    *,
    since: int | None = None,
    priority: int = 0,
    group: int | None = None,
) -> Waiting:
    """Whose number is smaller came earlier, unless said otherwise."""
    queued_at = at(-1000 + number if since is None else since)
    return Waiting(number, organisation, queued_at, priority, group)


def offered(number: int, organisation: Organisation = KOIVURANTA, *, until: int = 100) -> Offer:
    return Offer(number, organisation, at(until))


def make_pool(
    capacity: int | None,
    shares: Mapping[int, Share] | None = None,
    *,
    guests: int = 0,
    waiting: tuple[Waiting, ...] = (),
    offers: tuple[Offer, ...] = (),
    release_at: datetime | None = None,
    default_cap: int | None = None,
) -> Pool:
    """What is held is the sum of the shares and the guests; offers are part of it."""
    shares = shares or {}
    held = sum(share.held for share in shares.values()) + guests
    return Pool(
        capacity,
        held,
        default_cap=default_cap,
        release_at=release_at,
        shares=shares,
        waiting=waiting,
        offers=offers,
    )


def make_rules(
    status: EventStatus = EventStatus.PUBLISHED,
    *,
    free_until: int | None = None,
    has_approval: bool = False,
    approval_holds_seat: bool = False,
    is_by_invitation: bool = False,
) -> Rules:
    return Rules(
        status,
        opens_at=at(-2000),
        closes_at=at(2000),
        queue_closes_at=at(3000),
        starts_at=at(3000),
        free_cancel_ends_at=None if free_until is None else at(free_until),
        has_approval=has_approval,
        approval_holds_seat=approval_holds_seat,
        is_by_invitation=is_by_invitation,
    )


def sits(
    number: int, organisation: Organisation = KOIVURANTA, status: Status = Status.CONFIRMED
) -> Registered:
    return Registered(number, organisation, status)


def told(step: Step) -> dict[int, str]:
    """What becomes of whom, in short: the state, and the reason of those who wait. Nobody changes
    twice in one step."""
    assert len({change.registration for change in step.changes}) == len(step.changes)
    return {
        change.registration: f"{change.status} {change.reason}" if change.reason else change.status
        for change in step.changes
    }


def begun(step: Step) -> list[str]:
    return [
        f"{one.status} {one.reason}" if one.reason else str(one.status) for one in step.newcomers
    ]


def refusal(step: Callable[[], object]) -> Refusal | None:
    try:
        step()
    except Refused as refused:
        return refused.code
    return None
