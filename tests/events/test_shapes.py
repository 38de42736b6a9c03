"""What the manager does to all seats, by example."""

from dataclasses import replace

import pytest

from events.offers import Mode
from events.seating import Change, Pool, Share, Step
from events.shapes import cancel_event, reschedule, reshape, reshare
from events.steps import Party, Refusal, leave, register
from events.transitions import Status
from tests.events.pools import (
    GRANHOLMEN,
    KOIVURANTA,
    SAVELA,
    at,
    begun,
    make_pool,
    make_rules,
    now,
    offered,
    refusal,
    sits,
    told,
    waits,
)

PLAIN = make_rules()


def shaped(pool: Pool, capacity: int | None) -> Step:
    return reshape(
        pool, now(), capacity=capacity, release_at=pool.release_at, default_cap=pool.default_cap
    )


def test_a_lowered_capacity_costs_nobody_a_seat_and_comes_into_force_as_people_leave() -> None:
    full = make_pool(5, {KOIVURANTA: Share(held=5)}, waiting=(waits(9),))
    lowered = shaped(full, 3).pool

    assert (lowered.held, lowered.capacity, lowered.hard_floor) == (5, 3, 5)
    for number, left in ((1, 4), (2, 3)):
        step = leave(lowered, PLAIN, now(), sits(number))
        lowered = step.pool
        assert (told(step), lowered.held) == ({number: "cancelled"}, left)
        assert lowered.hard_floor == left
    assert told(leave(lowered, PLAIN, now(), sits(3))) == {3: "cancelled", 9: "offered"}


def test_a_raised_capacity_goes_to_the_queue_and_forgets_the_floor() -> None:
    pool = replace(make_pool(1, guests=2, waiting=(waits(1), waits(2))), hard_floor=2)
    step = shaped(pool, 3)

    assert told(step) == {1: "offered", 2: "waiting full"}
    assert step.pool.hard_floor == 0


def test_a_capacity_that_is_just_enough_has_no_floor() -> None:
    assert shaped(make_pool(5, guests=3), 3).pool == make_pool(3, guests=3)


def test_without_a_limit_all_who_wait_are_offered_seats() -> None:
    assert told(shaped(make_pool(1, guests=1, waiting=(waits(1), waits(2))), None)) == {
        1: "offered",
        2: "offered",
    }


def test_a_lowered_cap_costs_nobody_a_seat() -> None:
    pool = make_pool(9, {KOIVURANTA: Share(held=3)}, waiting=(waits(4),))
    step = reshare(pool, now(), KOIVURANTA, cap=1, reserved=0)

    assert step.pool.shares == {KOIVURANTA: Share(cap=1, held=3, floor=3)}
    assert told(step) == {4: "waiting organisation_quota"}
    raised = reshare(step.pool, now(), KOIVURANTA, cap=4, reserved=0)
    assert told(raised) == {4: "offered"}
    assert raised.pool.shares == {KOIVURANTA: Share(cap=4, held=4)}


def test_a_common_cap_is_for_those_who_have_no_share_yet() -> None:
    pool = make_pool(9, {KOIVURANTA: Share()})
    step = reshape(pool, now(), capacity=9, release_at=None, default_cap=0)

    assert begun(register(step.pool, PLAIN, now(), Party(SAVELA))) == ["waiting organisation_quota"]
    assert begun(register(step.pool, PLAIN, now(), Party(KOIVURANTA))) == ["confirmed"]


@pytest.mark.parametrize(
    "capacity, release, cap, reserved, held, expected",
    [
        (5, 60, 2, 2, 3, None),
        (5, 60, 2, 3, 0, Refusal.RESERVE_ABOVE_CAP),
        (5, 60, None, 3, 3, Refusal.RESERVES_DO_NOT_FIT),
        (5, 60, None, 6, 0, Refusal.RESERVES_DO_NOT_FIT),
        (5, 0, None, 3, 3, None),  # released already: they bind nobody
        (None, 60, None, 1, 0, Refusal.RESERVE_NEEDS_CAPACITY),
        (5, None, None, 1, 0, Refusal.RESERVE_NEEDS_RELEASE),
        (None, None, None, 0, 0, None),
    ],
)
def test_what_is_reserved_must_fit_beside_those_who_sit(
    capacity: int | None,
    release: int | None,
    cap: int | None,
    reserved: int,
    held: int,
    expected: Refusal | None,
) -> None:
    """`held` are of others."""
    release_at = None if release is None else at(release)
    pool = make_pool(capacity, {GRANHOLMEN: Share(held=held)}, release_at=release_at)

    found = refusal(lambda: reshare(pool, now(), KOIVURANTA, cap=cap, reserved=reserved))
    assert found is expected


def test_a_capacity_is_not_lowered_below_what_was_promised() -> None:
    pool = make_pool(
        6, {KOIVURANTA: Share(reserved=3, held=1), SAVELA: Share(held=2)}, release_at=at(60)
    )

    assert refusal(lambda: shaped(pool, 5)) is None
    assert refusal(lambda: shaped(pool, 4)) is Refusal.RESERVES_DO_NOT_FIT
    assert refusal(lambda: shaped(replace(pool, release_at=at(0)), 1)) is None


def test_reserves_that_come_back_must_fit_too() -> None:
    pool = make_pool(4, {KOIVURANTA: Share(reserved=3), SAVELA: Share(held=2)}, release_at=at(0))

    found = refusal(lambda: reshape(pool, now(), capacity=4, release_at=at(60), default_cap=None))
    assert found is Refusal.RESERVES_DO_NOT_FIT


def test_offers_begin_anew_when_a_postponed_event_has_its_time() -> None:
    pool = make_pool(
        2,
        {KOIVURANTA: Share(held=1)},
        offers=(offered(1, until=-100),),
        waiting=(waits(2), waits(3)),
    )
    step = reschedule(pool, now(500))

    assert told(step) == {1: "offered", 2: "offered", 3: "waiting full"}
    assert {offer.registration: offer.expires_at for offer in step.pool.offers} == {
        1: at(740),
        2: at(740),
    }
    assert step.changes[0] == Change(1, Status.OFFERED, expires_at=at(740))


def test_a_new_time_that_is_past_closes_the_queue() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),), waiting=(waits(2),))

    assert told(reschedule(pool, now(mode=Mode.CLOSED))) == {1: "expired", 2: "expired"}


def test_a_cancelled_event_ends_every_active_registration() -> None:
    pool = make_pool(
        2,
        {KOIVURANTA: Share(cap=1, held=2, floor=2)},
        guests=1,
        offers=(offered(2),),
        waiting=(waits(3),),
    )
    step = cancel_event(replace(pool, hard_floor=3), [1, 2, 3, 4])

    assert told(step) == dict.fromkeys((1, 2, 3, 4), "event_cancelled")
    assert step.pool == make_pool(2, {KOIVURANTA: Share(cap=1)})
