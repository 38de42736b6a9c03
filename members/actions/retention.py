"""What nobody needs to know any more goes."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from members.models import Invitation, JoinRequest


@transaction.atomic
def forget_invitations() -> None:
    """Whom an invitation named that ended 90 days ago, be it accepted or not. One that expired
    then, and was neither sent again nor taken back, is over with that."""
    unknown = {"email": "", "name": "", "title": "", "token_sha256": None}
    over = Invitation.objects.to_forget()
    over.open().update(revoked_at=timezone.now(), **unknown)
    over.update(**unknown)


@transaction.atomic
def remove_requests() -> None:
    """Requests to join that were answered or withdrawn 90 days ago; a place stays."""
    JoinRequest.objects.to_remove().delete()
