"""What every letter says beside its text, and what its headers say to mail programs."""

import pytest
from django.core.mail import EmailMessage
from django.utils import translation

from communications.message import message_of
from communications.models import Letter
from communications.tokens import unsubscribe_url
from members.models import User
from portal.lib import mail
from portal.lib.mail import KEY, KIND, LANGUAGE, TOPIC
from tests.factories import make_letter, make_topic

SITE = "http://localhost:8000"
COMMON = {"Message-ID", "Auto-Submitted", "Content-Language"}


def foot(letter: Letter) -> list[str]:
    return str(message_of(letter).body).partition("\n-- \n")[2].splitlines()


def test_a_letter_says_why_it_came_and_where_to_choose(db: None) -> None:
    letter = make_letter(because="You answer the survey.", language="en")

    assert foot(letter) == [
        "You answer the survey.",
        f"Choose which letters you get: {SITE}/letters/link/",
    ]


def test_what_nobody_may_refuse_offers_no_way_out(db: None) -> None:
    letter = make_letter(because="Saat tämän, koska pyysit.", kind="transactional")

    assert foot(letter) == ["Saat tämän, koska pyysit."]


def test_the_foot_is_in_the_language_of_the_letter(db: None, ritva: User) -> None:
    letter = make_letter(because="You answer.", language="en", user=ritva)
    translation.activate("fi")

    assert foot(letter) == ["You answer.", f"Choose which letters you get: {SITE}/letters/"]


def test_a_newsletter_and_nothing_else_has_headers_of_a_list(db: None, ritva: User) -> None:
    topic = make_topic("jasenkirje")
    letters = {
        kind: make_letter(kind=kind, topic=topic, user=ritva, because="Siksi.")
        for kind in Letter.Kind.values
    }
    headers = {kind: message_of(letter).extra_headers for kind, letter in letters.items()}

    assert headers["transactional"].keys() == headers["service"].keys() == COMMON
    url = unsubscribe_url(topic.pk, ritva.pk, ritva.email)
    assert {
        name: headers["newsletter"][name] for name in headers["newsletter"].keys() - COMMON
    } == {
        "List-Id": "<jasenkirje.localhost>",
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert foot(letters["newsletter"])[1].endswith(url)


@pytest.mark.parametrize(
    ("headers", "because"),
    [
        ({KIND: "transactional"}, "You get this letter because this address was used in Unisono."),
        ({}, "You get this letter because you have a place in Unisono."),
        (
            {TOPIC: "nyheter", KIND: "newsletter"},
            "You get this letter because you have subscribed to “News”.",
        ),
    ],
)
def test_a_letter_that_does_not_say_why_says_what_is_true_of_its_kind(
    db: None, headers: dict[str, str], because: str
) -> None:
    make_topic("nyheter", name_fi="Uutiset", name_en="News")

    EmailMessage(
        "S", "T", to=["a@example.org"], headers={KEY: "k", LANGUAGE: "en", **headers}
    ).send()

    assert Letter.objects.get().because == because


def test_what_the_door_is_told_of_a_letter_stands_in_its_row(sten: User) -> None:
    organisation = sten.homes[0].organisation
    make_topic("nyheter")
    mail.send(
        "surveys/emails/silence",
        "STEN@example.org",
        {"name": "Sten", "round": "2026"},
        key="k",
        language="en",
        service="notice",
        on_doubt="hold",
        organisation=organisation.pk,
        topic="nyheter",
    )

    letter = Letter.objects.get()
    assert (letter.user, letter.organisation, letter.service, letter.on_doubt) == (
        sten,
        organisation,
        "notice",
        "hold",
    )
    assert (letter.topic and letter.topic.slug, letter.because) == (
        "nyheter",
        "You get this letter because you work in the office of the association.",
    )


@pytest.mark.parametrize("kind", Letter.Kind.values)
def test_by_itself_only_a_newsletter_is_held_in_doubt(db: None, kind: str) -> None:
    EmailMessage("S", "T", to=["a@example.org"], headers={KIND: kind}).send()

    assert Letter.objects.get().on_doubt == ("hold" if kind == "newsletter" else "resend")
