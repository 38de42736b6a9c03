"""Letters whose worker vanished, and letters that may have arrived: what is sent again by itself,
and what waits for the office."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from communications import delivery
from communications.message import message_of
from communications.models import Letter
from communications.tasks import relay
from portal.bench.post_office import PostOffice
from tests.communications.conftest import NOW, fate
from tests.factories import make_letter

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)
LEASE, SETTLE = delivery.PACE.lease * SECOND, delivery.PACE.settle * SECOND


# --- a worker vanishes ------------------------------------------------------------------------


def hand_over(letter: Letter, post_office: PostOffice, *, and_finish: bool) -> None:
    """A worker takes the letter, goes past the fence, and dies there: with the end sent or not."""
    with delivery.open_carrier() as carrier:
        carrier.hand_over(message_of(letter))
        until = timezone.now() + datetime.timedelta(seconds=delivery.PACE.settle)
        letter.state, letter.lease_until = Letter.State.COMMITTING, until
        letter.save()
        if and_finish:
            carrier.finish(1)
        carrier.drop()


def claimed() -> Letter:
    letter = delivery.claim()
    assert letter is not None
    return letter


def test_a_letter_on_its_way_is_left_alone_while_its_lease_lasts(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter()
    delivery.claim()

    clock.shift(LEASE - SECOND)
    relay()

    assert fate(letter) == ("sending", 1)
    assert post_office.addresses == []


@pytest.mark.parametrize("on_doubt", Letter.OnDoubt.values)
def test_a_letter_whose_worker_vanished_before_its_end_is_sent_again_by_itself(
    db: None, clock: Any, post_office: PostOffice, on_doubt: str
) -> None:
    letter = make_letter(on_doubt=on_doubt)
    delivery.claim()

    clock.shift(LEASE)
    relay()

    assert fate(letter) == ("sent", 2)
    assert post_office.addresses == [letter.address]


@pytest.mark.parametrize("arrived", [True, False])
def test_a_letter_that_may_come_twice_does_so_under_the_same_name(
    db: None, clock: Any, post_office: PostOffice, arrived: bool
) -> None:
    letter = make_letter()
    hand_over(claimed(), post_office, and_finish=arrived)

    clock.shift(SETTLE - SECOND)
    relay()
    assert fate(letter) == ("committing", 1)
    clock.shift(SECOND)
    relay()

    assert fate(letter) == ("sent", 2)
    assert post_office.book == [letter.message_id] * (1 + arrived)


@pytest.mark.parametrize("mood", ["cut", "half", "halfway"])
def test_a_letter_in_doubt_is_left_to_the_office_where_it_must_not_come_twice(
    db: None, clock: Any, post_office: PostOffice, mood: str
) -> None:
    post_office.mood = mood
    letter = make_letter(on_doubt="hold")
    relay()
    post_office.mood = "well"

    clock.shift(SETTLE)
    relay()
    relay()

    assert fate(letter) == ("committing", 1)
    assert (letter.is_uncertain, letter.last_reply) == (True, delivery.MAY_HAVE_ARRIVED)
    assert list(Letter.objects.held()) == [letter]
    assert post_office.addresses == [letter.address]


def test_a_doubt_lasts_until_no_late_answer_can_come(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    post_office.mood = "cut"
    letter = make_letter()
    relay()
    post_office.mood = "well"

    clock.shift(SETTLE - SECOND)
    relay()
    assert fate(letter) == ("committing", 1)
    clock.shift(SECOND)
    relay()
    assert fate(letter) == ("sent", 2)


def test_a_letter_in_doubt_that_was_tried_long_enough_fails_and_the_office_sees_it(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    post_office.mood = "cut"
    letter = make_letter(attempts=delivery.LAST_ATTEMPT - 1)
    relay()

    clock.shift(SETTLE)
    relay()

    assert fate(letter) == ("failed", delivery.LAST_ATTEMPT)
    assert letter.last_reply == delivery.MAY_HAVE_ARRIVED
    assert list(Letter.objects.for_the_office(NOW - HOUR)) == [letter]
    assert len(post_office.taken) == 1


def test_an_answer_that_is_neither_yes_nor_no_is_a_doubt(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    post_office.says = {"END": b"354 Go on\r\n"}
    letter = make_letter(on_doubt="hold")

    relay()
    clock.shift(HOUR)
    relay()

    assert fate(letter) == ("committing", 1)
    assert len(post_office.taken) == 1


def test_a_letter_that_kills_every_worker_is_given_up(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter(attempts=delivery.LAST_ATTEMPT - 1)
    delivery.claim()

    clock.shift(LEASE)
    relay()

    assert fate(letter) == ("failed", delivery.LAST_ATTEMPT)
    assert post_office.addresses == []


def test_a_header_of_two_lines_never_leaves(db: None, post_office: PostOffice) -> None:
    broken, fine = make_letter(), make_letter()
    Letter.objects.filter(pk=broken.pk).update(subject="Yksi\nBcc: toinen@example.org")

    relay()

    assert (fate(broken), fate(fine)) == (("failed", 1), ("sent", 1))
    assert post_office.addresses == [fine.address]


@pytest.mark.parametrize("address", ["=?utf-8?q??=", "\\@[", ".@[ "])
def test_an_address_that_breaks_the_library_does_not_hold_up_the_others(
    db: None, post_office: PostOffice, address: str
) -> None:
    """Some versions of Python stumble over it, others refuse it."""
    broken, fine = make_letter(address=address, kind="transactional"), make_letter()

    relay()

    assert fate(broken) in (("queued", 1), ("failed", 1))
    assert (fate(fine), post_office.addresses) == (("sent", 1), [fine.address])


def test_who_has_lost_the_letter_does_not_pass_the_fence(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter()
    slow = claimed()
    clock.shift(LEASE)
    delivery.put_away()

    with delivery.open_carrier() as carrier:
        delivery.deliver(slow, carrier)
        assert fate(letter) == ("queued", 1)
        quick = claimed()
        delivery.deliver(slow, carrier)
        assert fate(letter) == ("sending", 2)
        assert post_office.addresses == []
        delivery.deliver(quick, carrier)
        delivery.deliver(slow, carrier)

    assert fate(letter) == ("sent", 2)
    assert post_office.addresses == [letter.address]


def test_who_has_lost_the_letter_writes_nothing_down(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter()
    slow = claimed()
    clock.shift(LEASE)
    delivery.put_away()
    post_office.mood = "unknown"

    with delivery.open_carrier() as carrier:
        delivery.deliver(slow, carrier)

    assert fate(letter) == ("queued", 1)
    assert [(step.attempt, step.state) for step in letter.steps.all()] == [(1, "queued")]


def test_every_try_is_written_down(db: None, clock: Any, post_office: PostOffice) -> None:
    letter = make_letter()
    for mood in ("full", "cut"):
        post_office.mood = mood
        relay()
        clock.shift(SETTLE)
    delivery.put_away()
    post_office.mood = "well"
    relay()

    assert [(step.attempt, step.state, step.code, step.reply) for step in letter.steps.all()] == [
        (1, "queued", 451, "4.2.2 The box is full"),
        (2, "committing", None, delivery.MAY_HAVE_ARRIVED),
        (2, "queued", None, delivery.MAY_HAVE_ARRIVED),
        (3, "sent", 250, "taken"),
    ]
