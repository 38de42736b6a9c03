import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communications.models import Letter, LetterStep, Suppression
from members.models import User
from tests.conftest import signed_in
from tests.factories import make_letter, make_suppression

LIST = "/office/communications/letter/"


def page(letter: Letter) -> str:
    return reverse("admin:communications_letter_change", args=[letter.pk])


def act(client: Client, action: str, *letters: Letter) -> HttpResponseBase:
    chosen = [str(letter.pk) for letter in letters]
    return client.post(LIST, {"action": action, "_selected_action": chosen, "index": "0"})


def said(response: HttpResponseBase) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]  # type: ignore[attr-defined]


def states(*letters: Letter) -> list[str]:
    return [Letter.objects.get(pk=letter.pk).state for letter in letters]


def test_the_office_reads_a_letter(as_outi: Client) -> None:
    letter = make_letter(subject="Paikka vapautui", text="Tervetuloa.", last_reply="250 taken")

    assert "Paikka vapautui" in as_outi.get(LIST).text
    shown = as_outi.get(page(letter)).text

    assert all(words in shown for words in ("Paikka vapautui", "Tervetuloa.", "250 taken"))


def test_the_office_finds_letters_by_address_subject_state_and_kind(as_outi: Client) -> None:
    make_letter(address="ritva@example.org", subject="Yksi", kind="newsletter")
    make_letter(address="kaisa@example.org", subject="Kaksi", state="failed")

    def found(query: str) -> list[str]:
        rows = as_outi.get(LIST + query).context["cl"].result_list
        return [letter.subject for letter in rows]

    assert found("") == ["Kaksi", "Yksi"]
    assert found("?q=ritva") == found("?q=yksi") == found("?kind__exact=newsletter") == ["Yksi"]
    assert found("?state__exact=failed") == ["Kaksi"]
    assert found(f"?created_at__year={timezone.now().year - 1}") == []


def test_nobody_but_the_office_finds_the_letters(
    as_sten: Client, as_ritva: Client, as_kaisa: Client, birgit: User
) -> None:
    letter = make_letter(state="failed")

    for client in (as_sten, as_ritva, as_kaisa, signed_in(birgit)):
        answers = [client.get(LIST), client.get(page(letter)), act(client, "send_again", letter)]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Client().get(LIST).status_code == 302
    assert states(letter) == ["failed"]


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_a_secret_is_never_shown(as_outi: Client, state: str) -> None:
    letter = make_letter(secret=True, text="Koodi on 835142.", state=state)

    assert "835142" not in as_outi.get(LIST).text
    shown = as_outi.get(page(letter), headers={"Accept-Language": "en"}).text

    assert "835142" not in shown
    assert letter.subject in shown


@pytest.mark.parametrize("lookup", ["text__contains", "text__startswith", "text", "text__regex"])
def test_a_secret_cannot_be_guessed_by_filters(as_outi: Client, lookup: str) -> None:
    make_letter(secret=True, text="835142")

    assert as_outi.get(LIST, {lookup: "835142"}).status_code == 400
    assert list(as_outi.get(LIST, {"q": "835142"}).context["cl"].result_list) == []


def test_nobody_adds_edits_or_deletes_a_letter(as_outi: Client) -> None:
    letter = make_letter(text="Ennen.")

    answers = [
        as_outi.get(LIST + "add/"),
        as_outi.post(page(letter), {"subject": "Jälkeen"}),
        as_outi.post(page(letter).replace("change", "delete"), {"post": "yes"}),
        act(as_outi, "delete_selected", letter),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 302]
    assert list(Letter.objects.values_list("subject", "text")) == [(letter.subject, "Ennen.")]


def test_send_again_is_for_letters_that_were_not_delivered(as_outi: Client) -> None:
    failed = make_letter(state="failed", secret=True)
    sent = make_letter(state="sent", sent_at=timezone.now(), secret=True, text="")

    both = act(as_outi, "send_again", failed, sent)
    none = act(as_outi, "send_again", sent)

    assert states(failed, sent) == ["queued", "sent"]
    assert said(both) + said(none) == [
        "1 viesti lähetetään uudelleen.",
        "1 viesti lähetetään uudelleen.",
        "Uudelleen voi lähettää vain viestin, joka ei mennyt perille.",
    ]


def test_cancel_is_for_letters_that_have_not_left(as_outi: Client) -> None:
    now = timezone.now()
    waiting, failed = make_letter(), make_letter(state="failed")
    leaving = make_letter(state="sending", lease_until=now + datetime.timedelta(minutes=1))
    sent = make_letter(state="sent", sent_at=now)

    act(as_outi, "cancel", waiting, failed, leaving, sent)

    assert states(waiting, failed, leaving, sent) == ["cancelled", "cancelled", "sending", "sent"]


def test_a_list_of_three_asks_as_little_as_a_list_of_one(
    as_outi: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_letter()
    as_outi.get(LIST)
    with django_assert_num_queries(9) as one:
        as_outi.get(LIST)
    make_letter()
    make_letter()
    with django_assert_num_queries(len(one)):
        as_outi.get(LIST)


# --- what is in doubt, and why a letter came ---------------------------------------------------


def make_held(**fields: Any) -> Letter:
    """The line broke before the answer, and nobody will answer any more."""
    held = {"state": "committing", "on_doubt": "hold", "attempts": 1, "lease_until": timezone.now()}
    return make_letter(**held | fields)


def test_the_office_finds_what_is_in_doubt(as_outi: Client) -> None:
    held = make_held()
    make_letter(state="failed")
    make_held(lease_until=timezone.now() + datetime.timedelta(hours=1))

    rows = as_outi.get(LIST + "?doubt=held").context["cl"].result_list

    assert list(rows) == [held]


@pytest.mark.parametrize(("action", "becomes"), [("say_arrived", "sent"), ("send_again", "queued")])
def test_the_office_decides_on_the_page_of_the_letter_and_the_decision_stays_written(
    as_outi: Client, outi: User, action: str, becomes: str
) -> None:
    letter, other = make_held(), make_held()
    assert f'value="{action}"' in as_outi.get(page(letter)).content.decode()

    act(as_outi, action, letter)

    assert states(letter, other) == [becomes, "committing"]
    (step,) = letter.steps.all()
    assert (step.state, step.by, step.attempt) == (becomes, outi, 1)
    shown = as_outi.get(page(letter)).content.decode()
    assert "Outi Oras" in shown
    assert f'value="{action}"' not in shown


def test_a_letter_that_waits_or_was_sent_offers_no_decision(as_outi: Client) -> None:
    for letter in (make_letter(), make_letter(state="sent", sent_at=timezone.now())):
        shown = as_outi.get(page(letter)).content.decode()
        assert 'value="say_arrived"' not in shown
        assert 'value="send_again"' not in shown
        act(as_outi, "say_arrived", letter)

    assert sorted(Letter.objects.values_list("state", flat=True)) == ["queued", "sent"]


def test_why_did_she_get_this(as_outi: Client, ritva: User) -> None:
    """The page tells why, of what kind it is, what wrote it and on which occasion, and every try."""
    letter = make_letter(
        address=ritva.email,
        user=ritva,
        organisation=ritva.homes[0].organisation,
        key="surveys:9:reminder:2026-11-24:42",
        service="reminder",
        because="Saat tämän, koska vastaat kyselyyn.",
        state="sent",
        sent_at=timezone.now(),
        attempts=2,
    )
    LetterStep.objects.create(letter=letter, attempt=1, state="queued", code=451, reply="Box full")
    LetterStep.objects.create(letter=letter, attempt=2, state="sent", code=250, reply="taken")

    shown = as_outi.get(page(letter)).content.decode()

    told = (
        *("Ritva Respo", "Koivurannan konservatorio", "Saat tämän, koska vastaat kyselyyn."),
        *("surveys:9:reminder:2026-11-24:42", str(apps.get_app_config("surveys").verbose_name)),
        *("451", "Box full", "250", "taken"),
    )
    assert [words for words in told if words not in shown] == []


def test_the_office_writes_to_an_address_again(as_outi: Client, outi: User) -> None:
    silent = make_suppression("a@example.org")
    other = make_suppression("b@example.org")

    as_outi.post(
        "/office/communications/suppression/",
        {"action": "lift", "_selected_action": [str(silent.pk)], "index": "0"},
    )

    silent.refresh_from_db()
    assert silent.lifted_by == outi
    assert list(Suppression.objects.live()) == [other]
