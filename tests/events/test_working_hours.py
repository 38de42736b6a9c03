"""The clock of offers: working hours of Finland, held against a walk through every quarter."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.working_hours import (
    HELSINKI,
    after,
    is_working_day,
    public_holidays,
    working_time,
)

QUARTER = timedelta(minutes=15)
JULY = (date(2027, 7, 1), date(2027, 7, 31))

moments = st.builds(
    lambda start, quarters: start + quarters * QUARTER,
    st.sampled_from(
        [
            datetime(2026, 12, 21, tzinfo=UTC),  # Christmas, New Year
            datetime(2027, 3, 22, tzinfo=UTC),  # Easter, and the clock goes forward
            datetime(2027, 6, 21, tzinfo=UTC),  # Midsummer
            datetime(2027, 10, 25, tzinfo=UTC),  # the clock goes back
        ]
    ),
    st.integers(0, 12 * 96),
)
closings = st.lists(
    st.sampled_from([(date(2027, 3, 31), date(2027, 4, 1)), (date(2027, 6, 28),) * 2, JULY]),
    max_size=2,
    unique=True,
)


def helsinki(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def walked(start: datetime, end: datetime, closed: list[tuple[date, date]]) -> timedelta:
    """Quarter by quarter, looking at the wall clock each time."""
    days_off = [
        *["2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01", "2027-01-06", "2027-03-26"],
        *["2027-03-29", "2027-06-25", "2027-06-26", "2027-11-06"],
    ]
    total, now = timedelta(), start
    while now < end:
        wall = now.astimezone(HELSINKI)
        is_open = wall.isoweekday() in {1, 2, 3, 4, 5} and 8 <= wall.hour < 18
        is_off = wall.date().isoformat() in days_off
        is_closed = any(first <= wall.date() <= last for first, last in closed)
        total += QUARTER if is_open and not is_off and not is_closed else timedelta()
        now += QUARTER
    return total


@settings(max_examples=60, deadline=None)
@given(start=moments, quarters=st.integers(0, 8 * 96), closed=closings)
def test_working_time_is_what_a_walk_through_it_counts(
    start: datetime, quarters: int, closed: list[tuple[date, date]]
) -> None:
    end = start + quarters * QUARTER

    assert working_time(start, end, closed) == walked(start, end, closed)


@settings(max_examples=200, deadline=None)
@given(start=moments, quarters=st.integers(1, 300), closed=closings)
def test_after_some_working_time_exactly_that_much_has_passed(
    start: datetime, quarters: int, closed: list[tuple[date, date]]
) -> None:
    end = after(start, quarters * QUARTER, closed)
    wall = end.astimezone(HELSINKI)

    assert working_time(start, end, closed) == quarters * QUARTER
    assert is_working_day(wall.date(), closed)
    assert (8, 0) < (wall.hour, wall.minute) <= (18, 0)


def test_an_end_before_the_start_leaves_no_time() -> None:
    start = helsinki("2027-01-11T12:00")

    assert working_time(start, start - timedelta(days=3)) == timedelta()


def test_the_zone_in_which_a_moment_is_given_does_not_matter() -> None:
    start, end = helsinki("2027-03-25T17:00"), helsinki("2027-04-01T09:00")
    far = timezone(timedelta(hours=-9))

    assert working_time(start.astimezone(far), end.astimezone(far)) == timedelta(hours=22)
    assert after(start.astimezone(far), timedelta(hours=2)) == helsinki("2027-03-30T09:00")


def test_the_last_minute_of_a_day_belongs_to_that_day() -> None:
    assert after(helsinki("2027-01-11T17:00"), timedelta(hours=1)) == helsinki("2027-01-11T18:00")


def test_no_time_at_all_is_over_at_the_next_working_moment() -> None:
    assert after(helsinki("2027-01-09T12:00"), timedelta()) == helsinki("2027-01-11T08:00")


def test_a_closed_period_has_both_its_days() -> None:
    week = [date(2027, 8, day) for day in range(2, 7)]
    closed = [(week[1], week[3])]

    assert [is_working_day(day, closed) for day in week] == [True, False, False, False, True]


@pytest.mark.parametrize(
    "year, expected",
    [
        (2025, "0101 0106 0418 0420 0421 0501 0529 0608 0620 0621 1101 1206 1224 1225 1226"),
        (2026, "0101 0106 0403 0405 0406 0501 0514 0524 0619 0620 1031 1206 1224 1225 1226"),
        (2027, "0101 0106 0326 0328 0329 0501 0506 0516 0625 0626 1106 1206 1224 1225 1226"),
        (2038, "0101 0106 0423 0425 0426 0501 0603 0613 0625 0626 1106 1206 1224 1225 1226"),
        # First of May and Ascension on one day
        (2008, "0101 0106 0321 0323 0324 0501 0511 0620 0621 1101 1206 1224 1225 1226"),
    ],
)
def test_the_days_off_of_finland(year: int, expected: str) -> None:
    assert [f"{day:%m%d}" for day in sorted(public_holidays(year))] == expected.split()


@pytest.mark.parametrize(
    "easter",
    ["1954-04-18", "1981-04-19", "2000-04-23", "2019-04-21", "2049-04-18", "2076-04-19"],
)
def test_easter_where_the_simple_rule_errs(easter: str) -> None:
    """1954, 1981, 2049 and 2076 are the exceptions in Gauss's formula."""
    sunday = date.fromisoformat(easter)

    assert sunday - timedelta(days=2) in public_holidays(sunday.year)
    assert sunday + timedelta(days=1) in public_holidays(sunday.year)
