"""What people's own data and the log ask of the office."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import CharField, F, IntegerField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from members.models import AuditSeal, Erasure, Seats, User
from portal.lib.todo import Task


def todo(user: User, seats: Seats) -> Iterator[Task]:
    """Of the office alone, and in one query: most days there is nothing."""
    if not user.is_staff:
        return
    broken = (
        AuditSeal.objects.broken()
        .order_by()
        .values_list(Value("seal", CharField()), F("pk"), Value(0, IntegerField()))
    )
    waiting = (
        Erasure.objects.open()
        .order_by()
        .values_list(Value("erasure", CharField()), F("pk"), F("prepared_by"))
    )
    rows = list(broken.union(waiting, all=True).order_by())
    if any(kind == "seal" for kind, *_ids in rows):
        yield _broken()
    for kind, pk, prepared_by in rows:
        if kind == "erasure":
            yield _erasure(pk, is_prepared=prepared_by is not None)


def _broken() -> Task:
    return Task(
        title=_("Find out who has changed the log of deeds"),
        about=_("It does not fit its seal."),
        url=reverse("admin:members_auditseal_changelist"),
        state=_("Seal broken"),
        sign="stop",
        tone="stop",
    )


def _erasure(pk: int, *, is_prepared: bool) -> Task:
    return Task(
        title=_("Confirm an erasure") if is_prepared else _("Look at an erasure"),
        about=_("Somebody asks to be erased"),
        url=reverse("privacy:erasure", args=[pk]),
        state=_("Waits for a second pair of eyes") if is_prepared else _("Asked for"),
        sign="ask",
        tone="warn",
    )
