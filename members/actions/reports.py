"""What people do about outdated information: they report it, and see to it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.actions import Refused
from members.models import Affiliation, Organisation, OutdatedReport, User


class ReportNotYours(Refused):
    sentence = _("Only the organisation's own people and the office see to this.")


@transaction.atomic
def report_outdated(
    organisation: Organisation, affiliation: Affiliation | None, line: str, by: User
) -> OutdatedReport:
    """Ask the organisation to look at this card. Asked again while it waits, only the line is
    written anew."""
    report, _is_new = OutdatedReport.objects.update_or_create(
        organisation=organisation,
        affiliation=affiliation,
        reported_by=by,
        handled_at=None,
        defaults={"line": line},
    )
    return report


@transaction.atomic
def close_report(report: OutdatedReport, by: User) -> None:
    """What was out of date is right now, or was right all along. The first to say so stays."""
    if not report.organisation.allows(by, "handle_reports"):
        raise ReportNotYours
    OutdatedReport.objects.filter(pk=report.pk, handled_at=None).update(
        handled_by=by, handled_at=timezone.now()
    )
