"""The demonstration federation is loaded whole, once, and only where it may."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from time_machine import TimeMachineFixture

from members.models import Affiliation, Membership, Organisation, Role, User
from members.models.days import live
from portal.demo.accounts import write_accounts
from portal.demo.seed import make_organisations, make_people, make_seats, seed
from surveys.models import Round
from tests.factories import make_organisation


@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-01", "2028-02-29", "2035-12-31"])
def test_the_states_that_matter_are_there_on_any_day(
    db: None, time_machine: TimeMachineFixture, day: str
) -> None:
    time_machine.move_to(f"{day}T12:00:00+02:00")
    seed()
    today = timezone.localdate()
    new_year, next_year = (datetime.date(today.year + more, 1, 1) for more in (0, 1))
    memberships = Membership.objects.order_by("organisation__name_fi")
    assert list(
        memberships.exclude(until_on=None).values_list("organisation__name_fi", "until_on")
    ) == [("Hopeakiven musiikkikoulu", new_year)]
    assert list(
        memberships.filter(from_on__gt=today).values_list("organisation__name_fi", "from_on")
    ) == [("Sinikallion musiikki- ja tanssiopisto", next_year)]
    heard = Role.objects.live().filter(live("affiliation__"), role="key_contact")
    silent = Organisation.objects.members().exclude(
        pk__in=heard.values("affiliation__organisation")
    )
    assert [school.name_fi for school in silent] == ["Ruskovaaran musiikkiopisto"]
    assert [str(each.user) for each in Affiliation.objects.filter(until_on__lte=today)] == [
        "Kirsi Paljakkala"
    ]
    assert [str(each.user) for each in Affiliation.objects.filter(from_on__gt=today)] == [
        "Emmi Ahotuuli"
    ]
    assert list(User.objects.filter(is_active=False).values_list("name", flat=True)) == [
        "Roope Salmenranta"
    ]
    stand_in = Role.objects.live().exclude(until_on=None).get()
    assert (stand_in.role, stand_in.until_on) == ("deputy", today + datetime.timedelta(weeks=3))
    assert [
        home.organisation.name_fi
        for home in User.objects.get(email__startswith="anni.tuulenmaki").homes
    ] == [
        "Kuusilahden tanssiopisto",
        "Merikallion tanssikonservatorio",
    ]

    new, old = Round.objects.order_by("-period")
    assert (int(new.period), int(old.period)) == (today.year, today.year - 1)
    assert new.is_open
    assert old.closes_at < new.opens_at < timezone.now() < new.due_at < new.closes_at
    assert timezone.localtime(new.due_at).time() == datetime.time(16)


def test_seeding_leaves_another_federation_alone(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    make_organisation()

    call_command("seed_demo")

    assert (Organisation.objects.count(), User.objects.count()) == (1, 0)
    assert capsys.readouterr().out == "The database is not empty: nothing was added.\n"


def test_the_command_says_what_it_made(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_demo")

    assert capsys.readouterr().out == (
        "The demonstration federation has 48 organisations, 16 member organisations, 65 people, "
        "15 measures of the strategy, 32 answers to the yearly collection, "
        "3 releases of figures, 3 topics of newsletters, 7 pieces of news, 2 newsletters, "
        "4 documents in the library, 2 questions to the office.\n"
    )


def test_a_portal_with_a_public_address_takes_no_demonstration(
    db: None, settings: Settings
) -> None:
    settings.SITE_URL = "https://portaali.example.org"
    with pytest.raises(CommandError):
        call_command("seed_demo")
    assert not Organisation.objects.exists()

    settings.IS_DEMO = True
    call_command("seed_demo")
    assert Organisation.objects.exists()


def test_people_and_roles_are_written_in_bulk(db: None) -> None:
    organisations = make_organisations()

    with CaptureQueriesContext(connection) as queries:
        make_seats(organisations, make_people(), timezone.localdate())

    assert len(queries) == 3  # people, affiliations, roles


def test_the_demonstration_is_the_same_each_time(db: None) -> None:
    def told() -> list[Any]:
        with transaction.atomic():
            seed()
            places = Organisation.objects.values_list("kind", "name_fi", "parent__name_fi")
            people = User.objects.values_list("email", "name", "language", "is_active")
            seats = Affiliation.objects.values_list("user__name", "title", "from_on", "until_on")
            roles = Role.objects.values_list("affiliation__title", "role", "from_on", "until_on")
            everything = [list(rows.order_by("pk")) for rows in (places, people, seats, roles)]
            transaction.set_rollback(True)
        return everything

    assert told() == told()
    assert not Organisation.objects.exists()


def test_another_federation_gets_no_accounts(db: None, tmp_path: Path) -> None:
    assert write_accounts("http://localhost:1", tmp_path / "demo.json") == []
