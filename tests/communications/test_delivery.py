import datetime
import socket
import time
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from communications import delivery
from communications.carriers import SmtpCarrier
from communications.message import message_of
from communications.tasks import relay
from portal.bench.post_office import PostOffice
from tests.communications.conftest import NOW, fate
from tests.factories import make_letter

MINUTE, HOUR = datetime.timedelta(minutes=1), datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)
LEASE, SETTLE = delivery.PACE.lease * SECOND, delivery.PACE.settle * SECOND


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

    with django_assert_num_queries(7):  # put away, cancel, look; and the edges of two transactions
        relay()


# --- the carrier says no ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mood", "reply"),
    [("unknown", (550, "5.1.1 No such person")), ("spam", (554, "5.7.1 Unwanted"))],
)
def test_a_refusal_for_ever_fails_the_letter(
    db: None, post_office: PostOffice, mood: str, reply: tuple[int, str]
) -> None:
    post_office.mood = mood
    letter = make_letter(secret=True, text="123456")

    relay()
    relay()

    assert fate(letter) == ("failed", 1)
    assert ((letter.last_code, letter.last_reply), letter.text) == (reply, "123456")


@pytest.mark.parametrize(
    ("mood", "reply"),
    [
        ("full", "451 4.2.2 The box is full"),
        ("stern", "530 5.7.0 Sign in first"),
        ("closed", "554 No service here"),
        ("later", "451 4.3.0 Try later"),
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
    said = f"{letter.last_code or ''} {letter.last_reply}".strip()
    assert (said, letter.not_before) == (reply, NOW + MINUTE / 2)

    post_office.mood = "well"
    clock.shift(MINUTE / 2)
    relay()
    assert fate(letter) == ("sent", 2)
    assert (letter.last_code, letter.last_reply) == (250, "taken")


def test_a_carrier_that_is_away_puts_the_letter_off(
    db: None, clock: object, post_office: PostOffice
) -> None:
    letter = make_letter(kind="newsletter")
    post_office.shutdown()
    post_office.server_close()

    relay()

    assert fate(letter) == ("queued", 1)


@pytest.mark.parametrize("step", ["HELLO", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_carrier_that_falls_silent_does_not_keep_the_relay(
    db: None, clock: object, post_office: PostOffice, settings: Settings, step: str
) -> None:
    settings.MAILERS["carrier"]["OPTIONS"]["timeout"] = 0.1
    post_office.says = {step: b"2"}  # and the line stays open: neither a reply nor an end
    post_office.patience = 0.3
    letter, other = make_letter(not_before=NOW - SECOND), make_letter()

    relay()

    assert (fate(letter), fate(other)) == (("queued", 1), ("queued", 0))
    assert post_office.addresses == []


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


# --- every step of the talk, every class of answer --------------------------------------------

#: At the end a broken answer leaves a doubt; before it nothing has left.
STEPS = ("EHLO", "MAIL", "RCPT", "DATA", "END")
ANSWERS = {
    "4": b"451 4.0.0 Not now\r\n",
    "5": b"550 5.0.0 Never\r\n",
    "421": b"421 4.3.2 Going away\r\n",
    "half a number": b"25",
    "half a line": b"250 tak",
    "silence": b"",
    "nonsense": b"hello there\r\n",
    "two lines": b"550-5.0.0 Never\r\n550 5.0.0 ever\r\n",
}
BROKEN = ("half a number", "half a line", "silence", "nonsense")


def expected(step: str, answer: str) -> str:
    if step == "END" and answer in BROKEN:
        return "committing"
    is_never = answer in ("5", "two lines") and step in ("RCPT", "DATA", "END")
    return "failed" if is_never else "queued"


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("step", STEPS)
def test_at_every_step_every_answer_has_its_end(
    db: None, clock: Any, post_office: PostOffice, step: str, answer: str
) -> None:
    post_office.says = {step: ANSWERS[answer]}
    if step == "EHLO":
        post_office.says["HELO"] = ANSWERS[answer]
    letter = make_letter(on_doubt="hold")

    relay()

    assert fate(letter) == (expected(step, answer), 1)
    assert len(post_office.taken) == (letter.state == "committing")
    if letter.state == "queued":
        post_office.says = {}
        clock.shift(MINUTE / 2)
        relay()
        assert fate(letter) == ("sent", 2)
        assert len(post_office.taken) == 1


@pytest.mark.parametrize("words", [b"250-well\r\n250 taken\r\n", b"251 taken elsewhere\r\n"])
def test_every_whole_yes_is_a_yes(db: None, post_office: PostOffice, words: bytes) -> None:
    post_office.says = {"END": words}
    letter = make_letter()

    relay()

    assert fate(letter) == ("sent", 1)


def test_an_answer_of_two_lines_is_heard_to_its_end(db: None, post_office: PostOffice) -> None:
    """Or the second would be taken for the answer to the next letter."""
    post_office.says = {"END": b"250-well\r\n250 taken\r\n"}
    letters = [make_letter() for _ in range(3)]

    relay()

    assert [fate(letter) for letter in letters] == [("sent", 1)] * 3
    assert post_office.lines == 1


def test_a_carrier_that_falls_silent_at_the_end_does_not_keep_the_relay(
    db: None, clock: Any, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PACE", delivery.Pace(answer=0.1))
    post_office.says, post_office.patience = {"END": b"2"}, 5.0
    letter = make_letter(on_doubt="hold")
    begun = time.monotonic()

    relay()

    assert time.monotonic() - begun < 4  # the carrier would keep it for five
    assert fate(letter) == ("committing", 1)


def test_the_end_does_not_wait_for_a_full_packet(db: None, post_office: PostOffice) -> None:
    with delivery.open_carrier() as carrier:
        carrier.hand_over(message_of(make_letter()))
        assert isinstance(carrier, SmtpCarrier) and carrier.connection
        line = carrier.connection.sock
        assert line is not None and line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        carrier.drop()


def test_lines_that_begin_with_a_dot_arrive_as_they_are(db: None, post_office: PostOffice) -> None:
    make_letter(text="Yksi\n.\n..kaksi\n.kolme\n")

    relay()

    assert post_office.taken[0].get_content() == "Yksi\r\n.\r\n..kaksi\r\n.kolme\r\n"


def test_many_letters_go_over_one_line(db: None, post_office: PostOffice) -> None:
    letters = [make_letter() for _ in range(5)]

    relay()

    assert {fate(letter) for letter in letters} == {("sent", 1)}
    assert post_office.lines == 1


def test_after_a_refusal_the_line_is_used_again_and_after_a_break_a_new_one(
    db: None, clock: Any, post_office: PostOffice
) -> None:
    post_office.mood = "unknown"
    refused = [make_letter(), make_letter()]
    relay()
    assert post_office.lines == 1
    assert {fate(letter) for letter in refused} == {("failed", 1)}

    post_office.mood = "cut"
    make_letter()
    make_letter()
    relay()
    assert post_office.lines == 3


def test_a_carrier_that_does_not_know_us_meets_one_letter_a_tick(
    db: None, clock: object, post_office: PostOffice
) -> None:
    post_office.mood = "stern"
    first, second = make_letter(not_before=NOW - SECOND), make_letter()

    relay()

    assert (fate(first), fate(second)) == (("queued", 1), ("queued", 0))


# --- order and rate ----------------------------------------------------------------------------


def test_codes_go_first_and_newsletters_last(
    db: None, clock: object, post_office: PostOffice
) -> None:
    news = make_letter(kind="newsletter", not_before=NOW - HOUR)
    service = make_letter()
    receipt = make_letter(kind="transactional")
    code = make_letter(kind="transactional", secret=True)

    relay()

    assert post_office.addresses == [each.address for each in (code, receipt, service, news)]


def test_no_more_leave_in_a_minute_than_the_carrier_takes_but_codes_do_not_wait(
    db: None, clock: Any, post_office: PostOffice, settings: Settings
) -> None:
    settings.LETTERS_PER_MINUTE = 2
    letters = [make_letter() for _ in range(5)]

    relay()
    relay()
    assert len(post_office.taken) == 2
    code = make_letter(kind="transactional", secret=True)
    relay()
    assert post_office.addresses[2:] == [code.address]

    clock.shift(MINUTE)
    relay()
    clock.shift(MINUTE)
    relay()
    assert {fate(letter) for letter in letters} == {("sent", 1)}
