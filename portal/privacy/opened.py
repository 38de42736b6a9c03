"""What has been done about a person by others: the rows of the log that they may read."""

import datetime

from django.utils import timezone

from members.models import AuditEvent, User
from members.models.audit import AuditEventQuerySet

YEAR = datetime.timedelta(days=365)
#: More than so many rows tell a reader no more.
SHOWN = 50


def told_about(user: User) -> AuditEventQuerySet:
    """Of the last year, the newest first; what the person has done about themself is left out."""
    rows = AuditEvent.objects.about(user).filter(at__gte=timezone.now() - YEAR)
    return rows.exclude(actor=user).with_all()[:SHOWN]
