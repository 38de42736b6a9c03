"""Koivuranta's answer in an open round: its last day is in three weeks, at four o'clock."""

import datetime
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from members.models import Organisation, User
from surveys.models import Response, Round
from tests.factories import make_person
from tests.surveys.factories import make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all

HELSINKI = ZoneInfo("Europe/Helsinki")
TODAY = datetime.datetime(2026, 11, 24, 10, tzinfo=datetime.UTC)
Travel = Callable[[str], None]


@pytest.fixture
def travel() -> Iterator[Travel]:
    """`travel("2026-12-08 08:05")`, in Helsinki. The journey begins on 24 November 2026."""
    with time_machine.travel(TODAY, tick=False) as traveller:

        def to(moment: str) -> None:
            there = datetime.datetime.fromisoformat(moment)
            traveller.move_to(timezone.make_aware(there))

        yield to


@pytest.fixture
def december(db: None, travel: Travel) -> Round:
    """Asked from 2 November to 15 December at 16, and taken until 22 December."""
    return make_round(
        make_form(),
        opens_at=datetime.datetime(2026, 11, 2, 8, tzinfo=HELSINKI),
        due_at=datetime.datetime(2026, 12, 15, 16, tzinfo=HELSINKI),
        closes_at=datetime.datetime(2026, 12, 22, 16, tzinfo=HELSINKI),
    )


@pytest.fixture
def answer(december: Round, ritva: User, koivuranta: Organisation) -> Response:
    return make_response(koivuranta, december)


@pytest.fixture
def head(koivuranta: Organisation) -> User:
    return make_person(koivuranta, "head", email="heikki@example.org", name="Heikki Honka")


@pytest.fixture
def ready(answer: Response, ritva: User) -> Response:
    """Everything is filled in, and nothing stops the sending."""
    more = {"tpo": "ei", "kulut": "1000", "htv": "10", "huomautus": "–"}
    type_all(answer, ritva, **FULL | more)
    answer.refresh_from_db()
    return answer
