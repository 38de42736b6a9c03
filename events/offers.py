"""What a free seat means at a moment: an offer to one person until a deadline, a race between all,
or nothing any more. An offer's clock runs in working hours alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from events.working_hours import Days, after, working_time

SHORTEST, LONGEST = timedelta(hours=4), timedelta(hours=48)  # of working time
RACE = timedelta(hours=24)  # by the clock, before the queue closes
MINUTE = timedelta(minutes=1)


class Mode(StrEnum):
    FROZEN = "frozen"  # the event is postponed: no offer is made, taken or lost
    EXCLUSIVE = "exclusive"
    RACE = "race"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, as the seats see it. `offer_until` is the deadline of an offer made now."""

    now: datetime
    mode: Mode
    offer_until: datetime


def moment(
    now: datetime, queue_closes_at: datetime, closed: Sequence[Days] = (), *, is_frozen: bool
) -> Moment:
    now, closes_at = now.astimezone(UTC), queue_closes_at.astimezone(UTC)
    left = working_time(now, closes_at, closed)
    until = min(_rounded_up(after(now, _time_to_answer(left), closed)), closes_at)
    return Moment(now, _mode(closes_at - now, left, is_frozen), until)


def _mode(until_close: timedelta, left: timedelta, is_frozen: bool) -> Mode:
    if is_frozen:
        return Mode.FROZEN
    if until_close <= timedelta():
        return Mode.CLOSED
    return Mode.RACE if until_close <= RACE or left < SHORTEST else Mode.EXCLUSIVE


def _time_to_answer(left: timedelta) -> timedelta:
    return min(LONGEST, max(SHORTEST, left / 3))


def _rounded_up(at: datetime) -> datetime:
    """To whole minutes, and never to the person's loss."""
    whole = at.replace(second=0, microsecond=0)
    return at if at == whole else whole + MINUTE
