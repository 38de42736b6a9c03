"""Reports are asked for by people and by the clock, and made once."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from indicators.models import Group, Release
from indicators.models.groups import EVERYBODY
from members.actions import Refused
from members.models import Organisation, Role, User
from portal.lib import pdf
from portal.lib.jobs import take
from reports import emails
from reports.benchmark import benchmark
from reports.board import board
from reports.ground import ground
from reports.imprint import imprint
from reports.models import Download, Report, without_receipt
from reports.refusals import NotBuilt, NotInTheFigures, Withdrawn
from surveys.models import Response, Snapshot
from surveys.receipt import receipt_of

#: The clock asks for so many at a time; the next tick goes on.
BATCH = 100
Kind = Report.Kind

logger = logging.getLogger(__name__)


@transaction.atomic
def request_receipt(snapshot: Snapshot, language: str, by: User) -> Report:
    """The receipt of what was sent, in this language; asked for again it is the same one. One that
    failed waits for its turn anew."""
    return _requested(by, kind=Kind.RECEIPT, snapshot=snapshot, language=language)


@transaction.atomic
def request_board_report(release: Release, language: str, by: User | None) -> Report:
    """Raises NotBuilt, Withdrawn."""
    is_draft = _is_draft(release)
    wanted = {"release": release, "language": language, "is_draft": is_draft}
    return _requested(by, kind=Kind.BOARD, **wanted)


@transaction.atomic
def request_benchmark(
    release: Release, organisation: Organisation, language: str, by: User | None
) -> Report:
    """Raises NotBuilt, Withdrawn, NotInTheFigures."""
    is_draft = _is_draft(release)
    if organisation.pk not in schools_in(release):
        raise NotInTheFigures
    wanted = {"release": release, "language": language, "is_draft": is_draft}
    return _requested(by, kind=Kind.BENCHMARK, organisation=organisation, **wanted)


@transaction.atomic
def request_benchmarks(release: Release, by: User | None) -> list[Report]:
    """One for each school in the figures, in the language of who reads it there. What has been
    asked for already stays as it is. Raises NotBuilt, Withdrawn."""
    wanted = {"kind": Kind.BENCHMARK, "release": release, "is_draft": _is_draft(release)}
    schools = list(Organisation.objects.filter(pk__in=schools_in(release)))
    languages = _languages(schools)
    return [
        _requested(by, **wanted, organisation=each, language=languages[each.pk])
        for each in sorted(schools, key=lambda school: school.pk)
    ]


def _is_draft(release: Release) -> bool:
    if release.state == Release.State.WITHDRAWN:
        raise Withdrawn
    if release.state == Release.State.DRAFT:
        raise NotBuilt
    return not release.is_told


def schools_in(release: Release) -> list[int]:
    """Whose answers are in the figures."""
    groups = Group.objects.of(release.collection, release.period).filter(code=EVERYBODY)
    found: list[int] = groups.values_list("members", flat=True).first() or []
    return found


def _languages(schools: list[Organisation]) -> dict[int, str]:
    """Of each school that of the head, or of who else reads its figures; in one query."""
    lines = {school.pk: set(school.line_ids) for school in schools}
    seats = Role.objects.reached().filter(
        role__in=emails.READERS, affiliation__organisation__in=set().union(*lines.values())
    )
    fields = (
        "role",
        "affiliation__user",
        "affiliation__organisation",
        "affiliation__user__language",
    )
    found = sorted(
        (emails.READERS.index(role), user, place, language)
        for role, user, place, language in seats.values_list(*fields)
    )
    return {
        school: next((told[3] for told in found if told[2] in line), settings.LANGUAGE_CODE)
        for school, line in lines.items()
    }


def _requested(by: User | None, **wanted: object) -> Report:
    """The row; one that failed, and a draft, wait for their turn anew."""
    reports = Report.objects.without_content()
    report, is_new = reports.get_or_create(**wanted, defaults={"requested_by": by})
    report = reports.select_for_update().get(pk=report.pk)
    is_stale = report.is_draft and report.is_over and not is_new
    if report.status == Report.Status.FAILED or is_stale:
        report.wait_again(by)
    return report


@transaction.atomic
def request_missing_receipts() -> None:
    """Each sender gets a receipt in the language they read."""
    lacking = without_receipt().values_list("pk", "by__language")[:BATCH]
    Report.objects.bulk_create(
        [Report(snapshot_id=pk, language=language) for pk, language in lacking],
        ignore_conflicts=True,
    )


def note_download(report: Report, by: User) -> None:
    """Every file that is taken is written down."""
    Download.objects.create(report=report, by=by)


def make_report(pk: int) -> None:
    """Make the file and keep it. Where another process has the row, or it is over, nothing
    happens."""
    report = take(Report, pk)
    if report is None:
        return
    with translation.override(report.language):
        if report.is_hopeless:
            _end(report, gettext("The making of the file has broken off too often."))
        else:
            _end(report, _made(report))


def receipt_html(snapshot: Snapshot, language: str) -> str:
    """The receipt as the page that becomes the file."""
    with translation.override(language):
        receipt = receipt_of(snapshot, language)
        return render_to_string("reports/receipt.html", {"receipt": receipt})


def board_html(release: Release, language: str, *, is_draft: bool = False) -> str:
    with translation.override(language):
        found = board(ground(release))
        told = imprint(found.ground, None, language, is_draft=is_draft)
        return render_to_string("reports/board.html", {"report": found, "imprint": told})


def benchmark_html(
    release: Release, organisation: Organisation, language: str, *, is_draft: bool = False
) -> str:
    with translation.override(language):
        approved_on = _approved_on(release, organisation)
        found = benchmark(ground(release, organisation), organisation, approved_on)
        told = imprint(found.ground, organisation, language, is_draft=is_draft)
        return render_to_string("reports/benchmark.html", {"report": found, "imprint": told})


def stylesheet() -> str:
    """The one sheet of every kind of report."""
    return Path(str(finders.find("css/report.css"))).read_text()


def _made(report: Report) -> bytes | str:
    """The file, or why there is none."""
    try:
        html = _html(report)
        report.say(40)
        return pdf.make(html, stylesheet())
    except Refused as refused:
        return str(refused)
    except Exception:  # whatever it is, the row must not stay half done: the person may try again
        logger.exception("Report %s was not made", report.pk)
        if report.snapshot_id:
            return gettext("The file could not be made. Nothing in the answer has changed.")
        return gettext("The file could not be made. Nothing in the figures has changed.")


def _html(report: Report) -> str:
    if report.snapshot_id:
        snapshot = Snapshot.objects.with_all().get(reports=report)
        return receipt_html(snapshot, report.language)
    release = Release.objects.without_audit().get(reports=report)
    _is_draft(release)  # it may have been withdrawn since
    if report.organisation_id:
        organisation = Organisation.objects.get(reports=report)
        return benchmark_html(release, organisation, report.language, is_draft=report.is_draft)
    return board_html(release, report.language, is_draft=report.is_draft)


def _approved_on(release: Release, organisation: Organisation) -> datetime.date | None:
    """When the office accepted the school's answer; nothing where it never was one."""
    answers = Response.objects.filter(
        organisation=organisation,
        round__collection__code=release.collection,
        round__period=release.period,
    )
    at = answers.values_list("approved_at", flat=True).first()
    return timezone.localdate(at) if at else None


@transaction.atomic
def _end(taken: Report, made: bytes | str) -> None:
    reports = Report.objects.without_content().select_related("release", "organisation")
    report = reports.select_for_update(of=("self",)).filter(taken.held()).first()
    if report is None:
        return
    if isinstance(made, str):
        report.fail(made)
        return
    report.finish(made)
    emails.tell_ready(report)
