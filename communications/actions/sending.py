"""An approved newsletter becomes letters, some at a time: each batch is a transaction, and what has
a letter is not written again. So whatever dies in the midst, the next tick goes on from there."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from communications import emails
from communications.edition import Edition, editions
from communications.models import Letter, Newsletter, Reader
from communications.recipients import reasons, subscribers

#: So many letters in a transaction, and so many of these in a tick.
BATCH, BATCHES = 100, 100
State = Newsletter.State


def send_due() -> None:
    """What has been approved and whose time has come, and what was left half done. Two at once do
    no harm."""
    for pk in list(Newsletter.objects.due().values_list("pk", flat=True)):
        for _each in range(BATCHES):
            if not _send_some(pk):
                break


def unwritten(newsletter: Newsletter) -> list[Reader]:
    """Readers of today who have no letter of it yet."""
    begin = emails.newsletter_prefix(newsletter)
    written = set(Letter.objects.filter(key__startswith=begin).values_list("key", flat=True))
    return [
        reader
        for reader in subscribers(newsletter.topic)
        if emails.newsletter_key(newsletter, reader) not in written
    ]


@transaction.atomic
def _send_some(pk: int) -> bool:
    """The next letters. False where none is left, or another process writes them."""
    due = Newsletter.objects.due().select_related("topic").filter(pk=pk)
    newsletter = due.select_for_update(skip_locked=True, of=["self"]).first()
    if newsletter is None:
        return False
    if newsletter.state == State.APPROVED:
        newsletter.step(State.SENDING, sending_at=timezone.now())
    readers = unwritten(newsletter)
    if not readers:
        newsletter.step(State.SENT, sent_at=timezone.now())
        return False
    _write(newsletter, readers[:BATCH])
    return True


def _write(newsletter: Newsletter, readers: list[Reader]) -> None:
    there = {edition.language: edition for edition in editions(newsletter)}
    why = reasons(newsletter.topic, readers)
    for reader in readers:
        role = why.get(reader.user.pk) if reader.user else None
        emails.send_newsletter(newsletter, _edition(there, reader), reader, role)


def _edition(there: dict[str, Edition], reader: Reader) -> Edition:
    """In the reader's language where it has been written."""
    return there.get(reader.language) or there["fi"]
