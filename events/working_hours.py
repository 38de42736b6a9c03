"""Working time in Finland: Monday to Friday 8 to 18 on the clock of Helsinki, without public
holidays and without the closed periods that the federation names.

Moments are aware, in any zone; what comes back is in UTC, where a difference is a difference: two
moments of one zone that changes its clock would be subtracted as the wall shows them."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
OPENS, CLOSES = time(8), time(18)
FRIDAY, SATURDAY = 4, 5
DAY = timedelta(days=1)

Days = tuple[date, date]
"""The first and the last day of a closed period."""


def working_time(start: datetime, end: datetime, closed: Sequence[Days] = ()) -> timedelta:
    """How much working time lies between two moments; none if the end is the earlier."""
    total = timedelta()
    for opens, closes in _hours_from(start, closed):
        if opens >= end:
            break
        total += min(closes, end) - opens
    return total


def after(start: datetime, time_to_work: timedelta, closed: Sequence[Days] = ()) -> datetime:
    """The moment when so much working time has passed: in working hours, at the latest at their
    end on the day when it is used up."""
    left = time_to_work
    for opens, closes in _hours_from(start, closed):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise AssertionError("there is always another day")


def is_working_day(day: date, closed: Sequence[Days] = ()) -> bool:
    if day.weekday() > FRIDAY or day in public_holidays(day.year):
        return False
    return not any(first <= day <= last for first, last in closed)


@lru_cache(maxsize=32)
def public_holidays(year: int) -> frozenset[date]:
    """The days off of Finland, with the eves of Christmas and Midsummer, which everyone keeps."""
    easter = _easter_sunday(year)
    midsummer = _saturday_from(date(year, 6, 20))
    fixed = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
    return frozenset(
        {date(year, month, day) for month, day in fixed}
        | {easter + days * DAY for days in (-2, 0, 1, 39, 49)}
        | {midsummer - DAY, midsummer, _saturday_from(date(year, 10, 31))}
    )


def _hours_from(start: datetime, closed: Sequence[Days]) -> Iterator[tuple[datetime, datetime]]:
    """The working hours from a moment on, day by day, for ever."""
    moment = start.astimezone(UTC)
    day = start.astimezone(HELSINKI).date()
    while True:
        if is_working_day(day, closed):
            opens, closes = (
                datetime.combine(day, hour, HELSINKI).astimezone(UTC) for hour in (OPENS, CLOSES)
            )
            if moment < closes:
                yield max(opens, moment), closes
        day += DAY


def _saturday_from(day: date) -> date:
    return day + (SATURDAY - day.weekday()) % 7 * DAY


def _easter_sunday(year: int) -> date:
    """Of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, in_century = divmod(year, 100)
    moon = year % 19
    correction = (century - (century + 8) // 25 + 1) // 3
    full_moon = (19 * moon + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - full_moon - in_century % 4) % 7
    late = (moon + 11 * full_moon + 22 * weekday) // 451
    month, day = divmod(full_moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
