"""Reports are asked for by people and by the clock, and made once."""

from __future__ import annotations

import logging
from pathlib import Path

from django.contrib.staticfiles import finders
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from members.models import User
from portal.lib import pdf
from portal.lib.jobs import take
from reports.models import Report, without_receipt
from surveys.models import Snapshot
from surveys.receipt import receipt_of

#: The clock asks for so many at a time; the next tick goes on.
BATCH = 100

logger = logging.getLogger(__name__)


@transaction.atomic
def request_receipt(snapshot: Snapshot, language: str, by: User) -> Report:
    """The receipt of what was sent, in this language; asked for again it is the same one. One that
    failed waits for its turn anew."""
    report, _made = Report.objects.without_content().get_or_create(
        kind=Report.Kind.RECEIPT,
        snapshot=snapshot,
        language=language,
        defaults={"requested_by": by},
    )
    report = Report.objects.without_content().select_for_update().get(pk=report.pk)
    if report.status == Report.Status.FAILED:
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


def make_report(pk: int) -> None:
    """Make the file and keep it. Where another process has the row, or it is over, nothing
    happens."""
    report = take(Report, pk)
    if report is None:
        return
    with translation.override(report.language):
        if report.is_hopeless:
            _end(pk, gettext("The making of the file has broken off too often."))
        else:
            _end(pk, _made(report))


def receipt_html(snapshot: Snapshot, language: str) -> str:
    """The receipt as the page that becomes the file."""
    with translation.override(language):
        receipt = receipt_of(snapshot, language)
        return render_to_string("reports/receipt.html", {"receipt": receipt})


def stylesheet() -> str:
    """The one sheet of every kind of report."""
    return Path(str(finders.find("css/report.css"))).read_text()


def _made(report: Report) -> bytes | str:
    """The file, or why there is none."""
    try:
        snapshot = Snapshot.objects.with_all().get(pk=report.snapshot_id)
        return pdf.make(receipt_html(snapshot, report.language), stylesheet())
    except Exception:  # whatever it is, the row must not stay half done: the person may try again
        logger.exception("Report %s was not made", report.pk)
        return gettext("The file could not be made. Nothing in the answer has changed.")


@transaction.atomic
def _end(pk: int, made: bytes | str) -> None:
    """A process that was thought dead, and comes back when the row is over, leaves it as it is."""
    report = Report.objects.without_content().select_for_update().get(pk=pk)
    if report.is_over:
        return
    if isinstance(made, str):
        report.fail(made)
    else:
        report.finish(made)
