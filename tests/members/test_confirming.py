"""Confirming who one is, by a mailed code."""

import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects
from time_machine import TimeMachineFixture

from members.models import User
from tests.conftest import signed_in
from tests.members.signing_in import last_code

CODE = "/account/reauthenticate/code/"


def test_a_mailed_code_confirms(as_kaisa: Client) -> None:
    at = f"{CODE}?next=/strategy/"
    assertRedirects(as_kaisa.post(at), at)

    assertRedirects(as_kaisa.post(at, {"code": last_code().lower()}), "/strategy/")


def test_a_code_confirms_once_and_not_after_three_wrong_ones(as_kaisa: Client) -> None:
    as_kaisa.post(CODE)
    code = last_code()
    assert as_kaisa.post(CODE, {"code": code}).status_code == 302
    assert as_kaisa.post(CODE, {"code": code}).status_code == 200

    as_kaisa.post(CODE)
    for _ in range(3):
        assert as_kaisa.post(CODE, {"code": "BBBB-BBBB"}).status_code == 200
    assert as_kaisa.post(CODE, {"code": last_code()}).status_code == 200


def test_a_code_is_too_old_after_fifteen_minutes(
    as_kaisa: Client, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00", tick=False)
    as_kaisa.post(CODE)
    time_machine.shift(15 * 60 + 1)

    assert as_kaisa.post(CODE, {"code": last_code()}).status_code == 200


def test_a_code_works_only_where_it_was_asked_for(as_kaisa: Client, kaisa: User) -> None:
    other = signed_in(kaisa)
    as_kaisa.post(CODE)

    assert other.post(CODE, {"code": last_code()}).status_code == 200


def test_a_fourth_code_within_a_minute_is_refused(as_kaisa: Client) -> None:
    assert [as_kaisa.post(CODE).status_code for _ in range(4)] == [302, 302, 302, 429]


@pytest.mark.parametrize("code", ["", " ", "a\0b", "ä" * 60, "\u202e\u200bBBBB"])
def test_what_is_no_code_is_told_plainly(as_kaisa: Client, code: str) -> None:
    as_kaisa.post(CODE)

    assert as_kaisa.post(CODE, {"code": code}).status_code == 200
