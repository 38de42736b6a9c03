"""Which passwords are refused, and what the limits at the door close and what they never close."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.asserts import assertRedirects

from members import passwords
from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import PASSWORD, is_signed_in, sign_in

CHANGE = "/account/password/change/"


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


def codes(password: str, user: User) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return sorted(str(error.code) for error in refused.error_list)
    return []


@pytest.mark.parametrize(
    "password, refusals",
    [
        ("elevenchars", ["password_too_short"]),
        ("twelve chars", []),
        ("qwertyuiop123", ["password_too_common"]),
        ("ritva@example.org", ["password_too_similar"]),
        ("konservatorio2026", ["password_of_own_words"]),
        ("Unisono-Unisono-1", ["password_of_own_words"]),
        ("MusikInstitut!!9999", ["password_of_own_words"]),
        ("koivurannan2026!", ["password_of_own_words"]),  # her school
        ("granholmin201926", []),  # another's
        ("konservatorion vanha kissa", []),
        ("kolme pitkää sanaa", []),
        ("😀" * 12, []),
        ("a b" * 22, []),
        ("å" * 5000, []),
    ],
)
def test_a_password_and_why_it_is_refused(
    ritva: User, sten: User, password: str, refusals: list[str]
) -> None:
    assert codes(password, ritva) == refusals


def test_the_associations_own_name_is_known(ritva: User, outi: User) -> None:
    assert codes("kaikuliitto2026", ritva) == ["password_of_own_words"]


@pytest.mark.django_db
@given(st.lists(st.sampled_from(sorted(passwords.WORDS)), min_size=1), st.text("0123456789 -_!"))
def test_our_words_with_figures_around_are_never_enough(words: list[str], rest: str) -> None:
    with pytest.raises(ValidationError):
        passwords.OwnWordsValidator().validate("".join(words) + rest)


def test_sixty_four_characters_and_more_open_the_door(ritva: User) -> None:
    client, old = signed_in(ritva), PASSWORD
    for length in (64, 200, 4000):
        new = ("pitkä lause jonka muistan " * 200)[: length - 1] + "."
        answer = client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": new})
        assertRedirects(answer, "/me/")
        assertRedirects(sign_in(Client(), password=new), "/")
        old = new


def test_a_book_for_a_password_is_told_plainly(ritva: User) -> None:
    big = "a" * 800_000
    answer = signed_in(ritva).post(CHANGE, {"oldpassword": big, "password1": big, "password2": big})

    assert answer.status_code == 200
    assert sign_in(Client(), password=big).status_code == 200


# --- limits ----------------------------------------------------------------------------------------


def test_one_persons_success_does_not_clear_anothers_limit(ritva: User, sten: User) -> None:
    sten.set_password(PASSWORD)
    sten.save()
    for _ in range(5):
        sign_in(Client(), password="not the password")

    assertRedirects(sign_in(Client(), sten.email), "/")

    assert "Liian monta yritystä." in sign_in(Client()).content.decode()


def test_a_success_does_not_clear_the_limit_of_the_place(ritva: User, sten: User) -> None:
    """Ten wrong passwords from one address, whoever's, with a right one in their midst."""
    sten.set_password(PASSWORD)
    sten.save()
    for number in range(10):
        sign_in(Client(), f"person{number}@example.org", "not the password")
        if number == 5:
            assertRedirects(sign_in(Client(), sten.email), "/")

    assert "Liian monta yritystä." in sign_in(Client(), sten.email).content.decode()


def test_guesses_at_the_door_leave_a_live_session_whole(ritva: User, as_ritva: Client) -> None:
    for _ in range(12):
        sign_in(Client(), password="not the password")
    assert "Liian monta yritystä." in sign_in(Client()).content.decode()

    assert is_signed_in(as_ritva)
    confirm = "/account/reauthenticate/?next=/me/"
    assertRedirects(as_ritva.post(confirm, {"password": PASSWORD}), "/me/")


def test_a_session_that_guesses_is_stopped_itself(as_ritva: Client) -> None:
    answers = [
        as_ritva.post("/account/reauthenticate/", {"password": "guess"}).status_code
        for _ in range(11)
    ]

    assert answers == [200] * 10 + [429]


def test_many_counters_do_not_push_each_other_out() -> None:
    cache.set("a-first", "stays", 60)
    for number in range(700):
        cache.set(f"counter-{number}", [1.0], 60)

    assert cache.get("a-first") == "stays"
    cache.clear()
