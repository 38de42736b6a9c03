"""What the clock starts."""

import datetime

from celery import shared_task
from django.utils import timezone

from members.actions.confirmations import keep_ladder
from members.actions.places import tell_of_newcomers
from members.actions.retention import forget_invitations, remove_requests

#: A clock that stood still for a week catches up.
DAYS = 7


@shared_task
def tell_newcomers() -> None:
    """Every morning: who came yesterday, or on a day that was left out. Twice does no harm."""
    for ago in range(DAYS, 0, -1):
        tell_of_newcomers(timezone.localdate() - datetime.timedelta(days=ago))


@shared_task
def keep_confirmations() -> None:
    """Every morning: the yearly confirmation opens, and who has not confirmed is reminded."""
    keep_ladder()


@shared_task
def forget() -> None:
    """Every night: who was invited or asked to join, and it has long been over."""
    forget_invitations()
    remove_requests()
