"""People from a spreadsheet: 5,000 rows read, compared with a roster of 5,000, and kept for a look.
It is made for the measurement and taken back after it."""

from collections.abc import Iterator
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction

from members.actions.rosters import request_import, run_import
from members.models import Affiliation, Membership, Organisation, RosterImport, User
from portal.bench.collections import LONG_AGO, person
from portal.bench.measuring import Figure, milliseconds
from portal.lib.spreadsheets import Sheet, workbook_of

ROWS, KNOWN = 5000, 4000


def measure() -> Iterator[Figure]:
    with transaction.atomic():
        job = _made()
        seconds = milliseconds(partial(run_import, job.pk)) / 1000
        job.refresh_from_db()
        if job.counts.get("changed") != KNOWN or job.counts.get("new") != ROWS - KNOWN:
            raise AssertionError(job.counts)
        yield Figure("preview of 5,000 people from a workbook", seconds, "s", 10)
        transaction.set_rollback(True)


def _made() -> RosterImport:
    """A school of 5,000, of whom 4,000 get another title; 1,000 are new."""
    school = Organisation.objects.create(kind="institution", name_fi="Mittauskoulu")
    Membership.objects.create(organisation=school, from_on=LONG_AGO)
    secret = make_password(None)
    people = User.objects.bulk_create(
        User(email=f"mittaus{n}@example.org", name=f"Henkilö {n}", password=secret)
        for n in range(ROWS)
    )
    Affiliation.objects.bulk_create(
        Affiliation(user=user, organisation=school, title="opettaja", from_on=LONG_AGO)
        for user in people
    )
    new = (f"uusi{n}@example.org" for n in range(ROWS - KNOWN))
    emails = [*(user.email for user in people[:KNOWN]), *new]
    rows = tuple((f"Nimi {n}", email, "lehtori") for n, email in enumerate(emails))
    data = workbook_of([Sheet("People", (("name", "email", "title"), *rows))])
    return request_import(school, "people.xlsx", data, person(school, "key_contact"))
