"""A report that is done, without the making."""

from django.utils import timezone

from reports.models import Report
from surveys.models import Snapshot


def make_report(snapshot: Snapshot, **fields: object) -> Report:
    file = {"content": b"%PDF-1.7", "sha256": "0" * 64, "made_at": timezone.now()}
    return Report.objects.create(
        **{"snapshot": snapshot, "language": "fi", "status": "done"} | file | fields
    )
