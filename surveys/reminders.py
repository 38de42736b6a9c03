"""When a school is reminded: days before, or after, its last day to answer."""

import datetime
from collections.abc import Iterable

#: Letters come at the beginning of a working day.
HOUR = datetime.time(8)


def newest_slot(
    due: datetime.datetime,
    days: Iterable[int],
    after: datetime.date,
    now: datetime.datetime,
) -> datetime.date | None:
    """The latest day of reminding that has come, of those after the day `after`. One that was
    missed is sent late, but never together with an older one. All times in one time zone."""
    slots = (due.date() - datetime.timedelta(days=count) for count in days)
    come = [
        slot
        for slot in slots
        if slot > after and datetime.datetime.combine(slot, HOUR, now.tzinfo) <= now
    ]
    return max(come, default=None)
