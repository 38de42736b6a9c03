"""How long things stay: one table of rules, kept by a nightly job. What the office reads and what
the job does are the same rows."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from communications.models import Bounce, Letter, Question, Subscription, Suppression
from members import audit
from members.actions.retention import forget_invitations, forget_rows, remove_requests
from members.models import Consent, Export, Invitation, JoinRequest, RosterImport, Verb
from portal.lib.jobs import Job
from portal.privacy import unused
from portal.privacy.emails import FAREWELL
from surveys.actions.retention import forget_answerers, named_too_long
from surveys.models import FormImport

Days = datetime.timedelta
MONTH, TWO_YEARS, THREE_YEARS = Days(days=30), Days(days=730), Days(days=1095)
#: Letters that nobody will send any more.
OVER = [
    *(Letter.State.SENT, Letter.State.FAILED, Letter.State.SUPPRESSED, Letter.State.CANCELLED),
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """What is kept for how long, and what then. `due` counts what is over at a moment, `act` sees
    to it and says how much it was."""

    code: str
    what: Promise
    kept: Promise
    then: Promise
    due: Callable[[datetime.datetime], int]
    act: Callable[[datetime.datetime], int]


def _rows(
    code: str,
    words: tuple[Promise, Promise, Promise],
    found: Callable[[datetime.datetime], QuerySet[Any]],
    **emptied: Any,
) -> Rule:
    """Rows that go, or where `emptied` names fields lose these."""

    def act(now: datetime.datetime) -> int:
        rows = found(now)
        if emptied:
            return rows.update(**emptied)
        count = rows.count()
        rows.delete()
        return count

    return Rule(code, *words, lambda now: found(now).count(), act)


def _texts(now: datetime.datetime) -> QuerySet[Letter]:
    letters = Letter.objects.filter(state__in=OVER).exclude(text="")
    return letters.alias(since=Coalesce("sent_at", "created_at")).filter(since__lte=now - MONTH)


def _letters(now: datetime.datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(state__in=OVER, created_at__lte=now - TWO_YEARS)


def _exports(now: datetime.datetime) -> QuerySet[Export]:
    over = Export.objects.alias(since=Coalesce("made_at", "requested_at"))
    return over.filter(status__in=Job.OVER, since__lte=now - Days(hours=24))


def _versions(now: datetime.datetime) -> list[QuerySet[Any]]:
    """Of every row that is no longer there the versions, once the last of them is old."""
    found = []
    for model in apps.get_models():
        tracked = getattr(model, "pgh_tracked_model", None)
        if not issubclass(model, Event) or tracked is None:
            continue
        there = tracked._base_manager.filter(pk=OuterRef("pgh_obj_id"))
        versions = model._base_manager.filter(~Exists(there))
        last = versions.values("pgh_obj_id").annotate(last=Max("pgh_created_at"))
        old = last.filter(last__lte=now - TWO_YEARS).values("pgh_obj_id")
        found.append(versions.filter(pgh_obj_id__in=old))
    return found


def _remove_versions(now: datetime.datetime) -> int:
    removed = 0
    for versions in _versions(now):
        with pgtrigger.ignore(f"{versions.model._meta.label}:append_only"):
            removed += versions.delete()[0]
    return removed


GOES, EMPTIED = _("removed"), _("emptied")
_D1, _D30, _D90 = _("24 hours"), _("30 days"), _("90 days")
_M24, _Y3 = _("24 months"), _("three years")

RULES: tuple[Rule, ...] = (
    _rows("letter_text", (_("Texts of letters that have left"), _D30, EMPTIED), _texts, text=""),
    _rows("letter", (_("Letters: to whom, about what, when"), _M24, GOES), _letters),
    _rows(
        "farewell",
        (_("Last letters to people who have been erased"), _("until they have left"), GOES),
        lambda now: Letter.objects.filter(key__startswith=FAREWELL, state__in=OVER),
    ),
    _rows(
        "bounce",
        (_("Letters that came back"), _M24, GOES),
        lambda now: Bounce.objects.filter(at__lte=now - TWO_YEARS),
    ),
    _rows(
        "suppression",
        (_("Addresses that did not work and do again"), _M24, GOES),
        lambda now: Suppression.objects.filter(lifted_at__lte=now - TWO_YEARS),
    ),
    _rows(
        "subscription",
        (_("Topics that an address without an account has ended"), _M24, GOES),
        lambda now: Subscription.objects.filter(user=None, until_at__lte=now - TWO_YEARS),
    ),
    _rows(
        "form_file",
        (_("Files that forms were made from"), _D90, EMPTIED),
        lambda now: FormImport.objects.filter(
            status__in=Job.OVER, requested_at__lte=now - Days(days=90)
        ).exclude(file=b""),
        file=b"",
    ),
    Rule(
        "answerers",
        *(
            _("Who has written a figure, explained it or marked a section ready"),
            _M24,
            _("names removed; who confirmed for the institution stays on its receipt"),
        ),
        due=named_too_long,
        act=forget_answerers,
    ),
    Rule(
        "invitation",
        *(_("Whom an invitation named that is over"), _D90, EMPTIED),
        due=lambda now: Invitation.objects.to_forget(now).count(),
        act=forget_invitations,
    ),
    Rule(
        "join_request",
        *(_("Requests to join that were answered"), _D90, GOES),
        due=lambda now: JoinRequest.objects.to_remove(now).count(),
        act=remove_requests,
    ),
    Rule(
        "roster_rows",
        *(_("Rows of imports of people"), _D90, _("removed; the counts stay")),
        due=lambda now: RosterImport.objects.to_forget(now).count(),
        act=forget_rows,
    ),
    _rows(
        "question",
        (_("Questions to the office"), _M24, GOES),
        lambda now: Question.objects.filter(asked_at__lte=now - TWO_YEARS),
    ),
    _rows("export", (_("Copies of own data"), _D1, GOES), _exports),
    _rows(
        "session",
        (_("Sessions of people who have gone"), _("until they end"), GOES),
        lambda now: Session.objects.filter(expire_date__lte=now),
    ),
    _rows(
        "consent",
        (_("Consents that were withdrawn"), _M24, GOES),
        lambda now: Consent.objects.filter(withdrawn_at__lte=now - TWO_YEARS),
    ),
    _rows(
        "desk_log",
        (_("Log of the office’s desk"), _Y3, GOES),
        lambda now: LogEntry.objects.filter(action_time__lte=now - THREE_YEARS),
    ),
    Rule(
        "history",
        *(_("History of rows that are no longer there"), _M24, GOES),
        due=lambda now: sum(versions.count() for versions in _versions(now)),
        act=_remove_versions,
    ),
    Rule(
        "warn_two_months",
        *(_("Accounts that nobody uses"), _("22 months"), _("a letter to their person")),
        due=lambda now: len(unused.to_warn(now, 2)),
        act=lambda now: unused.warn(now, 2),
    ),
    Rule(
        "warn_one_month",
        *(_("Accounts that nobody uses"), _("23 months"), _("a second letter")),
        due=lambda now: len(unused.to_warn(now, 1)),
        act=lambda now: unused.warn(now, 1),
    ),
    Rule(
        "unused",
        *(_("Accounts that nobody uses"), _M24, _("erased, a month after the second letter")),
        due=lambda now: len(unused.to_erase(now)),
        act=unused.erase_all,
    ),
    Rule(
        "log",
        *(_("Log of deeds, by whole sealed nights"), _Y3, _("removed; the seals stay")),
        due=lambda now: audit.prunable(now - THREE_YEARS),
        act=lambda now: audit.prune(now - THREE_YEARS),
    ),
)


class Overdue(Exception):
    """Something that should have gone is still there."""


def due(now: datetime.datetime | None = None) -> list[tuple[Rule, int]]:
    """Of each rule how much is over; nothing is changed."""
    now = now or timezone.now()
    return [(rule, rule.due(now)) for rule in RULES]


def retain(now: datetime.datetime | None = None) -> list[tuple[Rule, int]]:
    """Keep every rule; what one of them cannot do does not stop the others, but is told loudly at
    the end. Two at once do no harm."""
    now, done, failed = now or timezone.now(), [], []
    for rule in RULES:
        try:
            done.append((rule, _keep(rule, now)))
        except Exception:  # whatever it is, the other rules are kept
            logger.exception("The rule %s was not kept", rule.code)
            failed.append(rule.code)
    if failed := [*failed, *(rule.code for rule, count in due(now) if count)]:
        raise Overdue(", ".join(dict.fromkeys(failed)))
    return done


@transaction.atomic
def _keep(rule: Rule, now: datetime.datetime) -> int:
    count = rule.act(now)
    if count:
        audit.record(Verb.PRUNED, None, note=f"{rule.code} {count}")
    return count
