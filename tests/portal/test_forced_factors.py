"""Who decides for others needs a second factor: without one every page of theirs leads to it."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.checks import run_checks
from django.test import Client, override_settings
from django.urls import get_resolver
from pytest_django.asserts import assertRedirects

from members.factors import FORCED
from members.models import Affiliation, Organisation, Role, User
from portal.middleware import WAYS_TO_A_FACTOR
from tests.conftest import signed_in
from tests.factories import make_association, make_person, make_role
from tests.members.signing_in import (
    PASSWORD,
    app_code,
    ask_for_code,
    last_code,
    sign_in,
    take_an_app,
)
from tests.portal.addresses import addresses

CHOOSE, APP = "/account/second/", "/account/second/app/"


def bare(user: User) -> Client:
    """A browser that came in with the password, or a mailed code, and nothing else."""
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    sign_in(client, user.email)
    return client


def someone(role: str) -> User:
    return make_person(make_association(), role, email=f"{role}@example.org")


def test_the_roles_are_these() -> None:
    assert {"office", "admin", "sender", "board", "chair"} == FORCED


@pytest.mark.parametrize("role", sorted(FORCED))
def test_every_page_leads_to_choosing_a_factor(koivuranta: Organisation, role: str) -> None:
    """At every address of the portal that there is, whether it is asked or sent to."""
    client = bare(someone(role))
    named = {"pk": koivuranta.pk, "organisation": koivuranta.pk, "app_label": "members"}
    found = {}
    for address in addresses(get_resolver()):
        if address.name in WAYS_TO_A_FACTOR or not address.is_closed:
            continue
        values = dict.fromkeys(address.arguments, 1) | named
        for method in (client.get, client.post):
            answer = method(address.url(**values))
            found[address.name, method.__name__] = (answer.status_code, answer.get("Location"))

    is_office = role in {"office", "admin"}
    led = {found[key] for key in found if is_office or not key[0].startswith("admin:")}
    assert led == {(302, CHOOSE)}
    desk = {found[key] for key in found if key[0].startswith("admin:")}
    assert desk == {(302, CHOOSE) if is_office else (404, None)}


def test_the_desks_own_door_leads_there_too(outi: User) -> None:
    client = bare(outi)

    for path in ("/office/", "/office/login/", "/office/login/?next=/office/members/user/"):
        assertRedirects(client.get(path), CHOOSE)
    assertRedirects(Client().get("/office/login/"), "/account/login/?next=/office/login/")


def test_what_htmx_asks_for_leads_the_whole_window(outi: User) -> None:
    answer = bare(outi).get("/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (200, CHOOSE)


def test_nothing_is_done_on_the_way(outi: User, koivuranta: Organisation) -> None:
    form = {"email": "new@example.org", "name": "Uusi", "language": "fi", "roles": "key_contact"}

    bare(outi).post(f"/members/{koivuranta.pk}/appoint/", form)

    assert not User.objects.filter(email="new@example.org").exists()


def test_the_page_says_why_and_what_to_do(outi: User) -> None:
    client = bare(outi)
    client.cookies["django_language"] = "en"

    page = client.get(CHOOSE).content.decode()

    assert "<h2>Choose your second step first</h2>" in page
    assert f'href="{APP}"' in page


def test_when_the_factor_is_there_the_portal_opens(outi: User) -> None:
    client = bare(outi)
    client.get(APP)
    seed = client.session["mfa.totp.secret"]

    assertRedirects(client.post(APP, {"code": app_code(seed)}), "/account/second/codes/")

    assert [client.get(path).status_code for path in ("/", "/office/")] == [200, 200]


def test_a_role_given_in_mid_session_asks_at_the_next_page(kaisa: User) -> None:
    client = bare(kaisa)
    assert client.get("/").status_code == 200
    affiliation = Affiliation.objects.create(user=kaisa, organisation=make_association())
    make_role(affiliation=affiliation, role="board")

    assertRedirects(client.get("/"), CHOOSE)


def test_a_role_that_has_ended_asks_for_nothing(birgit: User) -> None:
    Role.objects.update(until_on="2020-02-01")

    assert bare(birgit).get("/").status_code == 200


def test_who_has_a_factor_confirms_with_it_when_the_session_has_not_seen_it(kaisa: User) -> None:
    """Their session began before they had either the factor or the role."""
    client = bare(kaisa)
    take_an_app(kaisa)
    affiliation = Affiliation.objects.create(user=kaisa, organisation=make_association())
    make_role(affiliation=affiliation, role="office")
    confirm = "/account/reauthenticate/second/?next=%2Fmembers%2F"

    assertRedirects(client.get("/members/"), confirm)
    assertRedirects(client.post(confirm, {"code": app_code()}), "/members/")


def test_who_leaves_the_last_factor_chooses_anew_at_once(outi: User) -> None:
    client = signed_in(outi)

    client.post("/account/second/app/remove/")

    assert not Authenticator.objects.exists()
    assertRedirects(client.get("/"), CHOOSE)


def test_a_mailed_code_alone_opens_nothing_of_the_boards(birgit: User) -> None:
    client = Client()
    ask_for_code(client, birgit.email)
    client.post("/account/login/code/confirm/", {"code": last_code()})

    assertRedirects(client.get("/"), CHOOSE)


def test_a_school_is_not_asked(kaisa: User) -> None:
    assert bare(kaisa).get("/").status_code == 200


# --- the demonstration -----------------------------------------------------------------------------


@override_settings(MFA_REQUIRED=False, IS_DEMO=True)
def test_the_demonstration_does_without_and_says_so(outi: User) -> None:
    client = bare(outi)
    client.cookies["django_language"] = "en"

    assert client.get("/office/").status_code == 200
    assert "Nobody is asked for a second step when signing in." in client.get("/").content.decode()


def test_elsewhere_no_such_thing_is_said(as_outi: Client) -> None:
    as_outi.cookies["django_language"] = "en"

    assert "second step when signing in" not in as_outi.get("/").content.decode()


@pytest.mark.parametrize("required, found", [(True, []), (False, ["portal.E001"])])
def test_the_check_before_the_internet_tells_of_it(required: bool, found: list[str]) -> None:
    with override_settings(MFA_REQUIRED=required):
        errors = run_checks(include_deployment_checks=True)

    assert [error.id for error in errors if str(error.id).startswith("portal.E")] == found
