import datetime
from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from communications.models import Letter
from members.models import User
from portal.bench.post_office import PostOffice, open_post_office
from tests.factories import make_association, make_person


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    """The carrier is a mail server that speaks SMTP on this machine."""
    with open_post_office() as office:
        options = {"host": "127.0.0.1", "port": office.server_address[1], "timeout": 5}
        smtp = {"BACKEND": "communications.carriers.SmtpCarrier", "OPTIONS": options}
        settings.MAILERS = settings.MAILERS | {"carrier": smtp}
        yield office


NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is NOW, until the clock is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def fate(letter: Letter) -> tuple[str, int]:
    """What has become of the letter, and after how many attempts."""
    letter.refresh_from_db()
    return letter.state, letter.attempts


@pytest.fixture
def emil(db: None) -> User:
    """Writes newsletters in the office."""
    return make_person(make_association(), "office", email="emil@example.org", name="Emil Ek")


@pytest.fixture
def siiri(db: None) -> User:
    """Writes too, and sends."""
    office = make_association()
    return make_person(office, "office", "sender", email="siiri@example.org", name="Siiri Salo")
