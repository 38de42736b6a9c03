"""An import and whoever else changes the roster go one after the other: each waits for the lock that
the other holds."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction
from django.db.models import QuerySet

from members.actions.rosters import request_apply, request_import, request_undo, run_import
from members.models import Organisation, RosterImport, User
from tests.members.test_roster_imports import new_row, sent, sheet

pytestmark = pytest.mark.django_db(transaction=True)


def waits_for(
    rows: QuerySet[Organisation] | QuerySet[RosterImport], work: Callable[[], object]
) -> bool:
    """Whether the work waits while somebody else is about to change the rows, and then is done. Rows
    that only refer to them may be written meanwhile."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        assert rows.select_for_update(no_key=True)
        thread.start()
        thread.join(0.7)
        waited = thread.is_alive()
    thread.join(30)
    assert not thread.is_alive()
    return waited


@pytest.fixture
def job(koivuranta: Organisation, kaisa: User, ritva: User) -> RosterImport:
    """One newcomer, looked at."""
    rows = sheet(koivuranta, kaisa)
    new_row(rows, email="uusi@example.org", name="Uusi Ihminen")
    return sent(koivuranta, kaisa, rows)


def step(job: RosterImport) -> tuple[str, str]:
    job.refresh_from_db()
    return job.step, job.status


def test_taking_over_and_undoing_wait_for_who_changes_the_organisation(
    koivuranta: Organisation, kaisa: User, job: RosterImport
) -> None:
    place = Organisation.objects.filter(pk=koivuranta.pk)

    request_apply(job, kaisa, 1)
    assert waits_for(place, lambda: run_import(job.pk))
    assert step(job) == ("apply", "done")

    request_undo(job, kaisa)
    assert waits_for(place, lambda: run_import(job.pk))
    assert step(job) == ("undo", "done")


def test_two_who_send_a_file_wait_for_each_other(koivuranta: Organisation, kaisa: User) -> None:
    place = Organisation.objects.filter(pk=koivuranta.pk)

    assert waits_for(place, lambda: request_import(koivuranta, "a.csv", b"email\n", kaisa))


def test_two_who_press_the_button_wait_for_each_other(kaisa: User, job: RosterImport) -> None:
    row = RosterImport.objects.filter(pk=job.pk)

    assert waits_for(row, lambda: request_apply(job, kaisa, 1))
    assert step(job) == ("apply", "queued")
