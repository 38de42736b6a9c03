"""What is grave is confirmed first: the declared list, walked; the desk that closes by itself."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from members.models import Organisation, User
from portal.grave import GRAVE, when_sent
from tests.conftest import signed_in
from tests.factories import make_association
from tests.members.passkey import make_passkey
from tests.members.signing_in import (
    PASSWORD,
    app_code,
    last_code,
    show_who_it_is,
    sign_in,
    take_an_app,
)
from tests.portal.addresses import addresses

LONG = 6 * 60
CONFIRM = "/account/reauthenticate/second/"
#: What no page may do that is not on the list: change what opens a door, take people out of here.
TELLING = re.compile(
    r"export|copy|erase|erasure|people\.(?:csv|xlsx)|password/(?:change|set)/|second/(?:app|passkeys/|codes)"
)
#: These show nothing and open nothing; a copy is asked for here, and taken elsewhere.
HARMLESS = {"mfa_list_webauthn", "privacy:ask_for_copy", "privacy:withdraw_erasure"}


def arguments(outi: User) -> dict[str, Any]:
    """An object that is there for each address that wants one, where it is grave to touch it."""
    association = make_association()
    place = {"pk": outi.affiliations.get().pk}
    return {
        "members:invite": {"pk": association.pk},
        "members:give_role": place,
        "members:end_role": place,
        "members:end_place": place,
        "members:restore_place": place,
        "members:hand_over": place,
        "members:roster_xlsx": {"pk": association.pk},
        "members:roster_csv": {"pk": association.pk},
        "communications:address": {"pk": outi.affiliations.get().pk},
        "privacy:copy": {"pk": 1},
        "privacy:erasure": {"pk": 1},
        "mfa_edit_webauthn": {"pk": make_passkey(outi).pk},
        "mfa_remove_webauthn": {"pk": make_passkey(outi).pk},
        "admin:members_user_change": {"object_id": outi.pk},
        "admin:members_affiliation_change": {"object_id": outi.affiliations.get().pk},
    }


def asked(client: Client, outi: User) -> dict[tuple[str, str], str]:
    """Where each address of the list leads, asked and sent to."""
    found = {}
    things = arguments(outi)
    for address in addresses(get_resolver()):
        if address.name in GRAVE:
            url = address.url(**things.get(address.name, {}))
            for method in (client.get, client.post):
                location = method(url).get("Location", "")
                found[address.name, method.__name__] = location.partition("?")[0]
    return found


def test_the_list_names_what_is_there() -> None:
    assert set(GRAVE) <= {address.name for address in addresses(get_resolver())}


def test_the_list_forgets_nothing_of_its_kind() -> None:
    found = {
        address.name
        for address in addresses(get_resolver())
        if TELLING.search(address.route) and address.is_closed
    }

    # The desk's own pages for passwords are Django's; people here have theirs under /account/.
    ours = {name for name in found if not name.startswith("admin:")}
    assert ours - HARMLESS <= set(GRAVE)
    assert len(ours) > 8


def test_everything_on_the_list_is_confirmed_first(outi: User) -> None:
    client = signed_in(outi)
    show_who_it_is(client, outi, age=LONG)

    led = asked(client, outi)

    passkey = "/account/reauthenticate/passkey/"
    assert led == {
        (name, method): passkey
        if method == "post" or GRAVE[name].__name__ == "always"
        else led[name, method]
        for name, method in led
    }
    shown = {led[name, "get"] for name, asks in GRAVE.items() if asks is when_sent}
    assert shown == {""}


def test_who_has_just_come_in_is_not_asked_again(outi: User) -> None:
    client = signed_in(outi)
    show_who_it_is(client, outi, age=LONG - 120)

    assert not {
        where for where in asked(client, outi).values() if where.startswith("/account/reauth")
    }


def test_a_password_is_not_enough_for_who_has_a_factor(ritva: User) -> None:
    client = signed_in(ritva)
    take_an_app(ritva)

    assertRedirects(
        client.get("/account/password/set/"), f"{CONFIRM}?next=%2Faccount%2Fpassword%2Fset%2F"
    )
    assertRedirects(client.get("/account/reauthenticate/?next=/me/"), f"{CONFIRM}?next=%2Fme%2F")


def test_only_the_associations_own_people_are_grave(outi: User, koivuranta: Organisation) -> None:
    client = signed_in(outi)
    show_who_it_is(client, outi, age=LONG)
    form = {"email": "new@example.org", "name": "Uusi", "language": "fi"}

    for place, where in ((koivuranta, f"/members/{koivuranta.pk}/"), (make_association(), CONFIRM)):
        answer = client.post(f"/members/{place.pk}/invite/", form)
        assert answer["Location"].partition("?")[0] == where


def test_what_was_sent_waits_and_is_sent_after_confirming(outi: User, ritva: User) -> None:
    client = signed_in(outi)
    show_who_it_is(client, outi, age=LONG)
    at = f"/office/members/user/{ritva.pk}/change/"
    form = {"name": "Ritva", "email": "other@example.org", "language": "fi", "is_active": "on"}

    assertRedirects(client.post(at, form), f"{CONFIRM}?next=%2Fkept%2F")
    ritva.refresh_from_db()
    assert ritva.email == "ritva@example.org"

    assertRedirects(client.post(f"{CONFIRM}?next=/kept/", {"code": app_code()}), "/kept/")
    assert f'<form method="post" action="{at}">' in client.get("/kept/").content.decode()
    client.post(at, form)
    ritva.refresh_from_db()
    assert ritva.email == "other@example.org"


def confirm_with_password(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def confirm_with_code(client: Client) -> None:
    client.post("/account/reauthenticate/code/")
    client.post("/account/reauthenticate/code/", {"code": last_code()})


@pytest.mark.parametrize("confirm", [confirm_with_password, confirm_with_code])
def test_who_has_no_factor_confirms_with_password_or_code(
    ritva: User, confirm: Callable[[Client], None]
) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()
    client = signed_in(ritva)
    show_who_it_is(client, ritva, age=LONG)
    assert client.get("/account/second/app/").status_code == 302

    confirm(client)

    assert client.get("/account/second/app/").status_code == 200


def test_five_minutes_are_five_minutes(ritva: User, time_machine: TimeMachineFixture) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00", tick=False)
    ritva.set_password(PASSWORD)
    ritva.save()
    client = Client()
    sign_in(client)

    answers = []
    for seconds in (299, 2):
        time_machine.shift(seconds)
        answers.append(client.get("/account/second/app/").status_code)
    assert answers == [200, 302]


# --- the desk --------------------------------------------------------------------------------------


def test_the_desk_closes_after_half_an_hour_without_use(
    outi: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-24T10:00:10+02:00", tick=False)
    client = signed_in(outi)
    for _ in range(3):
        time_machine.shift(25 * 60)
        assert client.get("/office/").status_code == 200

    time_machine.shift(16 * 60)
    assert client.get("/").status_code == 200  # the portal is used, the desk is not
    time_machine.shift(16 * 60)
    assertRedirects(client.get("/office/"), f"{CONFIRM}?next=%2Foffice%2F")
    assert client.get("/").status_code == 200
    assertRedirects(client.post(f"{CONFIRM}?next=/office/", {"code": app_code()}), "/office/")
