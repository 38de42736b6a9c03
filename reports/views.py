"""A report is asked for, waited for and downloaded."""

from collections.abc import Iterable
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from indicators.models import Release
from members.access import reach
from members.actions import Refused
from members.http import MemberRequest
from reports import tasks
from reports.actions import (
    note_download,
    request_benchmark,
    request_benchmarks,
    request_board_report,
    request_receipt,
)
from reports.models import Report
from reports.shelf import Shelf, releases_for, shelf
from surveys.actions.responses import note_opening
from surveys.models import Snapshot


@require_POST
def receipt(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """The receipt of what was sent: the file where there is one, else the page that waits."""
    snapshots = Snapshot.objects.visible_to(request.user).sent()
    snapshot = get_object_or_404(snapshots.defer("document"), pk=pk)
    _known(language)
    return _waited_for(request_receipt(snapshot, language, request.user))


@require_GET
def release_list(request: MemberRequest) -> HttpResponse:
    """The releases that the person has reports of."""
    context = {"releases": releases_for(request.user)}
    return render(request, "reports/release_list.html", context)


@require_GET
def release_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What may be asked for, and how far it is. To htmx the part that changes."""
    found = _shelf(request, pk)
    template = "reports/_progress.html" if request.htmx else "reports/release_detail.html"
    return render(request, template, {"shelf": found, "release": found.release})


@require_POST
def board(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """The board's report: the file where there is one, else the page that waits."""
    found = _shelf(request, pk)
    _known(language)
    if not found.board:
        raise Http404
    return _waited_for(request_board_report(found.release, language, request.user))


@require_POST
def benchmark(request: MemberRequest, pk: int, organisation: int, language: str) -> HttpResponse:
    """A school's own report: the file where there is one, else the page that waits."""
    found = _shelf(request, pk)
    _known(language)
    schools = {each.organisation.pk: each.organisation for each in found.schools}
    if organisation not in schools:
        raise Http404
    school = schools[organisation]
    return _waited_for(request_benchmark(found.release, school, language, request.user))


@require_POST
def benchmarks(request: MemberRequest, pk: int) -> HttpResponse:
    """The reports of all schools at once."""
    found = _shelf(request, pk)
    if not reach(request.user.standing, "release_figures").everything:
        raise Http404
    try:
        _wake(request_benchmarks(found.release, request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("reports:release", pk)


@require_GET
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is. To htmx the part that changes."""
    reports = Report.objects.visible_to(request.user).with_all()
    report = get_object_or_404(reports, pk=pk)
    template = "reports/_report.html" if request.htmx else "reports/report_detail.html"
    response = report.snapshot.response if report.snapshot else None
    return render(request, template, {"report": report, "response": response})


@require_GET
def report_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The file itself. Who takes it is written down; of a school's answer too, that the office has
    opened it."""
    reports = Report.objects.visible_to(request.user).with_all()
    report = get_object_or_404(reports.done(), pk=pk)
    if report.snapshot:
        note_opening(report.snapshot.response, request.user)
    note_download(report, request.user)
    as_file = content_disposition_header(as_attachment=True, filename=report.file_name)
    headers = {"Content-Disposition": as_file or ""}
    return HttpResponse(bytes(report.content), content_type="application/pdf", headers=headers)


def _shelf(request: MemberRequest, pk: int) -> Shelf:
    releases = Release.objects.visible_to(request.user).without_audit()
    found = shelf(request.user, get_object_or_404(releases, pk=pk))
    if found.is_empty:
        raise Http404
    return found


def _known(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Http404


def _waited_for(report: Report) -> HttpResponse:
    if report.status == Report.Status.DONE:
        return redirect("reports:file", report.pk)
    _wake([report])
    return redirect(report)


def _wake(reports: Iterable[Report]) -> None:
    with suppress(OperationalError):  # without the broker the clock takes them up
        for report in reports:
            if not report.is_over:
                tasks.make.delay_on_commit(report.pk)  # type: ignore[attr-defined]
