"""The log of deeds: written by actions in their own transaction, sealed and checked at night."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

import pghistory.runtime
import pgtrigger
from django.db import transaction
from django.db.models import Max, Min, Model
from django.utils import timezone

from members.models import AuditEvent, AuditSeal, Organisation, User, Verb
from members.models.audit import AuditEventQuerySet, hash_of

#: Longer than any transaction: what is older is all there, in the order of its numbers.
SETTLED = datetime.timedelta(hours=1)
#: So many refusals of one person are written down in a minute, then one row that there are more.
DENIALS_PER_MINUTE = 60

logger = logging.getLogger(__name__)


def record(
    verb: Verb,
    by: User | None,
    thing: Model | None = None,
    *,
    organisation: Organisation | int | None = None,
    fields: Iterable[str] = (),
    note: str = "",
) -> None:
    """Write down who has done what, and for whom. Numbers of rows and names of fields only."""
    place = organisation.pk if isinstance(organisation, Organisation) else organisation
    AuditEvent.objects.create(
        verb=verb,
        actor=by,
        organisation_id=place,
        fields=list(fields),
        note=note[:200],
        **_named(thing),
        **_request(),
    )


def note_denial(by: User, acting_for: int | None, page: str, status: int, object_pk: str) -> None:
    """Somebody signed in was refused a page. Whether there is anything at it is not looked at."""
    minute = timezone.now().replace(second=0, microsecond=0)
    with transaction.atomic():
        # One at a time, so that a flood is counted; keys that point at the person do not wait.
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        known = AuditEvent.objects.filter(actor=by, at__gte=minute)
        count = known.filter(verb__in=[Verb.DENIED, Verb.DENIED_OFTEN]).count()
        if count > DENIALS_PER_MINUTE:
            return
        verb = Verb.DENIED if count < DENIALS_PER_MINUTE else Verb.DENIED_OFTEN
        AuditEvent.objects.create(
            verb=verb,
            actor=by,
            acting_for_id=acting_for,
            object_pk=object_pk if verb == Verb.DENIED else "",
            note=f"{status} {page}"[:200] if verb == Verb.DENIED else "",
        )


@transaction.atomic
def seal() -> AuditSeal | None:
    """Seal what is older than an hour and not sealed yet; nothing where there is none. Two at once
    are one after the other."""
    before = AuditSeal.objects.select_for_update().order_by("last_id").last()
    rows = _after(before)
    young = rows.filter(at__gt=timezone.now() - SETTLED).aggregate(pk=Min("pk"))["pk"]
    rows = rows.filter(pk__lt=young) if young else rows
    told = rows.aggregate(last=Max("pk"), newest=Max("at"))
    if told["last"] is None:
        return None
    previous = before.sha256 if before else ""
    sha256, count = hash_of(previous, rows.filter(pk__lte=told["last"]))
    made = AuditSeal.objects.create(
        last_id=told["last"],
        count=count,
        previous=previous,
        sha256=sha256,
        newest_at=told["newest"],
    )
    logger.info("Sealed %s rows up to %s: %s", count, made.last_id, sha256)
    return made


@transaction.atomic
def check() -> list[AuditSeal]:
    """The seals that no longer fit what the log says, or one another. Each is marked."""
    broken, before = [], None
    for each in AuditSeal.objects.order_by("last_id"):
        if not _fits(each, before):
            broken.append(each)
        before = each
    now = timezone.now()
    for each in broken:
        each.broken_at = each.broken_at or now
        each.save(update_fields=["broken_at"])
        logger.error("The log of deeds does not fit its seal of row %s", each.last_id)
    return broken


@transaction.atomic
def prune(older_than: datetime.datetime) -> int:
    """Rows that were kept long enough go, a whole seal at a time and from the oldest; a broken one
    stays, and so does all after it. How many rows went."""
    removed, before = 0, None
    for each in AuditSeal.objects.select_for_update().order_by("last_id"):
        if each.removed_at is None:
            if each.newest_at >= older_than or each.broken_at:
                break
            with pgtrigger.ignore("members.AuditEvent:audit_events_stay"):
                removed += _after(before).filter(pk__lte=each.last_id).delete()[0]
            each.removed_at = timezone.now()
            each.save(update_fields=["removed_at"])
        before = each
    return removed


def prunable(older_than: datetime.datetime) -> int:
    """How many rows `prune` would remove."""
    seals = AuditSeal.objects.filter(removed_at=None).order_by("last_id")
    stop = seals.exclude(newest_at__lt=older_than, broken_at=None).first()
    going = seals.filter(last_id__lt=stop.last_id) if stop else seals
    return sum(going.values_list("count", flat=True))


def _after(before: AuditSeal | None) -> AuditEventQuerySet:
    rows = AuditEvent.objects.all()
    return rows.filter(pk__gt=before.last_id) if before else rows


def _fits(each: AuditSeal, before: AuditSeal | None) -> bool:
    if each.previous != (before.sha256 if before else ""):
        return False
    if each.removed_at:
        return True
    rows = _after(before).filter(pk__lte=each.last_id)
    return hash_of(each.previous, rows) == (each.sha256, each.count)


def _named(thing: Model | None) -> dict[str, str]:
    if thing is None:
        return {}
    told = thing._meta
    return {"app": told.app_label, "model": told.model_name or "", "object_pk": str(thing.pk)}


def _request() -> dict[str, Any]:
    """The request it happens in, as the history of rows knows it."""
    known = getattr(pghistory.runtime._tracker, "value", None)
    if known is None:
        return {}
    return {"request_id": known.id, "acting_for_id": known.metadata.get("acting_for")}
