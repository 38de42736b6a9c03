import datetime
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.mail import mailers
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from communications import delivery
from communications.models import Letter
from communications.tasks import relay
from portal import settings as portal_settings
from portal.celery import app
from tests.communications.post_office import PostOffice
from tests.factories import make_letter

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def fate(letter: Letter) -> tuple[str, int]:
    letter.refresh_from_db()
    return letter.state, letter.attempts


# --- a letter goes out ----------------------------------------------------------------------


def test_a_letter_leaves_once_with_its_name_and_without_its_key(
    db: None, clock: object, post_office: PostOffice
) -> None:
    letter = make_letter(
        address="ake@example.org",
        subject="Välkommen på måndag",
        text="Hej Åke.\n",
        language="sv",
        key="welcome:42",
    )

    relay()
    relay()

    (taken,) = post_office.taken
    assert taken.get_content() == "Hej Åke.\r\n"
    form = ("Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")
    assert {name: words for name, words in taken.items() if name not in form} == {
        "Subject": "Välkommen på måndag",
        "From": "Unisono <unisono@localhost>",
        "To": "ake@example.org",
        "Message-ID": f"<{letter.pk}@localhost>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "sv",
    }
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.sent_at, letter.text, letter.lease_until) == (
        "sent",
        1,
        NOW,
        "Hej Åke.\n",
        None,
    )


def test_a_secret_is_wiped_as_it_leaves(db: None, post_office: PostOffice) -> None:
    letter = make_letter(secret=True, text="Koodi on 123456.\n")

    relay()

    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("sent", "")
    assert "123456" in post_office.taken[0].get_content()


def test_what_is_not_due_stays(db: None, clock: Any, post_office: PostOffice) -> None:
    letter = make_letter(not_before=NOW + HOUR)

    relay()
    assert fate(letter) == ("queued", 0)

    clock.shift(HOUR)
    relay()
    assert fate(letter) == ("sent", 1)


def test_what_would_come_too_late_is_cancelled(
    db: None, clock: object, post_office: PostOffice
) -> None:
    late = make_letter(expires_at=NOW, secret=True)
    in_time = make_letter(expires_at=NOW + MINUTE)

    relay()

    assert (fate(late), fate(in_time)) == (("cancelled", 0), ("sent", 1))
    assert late.text == ""
    assert post_office.addresses == [in_time.address]


@pytest.mark.parametrize("others", [1, 3])
def test_an_empty_tick_asks_little(
    db: None, others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(others):
        make_letter(state="sent", sent_at=timezone.now())

    with django_assert_num_queries(6):  # put away, cancel, look; and the edges of a transaction
        relay()


# --- the carrier says no ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "reply"),
    [("unknown", "550 5.1.1 No such person"), ("spam", "554 5.7.1 Unwanted")],
)
def test_a_refusal_for_ever_fails_the_letter(
    db: None, post_office: PostOffice, mood: str, reply: str
) -> None:
    post_office.mood = mood
    letter = make_letter(secret=True, text="123456")

    relay()
    relay()

    assert fate(letter) == ("failed", 1)
    assert (letter.last_reply, letter.text) == (reply, "123456")


@pytest.mark.parametrize(
    ("mood", "reply"),
    [
        ("full", "451 4.2.2 The box is full"),
        ("stern", "530 5.7.0 Sign in first"),
        ("closed", "554 No service here"),
        ("cut", "Connection unexpectedly closed"),
        ("half", "25 "),
    ],
)
def test_any_other_trouble_puts_the_letter_off(
    db: None, clock: Any, post_office: PostOffice, mood: str, reply: str
) -> None:
    post_office.mood = mood
    letter = make_letter()

    relay()
    relay()
    assert fate(letter) == ("queued", 1)
    assert (letter.last_reply, letter.not_before) == (reply, NOW + MINUTE / 2)

    post_office.mood = "well"
    clock.shift(MINUTE / 2)
    relay()
    assert fate(letter) == ("sent", 2)
    assert letter.last_reply == ""


def test_a_carrier_that_is_away_puts_the_letter_off(
    db: None, clock: object, post_office: PostOffice
) -> None:
    letter = make_letter(kind="newsletter")
    post_office.shutdown()
    post_office.server_close()

    relay()

    assert fate(letter) == ("queued", 1)


def test_an_address_that_cannot_be_written_to_fails(db: None, post_office: PostOffice) -> None:
    letter = make_letter(address="not an address")
    other = make_letter()

    relay()

    assert (fate(letter), fate(other)) == (("failed", 1), ("sent", 1))
    assert letter.last_reply.startswith("Invalid address")


def test_one_failure_does_not_hold_up_the_others(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    post_office.mood = "full"
    first = make_letter()
    relay()
    post_office.mood = "well"
    second = make_letter()

    relay()

    assert (fate(first), fate(second)) == (("queued", 1), ("sent", 1))


def test_after_the_last_attempt_a_temporary_refusal_fails(
    db: None, post_office: PostOffice
) -> None:
    post_office.mood = "full"
    letter = make_letter(attempts=delivery.LAST_ATTEMPT - 1)

    relay()

    assert fate(letter) == ("failed", delivery.LAST_ATTEMPT)


@given(st.integers(1, 10_000))
def test_waits_double_from_half_a_minute_to_an_hour(attempts: int) -> None:
    assert delivery.wait(1) == MINUTE / 2
    assert MINUTE / 2 <= delivery.wait(attempts) <= HOUR
    assert delivery.wait(attempts + 1) == min(2 * delivery.wait(attempts), HOUR)


def test_trying_ends_after_48_hours() -> None:
    waits = [delivery.wait(attempts) for attempts in range(1, delivery.LAST_ATTEMPT)]
    total = sum(waits, datetime.timedelta())

    assert 47 * HOUR < total <= 48 * HOUR


# --- a worker vanishes ------------------------------------------------------------------------


def test_a_letter_on_its_way_is_left_alone_while_its_lease_lasts(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter()
    delivery.claim()

    clock.shift(delivery.LEASE - datetime.timedelta(seconds=1))
    relay()

    assert fate(letter) == ("sending", 1)
    assert post_office.addresses == []


@pytest.mark.parametrize("kind", ["transactional", "service"])
def test_a_letter_of_a_vanished_worker_is_sent_again_under_the_same_name(
    db: None, clock: Any, post_office: PostOffice, kind: str
) -> None:
    letter = make_letter(kind=kind)
    claimed = delivery.claim()
    post_office.mood = "cut"
    assert claimed is not None
    with pytest.raises(OSError, match="closed"):  # taken by the carrier, and the worker dies
        mailers["carrier"].send_messages([delivery._message(claimed)])

    post_office.mood = "well"
    clock.shift(delivery.LEASE)
    relay()

    assert fate(letter) == ("sent", 2)
    first, second = post_office.taken
    assert first["Message-ID"] == second["Message-ID"] == f"<{letter.pk}@localhost>"


def test_a_newsletter_that_may_have_arrived_is_left_to_the_office(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    vanished, cut = make_letter(kind="newsletter"), make_letter(kind="newsletter")
    delivery.claim()
    post_office.mood = "cut"
    relay()
    post_office.mood = "well"
    clock.shift(delivery.LEASE)

    relay()

    assert (fate(vanished), fate(cut)) == (("failed", 1), ("failed", 1))
    assert vanished.last_reply == cut.last_reply == delivery.MAY_HAVE_ARRIVED
    assert post_office.addresses == [cut.address]


def test_a_letter_that_kills_every_worker_is_given_up(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter(attempts=delivery.LAST_ATTEMPT - 1)
    delivery.claim()

    clock.shift(delivery.LEASE)
    relay()

    assert fate(letter) == ("failed", delivery.LAST_ATTEMPT)
    assert post_office.addresses == []


def test_who_has_lost_the_lease_writes_nothing_down(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    letter = make_letter()
    slow = delivery.claim()
    clock.shift(delivery.LEASE)
    delivery.put_away()
    quick = delivery.claim()
    assert slow is not None
    assert quick is not None

    post_office.mood = "unknown"
    delivery.deliver(slow)
    assert fate(letter) == ("sending", 2)

    post_office.mood = "well"
    delivery.deliver(quick)
    delivery.deliver(slow)
    assert fate(letter) == ("sent", 2)
    assert letter.sent_at == timezone.now()


# --- several at once --------------------------------------------------------------------------


def at_once(*works: Callable[[], object]) -> None:
    """Run them in threads that begin together, each with a connection of its own."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_relays_at_once_send_each_letter_once(
    transactional_db: None, post_office: PostOffice
) -> None:
    post_office.slowness = 0.005
    letters = [make_letter() for _ in range(30)]

    at_once(relay, relay, relay, relay)

    assert sorted(post_office.addresses) == sorted(letter.address for letter in letters)
    assert {fate(letter) for letter in letters} == {("sent", 1)}


def test_a_relay_does_not_wait_for_a_letter_that_somebody_is_claiming(
    transactional_db: None, post_office: PostOffice
) -> None:
    held, free = make_letter(), make_letter()

    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=held.pk)
        at_once(relay)

    assert (fate(held), fate(free)) == (("queued", 0), ("sent", 1))


def test_nothing_leaves_before_the_commit(transactional_db: None, post_office: PostOffice) -> None:
    with transaction.atomic():
        letter = make_letter()
        at_once(relay)
        assert post_office.addresses == []

    at_once(relay)
    assert post_office.addresses == [letter.address]


def test_cancelling_and_sending_at_once_never_do_both(
    transactional_db: None, post_office: PostOffice
) -> None:
    letters = [make_letter() for _ in range(10)]

    at_once(relay, Letter.objects.cancel)

    sent = [letter.address for letter in letters if fate(letter)[0] == "sent"]
    assert sorted(post_office.addresses) == sorted(sent)
    assert {fate(letter)[0] for letter in letters} <= {"sent", "cancelled"}


# --- whatever happens -------------------------------------------------------------------------

EVENTS = st.sampled_from(
    [*("well", "unknown", "full", "cut", "vanish"), *("minute", "day", "cancel", "again")]
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    events=st.lists(EVENTS, max_size=12),
    kind=st.sampled_from(Letter.Kind.values),
    secret=st.booleans(),
)
def test_whatever_happens_a_letter_is_neither_lost_nor_doubled(
    db: None, post_office: PostOffice, events: list[str], kind: str, secret: bool
) -> None:
    post_office.taken.clear()
    with transaction.atomic(), time_machine.travel(NOW, tick=False) as clock:
        letter = make_letter(kind=kind, secret=secret, text="T")
        uncertain = 0  # taken by the carrier, unknown to us
        for event in events:
            before = len(post_office.taken)
            if event == "vanish":
                delivery.claim()
            elif event == "minute":
                clock.shift(MINUTE)
            elif event == "day":
                clock.shift(24 * HOUR)
            elif event == "cancel":
                Letter.objects.cancel()
            elif event == "again":
                Letter.objects.send_again()
            else:
                post_office.mood = event
                relay()
            uncertain += event == "cut" and len(post_office.taken) > before
            state, _ = fate(letter)
            certain = len(post_office.taken) - uncertain
            assert certain == (state == "sent")
            assert letter.text == ("" if secret and state in ("sent", "cancelled") else "T")
        if "again" not in events and kind == "newsletter":
            assert len(post_office.taken) <= 1

        post_office.mood = "well"
        clock.shift(24 * HOUR)
        relay()
        assert fate(letter)[0] in ("sent", "failed", "cancelled")
        transaction.set_rollback(True)


# --- the clock --------------------------------------------------------------------------------


def test_the_clock_knows_the_relay_and_its_queue() -> None:
    tick = portal_settings.CELERY_BEAT_SCHEDULE["relay letters"]

    assert tick == {"task": relay.name, "schedule": 2.0, "options": {"expires": 2}}
    assert app.amqp.router.route({}, relay.name)["queue"].name == "letters"
