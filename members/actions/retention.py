"""What nobody needs to know any more goes; each says how much it was."""

from __future__ import annotations

import datetime

from django.db import transaction

from members.models import Invitation, JoinRequest, RosterImport, RosterRow


@transaction.atomic
def forget_invitations(now: datetime.datetime) -> int:
    """Whom an invitation named that ended 90 days ago, be it accepted or not. One that expired
    then, and was neither sent again nor taken back, is over with that."""
    unknown = {"email": "", "name": "", "title": "", "token_sha256": None}
    over = Invitation.objects.to_forget(now)
    expired = over.open().update(revoked_at=now, **unknown)
    return expired + over.update(**unknown)


@transaction.atomic
def remove_requests(now: datetime.datetime) -> int:
    """Requests to join that were answered or withdrawn 90 days ago; a place stays."""
    old = JoinRequest.objects.to_remove(now)
    count = old.count()
    old.delete()
    return count


@transaction.atomic
def forget_rows(now: datetime.datetime) -> int:
    """What the rows of old imports say goes; the counts stay."""
    over = RosterImport.objects.to_forget(now)
    old = RosterRow.objects.filter(source__in=over)
    count = over.count()
    old.delete()
    return count
