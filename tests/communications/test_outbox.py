import datetime
from typing import Any

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, mailers, send_mail
from django.db import transaction
from django.utils import timezone, translation

from communications.models import Letter
from communications.outbox import OutboxBackend
from portal.lib import mail
from portal.lib.mail import EXPIRES, KEY, KIND, LANGUAGE, SECRET
from tests.factories import make_letter

FIELDS = ("key", "kind", "secret", "address", "language", "subject", "text", "state", "attempts")


def rows(*fields: str) -> list[tuple[Any, ...]]:
    return sorted(Letter.objects.values_list(*fields))


def write(
    key: str = "seat:1", to: tuple[str, ...] = ("ritva@example.org",), **headers: str
) -> None:
    EmailMessage("Paikka", "Hei.", to=list(to), headers={KEY: key, **headers}).send()


def test_in_tests_too_a_mail_is_a_letter(db: None) -> None:
    assert type(mailers.default) is OutboxBackend

    send_mail("Aihe", "Teksti", None, ["ritva@example.org"])

    assert rows("address", "subject", "text") == [("ritva@example.org", "Aihe", "Teksti")]


def test_every_header_of_a_letter_becomes_a_field(db: None) -> None:
    useless = timezone.now() + datetime.timedelta(minutes=15)
    headers = {KEY: "code:1", KIND: "transactional", SECRET: "1", LANGUAGE: "sv"}
    headers[EXPIRES] = useless.isoformat()

    EmailMessage("Kod", "123456", to=["sten@example.org"], headers=headers).send()

    assert rows(*FIELDS, "expires_at") == [
        (
            "code:1",
            "transactional",
            True,
            "sten@example.org",
            "sv",
            "Kod",
            "123456",
            "queued",
            0,
            useless,
        )
    ]


def test_a_mail_without_headers_is_a_service_letter_in_the_language_of_the_moment(db: None) -> None:
    with translation.override("en"):
        send_mail("Subject", "Text", None, ["anna@example.org"])
        send_mail("Subject", "Text", None, ["anna@example.org"])

    assert rows("kind", "secret", "language", "expires_at") == 2 * [("service", False, "en", None)]
    assert Letter.objects.values("key").distinct().count() == 2


def test_the_same_key_is_one_letter_and_the_first_one_holds(db: None) -> None:
    write("seat:1", ("ritva@example.org",))
    write("seat:1", ("kaisa@example.org",))

    assert rows("key", "address") == [("seat:1", "ritva@example.org")]


def test_a_key_that_was_sent_is_not_written_again(db: None) -> None:
    make_letter(key="seat:1", state="sent", sent_at=timezone.now())

    write("seat:1")

    assert rows("key", "state") == [("seat:1", "sent")]


def test_each_recipient_has_a_letter_of_their_own(db: None) -> None:
    message = EmailMessage("S", "T", to=["a@example.org", "b@example.org"], headers={KEY: "k"})
    message.bcc = ["c@example.org"]

    message.send()
    message.send()

    assert rows("key", "address") == [
        ("k:a@example.org", "a@example.org"),
        ("k:b@example.org", "b@example.org"),
        ("k:c@example.org", "c@example.org"),
    ]


def test_a_letter_is_rolled_back_with_what_it_tells_of(db: None) -> None:
    with transaction.atomic():
        write("seat:1")
        assert rows("key") == [("seat:1",)]
        transaction.set_rollback(True)

    assert rows("key") == []


def html() -> EmailMessage:
    message = EmailMultiAlternatives("S", "T", to=["a@example.org"])
    message.attach_alternative("<p>T</p>", "text/html")
    return message


def html_only() -> EmailMessage:
    message = EmailMessage("S", "<p>T</p>", to=["a@example.org"])
    message.content_subtype = "html"
    return message


@pytest.mark.parametrize(
    "message",
    [
        html(),
        html_only(),
        EmailMessage("S", "T", to=["a@example.org"], attachments=[("a.txt", "a", "text/plain")]),
        EmailMessage("S", "T", to=["a@example.org"], reply_to=["b@example.org"]),
        EmailMessage("S", "T", to=["a@example.org"], headers={"X-Mine": "1"}),
        EmailMessage("S", "T", "else@example.org", to=["a@example.org"]),
        EmailMessage("S\nBcc: b@example.org", "T", to=["a@example.org"]),
        EmailMessage("S", "T", to=["a@example.org"], headers={KIND: "unheard of"}),
    ],
)
def test_what_a_letter_cannot_carry_is_refused_aloud(db: None, message: EmailMessage) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each says its own
        message.send()

    assert rows("key") == []


def test_one_refused_mail_refuses_the_whole_post(db: None) -> None:
    plain = EmailMessage("S", "T", to=["a@example.org"])

    with pytest.raises(ValueError, match="no attachments"):
        mailers.default.send_messages([plain, html()])

    assert rows("key") == []


def test_cancel_from_below_takes_back_one_letter(db: None) -> None:
    write("seat:1")
    write("seat:2")

    mail.cancel("seat:1")
    mail.cancel("seat:3")

    assert rows("key", "state") == [("seat:1", "cancelled"), ("seat:2", "queued")]


def test_what_has_left_or_is_leaving_cannot_be_taken_back(db: None) -> None:
    soon = timezone.now() + datetime.timedelta(minutes=1)
    for state in ("sending", "committing", "suppressed", "queued", "failed"):
        lease = soon if state in ("sending", "committing") else None
        make_letter(key=state, state=state, lease_until=lease)

    for key in ("sending", "committing", "suppressed", "queued", "failed"):
        mail.cancel(key)

    assert rows("key", "state") == [
        ("committing", "committing"),
        ("failed", "cancelled"),
        ("queued", "cancelled"),
        ("sending", "sending"),
        ("suppressed", "suppressed"),
    ]


def test_cancel_is_rolled_back_with_its_transaction(db: None) -> None:
    write("seat:1")

    with transaction.atomic():
        mail.cancel("seat:1")
        transaction.set_rollback(True)

    assert rows("key", "state") == [("seat:1", "queued")]
