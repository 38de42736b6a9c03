"""From the outbox to the carrier, in two steps with a fence between them.

Before the end of a message everything may break, and is safely tried again. The fence lets only
the holder of the letter send the end. After it nothing is repeated blindly: a letter that nobody
answered for waits until it is plain that nobody will, and then its `on_doubt` decides."""

import datetime
import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.mail import mailers
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from communications.actions import bounces
from communications.carriers import Carrier, Refused, Reply
from communications.message import message_of
from communications.models import TEXT_TO_KEEP, Letter, LetterStep

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How long things may take, in seconds. The benchmark and its tests live faster."""

    lease: float = 30  # longer than all commands before the end
    answer: float = 60  # to the end of a message: servers look for viruses meanwhile
    settle: float = 120  # longer than the answer, so that no late one meets a repeated letter
    first_wait: float = 30  # doubled at every try ...
    longest_wait: float = 60 * 60  # ... up to this


PACE = Pace()
#: 48 hours of trying, by the waits between.
LAST_ATTEMPT = 54
#: A letter that breaks our own code is put aside soon: it will not mend by itself.
LAST_STUMBLE = 5
#: So many letters of vanished workers are put back in one tick.
BATCH = 500
#: Kept in English, translated where it is shown.
MAY_HAVE_ARRIVED = gettext_noop("The line broke before the answer: the letter may have arrived.")
VANISHED = gettext_noop("The worker stopped before the letter had left.")


def wait(attempts: int) -> datetime.timedelta:
    """How long to wait after so many attempts: half a minute, doubled up to an hour."""
    seconds = PACE.first_wait * 2 ** min(attempts - 1, 30)
    return datetime.timedelta(seconds=min(seconds, PACE.longest_wait))


@contextmanager
def open_carrier() -> Iterator[Carrier]:
    """One line for many letters; it is opened when the first is handed over."""
    with closing(cast(Carrier, mailers["carrier"])) as carrier:
        yield carrier


def put_away() -> None:
    """Letters of vanished workers wait again: those that have not left, and of those that may have
    left all that may come twice. What has been tried long enough fails, so that the office sees it.
    What would come too late is cancelled."""
    lost = Q(pk__in=Letter.objects.abandoned().values("pk"))
    may_come_twice = Letter.objects.uncertain().filter(on_doubt=Letter.OnDoubt.RESEND)
    lost |= Q(pk__in=may_come_twice.values("pk"))
    with transaction.atomic():
        for letter in Letter.objects.filter(lost).select_for_update(skip_locked=True)[:BATCH]:
            reply = VANISHED if letter.state == Letter.State.SENDING else MAY_HAVE_ARRIVED
            over = letter.attempts >= LAST_ATTEMPT
            _write(letter, Letter.State.FAILED if over else Letter.State.QUEUED, (None, reply))
    Letter.objects.expired().cancel()


def claim() -> Letter | None:
    """The next letter that is due, ours alone for the time of the lease."""
    with transaction.atomic():
        due = Letter.objects.due()
        if _is_at_the_rate():
            due = due.filter(kind=Letter.Kind.TRANSACTIONAL)
        due = due.select_related("topic").select_for_update(skip_locked=True, of=["self"])
        letter = due.first()
        if letter is None:
            return None
        letter.state = Letter.State.SENDING
        letter.lease_until = _in(PACE.lease)
        letter.attempts += 1
        letter.save(update_fields=["state", "lease_until", "attempts"])
        return letter


def deliver(letter: Letter, carrier: Carrier) -> bool:
    """Hand a claimed letter to the carrier, and write down what became of it. Returns whether the
    carrier would take another: not where it is away, or does not know us."""
    try:
        carrier.hand_over(message_of(letter))
    except Refused as refused:
        carrier.start_over()
        _end_try(letter, refused.reply, of_the_letter=refused.of_the_letter)
        return refused.of_the_letter
    except OSError as error:
        carrier.drop()
        _put_off(letter, None, str(error))
        return False
    except ValueError as error:  # an address that cannot be written to
        _leave(letter, Letter.State.FAILED, (None, str(error)))
    except Exception as error:
        logger.exception("Letter %s cannot be made", letter.pk)
        carrier.drop()
        _put_off(letter, None, repr(error), last=LAST_STUMBLE)
    else:
        _let_go(letter, carrier)
    return True


def _let_go(letter: Letter, carrier: Carrier) -> None:
    """The fence, the end, the answer. Who has lost the letter meanwhile hangs up instead."""
    ours = _held(letter, Letter.State.SENDING)
    until = _in(PACE.settle)
    if not ours.update(state=Letter.State.COMMITTING, lease_until=until):
        return carrier.drop()
    letter.state, letter.lease_until = Letter.State.COMMITTING, until
    reply = carrier.finish(PACE.answer)
    if reply is None or not (reply.is_yes or reply.is_for_now or reply.is_for_ever):
        carrier.drop()
        return _doubt(letter)
    return _end_try(letter, reply, of_the_letter=True)


def _end_try(letter: Letter, reply: Reply, *, of_the_letter: bool) -> None:
    """A whole answer has come: yes, not now, or never."""
    said = (reply.code, reply.words)
    if reply.is_yes:
        _leave(letter, Letter.State.SENT, said, sent_at=timezone.now(), text=TEXT_TO_KEEP)
    elif reply.is_for_ever and of_the_letter:
        with transaction.atomic():
            if _leave(letter, Letter.State.FAILED, said):
                bounces.note_refusal(letter, reply.code, reply.words)
    else:
        _put_off(letter, reply.code, reply.words)


def _put_off(letter: Letter, code: int | None, reply: str, last: int = LAST_ATTEMPT) -> None:
    if letter.attempts >= last:
        _leave(letter, Letter.State.FAILED, (code, reply))
    else:
        later = timezone.now() + wait(letter.attempts)
        _leave(letter, Letter.State.QUEUED, (code, reply), not_before=later)


def _doubt(letter: Letter) -> None:
    """It stays handed over; nobody has answered."""
    with transaction.atomic():
        if _held(letter, letter.state).update(last_code=None, last_reply=MAY_HAVE_ARRIVED):
            _step(letter, letter.state, (None, MAY_HAVE_ARRIVED))


def _leave(
    letter: Letter, state: Letter.State, said: tuple[int | None, str], **changes: Any
) -> bool:
    """Write down what came of the try, unless the lease is over and somebody else holds it."""
    with transaction.atomic():
        changes |= {"last_code": said[0], "last_reply": said[1][:200]}
        ours = _held(letter, letter.state)
        if found := ours.update(state=state, lease_until=None, **changes):
            _step(letter, state, said)
        return bool(found)


def _write(letter: Letter, state: Letter.State, said: tuple[int | None, str]) -> None:
    """The same for a row that is locked already."""
    letter.state, letter.lease_until = state, None
    letter.last_code, letter.last_reply = said
    letter.save(update_fields=["state", "lease_until", "last_code", "last_reply"])
    _step(letter, state, said)


def _step(letter: Letter, state: str, said: tuple[int | None, str]) -> None:
    LetterStep.objects.create(
        letter=letter, attempt=letter.attempts, state=state, code=said[0], reply=said[1][:200]
    )


def _held(letter: Letter, state: str) -> Any:
    """The row, as long as it is in this state since our own try."""
    return Letter.objects.filter(pk=letter.pk, state=state, attempts=letter.attempts)


def _is_at_the_rate() -> bool:
    """Whether the carrier has had as many letters in the last minute as it takes."""
    rate = settings.LETTERS_PER_MINUTE
    minute_ago = timezone.now() - datetime.timedelta(minutes=1)
    return bool(rate) and Letter.objects.begun_since(minute_ago).count() >= rate


def _in(seconds: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=seconds)
