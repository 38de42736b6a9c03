"""The rules of one pool, by example. Random lives are in test_seating_properties.py."""

import time
from dataclasses import replace

import pytest

from events.offers import Mode
from events.seating import (
    Change,
    Pool,
    Reason,
    Share,
    Step,
    claimable,
    freed,
    may_change_at,
    places,
    seats_moved,
    settle,
    taken,
    why_not,
)
from events.transitions import Status
from tests.events.pools import (
    GRANHOLMEN,
    KOIVURANTA,
    SAVELA,
    at,
    make_pool,
    now,
    offered,
    told,
    waits,
)


@pytest.mark.parametrize(
    "held, n, reason",
    [
        (2, 1, None),
        (3, 1, Reason.FULL),
        (1, 2, None),
        (2, 2, Reason.GROUP_DOES_NOT_FIT),
        (3, 2, Reason.FULL),
        (5, 1, Reason.FULL),
    ],
)
def test_there_are_as_many_seats_as_there_are(held: int, n: int, reason: Reason | None) -> None:
    assert why_not(make_pool(3, guests=held), KOIVURANTA, at(0), n) is reason
    assert why_not(make_pool(3, guests=held), None, at(0), n) is reason


@pytest.mark.parametrize(
    "held, n, reason",
    [
        (1, 1, None),
        (2, 1, Reason.ORGANISATION_QUOTA),
        (1, 2, Reason.ORGANISATION_QUOTA),
        (0, 2, None),
    ],
)
def test_an_organisation_holds_no_more_than_its_cap(
    held: int, n: int, reason: Reason | None
) -> None:
    for capacity in (10, None):
        pool = make_pool(capacity, {KOIVURANTA: Share(cap=2, held=held)})

        assert why_not(pool, KOIVURANTA, at(0), n) is reason
        assert why_not(pool, GRANHOLMEN, at(0), n) is None
        assert why_not(pool, None, at(0), n) is None


def test_who_has_no_share_yet_has_the_common_cap_and_guests_have_none() -> None:
    pool = make_pool(None, default_cap=0)

    assert why_not(pool, SAVELA, at(0)) is Reason.ORGANISATION_QUOTA
    assert why_not(pool, None, at(0)) is None


def test_without_limits_everyone_sits() -> None:
    assert why_not(make_pool(None, guests=10_000), KOIVURANTA, at(0), 500) is None


@pytest.mark.parametrize(
    "who, minute, n, reason",
    [
        (GRANHOLMEN, 59, 1, None),
        (GRANHOLMEN, 59, 2, Reason.RESERVED_FOR_OTHERS),
        (None, 59, 2, Reason.RESERVED_FOR_OTHERS),
        (KOIVURANTA, 59, 3, None),  # its own reserve does not stand in its way
        (GRANHOLMEN, 60, 3, None),  # released
        (KOIVURANTA, 60, 4, Reason.GROUP_DOES_NOT_FIT),
    ],
)
def test_reserved_seats_are_kept_until_their_day(
    who: int | None, minute: int, n: int, reason: Reason | None
) -> None:
    """Four seats, one taken; Koivuranta has taken one of its three."""
    pool = make_pool(4, {KOIVURANTA: Share(reserved=3, held=1)}, release_at=at(60))

    assert why_not(pool, who, at(minute), n) is reason


def test_who_has_taken_more_than_its_reserve_keeps_nothing_from_others() -> None:
    shares = {KOIVURANTA: Share(reserved=1, held=3), SAVELA: Share(reserved=1)}
    pool = make_pool(5, shares, release_at=at(60))

    assert why_not(pool, GRANHOLMEN, at(0)) is None
    assert why_not(pool, GRANHOLMEN, at(0), 2) is Reason.RESERVED_FOR_OTHERS


def test_a_free_seat_is_offered_to_the_first_and_only_to_one() -> None:
    pool = make_pool(2, guests=1, waiting=(waits(8), waits(7), waits(9)))
    step = settle(pool, now())

    assert step.changes[0] == Change(7, Status.OFFERED, expires_at=at(240))
    assert told(step) == {7: "offered", 8: "waiting full", 9: "waiting full"}
    assert step.pool.offers == (offered(7, until=240),)
    assert step.pool.held == 2


@pytest.mark.parametrize(
    "first, second",
    [
        (waits(9, priority=1), waits(1)),  # the office set a priority
        (waits(9, since=-50), waits(1, since=-49)),  # came earlier
        (waits(1, since=-50), waits(9, since=-50)),  # the number, when both came at once
        (waits(9, since=-40), waits(1, since=-50, priority=-1)),
    ],
)
def test_the_queue_is_ordered_by_priority_then_time_then_number(first, second) -> None:  # type: ignore[no-untyped-def]
    pool = make_pool(1, waiting=(second, first))

    assert places(pool) == {first.registration: 1, second.registration: 2}
    assert settle(pool, now()).became(first.registration) is Status.OFFERED
    assert settle(pool, now()).became(second.registration) is Status.WAITING


def test_who_cannot_be_seated_is_passed_by_and_keeps_the_place() -> None:
    shares = {KOIVURANTA: Share(cap=1, held=1)}
    pool = make_pool(2, shares, waiting=(waits(1), waits(2, GRANHOLMEN), waits(3, GRANHOLMEN)))
    step = settle(pool, now())

    assert told(step) == {
        1: "waiting full",
        2: "offered",
        3: "waiting full",
    }
    assert places(step.pool) == {1: 1, 3: 2}
    back = settle(freed(step.pool, KOIVURANTA), now(1))
    assert told(back) == {1: "offered"}


def test_the_reason_is_the_one_that_holds_when_all_are_seated() -> None:
    """Seven seats, three free, of which one is Savela's."""
    shares = {KOIVURANTA: Share(cap=2, held=1), SAVELA: Share(reserved=1), GRANHOLMEN: Share()}
    queue = (waits(1), waits(2), waits(3, GRANHOLMEN), waits(4, GRANHOLMEN), waits(5, None))
    pool = make_pool(7, shares, guests=3, release_at=at(60), waiting=queue)
    step = settle(pool, now())

    assert told(step) == {
        1: "offered",
        2: "waiting organisation_quota",
        3: "offered",
        4: "waiting reserved_for_others",
        5: "waiting reserved_for_others",
    }
    assert settle(step.pool, now()).changes == ()


def test_a_reason_that_stays_the_same_is_no_change() -> None:
    waiting = (replace(waits(1), reason=Reason.FULL), replace(waits(2), reason=None))

    assert told(settle(make_pool(1, guests=1, waiting=waiting), now())) == {2: "waiting full"}


def test_reserved_seats_that_are_released_go_to_the_queue_once() -> None:
    pool = make_pool(
        3,
        {KOIVURANTA: Share(reserved=2)},
        guests=1,
        release_at=at(60),
        waiting=(waits(1, GRANHOLMEN), waits(2, GRANHOLMEN), waits(3, GRANHOLMEN)),
    )
    before = settle(pool, now(59))
    after = settle(before.pool, now(60))

    assert set(told(before).values()) == {"waiting reserved_for_others"}
    assert told(after) == {1: "offered", 2: "offered", 3: "waiting full"}
    assert settle(after.pool, now(60)) == Step(after.pool)


@pytest.mark.parametrize(
    "reason, minute, expected",
    [
        (Reason.RESERVED_FOR_OTHERS, 59, at(60)),
        (Reason.RESERVED_FOR_OTHERS, 60, None),
        (Reason.FULL, 0, None),
        (Reason.ORGANISATION_QUOTA, 0, None),
        (None, 0, None),
    ],
)
def test_only_reserved_seats_come_by_themselves(
    reason: Reason | None, minute: int, expected: object
) -> None:
    assert may_change_at(make_pool(3, release_at=at(60)), reason, at(minute)) == expected


# --- groups --------------------------------------------------------------------------


def test_a_group_that_does_not_fit_is_passed_by_and_keeps_its_place() -> None:
    group = tuple(waits(number, group=5) for number in (1, 2, 3))
    pool = make_pool(2, waiting=(*group, waits(4)))
    step = settle(pool, now())

    assert told(step) == {
        **dict.fromkeys((1, 2, 3), "waiting group_does_not_fit"),
        4: "offered",
    }
    assert places(step.pool) == {1: 1, 2: 2, 3: 3}


def test_a_group_is_offered_seats_as_a_whole_at_the_place_of_its_first() -> None:
    group = (waits(1, group=5), waits(7, group=5))
    pool = make_pool(3, waiting=(waits(2), *group, waits(3)))

    assert told(settle(pool, now())) == {
        1: "offered",
        7: "offered",
        2: "offered",
        3: "waiting full",
    }


def test_a_group_is_held_to_the_cap_as_a_whole() -> None:
    group = (waits(1, group=5), waits(2, group=5))
    pool = make_pool(9, {KOIVURANTA: Share(cap=2, held=1)}, waiting=(*group, waits(3)))

    assert told(settle(pool, now())) == {
        1: "waiting organisation_quota",
        2: "waiting organisation_quota",
        3: "offered",
    }


def test_two_groups_of_one_size_are_judged_one_after_the_other() -> None:
    groups = tuple(waits(number, group=number // 3) for number in range(3, 9))
    pool = make_pool(4, waiting=groups)

    assert told(settle(pool, now())) == {
        **dict.fromkeys((3, 4, 5), "offered"),
        **dict.fromkeys((6, 7, 8), "waiting group_does_not_fit"),
    }


def test_a_group_with_the_number_of_a_person_is_another() -> None:
    pool = make_pool(1, waiting=(waits(1), waits(2, group=1), waits(3, group=1)))

    assert told(settle(pool, now())) == {
        1: "offered",
        2: "waiting full",
        3: "waiting full",
    }


# --- time ------------------------------------------------------------------------------


def test_an_offer_that_is_over_goes_to_the_next() -> None:
    pool = make_pool(
        1,
        {KOIVURANTA: Share(held=1)},
        offers=(offered(1, until=100),),
        waiting=(waits(2, GRANHOLMEN),),
    )

    assert told(settle(pool, now(99))) == {2: "waiting full"}
    step = settle(pool, now(100))
    assert told(step) == {1: "expired", 2: "offered"}
    assert seats_moved(pool, step.pool) == {KOIVURANTA: -1, GRANHOLMEN: 1}


def test_a_seat_whose_offer_is_over_is_the_first_of_the_queues_and_not_its_own() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),), waiting=(waits(2),))

    assert told(settle(pool, now(100))) == {1: "expired", 2: "offered"}


@pytest.mark.parametrize("mode", [Mode.RACE, Mode.FROZEN])
def test_nothing_is_offered_in_the_race_or_while_the_event_stands_still(mode: Mode) -> None:
    step = settle(make_pool(1, waiting=(replace(waits(1), reason=Reason.FULL),)), now(mode=mode))

    assert step.changes == (Change(1, Status.WAITING, None),)
    assert step.pool.held == 0


def test_offers_made_earlier_keep_their_time_in_the_race() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1, until=100),))

    assert settle(pool, now(99, Mode.RACE)).changes == ()
    assert told(settle(pool, now(100, Mode.RACE))) == {1: "expired"}


def test_no_offer_is_lost_while_the_event_stands_still() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1, until=100),))

    assert settle(pool, now(5000, Mode.FROZEN)).changes == ()


def test_when_the_queue_closes_all_who_wait_and_all_offers_end() -> None:
    pool = make_pool(
        2,
        {KOIVURANTA: Share(held=1)},
        offers=(offered(1, until=100),),
        waiting=(waits(2), waits(3)),
    )
    step = settle(pool, now(0, Mode.CLOSED))

    assert told(step) == {1: "expired", 2: "expired", 3: "expired"}
    assert (step.pool.held, step.pool.waiting, step.pool.offers) == (0, (), ())


def test_in_the_race_those_who_could_be_seated_are_called() -> None:
    queue = (
        *(waits(4), waits(1, group=9), waits(2, group=9), waits(3, GRANHOLMEN)),
        *(waits(5, None), waits(6, SAVELA, group=8), waits(7, SAVELA, group=8)),
        *(waits(10, SAVELA, group=6), waits(11, SAVELA, group=6), waits(12, SAVELA, group=6)),
    )
    shares = {KOIVURANTA: Share(held=1), GRANHOLMEN: Share(cap=0)}
    pool = make_pool(3, shares, waiting=queue)

    assert claimable(pool, now(mode=Mode.RACE)) == (1, 2, 4, 5, 6, 7)
    assert claimable(pool, now()) == ()
    assert claimable(pool, now(mode=Mode.CLOSED)) == ()


# --- counters ----------------------------------------------------------------------------


def test_floors_sink_with_what_is_held_and_do_not_rise() -> None:
    pool = Pool(2, 4, hard_floor=4, shares={KOIVURANTA: Share(cap=1, held=3, floor=3)})
    less = freed(pool, KOIVURANTA)

    assert less == Pool(2, 3, hard_floor=3, shares={KOIVURANTA: Share(cap=1, held=2, floor=2)})
    assert freed(less, None) == replace(less, held=2, hard_floor=2)
    assert taken(replace(less, capacity=9), GRANHOLMEN).hard_floor == 3


def test_a_share_is_made_when_its_first_seat_is_taken() -> None:
    pool = taken(make_pool(5, default_cap=2), SAVELA, 2)

    assert pool.shares == {SAVELA: Share(cap=2, held=2)}


def test_what_moved_is_told_by_organisation_with_guests_under_none() -> None:
    before = make_pool(9, {KOIVURANTA: Share(held=2), GRANHOLMEN: Share(held=1)}, guests=1)
    after = taken(freed(freed(before, KOIVURANTA, 2), None), SAVELA)

    assert seats_moved(before, after) == {KOIVURANTA: -2, SAVELA: 1, None: -1}
    assert seats_moved(before, before) == {}


def test_two_thousand_who_wait_are_settled_in_the_blink_of_an_eye() -> None:
    """The budget is 20 ms; a machine under load gets five times as much."""
    shares = {number: Share(cap=20, reserved=1, held=1) for number in range(1, 61)}
    queue = tuple(waits(number, number % 60 + 1) for number in range(2000))
    pool = make_pool(100, shares, release_at=at(60), waiting=queue)

    start = time.thread_time()
    step = settle(pool, now())
    spent = time.thread_time() - start

    assert len(step.pool.offers) == 40
    assert spent < 0.1
