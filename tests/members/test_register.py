"""The office takes the register of organisations out: all that is in force, as text and numbers."""

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from members.models import AuditEvent, Organisation, User
from members.register import register
from portal.lib.spreadsheets import csv_of, read, read_table, workbook_of
from tests.conftest import signed_in
from tests.factories import (
    make_contact_point,
    make_member,
    make_municipality,
    make_organisation,
    make_person,
)

PREFIXES = ["=", "+", "-", "@", "|", "\t", "\r", "\n", " =", "\uff1d", "\u200b=", "\u00a0@"]


def taken(client: Client, kind: str) -> list[dict[str, Any]]:
    answer = client.get(f"/members/export.{kind}")
    assert answer.status_code == 200
    head, *rows = read_table(answer.content).rows
    return [dict(zip(head, row, strict=True)) for row in rows]  # type: ignore[arg-type]


@pytest.fixture
def school(koivuranta: Organisation, kaisa: User) -> Organisation:
    """With something in every column."""
    make_municipality("Koivula", region="06", longitude=23.8, latitude=61.5)
    provider = make_organisation(kind="provider", name_fi="Koivulan kaupunki")
    named = {"parent": provider, "municipality": "Koivula", "short": "KK"}
    Organisation.objects.filter(pk=koivuranta.pk).update(**named)
    koivuranta.identifiers.create(kind="institution_number", value="01921")
    koivuranta.identifiers.create(kind="oid", value="1.2.3", until_on="2020-01-01")  # is over
    koivuranta.memberships.create(from_on="2010-01-01", until_on="2015-01-01")
    make_contact_point(koivuranta, value="a@example.org", visibility="own")
    make_contact_point(koivuranta, value="b@example.org")
    make_person(koivuranta, "key_contact", name="Ari Avi", email="ari@example.org")
    make_person(koivuranta, "key_contact", name="Ei Enää", is_active=False)
    return koivuranta


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_office_takes_all_that_is_in_force(
    as_outi: Client, school: Organisation, kind: str
) -> None:
    rows = {row["nimi suomeksi"]: row for row in taken(as_outi, kind)}

    assert set(rows) == {"Kaikuliitto", "Koivulan kaupunki", "Koivurannan konservatorio"}
    ours = rows["Koivurannan konservatorio"].values()
    number: Any = school.pk
    parent: Any = Organisation.objects.get(name_fi="Koivulan kaupunki").pk
    if kind == "csv":
        number, parent = str(number), str(parent)
    # A day comes from the workbook as a day, from CSV as it is written there.
    assert [str(cell)[:10] if "2020-" in str(cell) else cell for cell in ours] == [
        *(number, "Koivurannan konservatorio", None, None, "KK"),
        *("oppilaitos", "Koivulan kaupunki", parent, "Koivula", "Pirkanmaa"),
        *(None, None, "01921", None),
        *("2020-01-01", None, "2010-01-01–2015-01-01"),
        *(None, None, None, "a@example.org; b@example.org", None, None),
        "Ari Avi <ari@example.org>; Kaisa Keto <kaisa@example.org>",
    ]


def test_each_taking_is_written_down_with_its_rows(as_outi: Client, school: Organisation) -> None:
    taken(as_outi, "csv")

    event = AuditEvent.objects.get()
    assert (event.verb, event.note) == ("organisations_taken", "csv, 3")


def test_nobody_but_the_office_takes_it(
    kaisa: User, ritva: User, sten: User, birgit: User, client: Client
) -> None:
    for user in (kaisa, ritva, sten, birgit):
        client = signed_in(user)
        assert client.get("/members/export.csv").status_code == 404
        assert "export." not in client.get("/members/").content.decode()
    assert not AuditEvent.objects.filter(verb="organisations_taken").exists()


def test_the_list_leads_to_what_one_may_take_and_bring(
    as_outi: Client, outi: User, as_kaisa: Client, as_ritva: Client, koivuranta: Organisation
) -> None:
    association = outi.homes[0].organisation_id
    of_school = f"/members/{koivuranta.pk}/roster/"
    links = {
        who: re.findall(r'href="(/members/(?:export|\d+/roster)[^"]*)"', page)
        for who, client in (("outi", as_outi), ("kaisa", as_kaisa), ("ritva", as_ritva))
        for page in [client.get("/members/").content.decode()]
    }

    assert links == {
        "outi": ["/members/export.xlsx", "/members/export.csv", f"/members/{association}/roster/"],
        "kaisa": [of_school],
        "ritva": [],
    }


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(prefix=st.sampled_from(PREFIXES), rest=st.text("1+(A|é,;'\"", max_size=8))
def test_no_cell_is_a_formula(outi: User, prefix: str, rest: str) -> None:
    evil = f"{prefix}{rest}"
    school = make_member(name_fi=evil, short=evil, municipality=evil)
    make_person(school, "key_contact", name=evil)
    sheet = register(outi)

    [read_again] = read(workbook_of([sheet]))
    assert read_again.formulas == frozenset()
    text = csv_of(sheet.rows)
    raw = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    [(_number, name, *_rest)] = [row for row in raw if row[0] == str(school.pk)]
    assert name == f"'{evil}"
    again = [row for row in read_table(text).rows if row[0] == str(school.pk)]
    assert [row[1] for row in again] == [evil]


@pytest.mark.parametrize("n", [1, 3])
def test_three_are_asked_for_as_one(
    outi: User, n: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(n):
        school = make_member(municipality="Koivula")
        make_contact_point(school)
        make_person(school, "key_contact")
    assert outi.standing

    with django_assert_num_queries(6):
        assert len(register(outi).rows) == n + 2
