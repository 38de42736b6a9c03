"""Accounts that nobody uses: two letters, and then their person is erased."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, OuterRef
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from communications.models import Letter
from members.models import Affiliation, Erasure, User
from members.models.days import live
from portal.privacy import emails, erasures

#: Days without use before each letter, by the months that are left then; and before the end.
WARNED_AFTER = {2: 670, 1: 700}
ERASED_AFTER, NOTICE = 730, datetime.timedelta(days=30)


def _idle(now: datetime.datetime, days: int) -> list[User]:
    """People without a place, today or later, whose last sign-in and last place are so long ago."""
    today = timezone.localdate(now)
    places = Affiliation.objects.filter(user=OuterRef("pk"))
    ahead = places.filter(live(day=today)) | places.filter(from_on__gt=today)
    ended = Cast(Max("affiliations__until_on"), DateTimeField())
    used = Greatest(
        "created_at",
        Coalesce("last_login", "created_at"),
        Coalesce(ended, "created_at"),
    )
    people = User.objects.get_queryset().filter(~Exists(ahead), erased_at=None)
    people = people.annotate(used_at=used).filter(used_at__lte=now - datetime.timedelta(days=days))
    return list(people.order_by("pk"))


def to_warn(now: datetime.datetime, months: int) -> list[User]:
    """Who has not been written to about it since they last signed in."""
    idle = _idle(now, WARNED_AFTER[months])
    keys = {emails.unused_key(person, months): person for person in idle}
    written = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    return [person for key, person in keys.items() if key not in written]


def warn(now: datetime.datetime, months: int) -> int:
    people = to_warn(now, months)
    for person in people:
        emails.warn_unused(person, months)
    return len(people)


def to_erase(now: datetime.datetime) -> list[User]:
    """Whose second letter is a month old, and who still has not come back."""
    idle = _idle(now, ERASED_AFTER)
    keys = {emails.unused_key(person, 1): person for person in idle}
    letters = Letter.objects.filter(key__in=keys, created_at__lte=now - NOTICE)
    return [keys[key] for key in letters.values_list("key", flat=True)]


@transaction.atomic
def erase_all(now: datetime.datetime) -> int:
    people = to_erase(now)
    for person in people:
        waiting = Erasure.objects.open().filter(person=person).first()
        erasures.finish(waiting or Erasure.objects.create(person=person), None)
    return len(people)
