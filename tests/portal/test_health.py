"""What those who watch the servers may ask without signing in: fixed words and one number."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.models import User
from tests.conftest import signed_in
from tests.factories import make_letter


def uncertain(number: int) -> None:
    over = timezone.now() - datetime.timedelta(seconds=1)
    for _ in range(number):
        make_letter(state="committing", lease_until=over, on_doubt="hold", address="x@example.org")


def ready(client: Client) -> tuple[int, Any]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_uncertain_letters_is_told_and_nothing_else(
    client: Client, outi: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    uncertain(number)

    with django_assert_num_queries(1):
        assert ready(client) == (200, {"status": "degraded", "uncertain_letters": number})
    assert ready(signed_in(outi)) == ready(client)


def test_letters_on_their_way_and_letters_that_failed_are_no_doubt(
    db: None, client: Client
) -> None:
    soon = timezone.now() + datetime.timedelta(minutes=1)
    make_letter(state="committing", lease_until=soon, on_doubt="hold")
    make_letter(state="sending", lease_until=soon - datetime.timedelta(hours=1))
    make_letter(state="failed")
    make_letter()

    assert ready(client) == (200, {"status": "ok", "uncertain_letters": 0})


def test_the_process_answers_without_the_database(client: Client) -> None:
    """No database is there for this test: a query would fail it."""
    assert client.get("/healthz").json() == {"status": "ok"}
