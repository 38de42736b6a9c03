"""A report is asked for, made once, and made by one."""

import datetime
import logging

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.models import User
from portal.lib.jobs import SILENCE, take
from reports import tasks
from reports.actions import _end, make_report, request_missing_receipts, request_receipt
from reports.models import Report, without_receipt
from surveys.actions.responses import approve
from surveys.models import Response, Snapshot


def row(report: Report) -> Report:
    return Report.objects.get(pk=report.pk)


def test_asked_twice_it_is_one(snapshot: Snapshot, head: User, ritva: User) -> None:
    first = request_receipt(snapshot, "fi", head)
    second = request_receipt(snapshot, "fi", ritva)

    assert first == second
    assert list(Report.objects.values_list("status", "requested_by")) == [("queued", head.pk)]


def test_each_language_is_one_of_its_own(snapshot: Snapshot, head: User) -> None:
    for language in ("fi", "sv", "fi"):
        request_receipt(snapshot, language, head)

    found = Report.objects.filter(snapshot=snapshot).order_by("language")
    assert list(found.values_list("kind", "language")) == [("receipt", "fi"), ("receipt", "sv")]


def test_made_once_it_stays(snapshot: Snapshot, head: User) -> None:
    report = request_receipt(snapshot, "fi", head)
    for _ in range(2):
        make_report(report.pk)
    made = row(report)
    assert (made.status, made.progress, made.attempts, made.error) == ("done", 100, 1, "")
    assert bytes(made.content)[:5] == b"%PDF-"
    at = made.made_at
    request_receipt(snapshot, "fi", head)
    make_report(report.pk)

    assert (row(report).made_at, row(report).attempts) == (at, 1)


def test_a_killed_workers_row_is_taken_by_another(
    snapshot: Snapshot, head: User, caplog: pytest.LogCaptureFixture
) -> None:
    report = request_receipt(snapshot, "fi", head)
    now = timezone.now()
    rows = Report.objects.filter(pk=report.pk)
    rows.update(status="running", heartbeat_at=now, attempts=1)
    make_report(report.pk)
    assert (row(report).status, Report.objects.untaken().count()) == ("running", 0)
    rows.update(heartbeat_at=now - SILENCE - datetime.timedelta(seconds=1))
    assert list(Report.objects.untaken()) == [report]
    make_report(report.pk)

    assert (row(report).status, row(report).attempts) == ("done", 2)


def test_what_breaks_off_too_often_is_over(snapshot: Snapshot, head: User) -> None:
    report = request_receipt(snapshot, "fi", head)
    Report.objects.filter(pk=report.pk).update(attempts=3)
    make_report(report.pk)

    assert (row(report).status, row(report).error) == (
        *("failed", "Tiedoston teko on keskeytynyt liian monta kertaa."),
    )


def test_one_that_fails_says_why_and_may_be_tried_again(
    snapshot: Snapshot, head: User, ritva: User, caplog: pytest.LogCaptureFixture
) -> None:
    """The document of this snapshot lacks what every snapshot has."""
    broken = Snapshot.objects.create(
        response=snapshot.response, number=9, event="submitted", document={}, sha256="0", by=head
    )
    report = request_receipt(broken, "fi", head)
    with caplog.at_level(logging.CRITICAL):
        make_report(report.pk)
    assert (row(report).status, row(report).error, bytes(row(report).content)) == (
        *("failed", "Tiedostoa ei voitu tehdä. Vastauksessa ei ole muuttunut mitään.", b""),
    )
    request_receipt(broken, "fi", ritva)

    again = row(report)
    assert (again.status, again.error, again.attempts) == ("queued", "", 0)
    assert again.requested_by == ritva


def test_who_was_thought_dead_and_comes_back_changes_nothing(
    snapshot: Snapshot, head: User
) -> None:
    """Another has taken its row meanwhile: under way, and then made."""
    report = request_receipt(snapshot, "fi", head)
    late = take(Report, report.pk)
    assert late is not None
    Report.objects.update(heartbeat_at=timezone.now() - SILENCE * 2)
    other = take(Report, report.pk)
    assert other is not None

    late.say(90)
    _end(late, "Ei onnistunut.")
    assert (row(report).status, row(report).progress, row(report).error) == ("running", 0, "")

    _end(other, b"%PDF of the other")
    _end(late, b"%PDF of the late")
    assert bytes(row(report).content) == b"%PDF of the other"


def test_what_is_done_has_its_file(snapshot: Snapshot, head: User) -> None:
    report = request_receipt(snapshot, "fi", head)
    make_report(report.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(content=b"")


def test_the_clock_asks_for_each_sender_in_their_language(
    snapshot: Snapshot, answer: Response, head: User, outi: User
) -> None:
    """What is approved is no new sending; what was sent a year before gets its receipt too."""
    approve(answer, outi)
    for _ in range(2):
        request_missing_receipts()

    found = Report.objects.order_by("snapshot").values_list("snapshot", "language")
    earlier = Snapshot.objects.sent().get(response__round__period="2025")
    assert list(found) == [(earlier.pk, "sv"), (snapshot.pk, "sv")]
    assert not Report.objects.filter(requested_by__isnull=False).exists()


def test_another_language_is_not_the_senders(snapshot: Snapshot, head: User) -> None:
    request_receipt(snapshot, "fi", head)
    assert snapshot in without_receipt()
    request_receipt(snapshot, "sv", head)

    assert snapshot not in without_receipt()


def test_the_clock_hands_out_what_nobody_makes(snapshot: Snapshot) -> None:
    tasks.keep_reports()
    pks = list(Report.objects.values_list("pk", flat=True))
    for pk in pks:
        tasks.make(pk)
    tasks.keep_reports()

    assert len(pks) == 2
    assert set(Report.objects.values_list("status", flat=True)) == {"done"}


def test_the_file_is_read_only_where_it_is_wanted(snapshot: Snapshot, head: User) -> None:
    request_receipt(snapshot, "fi", head)
    [report] = Report.objects.visible_to(head)

    assert report.get_deferred_fields() == {"content"}
