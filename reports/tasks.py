"""What the clock starts, and what waits for nobody."""

from celery import shared_task

from reports.actions import BATCH, make_report, request_missing_receipts
from reports.models import Report


@shared_task
def make(pk: int) -> None:
    """As soon as it has been asked for."""
    make_report(pk)


@shared_task
def keep_reports() -> None:
    """Every minute: receipts that nobody has asked for, and rows that nobody makes. Two at once do
    no harm; what a worker has not come to in a minute is asked for again."""
    request_missing_receipts()
    for pk in Report.objects.untaken().values_list("pk", flat=True)[:BATCH]:
        make.apply_async((pk,), expires=60)
