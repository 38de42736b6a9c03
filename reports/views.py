"""A report is asked for, waited for and downloaded."""

from contextlib import suppress

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from members.http import MemberRequest
from reports import tasks
from reports.actions import request_receipt
from reports.models import Report
from surveys.actions.responses import note_opening
from surveys.models import Snapshot


@require_POST
def receipt(request: MemberRequest, pk: int, language: str) -> HttpResponse:
    """The receipt of what was sent: the file where there is one, else the page that waits."""
    snapshots = Snapshot.objects.visible_to(request.user).sent()
    snapshot = get_object_or_404(snapshots.defer("document"), pk=pk)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    report = request_receipt(snapshot, language, request.user)
    if report.status == Report.Status.DONE:
        return redirect("reports:file", report.pk)
    with suppress(OperationalError):  # without the broker the clock takes it up
        tasks.make.delay_on_commit(report.pk)  # type: ignore[attr-defined]
    return redirect(report)


@require_GET
def report_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is. To htmx the part that changes."""
    reports = Report.objects.visible_to(request.user).with_snapshot()
    report = get_object_or_404(reports, pk=pk)
    template = "reports/_report.html" if request.htmx else "reports/report_detail.html"
    return render(request, template, {"report": report, "response": report.snapshot.response})


@require_GET
def report_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The file itself. That the office has opened a school's own figures is written down."""
    reports = Report.objects.visible_to(request.user).with_snapshot()
    report = get_object_or_404(reports.done(), pk=pk)
    note_opening(report.snapshot.response, request.user)
    as_file = content_disposition_header(as_attachment=True, filename=report.file_name)
    headers = {"Content-Disposition": as_file or ""}
    return HttpResponse(bytes(report.content), content_type="application/pdf", headers=headers)
