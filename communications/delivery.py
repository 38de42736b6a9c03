"""From the outbox to the carrier. A letter is lost never, and doubled only where a worker or the
line breaks between the carrier's taking it and our writing that down."""

import datetime
import smtplib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from communications.models import TEXT_TO_KEEP, Letter

#: Longer than a whole conversation with a carrier that takes its time at every step.
LEASE = datetime.timedelta(minutes=4)
#: 48 hours of trying, by the waits between.
LAST_ATTEMPT = 54
#: A reply cut short has a code outside of both: it says nothing.
FOR_NOW, FOR_EVER = range(400, 500), range(500, 600)
#: Other refusals (sign-in, sender, greeting) are of us, and stand until the office mends them.
REFUSES_THE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
#: Kept in English, translated where it is shown.
MAY_HAVE_ARRIVED = gettext_noop("The line broke before the answer: the letter may have arrived.")


def wait(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: half a minute, doubled up to an hour."""
    return datetime.timedelta(seconds=min(30 * 2 ** (attempts - 1), 60 * 60))


def put_away() -> None:
    """Letters of vanished workers wait again, or fail where one must not come twice or has been
    tried long enough. What would come too late is cancelled."""
    once = ~Q(kind__in=Letter.MAY_COME_TWICE) | Q(attempts__gte=LAST_ATTEMPT)
    Letter.objects.abandoned().filter(once).update(
        state=Letter.State.FAILED, lease_until=None, last_reply=MAY_HAVE_ARRIVED
    )
    Letter.objects.abandoned().update(state=Letter.State.QUEUED, lease_until=None)
    Letter.objects.expired().cancel()


def claim() -> Letter | None:
    """The next letter that is due, ours alone for the time of the lease."""
    with transaction.atomic():
        letter = Letter.objects.due().select_for_update(skip_locked=True).first()
        if letter is None:
            return None
        letter.state = Letter.State.SENDING
        letter.lease_until = timezone.now() + LEASE
        letter.attempts += 1
        letter.save(update_fields=["state", "lease_until", "attempts"])
        return letter


def deliver(letter: Letter) -> None:
    """Hand a claimed letter to the carrier, and write down what became of it."""
    connected = False
    try:
        with mailers["carrier"] as carrier:
            connected = True
            carrier.send_messages([_message(letter)])
            _end_try(letter, Letter.State.SENT, sent_at=timezone.now(), text=TEXT_TO_KEEP)
    except OSError as error:  # all errors of smtplib are such
        code, reply = _answer(error)
        if code in FOR_EVER and isinstance(error, REFUSES_THE_LETTER):
            _end_try(letter, Letter.State.FAILED, reply)
        elif connected and not code and letter.kind not in Letter.MAY_COME_TWICE:
            _end_try(letter, Letter.State.FAILED, MAY_HAVE_ARRIVED)
        else:
            _put_off(letter, reply)
    except ValueError as error:  # an address that cannot be written to
        _end_try(letter, Letter.State.FAILED, str(error))


def _message(letter: Letter) -> EmailMessage:
    """The mail as it leaves: the same Message-ID at every try, by which a pair can be told."""
    return EmailMessage(
        letter.subject,
        letter.text,
        to=[letter.address],
        headers={
            "Message-ID": f"<{letter.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": letter.language,
        },
    )


def _answer(error: OSError) -> tuple[int, str]:
    """What the carrier refused with: its code, 0 unless it is a whole reply, and its words."""
    words: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return 0, str(error)
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return (code if code in FOR_NOW or code in FOR_EVER else 0), f"{code} {said}"


def _put_off(letter: Letter, reply: str) -> None:
    if letter.attempts >= LAST_ATTEMPT:
        _end_try(letter, Letter.State.FAILED, reply)
    else:
        later = timezone.now() + wait(letter.attempts)
        _end_try(letter, Letter.State.QUEUED, reply, not_before=later)


def _end_try(letter: Letter, state: Letter.State, reply: str = "", **changes: Any) -> None:
    """Write down what came of it, unless the lease is over and somebody else holds the letter."""
    ours = Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, attempts=letter.attempts)
    ours.update(state=state, lease_until=None, last_reply=reply[:200], **changes)
