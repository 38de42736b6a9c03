"""What the clock starts."""

import datetime

from celery import shared_task
from django.utils import timezone

from members.actions.places import tell_of_newcomers

#: A clock that stood still for a week catches up.
DAYS = 7


@shared_task
def tell_newcomers() -> None:
    """Every morning: who came yesterday, or on a day that was left out. Twice does no harm."""
    for ago in range(DAYS, 0, -1):
        tell_of_newcomers(timezone.localdate() - datetime.timedelta(days=ago))
