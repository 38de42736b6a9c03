"""What a free seat means, and until when an offer stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.offers import Mode, Moment, moment
from events.working_hours import HELSINKI, is_working_day, working_time

HOURS = timedelta(hours=1)


def helsinki(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    "now, closes_at, left, until",
    [
        ("2027-01-11T09:00", "2027-01-29T09:00", 140, "2027-01-15T15:40"),
        ("2027-01-02T12:00", "2027-01-29T09:00", 181, "2027-01-11T16:00"),  # 6.1. is a holiday
        ("2026-12-23T16:00", "2027-01-15T09:00", 123, "2026-12-31T17:00"),
        ("2027-03-25T17:00", "2027-04-01T09:00", 22, "2027-03-30T14:20"),  # Easter, clock change
        ("2027-06-24T12:00", "2027-06-30T09:00", 27, "2027-06-28T11:00"),  # Midsummer
        ("2027-10-29T17:00", "2027-11-03T12:00", 25, "2027-11-01T15:20"),  # clock change
    ],
)
def test_an_offer_stands_for_a_third_of_the_working_time_left(
    now: str, closes_at: str, left: int, until: str
) -> None:
    start, end = helsinki(now), helsinki(closes_at)

    assert working_time(start, end) == left * HOURS
    assert moment(start, end, is_frozen=False) == Moment(start, Mode.EXCLUSIVE, helsinki(until))


def test_a_weekend_before_the_end_is_a_race() -> None:
    start, end = helsinki("2027-05-07T17:30"), helsinki("2027-05-10T09:00")

    assert working_time(start, end) == 1.5 * HOURS
    assert moment(start, end, is_frozen=False).mode is Mode.RACE


@pytest.mark.parametrize(
    "now, mode",
    [
        ("2027-01-13T11:59", Mode.EXCLUSIVE),
        ("2027-01-13T12:00", Mode.RACE),  # 24 hours by the clock
        ("2027-01-14T11:59", Mode.RACE),
        ("2027-01-14T12:00", Mode.CLOSED),
        ("2027-01-20T12:00", Mode.CLOSED),
    ],
)
def test_the_last_day_is_a_race_until_the_queue_closes(now: str, mode: Mode) -> None:
    assert moment(helsinki(now), helsinki("2027-01-14T12:00"), is_frozen=False).mode is mode


@pytest.mark.parametrize(
    "now, mode", [("2027-01-08T17:00", Mode.EXCLUSIVE), ("2027-01-08T17:01", Mode.RACE)]
)
def test_less_than_four_working_hours_are_a_race(now: str, mode: Mode) -> None:
    """Friday evening to Monday 11: more than a day by the clock."""
    assert moment(helsinki(now), helsinki("2027-01-11T11:00"), is_frozen=False).mode is mode


def test_a_queue_that_closes_in_the_hour_that_comes_twice_closes_once() -> None:
    """Half past three, the second one, is later than a quarter to four, the first one."""
    closes_at = helsinki("2027-10-31T03:30").replace(fold=1)
    first, second = (helsinki("2027-10-31T03:45").replace(fold=fold) for fold in (0, 1))

    assert moment(first, closes_at, is_frozen=False).mode is Mode.RACE
    assert moment(second, closes_at, is_frozen=False).mode is Mode.CLOSED


def test_a_postponed_event_stands_still_whatever_the_time() -> None:
    closes_at = helsinki("2027-01-14T12:00")

    for now in ("2027-01-04T12:00", "2027-01-14T11:00", "2027-02-01T12:00"):
        assert moment(helsinki(now), closes_at, is_frozen=True).mode is Mode.FROZEN


def test_an_offer_stands_for_48_working_hours_at_most_and_4_at_least() -> None:
    start = helsinki("2027-01-11T08:00")

    assert moment(start, helsinki("2027-05-31T08:00"), is_frozen=False).offer_until == helsinki(
        "2027-01-15T16:00"
    )
    assert moment(start, helsinki("2027-01-12T10:00"), is_frozen=False).offer_until == helsinki(
        "2027-01-11T12:00"
    )


def test_part_of_a_minute_is_given_not_taken() -> None:
    start = helsinki("2027-01-11T08:00:20")

    assert moment(start, helsinki("2027-05-31T08:00"), is_frozen=False).offer_until == helsinki(
        "2027-01-15T16:01"
    )


def test_the_end_of_the_queue_is_the_end_of_every_offer() -> None:
    """In the race an offer that is renewed cannot reach beyond it."""
    closes_at = helsinki("2027-01-11T10:30:30")

    assert moment(helsinki("2027-01-11T08:00"), closes_at, is_frozen=False) == Moment(
        helsinki("2027-01-11T08:00"), Mode.RACE, closes_at
    )


@settings(max_examples=200, deadline=None)
@given(
    seconds=st.integers(0, 400 * 86_400),
    length=st.integers(0, 60 * 86_400),
    closed=st.lists(st.integers(0, 400).map(lambda d: date(2027, 1, 1) + timedelta(d))),
)
def test_no_offer_ends_at_night_on_a_day_off_or_in_a_closed_period(
    seconds: int, length: int, closed: list[date]
) -> None:
    now = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    closes_at, periods = now + timedelta(seconds=length), [(day, day) for day in closed]
    found = moment(now, closes_at, periods, is_frozen=False)
    wall = found.offer_until.astimezone(HELSINKI)

    assert found.offer_until <= closes_at
    if found.mode is Mode.EXCLUSIVE and found.offer_until != closes_at:
        assert is_working_day(wall.date(), periods)
        assert (8, 0) < (wall.hour, wall.minute) <= (18, 0)
        assert wall.second == wall.microsecond == 0
        assert 4 * HOURS <= working_time(now, found.offer_until, periods) <= 48 * HOURS + HOURS / 60
