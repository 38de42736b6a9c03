"""Signing in by another house, against a real one on this machine; and without one."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings
from pytest_django.asserts import assertRedirects

from members.models import User
from tests.conftest import signed_in
from tests.members.house import CLIENT, SECRET, House, open_house
from tests.members.signing_in import app_code, is_signed_in, take_an_app

LOGIN, BACK = "/account/login/by/house/", "/account/login/by/house/back/"
RITVA = {"sub": "1", "email": "Ritva@Example.org", "email_verified": True, "name": "R. R."}


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        app = {
            "provider_id": "house",
            "name": "Koivuranta",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": house.url},
        }
        providers = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        configured = {"OIDC_ISSUER": house.url, "OIDC_NAME": "Koivuranta"}
        house.person = dict(RITVA)
        with override_settings(SOCIALACCOUNT_PROVIDERS=providers, **configured):
            yield house


@pytest.fixture
def client() -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    return client


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Our own client follows."""


def way_back(url: str) -> str:
    """Where the house sends the browser."""
    with pytest.raises(HTTPError) as answer:
        urllib.request.build_opener(Staying).open(url)
    answer.value.close()
    return answer.value.headers["Location"].removeprefix("http://testserver")


def sign_in_there(client: Client, page: str = "/") -> HttpResponse:
    asked = client.post(LOGIN, {"next": page})
    return client.get(way_back(asked["Location"]))  # type: ignore[return-value]


def refusal(client: Client, answer: HttpResponse) -> str:
    assertRedirects(answer, "/account/login/", fetch_redirect_response=False)
    assert not is_signed_in(client)
    return client.get("/account/login/").content.decode()


def test_a_verified_address_opens_the_account_that_is_here(
    client: Client, house: House, ritva: User
) -> None:
    assertRedirects(sign_in_there(client, "/me/"), "/me/")

    ritva.refresh_from_db()
    assert ritva.name == "Ritva Respo"
    assert client.session["_auth_user_id"] == str(ritva.pk)


def test_nothing_of_it_is_kept(client: Client, house: House, ritva: User) -> None:
    ritva.set_password("kolme pitkää sanaa")
    ritva.save()
    sign_in_there(client)

    assert [each.objects.count() for each in (SocialAccount, SocialToken, EmailAddress)] == [0] * 3
    ritva.refresh_from_db()
    assert ritva.check_password("kolme pitkää sanaa")


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1, "missing"])
def test_an_address_they_have_not_verified_opens_nothing(
    client: Client, house: House, ritva: User, verified: Any
) -> None:
    house.person["email_verified"] = verified
    if verified == "missing":
        del house.person["email_verified"]

    assert "so it opens nothing here" in refusal(client, sign_in_there(client))


def test_the_address_alone_says_who_it_is_whatever_it_was_before(
    client: Client, house: House, ritva: User, sten: User
) -> None:
    """Their account 1 was Ritva's, and has Sten's address now: it does not open hers any more."""
    sign_in_there(client)
    client.post("/account/logout/")
    house.person["email"] = sten.email

    sign_in_there(client)

    assert client.session["_auth_user_id"] == str(sten.pk)


@pytest.mark.parametrize(
    ("domains", "opens"),
    [
        ([], True),
        (["example.org"], True),
        (["example.com", "example.org"], True),
        (["example.com"], False),
        (["org"], False),
        (["ample.org"], False),
    ],
)
def test_a_house_speaks_for_its_own_addresses_alone(
    client: Client, house: House, ritva: User, domains: list[str], opens: bool
) -> None:
    with override_settings(OIDC_DOMAINS=domains):
        answer = sign_in_there(client)

    if opens:
        assert is_signed_in(client)
    else:
        assert "is not of that house" in refusal(client, answer)


def test_who_has_no_account_gets_none(client: Client, house: House, ritva: User) -> None:
    house.person["email"] = "new@example.org"
    before = User.objects.count()

    page = refusal(client, sign_in_there(client))

    assert "Nobody here has the address new@example.org." in page
    assert User.objects.count() == before


def test_a_closed_account_stays_closed(client: Client, house: House, ritva: User) -> None:
    User.objects.filter(pk=ritva.pk).update(is_active=False)

    assertRedirects(sign_in_there(client), "/account/inactive/")
    assert not is_signed_in(client)


def test_the_second_step_is_asked_for_as_at_any_door(
    client: Client, house: House, ritva: User
) -> None:
    take_an_app(ritva)

    assertRedirects(sign_in_there(client), "/account/login/second/")
    assert not is_signed_in(client)
    client.post("/account/login/second/", {"code": app_code()})
    assert is_signed_in(client)


def test_the_office_chooses_a_second_step_after_this_door_too(
    client: Client, house: House, outi: User
) -> None:
    house.person["email"] = outi.email
    sign_in_there(client)

    assertRedirects(client.get("/"), "/account/second/")


@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_it_is_a_door_and_nothing_else(house: House, ritva: User, sten: User, process: str) -> None:
    client = signed_in(sten)

    asked = client.post(f"{LOGIN}?process={process}")
    client.get(way_back(asked["Location"]))

    assert not SocialAccount.objects.exists()
    assert client.session["_auth_user_id"] == str(sten.pk)


FAULTS = [
    "cancelled",
    "issuer",
    "audience",
    "too old",
    *("/token", "/userinfo", "/token text", "/userinfo text"),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_what_goes_wrong_there_is_told_here(
    client: Client, house: House, ritva: User, fault: str
) -> None:
    house.fault = fault

    page = refusal(client, sign_in_there(client))

    assert "Choose another way" in page


@pytest.mark.parametrize("person", [[], {}, {"sub": 1}, {"email": ["x"], "email_verified": True}])
def test_a_house_that_says_nonsense_opens_nothing(
    client: Client, house: House, ritva: User, person: Any
) -> None:
    house.person = person if isinstance(person, dict) else {}

    refusal(client, sign_in_there(client))


@pytest.mark.parametrize("fault", ["configuration", "text", "nobody"])
def test_a_house_that_does_not_answer_is_told(
    client: Client, house: House, ritva: User, fault: str
) -> None:
    configuration = "/.well-known/openid-configuration"
    house.fault = configuration if fault == "configuration" else f"{configuration} text"
    if fault == "nobody":
        house.shutdown()
        house.socket.close()

    assert "does not answer now" in refusal(client, client.post(LOGIN))  # type: ignore[arg-type]


def test_somebody_elses_way_back_opens_nothing(client: Client, house: House, ritva: User) -> None:
    """The state of one browser is of no use in another, nor twice, nor made up."""
    back = way_back(client.post(LOGIN)["Location"])

    thief = Client()
    thief.cookies["django_language"] = "en"
    refusal(thief, thief.get(back))  # type: ignore[arg-type]
    for made_up in ("?code=x", "?code=x&state=y", "?state=%F0", ""):
        refusal(thief, thief.get(f"{BACK}{made_up}"))  # type: ignore[arg-type]

    client.get(back)
    assert is_signed_in(client)
    client.post("/account/logout/")
    refusal(client, client.get(back))  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["//elsewhere.example", "https://elsewhere.example/"])
def test_it_leads_nowhere_else(client: Client, house: House, ritva: User, page: str) -> None:
    assertRedirects(sign_in_there(client, page), "/")


def test_the_door_is_shown_where_it_is(client: Client, house: House, db: None) -> None:
    assert "Sign in with Koivuranta" in client.get("/account/login/").content.decode()
    assert client.get(LOGIN).status_code == 200  # a link only asks whether one wants to go


def test_without_a_house_there_is_no_such_door(client: Client, db: None) -> None:
    assert settings.OIDC_ISSUER == ""
    assert [client.get(path).status_code for path in (LOGIN, BACK)] == [404, 404]
    assert LOGIN not in client.get("/account/login/").content.decode()


def test_the_address_of_the_house_holds_our_name_there() -> None:
    """One variable says it all; what the browser is told of it is the origin alone."""
    source = (
        "from portal import settings\n"
        "[app] = settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']\n"
        "print(app['client_id'], app['secret'], app['settings']['server_url'])\n"
        "print(*settings.SECURE_CSP['form-action'])"
    )
    environment = os.environ | {"OIDC_URL": "https://uni%20sono:s%40lt@login.example.org:8443/a/"}
    told = subprocess.run(
        [sys.executable, "-c", source], env=environment, capture_output=True, check=True
    )

    assert told.stdout.decode().splitlines() == [
        "uni sono s@lt https://login.example.org:8443/a",
        "'self' https://login.example.org:8443",
    ]
