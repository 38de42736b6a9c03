"""A loaded round is released by a command: frozen, built, looked at, and published."""

import datetime
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from indicators.models import DataElement, Observation, Release, Stat
from members.models import User
from surveys.actions.approving import approve_round
from surveys.models import Response
from tests.factories import make_association, make_person
from tests.surveys.history import HEAD, load, the_round

pytestmark = pytest.mark.django_db
REASON = "Luvut on julkaistu vuonna 2019."
#: Eight schools; their totals miss nothing.
IDENTIFIERS = (
    *("9900001-8", "9900002-6", "9900003-4", "9900004-2"),
    *("9900005-0", "9900006-9", "9900007-7", "9900008-5"),
)


def release(**options: object) -> str:
    out = StringIO()
    call_command("release_round", "kulut", "2018", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def approved(outi: User) -> User:
    """Eight answers are approved; returns a colleague of Outi."""
    lines = [
        f"{key};Koulu {number};{100 + number};{50 + number};;{150 + 2 * number};{number},5"
        for number, key in enumerate(IDENTIFIERS)
    ]
    load("\n".join([HEAD, *lines, ""]))
    approve_round(the_round(), REASON, outi)
    return make_person(make_association(), "office", email="olga@example.org")


def test_a_colleague_publishes_what_is_frozen_and_built(approved: User, outi: User) -> None:
    said = release(by="outi@example.org", publisher="olga@example.org").splitlines()

    assert said[0] == "32 observations are frozen."
    assert said[-1] == "Kulut 2018 is published."
    assert Observation.objects.filter(period="2018", collection="kulut").count() == 32
    assert set(Response.objects.values_list("state", flat=True)) == {"locked"}
    published = Release.objects.get()
    assert (published.state, published.requested_by, published.published_by) == (
        "published",
        outi,
        approved,
    )
    assert DataElement.objects.get(code="a0").terms == {"a1": 1, "a2": 1}
    total = Stat.objects.get(element__code="a0", group__code="all", stat="sum")
    assert total.value == Decimal(8 * 150 + 2 * sum(range(8)))


def test_done_twice_it_is_as_once(approved: User) -> None:
    release(by="outi@example.org", publisher="olga@example.org")

    said = release(by="outi@example.org", publisher="olga@example.org")

    assert said == "32 observations are frozen.\nKulut 2018 is published.\n"
    assert Release.objects.count() == 1


def test_alone_one_waits_half_an_hour_and_says_why(approved: User) -> None:
    first = release(by="outi@example.org", reason=REASON)
    assert "The figures wait to be published." in first.splitlines()[-1]
    assert Release.objects.get().state == "audited"

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=31)):
        with pytest.raises(CommandError, match="Write the reason"):
            release(by="outi@example.org")
        said = release(by="outi@example.org", reason=REASON)

    assert said.splitlines()[-1] == "Kulut 2018 is published."
    assert Release.objects.get().alone_reason == REASON


def test_what_has_not_been_approved_is_not_released(outi: User) -> None:
    load()

    with pytest.raises(CommandError):
        release()

    assert not Observation.objects.exists()
    assert not Release.objects.exists()


def test_only_the_office_releases(approved: User, ritva: User) -> None:
    with pytest.raises(CommandError):
        release(by="ritva@example.org")
    assert not Observation.objects.exists()
