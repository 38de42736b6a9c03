"""What the post asks of people."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communications.models import Letter
from members.models import Seats, User
from portal.lib.todo import Task

SHOWN = 20


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if user.is_staff:
        yield from _failed_letters()


def _failed_letters() -> Iterator[Task]:
    """Somebody has not heard what they should: a wrong address, or a mailbox that is full."""
    month_ago = timezone.now() - datetime.timedelta(days=30)
    failed = Letter.objects.failed_since(month_ago)
    letters = list(failed[: SHOWN + 1])
    for letter in letters[:SHOWN]:
        yield _task(str(letter), reverse("admin:communications_letter_change", args=[letter.pk]))
    if len(letters) > SHOWN:
        more = failed.count() - SHOWN
        about = ngettext("%(count)d more letter", "%(count)d more letters", more)
        every = reverse("admin:communications_letter_changelist") + "?state__exact=failed"
        yield _task(about % {"count": more}, every)


def _task(about: str, url: str) -> Task:
    return Task(
        title=_("A letter did not arrive"),
        about=about,
        url=url,
        state=_("Check the address"),
        sign="stop",
        tone="stop",
    )
