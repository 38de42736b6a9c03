"""The outbox where what it leans on breaks. Beside each fault stands its control: the same without
the defence, which must be seen to go wrong."""

import datetime
import smtplib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.core.mail import EmailMessage
from django.db import connection, connections
from django.utils.module_loading import import_string
from pytest_django import Settings

from communications import carriers, delivery, tasks
from communications.carriers import Reply
from communications.message import message_of
from communications.models import Letter
from communications.tasks import relay
from members.actions import appoint
from members.models import Organisation, User
from portal.bench import letters
from portal.bench.bad_line import open_line
from portal.bench.outbox import add_letters
from portal.bench.post_office import PostOffice, open_post_office
from tests.factories import make_letter

DAY = datetime.timedelta(days=1)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as office:
        yield office


def carry_to(settings: Settings, port: int) -> None:
    options = {"host": "127.0.0.1", "port": port, "timeout": 5}
    smtp = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
    settings.MAILERS = settings.MAILERS | {"carrier": smtp}


# --- a reply that is cut mid-line -------------------------------------------------------------


@pytest.fixture
def cut_line(db: None, settings: Settings, office: PostOffice) -> Iterator[PostOffice]:
    with open_line(office.server_address[1]) as line:
        line.cut = letters.CUT
        carry_to(settings, line.server_address[1])
        yield office


def relay_for_days(clock: Any) -> None:
    for _ in range(8):
        relay()
        clock.shift(DAY)


def test_half_an_answer_is_no_answer_and_nothing_is_repeated_blindly(
    cut_line: PostOffice, clock: Any
) -> None:
    written = add_letters(8)
    Letter.objects.update(on_doubt="hold")

    relay_for_days(clock)

    assert Counter(cut_line.book) == {letter.message_id: 1 for letter in written}
    assert Counter(Letter.objects.values_list("state", "attempts")) == {
        ("sent", 1): 6,
        ("committing", 1): 2,
    }
    assert Letter.objects.held().count() == 2


def test_control_who_takes_25_for_a_number_below_500_doubles(
    cut_line: PostOffice, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As smtplib reads: a line without its end is a line, and what is not 5xx may be tried again."""

    def naive(line: Any) -> Reply:
        if read := line.file.readline():
            return Reply(int(read[:3]), read[4:].decode().strip())
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(carriers, "_reply", naive)
    monkeypatch.setattr(Reply, "is_for_now", property(lambda reply: reply.code < 500))
    add_letters(8)
    Letter.objects.update(on_doubt="hold")

    relay_for_days(clock)

    assert max(Counter(cut_line.book).values()) > 1


# --- the clock runs twice ---------------------------------------------------------------------


def tick_twice() -> None:
    """Two clocks at the same moment: each asks for everything there is."""
    gate = threading.Barrier(2)
    broken: list[Exception] = []

    def tick() -> None:
        try:
            for entry in portal.CELERY_BEAT_SCHEDULE.values():
                task: Callable[[], None] = import_string(entry["task"])
                gate.wait(20)
                task()
        except Exception as error:
            broken.append(error)
            gate.abort()
        finally:
            connections.close_all()

    clocks = [threading.Thread(target=tick) for _ in range(2)]
    for each in clocks:
        each.start()
    for each in clocks:
        each.join(60)
    assert broken == []


@pytest.fixture
def newcomer(transactional_db: None, koivuranta: Organisation, kaisa: User) -> None:
    """Of whom Kaisa is told on the morning after."""
    appoint(koivuranta, "aamu@example.org", "Aamu Uusi", "", [], None)
    koivuranta.affiliations.filter(user__name="Aamu Uusi").update(
        from_on=datetime.datetime.now(datetime.UTC).date() - DAY
    )


def told() -> Counter[tuple[str, str]]:
    news = Letter.objects.filter(key__startswith="newcomers:")
    return Counter(news.values_list("address", "subject"))


@pytest.mark.usefixtures("newcomer")
def test_two_clocks_tell_once(kaisa: User) -> None:
    tick_twice()

    assert list(told().values()) == [1]


@pytest.mark.usefixtures("newcomer")
def test_control_without_the_unique_key_two_clocks_tell_twice(kaisa: User) -> None:
    key = next(c for c in unique_constraints() if c.startswith("communications_letter_key"))
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE communications_letter DROP CONSTRAINT {key}")
    try:
        tick_twice()
        assert list(told().values()) == [2]
    finally:
        Letter.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE communications_letter ADD CONSTRAINT {key} UNIQUE (key)")


def unique_constraints() -> list[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "communications_letter")
    return [
        name for name, facts in found.items() if facts["unique"] and facts["columns"] == ["key"]
    ]


# --- a letter that breaks our own code --------------------------------------------------------

POISON = "Myrkky"


def poisonous(letter: Letter) -> EmailMessage:
    """The fault: our own code cannot make this one."""
    if letter.subject == POISON:
        raise RuntimeError(POISON)
    return message_of(letter)


@pytest.fixture
def poisoned(
    db: None,
    clock: Any,
    settings: Settings,
    office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
) -> Letter:
    """A tick carries three letters, and three codes that cannot be made go before any other. They
    do not wait between two tries."""
    carry_to(settings, office.server_address[1])
    monkeypatch.setattr(tasks, "BATCH", 3)
    monkeypatch.setattr(delivery, "message_of", poisonous)
    monkeypatch.setattr(delivery, "PACE", delivery.Pace(first_wait=0))
    for _ in range(3):
        make_letter(secret=True)
    Letter.objects.update(subject=POISON)
    return make_letter()


def states() -> list[tuple[bool, str, int]]:
    return sorted(Letter.objects.values_list("secret", "state", "attempts"))


def test_poison_is_put_aside_after_five_tries_and_the_others_flow(
    poisoned: Letter, office: PostOffice
) -> None:
    for _ in range(delivery.LAST_STUMBLE):
        assert states()[0] == (False, "queued", 0)
        relay()
    assert states() == [(False, "queued", 0), *[(True, "failed", delivery.LAST_STUMBLE)] * 3]
    relay()

    assert states()[0] == (False, "sent", 1)
    assert office.addresses == [poisoned.address]


def test_control_without_the_limit_poison_stalls_the_queue(
    poisoned: Letter, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = 4 * delivery.LAST_STUMBLE
    monkeypatch.setattr(delivery, "LAST_STUMBLE", 1000)

    for _ in range(ticks):
        relay()

    fine, *poison = states()
    assert (fine, {state for _, state, _ in poison}) == ((False, "queued", 0), {"queued"})
    assert sum(attempts for _, _, attempts in poison) == 3 * ticks
    assert office.addresses == []


# --- the measuring itself ---------------------------------------------------------------------


def test_a_carrier_whose_mood_changes_in_the_midst_does_what_it_has_said(
    db: None, settings: Settings, clock: Any
) -> None:
    """It says "go on", and its mood is gone: the letter is taken all the same, not heard as
    commands, each of which would be answered by a yes."""

    class Moody(PostOffice):
        asked = 0

        def answer(self, step: str) -> bytes:
            self.asked += step in ("DATA", "END")
            self.says = {"DATA": b"", "END": b"451 Not now\r\n"} if self.asked % 2 == 0 else {}
            return super().answer(step)

    with Moody() as office:
        threading.Thread(target=office.serve_forever, args=(0.01,), daemon=True).start()
        carry_to(settings, office.server_address[1])
        add_letters(1)
        relay()
        clock.shift(DAY)
        relay()
        office.shutdown()

    sent = Letter.objects.filter(state="sent").count()
    assert sent == len(office.taken)
