"""What people do about seats, by example. Random lives are in test_seating_properties.py."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from events.offers import Mode
from events.seating import Change, Share, Step
from events.steps import (
    Party,
    Refusal,
    Rules,
    accept,
    approve,
    claim,
    leave,
    register,
    reject,
    substitute,
    switch,
)
from events.transitions import EventStatus, Status
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
APPROVED = make_rules(has_approval=True)
HELD = make_rules(has_approval=True, approval_holds_seat=True)


# --- register --------------------------------------------------------------------------


def test_who_finds_a_seat_has_it_and_who_finds_none_waits() -> None:
    party = Party(KOIVURANTA)
    free = register(make_pool(2, guests=1), PLAIN, now(), party)
    full = register(make_pool(2, guests=2), PLAIN, now(), party)

    assert (begun(free), free.pool.held) == (["confirmed"], 2)
    assert free.pool.shares == {KOIVURANTA: Share(held=1)}
    assert (begun(full), full.pool.held) == (["waiting full"], 2)


def test_a_newcomer_does_not_pass_the_queue() -> None:
    """The seat of an offer that has just run out is the first one's who waits."""
    pool = make_pool(
        1, {GRANHOLMEN: Share(held=1)}, offers=(offered(1, GRANHOLMEN),), waiting=(waits(2),)
    )
    step = register(pool, PLAIN, now(100), Party(SAVELA))

    assert told(step) == {1: "expired", 2: "offered"}
    assert begun(step) == ["waiting full"]


def test_a_newcomer_passes_those_who_cannot_be_seated() -> None:
    shares = {KOIVURANTA: Share(cap=1, held=1)}
    pool = make_pool(2, shares, waiting=(waits(1),))

    step = register(pool, PLAIN, now(), Party(GRANHOLMEN))

    assert begun(step) == ["confirmed"]
    assert told(step) == {1: "waiting full"}


def test_in_the_race_a_newcomer_may_be_the_first() -> None:
    pool = make_pool(1, waiting=(waits(1),))

    assert begun(register(pool, PLAIN, now(mode=Mode.RACE), Party(SAVELA))) == ["confirmed"]


def test_colleagues_are_judged_one_by_one_or_together() -> None:
    pool = make_pool(5, guests=3)
    alone = register(pool, PLAIN, now(), Party(KOIVURANTA, 3))
    together = register(pool, PLAIN, now(), Party(KOIVURANTA, 3, keeps_together=True))

    assert begun(alone) == ["confirmed", "confirmed", "waiting full"]
    assert begun(together) == ["waiting group_does_not_fit"] * 3
    assert (alone.pool.held, together.pool.held) == (5, 3)
    both = register(pool, PLAIN, now(), Party(KOIVURANTA, 2, keeps_together=True))
    assert (begun(both), both.pool.held) == (["confirmed"] * 2, 5)


@pytest.mark.parametrize(
    "size, together, cap, capacity, expected",
    [
        (2, False, 2, 9, None),
        (3, False, 2, 9, Refusal.PARTY_TOO_LARGE),
        (1, False, 0, 9, None),  # waits, until its cap is another
        (2, True, None, 1, Refusal.PARTY_TOO_LARGE),  # could never be seated
        (1, True, None, 0, None),
        (2, False, None, 1, None),
        (2, True, None, None, None),
    ],
)
def test_a_booking_is_no_larger_than_the_cap_or_the_room(
    size: int, together: bool, cap: int | None, capacity: int | None, expected: Refusal | None
) -> None:
    pool = make_pool(capacity, {KOIVURANTA: Share(cap=cap)})
    party = Party(KOIVURANTA, size, together)

    assert refusal(lambda: register(pool, PLAIN, now(), party)) is expected


@pytest.mark.parametrize(
    "rules, minute, party, expected",
    [
        (PLAIN, -2001, Party(KOIVURANTA), Refusal.NOT_OPEN_YET),
        (PLAIN, -2000, Party(KOIVURANTA), None),
        (PLAIN, 1999, Party(KOIVURANTA), None),
        (PLAIN, 2000, Party(KOIVURANTA), Refusal.CLOSED),
        (PLAIN, 0, Party(KOIVURANTA, are_registered=True), Refusal.ALREADY_REGISTERED),
        (make_rules(EventStatus.DRAFT), 0, Party(None), Refusal.NOT_PUBLISHED),
        (make_rules(EventStatus.POSTPONED), 0, Party(None), Refusal.NOT_PUBLISHED),
        (make_rules(EventStatus.CANCELLED), 0, Party(None), Refusal.NOT_PUBLISHED),
        (make_rules(EventStatus.ENDED), 0, Party(None), Refusal.NOT_PUBLISHED),
        (make_rules(is_by_invitation=True), 0, Party(KOIVURANTA), Refusal.INVITED_ONLY),
        (make_rules(is_by_invitation=True), 0, Party(KOIVURANTA, are_invited=True), None),
        (PLAIN, 0, Party(KOIVURANTA, are_invited=True), None),
    ],
)
def test_who_may_register_and_when(
    rules: Rules, minute: int, party: Party, expected: Refusal | None
) -> None:
    pool = make_pool(5)

    assert refusal(lambda: register(pool, rules, now(minute), party)) is expected


def test_nobody_joins_a_queue_that_is_closed() -> None:
    """Not even where the dates of the event contradict each other."""
    closed = now(mode=Mode.CLOSED)

    found = refusal(lambda: register(make_pool(5), PLAIN, closed, Party(KOIVURANTA)))
    assert found is Refusal.CLOSED


# --- approval ----------------------------------------------------------------------------


def test_a_submission_holds_no_seat_unless_the_event_says_so() -> None:
    pool, party = make_pool(1), Party(KOIVURANTA, 2)
    without, holding = (register(pool, rules, now(), party) for rules in (APPROVED, HELD))

    assert (begun(without), without.pool.held) == (["submitted", "submitted"], 0)
    assert (begun(holding), holding.pool.held) == (["submitted", "waiting full"], 1)


def test_to_hold_seats_for_approval_means_nothing_where_nobody_approves() -> None:
    rules = make_rules(approval_holds_seat=True)

    assert begun(register(make_pool(1), rules, now(), Party(KOIVURANTA))) == ["confirmed"]
    step = leave(make_pool(1), rules, now(), sits(1, status=Status.SUBMITTED))
    assert step.pool.held == 0


def test_who_is_approved_is_seated_by_the_time_of_the_submission() -> None:
    """An offer has run out: the seat is for the submission that is older than the one who waits."""
    pool = make_pool(1, {SAVELA: Share(held=1)}, offers=(offered(1, SAVELA),), waiting=(waits(3),))
    older, younger = waits(2, GRANHOLMEN), waits(4, GRANHOLMEN)

    assert told(approve(pool, APPROVED, now(100), [older])) == {
        1: "expired",
        2: "confirmed",
        3: "waiting full",
    }
    assert told(approve(pool, APPROVED, now(100), [younger])) == {
        1: "expired",
        3: "offered",
        4: "waiting full",
    }


def test_who_is_approved_needs_no_offer_and_has_none() -> None:
    step = approve(make_pool(3), APPROVED, now(), [waits(1), waits(2)])

    assert told(step) == {1: "confirmed", 2: "confirmed"}
    assert (step.pool.held, step.pool.offers, step.pool.waiting) == (2, (), ())


def test_a_group_that_is_approved_sits_or_waits_together() -> None:
    group = [waits(1, group=5), waits(2, group=5)]

    assert told(approve(make_pool(1), APPROVED, now(), group)) == {
        1: "waiting group_does_not_fit",
        2: "waiting group_does_not_fit",
    }


def test_a_submission_that_holds_its_seat_is_confirmed_on_it() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, waiting=(waits(2),))
    step = approve(pool, HELD, now(), [waits(1)])

    assert told(step) == {1: "confirmed", 2: "waiting full"}
    assert step.pool.held == 1


def test_approval_in_the_race_takes_a_free_seat_or_queues() -> None:
    rows = [waits(2), waits(1)]
    step = approve(make_pool(1), APPROVED, now(mode=Mode.RACE), rows)

    assert told(step) == {1: "confirmed", 2: "waiting full"}


def test_after_the_end_of_the_queue_who_finds_no_seat_stays_submitted() -> None:
    pool = make_pool(1, waiting=(waits(3),))
    step = approve(pool, APPROVED, now(mode=Mode.CLOSED), [waits(1), waits(2)])

    assert told(step) == {3: "expired", 1: "confirmed"}
    assert step.pool.waiting == ()


def test_nobody_is_approved_while_the_event_stands_still() -> None:
    rules = replace(APPROVED, status=EventStatus.POSTPONED)

    assert refusal(lambda: approve(make_pool(1), rules, now(), [waits(1)])) is (
        Refusal.NOT_PUBLISHED
    )


def test_who_is_rejected_gives_up_the_seat_that_was_held() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, waiting=(waits(2, GRANHOLMEN),))
    row = sits(1, status=Status.SUBMITTED)

    assert told(reject(pool, HELD, now(), row)) == {1: "rejected", 2: "offered"}
    assert told(reject(pool, APPROVED, now(), row)) == {1: "rejected", 2: "waiting full"}


# --- offers ------------------------------------------------------------------------------


def test_an_offer_that_is_accepted_keeps_its_seat() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),))
    step = accept(pool, PLAIN, now(99), {1}, {1})

    assert step == Step(replace(pool, offers=()), (Change(1, Status.CONFIRMED),))


def test_an_offer_that_is_over_is_never_accepted() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),), waiting=(waits(2),))

    for moment in (now(100), now(5000)):
        assert told(accept(pool, PLAIN, moment, {1}, {1})) == {1: "expired", 2: "offered"}
    closed = accept(pool, PLAIN, now(50, Mode.CLOSED), {1}, {1})
    assert told(closed) == {1: "expired", 2: "expired"}


def test_an_offer_that_is_declined_goes_to_the_next() -> None:
    pool = make_pool(
        1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),), waiting=(waits(2, GRANHOLMEN),)
    )
    step = accept(pool, PLAIN, now(), {1}, set())

    assert told(step) == {1: "declined", 2: "offered"}
    assert step.pool.shares == {KOIVURANTA: Share(), GRANHOLMEN: Share(held=1)}


def test_a_group_may_accept_for_fewer() -> None:
    pool = make_pool(
        3,
        {KOIVURANTA: Share(held=3)},
        offers=(offered(1), offered(2), offered(3)),
        waiting=(waits(4),),
    )

    assert told(accept(pool, PLAIN, now(), {1, 2}, {2})) == {
        1: "declined",
        2: "confirmed",
        4: "offered",
    }


def test_what_was_accepted_already_is_not_accepted_again() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)})

    assert accept(pool, PLAIN, now(), {1}, {1}) == Step(pool)


def test_no_offer_is_answered_while_the_event_stands_still() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),))
    frozen = now(mode=Mode.FROZEN)

    assert refusal(lambda: accept(pool, PLAIN, frozen, {1}, {1})) is Refusal.POSTPONED


def test_who_accepts_where_approval_holds_a_seat_is_still_to_be_approved() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),))

    assert told(accept(pool, HELD, now(), {1}, {1})) == {1: "submitted"}
    assert told(accept(pool, APPROVED, now(), {1}, {1})) == {1: "confirmed"}
    race = now(mode=Mode.RACE)
    assert told(claim(make_pool(1, waiting=(waits(1),)), HELD, race, 1)) == {1: "submitted"}


def test_in_the_race_the_first_click_takes_the_seat() -> None:
    pool = make_pool(1, waiting=(waits(1), waits(2)))
    first = claim(pool, PLAIN, now(mode=Mode.RACE), 2)
    second = claim(first.pool, PLAIN, now(mode=Mode.RACE), 1)

    assert told(first) == {2: "confirmed", 1: "waiting full"}
    assert (first.pool.held, second) == (1, Step(first.pool))


def test_a_click_takes_nothing_before_the_race() -> None:
    step = claim(make_pool(1, waiting=(waits(1), waits(2))), PLAIN, now(), 2)

    assert told(step) == {1: "offered", 2: "waiting full"}
    frozen = claim(make_pool(1, waiting=(waits(1),)), PLAIN, now(mode=Mode.FROZEN), 1)
    assert (told(frozen), frozen.pool.held) == ({}, 0)


def test_a_group_takes_its_seats_in_the_race_together() -> None:
    pool = make_pool(2, waiting=(waits(1, group=5), waits(2), waits(3, group=5)))

    assert told(claim(pool, PLAIN, now(mode=Mode.RACE), 3)) == {
        1: "confirmed",
        3: "confirmed",
        2: "waiting full",
    }
    full = claim(replace(pool, capacity=1), PLAIN, now(mode=Mode.RACE), 3)
    assert told(full) == {1: "waiting group_does_not_fit", 3: "waiting group_does_not_fit"}


# --- leaving -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status, expected, held",
    [
        (Status.SUBMITTED, "withdrawn", 1),
        (Status.WAITING, "withdrawn", 1),
        (Status.OFFERED, "declined", 0),
        (Status.CONFIRMED, "cancelled", 0),
    ],
)
def test_who_leaves_is_called_by_where_they_were(status: Status, expected: str, held: int) -> None:
    pool = make_pool(
        1,
        {KOIVURANTA: Share(held=1)},
        offers=(offered(1),) if status is Status.OFFERED else (),
        waiting=(waits(1),) if status is Status.WAITING else (),
    )
    step = leave(pool, PLAIN, now(), sits(1, status=status))

    assert told(step) == {1: expected}
    assert (step.pool.held, step.pool.offers, step.pool.waiting) == (held, (), ())


@pytest.mark.parametrize(
    "status, minute, expected",
    [
        (EventStatus.PUBLISHED, 60, "cancelled"),
        (EventStatus.PUBLISHED, 61, "cancelled_late"),
        (EventStatus.POSTPONED, 61, "cancelled"),  # whoever cannot come then owes nothing
    ],
)
def test_who_cancels_after_the_day_cancels_late(
    status: EventStatus, minute: int, expected: str
) -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)})
    rules = make_rules(status, free_until=60)

    assert told(leave(pool, rules, now(minute), sits(1))) == {1: expected}


def test_who_waits_or_has_an_offer_is_never_late() -> None:
    rules = make_rules(free_until=60)
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),))

    assert told(leave(pool, rules, now(61), sits(1, status=Status.OFFERED))) == {1: "declined"}
    waiting = make_pool(0, waiting=(waits(1),))
    assert told(leave(waiting, rules, now(61), sits(1, status=Status.WAITING))) == {1: "withdrawn"}


def test_who_leaves_makes_room_for_the_queue_and_not_for_themselves() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)}, waiting=(waits(2, GRANHOLMEN),))

    assert told(leave(pool, PLAIN, now(), sits(1))) == {1: "cancelled", 2: "offered"}


def test_a_group_that_becomes_smaller_may_fit() -> None:
    group = tuple(waits(number, group=5) for number in (1, 2, 3))

    step = leave(make_pool(2, waiting=group), PLAIN, now(), sits(2, status=Status.WAITING))

    assert told(step) == {2: "withdrawn", 1: "offered", 3: "offered"}


@pytest.mark.parametrize(
    "status",
    [EventStatus.DRAFT, EventStatus.CANCELLED, EventStatus.ENDED, EventStatus.ARCHIVED],
)
def test_nobody_leaves_what_is_over(status: EventStatus) -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)})

    assert refusal(lambda: leave(pool, make_rules(status), now(), sits(1))) is Refusal.OVER


def test_a_colleague_who_comes_instead_moves_nothing() -> None:
    pool = make_pool(1, {KOIVURANTA: Share(cap=1, held=1)}, waiting=(waits(2),))
    step = substitute(pool, PLAIN, at(0), sits(1), Party(KOIVURANTA))

    assert (told(step), begun(step)) == ({1: "substituted"}, ["confirmed"])
    assert step.pool == pool


@pytest.mark.parametrize(
    "rules, minute, row, colleague, expected",
    [
        (PLAIN, 2999, sits(1), Party(KOIVURANTA), None),
        (PLAIN, 3000, sits(1), Party(KOIVURANTA), Refusal.STARTED),
        (make_rules(EventStatus.POSTPONED), 3000, sits(1), Party(KOIVURANTA), None),
        (make_rules(EventStatus.ENDED), 0, sits(1), Party(KOIVURANTA), Refusal.OVER),
        (PLAIN, 0, sits(1), Party(GRANHOLMEN), Refusal.NOT_A_COLLEAGUE),
        (PLAIN, 0, sits(1, None), Party(None), Refusal.NOT_A_COLLEAGUE),
        (
            PLAIN,
            0,
            sits(1),
            Party(KOIVURANTA, are_registered=True),
            Refusal.ALREADY_REGISTERED,
        ),
        (
            PLAIN,
            0,
            sits(1, status=Status.OFFERED),
            Party(KOIVURANTA),
            Refusal.NOT_CONFIRMED,
        ),
    ],
)
def test_who_may_come_instead(
    rules: Rules, minute: int, row: object, colleague: Party, expected: Refusal | None
) -> None:
    pool = make_pool(1, {KOIVURANTA: Share(held=1)})

    found = refusal(lambda: substitute(pool, rules, at(minute), row, colleague))  # type: ignore[arg-type]
    assert found is expected


# --- switching -----------------------------------------------------------------------------


def told_of_both(steps: tuple[Step, Step]) -> tuple[dict[int, str], list[str]]:
    return told(steps[0]) | told(steps[1]), begun(steps[1])


def test_who_switches_leaves_the_one_and_has_the_other() -> None:
    onsite = make_pool(1, {KOIVURANTA: Share(held=1)}, waiting=(waits(2, GRANHOLMEN),))
    steps = switch(
        (onsite, make_pool(1)), make_rules(free_until=-10), now(), sits(1), gives_up=False
    )

    assert told_of_both(steps) == ({1: "cancelled", 2: "offered"}, ["confirmed"])
    assert (steps[0].pool.held, steps[1].pool.held) == (1, 1)


def test_who_finds_no_seat_keeps_the_old_one_or_gives_it_up() -> None:
    onsite = make_pool(1, {KOIVURANTA: Share(held=1)})
    online = make_pool(1, guests=1)

    keeps = switch((onsite, online), PLAIN, now(), sits(1), gives_up=False)
    goes = switch((onsite, online), PLAIN, now(), sits(1), gives_up=True)

    assert keeps == (Step(onsite), Step(online))
    assert told_of_both(goes) == ({1: "cancelled"}, ["waiting full"])
    assert goes[0].pool.held == 0


def test_nobody_gives_a_seat_up_for_a_queue_that_is_closed() -> None:
    onsite = make_pool(1, {KOIVURANTA: Share(held=1)})
    closed = now(mode=Mode.CLOSED)

    keeps = switch((onsite, make_pool(0)), PLAIN, closed, sits(1), gives_up=True)

    assert keeps == (Step(onsite), Step(make_pool(0)))


def test_who_switches_does_not_pass_the_queue_there() -> None:
    online = make_pool(
        1, {SAVELA: Share(held=1)}, offers=(offered(8, SAVELA),), waiting=(waits(9),)
    )
    onsite = make_pool(1, {KOIVURANTA: Share(held=1)})

    steps = switch((onsite, online), PLAIN, now(100), sits(1), gives_up=False)

    assert told_of_both(steps) == ({8: "expired", 9: "offered"}, [])


def test_nobody_switches_with_an_offer_that_is_over_or_from_a_queue_that_is_closed() -> None:
    """Whether the clock has looked already makes no difference."""
    has_offer = make_pool(1, {KOIVURANTA: Share(held=1)}, offers=(offered(1),))
    queues = make_pool(0, waiting=(waits(1),))

    late = switch(
        (has_offer, make_pool(1)), PLAIN, now(100), sits(1, status=Status.OFFERED), gives_up=True
    )
    closed = switch(
        (queues, make_pool(1)),
        PLAIN,
        now(mode=Mode.CLOSED),
        sits(1, status=Status.WAITING),
        gives_up=True,
    )

    assert told_of_both(late) == told_of_both(closed) == ({1: "expired"}, [])


@pytest.mark.parametrize(
    "rules, status, left, arrives",
    [
        (APPROVED, Status.SUBMITTED, "withdrawn", "submitted"),
        (APPROVED, Status.WAITING, "withdrawn", "confirmed"),
        (APPROVED, Status.CONFIRMED, "cancelled", "confirmed"),
        (HELD, Status.SUBMITTED, "withdrawn", "submitted"),
        (HELD, Status.OFFERED, "declined", "submitted"),
        (HELD, Status.CONFIRMED, "cancelled", "confirmed"),
        (PLAIN, Status.OFFERED, "declined", "confirmed"),
    ],
)
def test_who_was_approved_stays_so_in_the_other_mode(
    rules: Rules, status: Status, left: str, arrives: str
) -> None:
    pool = make_pool(
        1,
        {KOIVURANTA: Share(held=int(status in rules.holds))},
        guests=int(status is Status.WAITING),
        offers=(offered(1),) if status is Status.OFFERED else (),
        waiting=(waits(1),) if status is Status.WAITING else (),
    )
    steps = switch((pool, make_pool(1)), rules, now(), sits(1, status=status), gives_up=False)

    assert told_of_both(steps) == ({1: left}, [arrives])


def test_nobody_switches_while_the_event_stands_still() -> None:
    rules = make_rules(EventStatus.POSTPONED)
    pools = make_pool(1, {KOIVURANTA: Share(held=1)}), make_pool(1)

    found = refusal(lambda: switch(pools, rules, now(), sits(1), gives_up=False))
    assert found is Refusal.NOT_PUBLISHED


# --- with the real clock ---------------------------------------------------------------------


def test_the_rules_of_an_event_know_the_moment() -> None:
    rules = replace(
        PLAIN,
        queue_closes_at=datetime(2027, 1, 29, 7, tzinfo=UTC),
        closed=[(date(2027, 1, 12), date(2027, 1, 12))],
    )
    monday = datetime(2027, 1, 11, 7, tzinfo=UTC)  # nine o'clock in Helsinki

    found = rules.moment(monday)
    assert (found.now, found.mode) == (monday, Mode.EXCLUSIVE)
    assert found.offer_until == datetime(2027, 1, 18, 10, 20, tzinfo=UTC)  # 130 h left
    for status in set(EventStatus) - {EventStatus.PUBLISHED}:
        assert replace(rules, status=status).moment(monday).mode is Mode.FROZEN
    end = rules.queue_closes_at
    assert rules.moment(end - timedelta(hours=3)).mode is Mode.RACE
    assert rules.moment(end).mode is Mode.CLOSED
