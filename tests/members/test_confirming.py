"""Confirming who one is, by a mailed code."""

from django.test import Client
from pytest_django.asserts import assertRedirects

from tests.members.signing_in import last_code

CODE = "/account/reauthenticate/code/"


def test_a_mailed_code_confirms(as_kaisa: Client) -> None:
    at = f"{CODE}?next=/strategy/"
    assertRedirects(as_kaisa.post(at), at)

    assertRedirects(as_kaisa.post(at, {"code": last_code().lower()}), "/strategy/")
