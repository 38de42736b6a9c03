import datetime
import threading
from collections.abc import Callable
from functools import partial

import time_machine
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from communications import delivery
from communications.actions import letters as desk
from communications.models import Letter
from communications.tasks import relay
from members.models import User
from portal import settings as portal_settings
from portal.bench.post_office import PostOffice
from portal.celery import app
from tests.communications.conftest import NOW, fate
from tests.factories import make_letter

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)


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
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


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


def test_what_somebody_is_deciding_about_is_not_put_back(transactional_db: None) -> None:
    over = timezone.now() - HOUR
    held = make_letter(state="sending", lease_until=over)
    free = make_letter(state="sending", lease_until=over)

    with transaction.atomic():
        Letter.objects.select_for_update().get(pk=held.pk)
        at_once(delivery.put_away)

    assert (fate(held), fate(free)) == (("sending", 0), ("queued", 0))


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

MOODS = ["well", "unknown", "full", "cut", "half"]
EVENTS = st.sampled_from([*MOODS, "vanish", "minute", "day", "cancel", "again"])


@trials(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    events=st.lists(EVENTS, max_size=12),
    on_doubt=st.sampled_from(Letter.OnDoubt.values),
    secret=st.booleans(),
)
def test_whatever_happens_a_letter_is_neither_lost_nor_doubled(
    outi: User, post_office: PostOffice, events: list[str], on_doubt: str, secret: bool
) -> None:
    post_office.taken.clear()
    with transaction.atomic(), time_machine.travel(NOW, tick=False) as clock:
        letter = make_letter(on_doubt=on_doubt, secret=secret, text="T")
        uncertain = 0  # taken by the carrier, unknown to us
        acts: dict[str, Callable[[], object]] = {
            "vanish": delivery.claim,
            "minute": partial(clock.shift, MINUTE),
            "day": partial(clock.shift, 24 * HOUR),
            "cancel": Letter.objects.cancel,
            "again": lambda: desk.send_again(Letter.objects.all(), outi),
        }
        for event in events:
            before = len(post_office.taken)
            post_office.mood = event if event in MOODS else "well"
            acts.get(event, relay)()
            uncertain += event in ("cut", "half") and len(post_office.taken) > before
            state, _ = fate(letter)
            assert len(post_office.taken) - uncertain == (state == "sent")
            assert letter.text == ("" if secret and state in ("sent", "cancelled") else "T")
        if "again" not in events and on_doubt == "hold":
            assert len(post_office.taken) <= 1

        post_office.mood = "well"
        clock.shift(24 * HOUR)
        relay()
        state, _ = fate(letter)
        assert state in ("sent", "failed", "cancelled") or letter.is_uncertain
        assert post_office.taken or state in ("failed", "cancelled")
        transaction.set_rollback(True)


# --- the clock --------------------------------------------------------------------------------


def test_the_clock_knows_the_relay_and_its_queue() -> None:
    tick = portal_settings.CELERY_BEAT_SCHEDULE["relay letters"]

    assert tick == {"task": relay.name, "schedule": 2.0, "options": {"expires": 2}}
    assert app.amqp.router.route({}, relay.name)["queue"].name == "letters"
