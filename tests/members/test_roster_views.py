"""The pages of people from spreadsheets."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.actions.rosters import request_apply, run_import
from members.models import Organisation, RosterImport, User
from portal.lib.spreadsheets import csv_of, read
from tests.factories import make_affiliation
from tests.members.test_roster_imports import Rows, new_row, sent, sheet


def upload(client: Client, school: Organisation, data: bytes) -> RosterImport:
    file = SimpleUploadedFile("people.csv", data)
    answer = client.post(f"/members/{school.pk}/roster/", {"file": file})
    job = RosterImport.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    run_import(job.pk)
    return job


def test_the_template_holds_the_roster_and_no_formula(
    koivuranta: Organisation, kaisa: User, ritva: User, as_kaisa: Client
) -> None:
    ritva.affiliations.update(title='=HYPERLINK("x")')

    content = as_kaisa.get(f"/members/{koivuranta.pk}/roster/people.csv").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(content)))
    people, roles = read(as_kaisa.get(f"/members/{koivuranta.pk}/roster/people.xlsx").content)

    assert [row[2:5] for row in rows[1:]] == [
        ["Kaisa Keto", "kaisa@example.org", ""],
        ["Ritva Respo", "ritva@example.org", '\'=HYPERLINK("x")'],
    ]
    assert people.formulas == frozenset()
    assert (len(people.rows), len(roles.rows)) == (3, 10)


def test_a_formula_like_title_goes_out_and_comes_back_the_same(
    koivuranta: Organisation, kaisa: User, ritva: User, as_kaisa: Client
) -> None:
    ritva.affiliations.update(title="-1+2")
    for kind in ("csv", "xlsx"):
        content = as_kaisa.get(f"/members/{koivuranta.pk}/roster/people.{kind}").content

        upload(as_kaisa, koivuranta, content)

        assert RosterImport.objects.latest("pk").counts == {"same": 2}


def test_the_page_names_the_cell_in_the_readers_language(
    koivuranta: Organisation, kaisa: User, as_kaisa: Client
) -> None:
    job = upload(as_kaisa, koivuranta, b"name,email\nUusi Ukko,ei osoite\n")
    for language, sentence in (("fi", "B2"), ("sv", "B2"), ("en", "is no email address")):
        User.objects.filter(pk=kaisa.pk).update(language=language)

        assert sentence in as_kaisa.get(job.get_absolute_url()).content.decode()


def test_what_is_not_there_to_choose_changes_nothing(
    koivuranta: Organisation, kaisa: User, ritva: User, as_kaisa: Client, as_sten: Client
) -> None:
    """A row of another import, a number without end, a choice that is none."""
    other = sent(koivuranta, kaisa, b"name,email\nRitva Respo,r@example.org\n")
    job = sent(koivuranta, kaisa, b"name,email\nRitva Respo,rr@example.org\n")
    mine, theirs = (each.rows.get(verdict="duplicate") for each in (job, other))
    posted = {f"r{theirs.pk}": "new", f"r{mine.pk}": "nonsense", "r" + "9" * 40: "new", "rx": "new"}

    answer = as_kaisa.post(job.get_absolute_url(), posted)

    assert answer.status_code == 302
    assert {row.choice for each in (job, other) for row in each.rows.all()} == {""}
    assert as_sten.post(job.get_absolute_url(), posted).status_code == 404


def test_what_cannot_be_done_is_said_with_its_status(
    koivuranta: Organisation, kaisa: User, ritva: User, as_kaisa: Client
) -> None:
    rows = sheet(koivuranta, kaisa)
    new_row(rows, name="Uusi Ukko", email="uusi@example.org")
    job = upload(as_kaisa, koivuranta, csv_of(rows))
    url = job.get_absolute_url()

    assert as_kaisa.post(f"{url}apply/", {"seen": "7"}).status_code == 409
    assert as_kaisa.post(f"{url}undo/").status_code == 409
    assert as_kaisa.post(f"{url}apply/", {"seen": "1"}).status_code == 302
    assert as_kaisa.post(url, {}).status_code == 409


def test_pages_ask_no_more_with_three_rows_than_with_one(
    koivuranta: Organisation, kaisa: User, as_kaisa: Client
) -> None:
    counts = []
    for number in (1, 3):
        rows: Rows = [["email", "title"]]
        for _ in range(number):
            place = make_affiliation(organisation=koivuranta)
            rows.append([place.user.email, "lehtori"])
        job = upload(as_kaisa, koivuranta, csv_of(rows))
        pages = (
            f"{job.get_absolute_url()}?show=changed",
            f"{job.get_absolute_url()}apply/",
            f"/members/{koivuranta.pk}/roster/",
            f"/members/{koivuranta.pk}/roster/people.csv",
        )
        for page in pages:
            as_kaisa.get(page)
        asked = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert as_kaisa.get(page).status_code == 200
            asked.append(len(captured))
        counts.append(asked)

    assert counts[0] == counts[1]


def test_a_step_under_way_is_told_to_htmx(
    koivuranta: Organisation, kaisa: User, as_kaisa: Client
) -> None:
    rows = sheet(koivuranta, kaisa)
    new_row(rows, name="Uusi Ukko", email="uusi@example.org")
    job = sent(koivuranta, kaisa, rows)
    request_apply(job, kaisa, 1)

    answer = as_kaisa.get(job.get_absolute_url(), headers={"hx-request": "true"})

    assert answer.content.decode().startswith('\n<div id="roster" hx-get=')
