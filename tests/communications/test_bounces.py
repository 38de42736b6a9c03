"""What comes back, while sending or by mail, and what follows of it."""

import datetime
import socketserver
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from communications import returned
from communications.actions import bounces
from communications.actions.subscriptions import subscribe
from communications.models import Bounce, Letter, Reader, Suppression
from communications.recipients import seats_of_today, subscribers
from communications.tasks import read_returned, relay
from communications.todo import todo
from members.models import Affiliation, User
from portal.bench.post_office import PostOffice
from tests.communications.letters_back import complaint, dsn
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_letter, make_suppression, make_topic

HOST = "localhost"


def make_sent(**fields: Any) -> Letter:
    return make_letter(state="sent", sent_at=timezone.now(), **fields)


def read(raw: bytes) -> list[tuple[str, str, str]]:
    return [(each.kind, each.status, each.diagnostic) for each in returned.read(raw)]


# --- while sending ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "words", "kind", "is_silent"),
    [
        ("RCPT", b"550 5.1.1 No such person\r\n", "hard", True),
        ("RCPT", b"550 No such person\r\n", "hard", True),
        ("RCPT", b"550 5.7.1 You are on a list\r\n", "soft", False),
        ("RCPT", b"552 5.2.2 The box is full\r\n", "soft", False),
        ("END", b"554 5.7.1 Unwanted\r\n", "soft", False),
        ("END", b"550 5.1.1 No such person\r\n", "hard", True),
    ],
)
def test_a_refusal_is_noted_and_only_a_dead_mailbox_is_given_up(
    db: None, post_office: PostOffice, step: str, words: bytes, kind: str, is_silent: bool
) -> None:
    post_office.says = {step: words}
    letter = make_letter(address="Reader@example.org")

    relay()

    bounce = Bounce.objects.get()
    said = words.decode().strip()
    assert (bounce.letter, bounce.address, bounce.kind, bounce.diagnostic, bounce.source) == (
        letter,
        "reader@example.org",
        kind,
        said,
        "smtp",
    )
    assert Suppression.objects.among(["READER@example.org"]) == (
        {"reader@example.org"} if is_silent else set()
    )


def test_what_is_put_off_is_no_bounce(db: None, post_office: PostOffice) -> None:
    for mood in ("full", "stern", "later", "cut"):
        post_office.mood = mood
        make_letter()
        relay()

    assert not Bounce.objects.exists()


def test_the_fifth_soft_failure_in_thirty_days_is_one_too_many(db: None, clock: Any) -> None:
    def fail() -> None:
        letter = make_sent(address="a@example.org")
        bounces.note(letter, letter.address, Bounce.Kind.SOFT, "5.2.2", "full", Bounce.Source.SMTP)

    for _ in range(4):
        fail()
    clock.shift(datetime.timedelta(days=31))
    for _ in range(4):
        fail()
    assert not Suppression.objects.exists()

    fail()
    assert Suppression.objects.whole().count() == 1
    clock.shift(datetime.timedelta(minutes=1))
    bounces.lift("a@example.org", None)
    clock.shift(datetime.timedelta(minutes=1))
    fail()
    assert Suppression.objects.whole().count() == 0  # one begins to count anew


# --- by mail ----------------------------------------------------------------------------------


@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize(
    ("status", "kind"), [("5.1.1", "hard"), ("5.2.1", "hard"), ("5.2.2", "soft"), ("4.4.7", "soft")]
)
def test_a_report_is_read(original: str, status: str, kind: str) -> None:
    name = f"<{uuid.uuid4()}@{HOST}>"

    assert read(dsn(name, status, original=original)) == [
        (kind, status, f"smtp; 550 {status} No such person")
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: Out of office\n\nI am on holiday.",
        dsn(f"<{uuid.uuid4()}@{HOST}>", action="delayed"),
        dsn(f"<{uuid.uuid4()}@{HOST}>", action="delivered"),
        dsn("<somebody@else>"),
        dsn(""),
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status",
    ],
)
def test_what_is_no_report_of_our_letter_is_nothing(raw: bytes) -> None:
    assert returned.read(raw) == []


@given(st.binary(max_size=300), st.integers(0, 900))
def test_whatever_comes_the_reader_does_not_break(noise: bytes, place: int) -> None:
    report = dsn(f"<{uuid.uuid4()}@{HOST}>")

    returned.read(noise)
    returned.read(report[:place] + noise + report[place:])
    returned.read(report[:place])


def test_a_dead_mailbox_is_not_written_to_and_told_twice_is_as_once(db: None) -> None:
    letter = make_sent(address="kaisa@example.org")

    for _ in range(2):
        (report,) = returned.read(dsn(letter.message_id))
        assert bounces.note_report(report)

    assert [(each.letter, each.kind, each.source) for each in Bounce.objects.all()] == [
        (letter, "hard", "dsn")
    ]
    assert Suppression.objects.among(["kaisa@example.org"]) == {"kaisa@example.org"}


def test_a_report_about_no_letter_of_ours_is_ignored(db: None) -> None:
    sent, waiting = make_sent(), make_letter()
    names = [
        f"<{uuid.uuid4()}@{HOST}>",
        sent.message_id.replace(HOST, "elsewhere.example"),
        waiting.message_id,
    ]

    for name in names:
        (report,) = returned.read(dsn(name))
        assert not bounces.note_report(report)
    assert (Bounce.objects.count(), Suppression.objects.count()) == (0, 0)


def test_a_complaint_ends_its_topic_and_all_newsletters_but_no_service_letter(ritva: User) -> None:
    topic, other = make_topic("a"), make_topic("b")
    for each in (topic, other):
        subscribe(Reader.of(ritva), each)
    letter = make_sent(address=ritva.email, user=ritva, topic=topic, kind="newsletter")

    (report,) = returned.read(complaint(letter.message_id))
    bounces.note_report(report)

    assert ritva.subscriptions.live().get().topic == other
    assert subscribers(other) == []
    assert Suppression.objects.among([ritva.email]) == set()


def test_a_complaint_does_not_make_a_dead_mailbox_alive(db: None) -> None:
    letter = make_sent(address="a@example.org")
    for raw in (dsn(letter.message_id), complaint(letter.message_id), dsn(letter.message_id)):
        (report,) = returned.read(raw)
        bounces.note_report(report)

    assert Suppression.objects.whole().count() == 1


class Imap(socketserver.StreamRequestHandler):
    """As much of a mailbox as the reader asks for."""

    def handle(self) -> None:
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, verb, *rest = line.decode().split()
            box: dict[int, bytes] = self.server.box  # type: ignore[attr-defined]
            match verb.upper(), rest[0].upper() if rest else "":
                case "CAPABILITY", _:
                    self.say("* CAPABILITY IMAP4rev1")
                case "UID", "SEARCH":
                    self.say("* SEARCH " + " ".join(map(str, box)))
                case "UID", "FETCH":
                    raw = box[int(rest[1])]
                    self.wfile.write(f"* 1 FETCH (UID {rest[1]} BODY[] {{{len(raw)}}}\r\n".encode())
                    self.wfile.write(raw + b")\r\n")
                case "UID", "STORE":
                    del box[int(rest[1])]
            self.say(f"{tag} OK done")

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def open_mailbox(*mails: bytes) -> Iterator[Any]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Imap) as server:
        server.daemon_threads = True
        server.box = dict(enumerate(mails, 1))  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def test_the_mailbox_of_returned_letters_is_read_and_each_mail_once(
    db: None, settings: Settings
) -> None:
    letter = make_sent(address="a@example.org")
    greeting = b"Subject: Hei\n\nKiitos viestista."
    with open_mailbox(greeting, dsn(letter.message_id)) as server:
        port = server.server_address[1]
        settings.BOUNCES_URL = f"imap://unisono:salainen@127.0.0.1:{port}/INBOX"
        read_returned()
        read_returned()
        assert server.box == {}

    assert Bounce.objects.count() == 1
    assert Suppression.objects.whole().count() == 1


def test_without_a_mailbox_nothing_is_read(db: None) -> None:
    read_returned()


# --- somebody mends it ------------------------------------------------------------------------


def place_of(user: User) -> Affiliation:
    return user.affiliations.get()


def page(user: User) -> str:
    return f"/letters/address/{place_of(user).pk}/"


def urls(user: User) -> list[str]:
    return [task.url for task in todo(User.objects.get(pk=user.pk), seats_of_today())]


def test_the_key_contact_has_the_task_and_the_person_too(
    ritva: User, kaisa: User, sten: User, outi: User, birgit: User
) -> None:
    make_suppression(ritva.email)

    assert [urls(user) for user in (kaisa, ritva, sten, outi, birgit)] == [
        [page(ritva)],
        ["/letters/"],
        [],
        [],
        [],
    ]


def test_the_office_has_the_task_where_the_key_contact_is_out_of_reach(
    kaisa: User, outi: User
) -> None:
    make_suppression(kaisa.email)

    assert urls(outi) == [place_of(kaisa).organisation.get_absolute_url()]


def test_the_key_contact_corrects_the_address(as_kaisa: Client, ritva: User) -> None:
    make_suppression(ritva.email)
    assert as_kaisa.get(page(ritva)).status_code == 200

    answer = as_kaisa.post(page(ritva), {"email": " Ritva.Uusi@Example.org "})

    assert answer.status_code == 302
    ritva.refresh_from_db()
    assert ritva.email == "ritva.uusi@example.org"
    assert set(Letter.objects.values_list("address", "kind", "state")) == {
        ("ritva@example.org", "transactional", "suppressed"),  # the old one, should it work again
        ("ritva.uusi@example.org", "transactional", "queued"),
    }
    assert as_kaisa.get(page(ritva)).status_code == 404  # nothing is wrong any more


def test_the_key_contact_says_who_has_left(as_kaisa: Client, ritva: User) -> None:
    make_suppression(ritva.email)

    as_kaisa.post(page(ritva), {"left": "1"})

    assert not ritva.affiliations.live().exists()
    assert as_kaisa.get(page(ritva)).status_code == 404


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"email": "ritva@example.org"}, 409),
        ({"email": "sten@example.org"}, 409),
        ({"email": "no address"}, 200),
        ({"email": ""}, 200),
        ({}, 200),
    ],
)
def test_an_address_that_would_not_do_is_said_so_and_kept_on_the_page(
    as_kaisa: Client, ritva: User, sten: User, form: dict[str, str], status: int
) -> None:
    make_suppression(ritva.email)

    answer = as_kaisa.post(page(ritva), form)

    assert answer.status_code == status
    assert form.get("email", "") in answer.content.decode()
    ritva.refresh_from_db()
    assert ritva.email == "ritva@example.org"


def test_who_belongs_elsewhere_too_is_corrected_by_the_office(
    as_kaisa: Client, as_outi: Client, ritva: User, granholmen: Any
) -> None:
    """Whoever gives an address opens the account: a key contact must not open doors elsewhere."""
    home = place_of(ritva)
    make_affiliation("head", user=ritva, organisation=granholmen)
    make_suppression(ritva.email)
    path = f"/letters/address/{home.pk}/"

    assert as_kaisa.post(path, {"email": "kaisa.toinen@example.org"}).status_code == 409
    assert as_outi.post(path, {"email": "uusi@example.org"}).status_code == 302
    ritva.refresh_from_db()
    assert ritva.email == "uusi@example.org"


def test_nobody_else_finds_the_page(
    ritva: User, sten: User, birgit: User, kaisa: User, as_outi: Client
) -> None:
    assert signed_in(kaisa).get(page(ritva)).status_code == 404  # the address works
    make_suppression(ritva.email)

    for user in (sten, birgit, ritva):
        assert signed_in(user).get(page(ritva)).status_code == 404
        assert signed_in(user).post(page(ritva), {"email": "x@example.org"}).status_code == 404
    assert as_outi.get(page(ritva)).status_code == 200
