"""An approved newsletter becomes letters: one for each reader, whatever dies meanwhile."""

import datetime
import signal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from communications.actions.newsletters import approve, hand_over, send_test
from communications.actions.sending import BATCH, send_due, unwritten
from communications.actions.subscriptions import subscribe, unsubscribe
from communications.emails import newsletter_key, newsletter_prefix
from communications.message import message_of
from communications.models import Letter, Newsletter, Reader, Topic
from communications.tasks import send_newsletters
from members.models import Organisation, User
from members.roles import RoleName
from portal import settings as portal_settings
from portal.celery import app
from tests.communications.test_newsletters import state
from tests.communications.writing import make_news, make_newsletter
from tests.factories import (
    make_affiliation,
    make_letter,
    make_member,
    make_person,
    make_role,
    make_suppression,
    make_topic,
)
from tests.processes import WAITING, process, until

pytestmark = pytest.mark.django_db
WORKER = """
import django
django.setup()
from communications.tasks import send_newsletters
send_newsletters()
"""


@pytest.fixture
def topic(db: None) -> Topic:
    names = {"name_fi": "Jäsenkirje", "name_sv": "Medlemsbrev", "name_en": "Newsletter"}
    return make_topic("jasenkirje", audience="public", default_roles=["head", "survey"], **names)


def approved(emil: User, siiri: User, *items: Any, **fields: Any) -> Newsletter:
    newsletter = make_newsletter(*items, **fields)
    hand_over(newsletter, emil)
    approve(newsletter, siiri)
    newsletter.refresh_from_db()
    return newsletter


def in_finnish(sentence: str, **facts: object) -> str:
    with override("fi"):
        return gettext(sentence) % {name: str(fact) for name, fact in facts.items()}


def letters_of(newsletter: Newsletter) -> Any:
    return Letter.objects.filter(key__startswith=newsletter_prefix(newsletter)).order_by("address")


def subscribe_many(topic: Topic, number: int) -> set[str]:
    addresses = {f"lukija{each:03}@example.org" for each in range(number)}
    topic.subscriptions.bulk_create(
        topic.subscriptions.model(topic=topic, address=address) for address in addresses
    )
    return addresses


def test_an_address_without_an_account_gets_the_letter_in_its_language(
    topic: Topic, emil: User, siiri: User
) -> None:
    for language in ("fi", "sv", "en"):
        subscribe(Reader.at(f"{language}@example.org", language), topic)
    newsletter = approved(
        emil, siiri, topic=topic, title_fi="Kirje", title_sv="Brev", intro_sv="Hej"
    )

    send_due()

    assert list(letters_of(newsletter).values_list("address", "language", "subject")) == [
        ("en@example.org", "fi", "Kirje"),
        ("fi@example.org", "fi", "Kirje"),
        ("sv@example.org", "sv", "Brev"),
    ]


# --- what a letter says ------------------------------------------------------------------------------


def test_the_letter_has_titles_first_words_and_links_and_the_archive_has_all(
    topic: Topic, emil: User, siiri: User
) -> None:
    subscribe(Reader.at("toimittaja@example.org"), topic)
    first = make_news(title_fi="Uudet luvut", body_fi="## Otsikko\n\n" + "sana " * 99 + "loppu")
    second = make_news(title_fi="Kevät", body_fi="**Tulee.** [Lue](/news/)")
    newsletter = approved(
        emil, siiri, first, second, topic=topic, intro_fi="Hei & terve.\n\n[Kaikki](/news/)"
    )
    url = f"http://localhost:8000/newsletters/{newsletter.pk}/"

    send_due()

    letter = letters_of(newsletter).get()
    assert letter.text == (
        "Hei & terve.\n\nKaikki (http://localhost:8000/news/)\n\n\n"
        f"Uudet luvut\n{'sana ' * 39}sana …\n{url}#1\n\n\n"
        f"Kevät\nTulee. Lue\n{url}#2\n\n\n"
        f"{in_finnish('The whole newsletter: %(url)s', url=url)}\n\n"
        "Unisono\nhttp://localhost:8000\n"
    )
    assert (letter.subject, letter.kind, letter.on_doubt) == ("Jäsenkirje", "newsletter", "hold")
    headers = message_of(letter).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert set(headers) == {
        *("Message-ID", "Auto-Submitted", "Content-Language"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"),
    }


def test_each_reads_their_language_where_it_has_been_written(
    topic: Topic, emil: User, siiri: User, koivuranta: Organisation
) -> None:
    for language in ("fi", "sv", "en"):
        make_person(koivuranta, "head", email=f"{language}@example.org", language=language)
    both = make_news(title_fi="A", title_sv="Å", body_sv="Svenska.")
    finnish = make_news(title_fi="B")
    newsletter = approved(
        *(emil, siiri, both, finnish),
        topic=topic,
        title_fi="Kirje",
        title_sv="Brev",
        intro_sv="Hej.",
    )

    send_due()

    told = {
        letter.address: (
            letter.language,
            letter.subject,
            "Å\n" in letter.text,
            "B (" in letter.text,
        )
        for letter in letters_of(newsletter)
    }
    assert told == {
        "fi@example.org": ("fi", "Kirje", False, False),
        "sv@example.org": ("sv", "Brev", True, True),
        "en@example.org": ("fi", "Kirje", False, False),
    }


def test_one_person_with_three_roles_in_two_schools_gets_one_letter_that_names_the_first(
    topic: Topic, emil: User, siiri: User, koivuranta: Organisation
) -> None:
    person = make_person(koivuranta, "head", email="rehtori@example.org", language="en")
    other = make_affiliation(user=person, organisation=make_member(name_fi="Toinen koulu"))
    for role in ("head", "survey"):
        make_role(affiliation=other, role=role, from_on=datetime.date(2021, 1, 1))
    newsletter = approved(emil, siiri, topic=topic)

    send_due()

    assert letters_of(newsletter).get().because == in_finnish(
        "You get this newsletter because you have this task: %(what)s, %(where)s.",
        what=RoleName.HEAD.label,
        where=koivuranta,
    )


def test_who_has_chosen_it_is_told_so(topic: Topic, emil: User, siiri: User, ritva: User) -> None:
    subscribe(Reader.of(ritva), topic)
    newsletter = approved(emil, siiri, topic=topic)

    send_due()

    letter = letters_of(newsletter).get()
    assert "Jäsenkirje" in letter.because and "konservatorio" not in letter.because


def test_who_has_refused_or_does_not_hear_gets_none(
    topic: Topic, emil: User, siiri: User, ritva: User, koivuranta: Organisation
) -> None:
    unsubscribe(Reader.of(ritva), topic)
    deaf = make_person(koivuranta, "head", email="rehtori@example.org")
    make_suppression(deaf.email)
    subscribe(Reader.at("toimittaja@example.org"), topic)
    newsletter = approved(emil, siiri, topic=topic)

    send_due()

    assert [each.address for each in letters_of(newsletter)] == ["toimittaja@example.org"]


def test_a_test_letter_goes_to_its_maker_alone_once_a_minute_in_each_language(
    topic: Topic, emil: User, ritva: User
) -> None:
    fields = {"title_sv": "Brev", "intro_sv": "Hej."}
    newsletter = make_newsletter(topic=topic, **fields)
    for _ in range(2):
        send_test(newsletter, emil)

    assert {(letter.address, letter.language, letter.kind) for letter in Letter.objects.all()} == {
        ("emil@example.org", "fi", "transactional"),
        ("emil@example.org", "sv", "transactional"),
    }
    assert Letter.objects.count() in {2, 4}  # four where a minute ended in between


@pytest.mark.parametrize("title", ["A\nBcc: x@evil.example", "A\r\nB", "A\u202eB"])
def test_a_title_of_two_lines_is_no_header(topic: Topic, siiri: User, title: str) -> None:
    """The forms refuse it; one that has come past them is one line."""
    subscribe(Reader.at("toimittaja@example.org"), topic)
    newsletter = make_newsletter(topic=topic, title_fi=title)
    send_test(newsletter, siiri)

    subject = Letter.objects.get().subject
    assert "\n" not in subject and "\r" not in subject
    raw = message_of(Letter.objects.get()).message()
    assert raw["Bcc"] is None


# --- once ------------------------------------------------------------------------------------------


def test_the_clock_ticks_apart_from_the_codes() -> None:
    [entry] = [
        each
        for each in portal_settings.CELERY_BEAT_SCHEDULE.values()
        if each["task"] == send_newsletters.name
    ]

    assert entry["options"]["queue"] == "work"
    assert send_newsletters.name in app.tasks


def test_what_was_begun_goes_on_and_nobody_hears_twice(
    topic: Topic, emil: User, siiri: User
) -> None:
    addresses = subscribe_many(topic, 5)
    newsletter = approved(emil, siiri, topic=topic)
    newsletter.step(Newsletter.State.SENDING, sending_at=timezone.now())
    written = unwritten(newsletter)[:2]
    for reader in written:
        make_letter(key=newsletter_key(newsletter, reader), address=reader.address)

    for _ in range(2):
        send_due()

    assert state(newsletter) == "sent"
    assert [each.address for each in letters_of(newsletter)] == sorted(addresses)


def test_who_leaves_while_it_is_sent_gets_none(topic: Topic, emil: User, siiri: User) -> None:
    subscribe_many(topic, 2)
    newsletter = approved(emil, siiri, topic=topic)
    newsletter.step(Newsletter.State.SENDING, sending_at=timezone.now())
    unsubscribe(Reader("lukija000@example.org"), topic)

    send_due()

    assert [each.address for each in letters_of(newsletter)] == ["lukija001@example.org"]


def test_a_changed_address_is_still_the_same_reader(
    topic: Topic, emil: User, siiri: User, ritva: User
) -> None:
    newsletter = approved(emil, siiri, topic=topic)
    send_due()
    User.objects.filter(pk=ritva.pk).update(email="uusi@example.org")
    Newsletter.objects.update(state="sending")

    send_due()

    assert [each.address for each in letters_of(newsletter)] == ["ritva@example.org"]


@given(st.lists(st.emails(), min_size=2, max_size=6, unique_by=str.lower))
def test_each_address_has_a_key_of_its_own(addresses: list[str]) -> None:
    newsletter = Newsletter(pk=1)

    keys = {newsletter_key(newsletter, Reader(address.lower())) for address in addresses}

    assert len(keys) == len(addresses)
    assert not any(address in key for key in keys for address in addresses)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_midst_loses_and_doubles_nothing(
    topic: Topic, emil: User, siiri: User
) -> None:
    """The first worker is held at a letter of its second batch, which is being written here too."""
    addresses = subscribe_many(topic, BATCH + 50)
    newsletter = approved(emil, siiri, topic=topic)
    late = Reader(sorted(addresses)[BATCH + 20])
    with transaction.atomic():
        make_letter(key=newsletter_key(newsletter, late), address=late.address)
        with process(WORKER) as worker:
            until(WAITING)
            worker.send_signal(signal.SIGKILL)
        transaction.set_rollback(True)
    until(f"SELECT 1 WHERE NOT EXISTS ({WAITING})")
    assert (state(newsletter), letters_of(newsletter).count()) == ("sending", BATCH)

    send_due()

    assert state(newsletter) == "sent"
    assert [each.address for each in letters_of(newsletter)] == sorted(addresses)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(topic: Topic, emil: User, siiri: User) -> None:
    addresses = subscribe_many(topic, BATCH + 50)
    newsletter = approved(emil, siiri, topic=topic)

    with process(WORKER) as one, process(WORKER) as two:
        assert [one.wait(120), two.wait(120)] == [0, 0]
    send_due()

    assert state(newsletter) == "sent"
    assert [each.address for each in letters_of(newsletter)] == sorted(addresses)
