import pytest
from django.conf import settings
from django.test import Client
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from communications.models import Letter
from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import PASSWORD, is_signed_in, last_code, sign_in

NEW = "neljä vähän pidempää sanaa"
RESET, CONFIRM = "/account/password/reset/", "/account/password/reset/confirm/"
COMPLETE, CHANGE = "/account/password/reset/complete/", "/account/password/change/"


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


def twice(password: str) -> dict[str, str]:
    return {"password1": password, "password2": password}


def test_a_forgotten_password_is_replaced_with_a_code(client: Client, ritva: User) -> None:
    elsewhere = signed_in(ritva)
    assertRedirects(client.post(RESET, {"email": "Ritva@example.org"}), CONFIRM)
    assertRedirects(client.post(CONFIRM, {"code": last_code()}), COMPLETE)

    answer = client.post(COMPLETE, twice(NEW), follow=True)

    assertRedirects(answer, "/account/login/")
    assert "Salasanasi on vaihdettu." in answer.content.decode()
    assert [is_signed_in(client), is_signed_in(elsewhere)] == [False, False]
    assertRedirects(sign_in(client, password=NEW), "/")


def test_a_new_password_needs_the_code_first(client: Client) -> None:
    assertRedirects(client.post(COMPLETE, twice(NEW)), RESET)
    client.post(RESET, {"email": "ritva@example.org"})

    assertRedirects(client.post(COMPLETE, twice(NEW)), CONFIRM)

    assert "Osoite ja salasana" in sign_in(client, password=NEW).content.decode()


def test_the_letters_of_a_reset(client: Client, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-24T14:05:00+02:00", tick=False)
    client.post(RESET, {"email": "ritva@example.org"})
    code = last_code()
    client.post(CONFIRM, {"code": code})
    client.post(COMPLETE, twice(NEW))

    letters = Letter.objects.order_by("key").values_list("address", "subject", "text", "secret")
    assert list(letters) == [
        (
            "ritva@example.org",
            "Salasanasi vaihdettiin",
            "Unisono-tunnuksesi salasana vaihdettiin 24.11.2026 klo 14.05.\n\n"
            "Jos teit sen itse, kaikki on kunnossa.\n\n"
            "Jos et, kerro siitä liiton toimistoon ja valitse heti uusi salasana täällä:\n"
            f"{settings.SITE_URL}/account/password/reset/\n\n"
            f"Unisono\n{settings.SITE_URL}\n",
            True,
        ),
        (
            "ritva@example.org",
            "Koodi uutta salasanaa varten",
            "Tässä on koodisi uuden salasanan valitsemiseen Unisonossa:\n\n"
            f"    {code}\n\n"
            "Kirjoita se sivulle, jolla pyysit sen. Koodi toimii 15\u00a0minuuttia.\n\n"
            "Etkö pyytänyt koodia? Silloin sinun ei tarvitse tehdä mitään: salasanasi pysyy "
            "ennallaan. Älä anna koodia kenellekään. Me emme koskaan kysy sitä.\n\n"
            f"Unisono\n{settings.SITE_URL}\n",
            True,
        ),
    ]


@pytest.mark.parametrize(("code", "tries"), [("wrong", 3), ("too old", 1)])
def test_a_wrong_or_old_code_leads_back_with_a_sentence(
    client: Client, time_machine: TimeMachineFixture, code: str, tries: int
) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")
    client.post(RESET, {"email": "ritva@example.org"})
    if code == "too old":
        time_machine.shift(15 * 60 + 1)
    for _ in range(tries):
        answer = client.post(CONFIRM, {"code": last_code() if tries == 1 else "BBBB"}, follow=True)

    assertRedirects(answer, "/account/login/")
    sentence = "Liian monta yritystä." if code == "wrong" else "Koodi ei enää toimi. Pyydä uusi."
    assert sentence in answer.content.decode()


def test_changing_the_password_keeps_this_session_and_ends_the_others(
    client: Client, ritva: User
) -> None:
    sign_in(client)
    elsewhere = signed_in(ritva)

    answer = client.post(CHANGE, {"oldpassword": PASSWORD, **twice(NEW)}, follow=True)

    assertRedirects(answer, "/me/")
    assert "Salasanasi on vaihdettu." in answer.content.decode()
    assert [is_signed_in(client), is_signed_in(elsewhere)] == [True, False]
    assert list(Letter.objects.values_list("subject")) == [("Salasanasi vaihdettiin",)]


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("guess", NEW, NEW, "Tämä ei ole salasanasi."),
        (PASSWORD, "lyhyt", "lyhyt", "Siinä on oltava vähintään 12 merkkiä."),
        (PASSWORD, "qwertyuiop123", "qwertyuiop123", "Salasana on niin yleinen"),
        (PASSWORD, "ritva@example", "ritva@example", "Salasana muistuttaa liikaa toista tietoasi"),
        (PASSWORD, NEW, "something else", "Kirjoita sama salasana molempiin kenttiin."),
        (PASSWORD, "", "", "Täytä tämä kenttä."),
    ],
)
def test_a_password_that_does_not_do_is_told_why(
    client: Client, old: str, new: str, again: str, sentence: str
) -> None:
    sign_in(client)

    answer = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again})

    html = answer.content.decode()
    assert sentence in html
    assert "<title>Virhe: Vaihda salasana – Unisono</title>" in html
    assert not any(f'value="{secret}"' in html for secret in (old, new, again) if secret)
    assertRedirects(sign_in(Client()), "/")


def test_who_has_no_password_chooses_one(client: Client, ritva: User) -> None:
    ritva.set_unusable_password()
    ritva.save()
    client = signed_in(ritva)
    assertRedirects(client.get(CHANGE), "/account/password/set/")

    assertRedirects(client.post("/account/password/set/", twice(NEW)), "/me/")

    assertRedirects(client.get("/account/password/set/"), CHANGE)
    assertRedirects(sign_in(Client(), password=NEW), "/")
    assert Letter.objects.earliest("created_at").subject == "Salasanasi vaihdettiin"


def test_confirming_that_it_is_you(client: Client) -> None:
    sign_in(client)
    page = "/account/reauthenticate/?next=/strategy/"

    assert "Tämä ei ole salasanasi." in client.post(page, {"password": "guess"}).content.decode()
    assertRedirects(client.post(page, {"password": PASSWORD}), "/strategy/")


def test_who_has_no_password_cannot_confirm_with_one(ritva: User) -> None:
    ritva.set_unusable_password()
    ritva.save()

    answer = signed_in(ritva).get("/account/reauthenticate/?next=/me/")

    assertRedirects(answer, "/account/reauthenticate/code/?next=%2Fme%2F")
