"""Letters that came back: what was said is noted, and an address that does not work is not written
to until its owner shows that it works."""

from __future__ import annotations

import datetime
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from communications.actions.subscriptions import unsubscribe
from communications.models import Bounce, Letter, Reader, Suppression
from communications.returned import NO_MAILBOX, Report
from members.models import User

#: RFC 3463 "5.1.1" at the beginning of what the server says, or in a report.
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
#: Replies that say so without a status.
NO_MAILBOX_CODES = frozenset({550, 551, 553})
#: So many letters that came back in so many days are as one that always will.
SOFT_LIMIT, SOFT_DAYS = 5, 30


def note_refusal(letter: Letter, code: int, words: str) -> None:
    """The server refused the letter for ever, while we were sending it."""
    found = STATUS.search(words)
    status = found[1] if found else ""
    hard = bool(NO_MAILBOX.fullmatch(status)) if status else code in NO_MAILBOX_CODES
    kind = Bounce.Kind.HARD if hard else Bounce.Kind.SOFT
    note(letter, letter.address, kind, status, f"{code} {words}", Bounce.Source.SMTP)


@transaction.atomic
def note(
    letter: Letter | None,
    address: str,
    kind: Bounce.Kind,
    status: str,
    diagnostic: str,
    source: Bounce.Source,
) -> None:
    """Write the bounce down, and stop writing to the address where it follows. Told twice it is as
    once."""
    _bounce, is_new = Bounce.objects.get_or_create(
        letter=letter,
        address=address.lower(),
        source=source,
        status=status[:15],
        diagnostic=diagnostic[:300],
        defaults={"kind": kind},
    )
    if is_new and (kind != Bounce.Kind.SOFT or _is_too_much(address)):
        _suppress(address, diagnostic, newsletters_only=kind == Bounce.Kind.COMPLAINT)


def note_report(report: Report) -> bool:
    """A report came back by mail. One about a letter that is not in our outbox is ignored, and so
    is one about another host's: anybody may write to our mailbox."""
    host = urlsplit(settings.SITE_URL).hostname
    letter = Letter.objects.filter(pk=report.letter).first()
    if letter is None or report.host != host or letter.state != Letter.State.SENT:
        return False
    kind = Bounce.Kind(report.kind)
    note(letter, letter.address, kind, report.status, report.diagnostic, Bounce.Source.DSN)
    if kind == Bounce.Kind.COMPLAINT and letter.topic is not None:
        unsubscribe(Reader.of(letter.user) if letter.user else Reader(letter.address), letter.topic)
    return True


@transaction.atomic
def lift(address: str, by: User | None) -> bool:
    """The address works again. Its earlier failures no longer count."""
    there = Suppression.objects.live().filter(address=address.lower())
    return bool(there.update(lifted_at=timezone.now(), lifted_by=by))


def _is_too_much(address: str) -> bool:
    since = timezone.now() - datetime.timedelta(days=SOFT_DAYS)
    lifted = Suppression.objects.filter(address=address.lower()).values_list("lifted_at", flat=True)
    since = max([since, *(moment for moment in lifted if moment)])
    soft = Bounce.objects.filter(address=address.lower(), kind=Bounce.Kind.SOFT, at__gt=since)
    return soft.count() >= SOFT_LIMIT


def _suppress(address: str, reason: str, *, newsletters_only: bool) -> None:
    """A complaint does not weaken what is said already: the address gets nothing."""
    now = timezone.now()
    found, is_new = Suppression.objects.select_for_update().get_or_create(
        address=address.lower(),
        defaults={"reason": reason[:300], "newsletters_only": newsletters_only, "since": now},
    )
    if is_new or (found.lifted_at is None and newsletters_only >= found.newsletters_only):
        return
    found.reason, found.newsletters_only, found.since = reason[:300], newsletters_only, now
    found.lifted_at = found.lifted_by = None
    found.save()
