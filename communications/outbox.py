"""Django's mail API ends here: a mail is written down before anything leaves."""

import datetime
import uuid
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from communications.models import Letter
from portal.lib.mail import EXPIRES, KEY, KIND, LANGUAGE, SECRET


class OutboxBackend(BaseEmailBackend):
    """A letter for each recipient, in the transaction of the caller; the same key is one letter."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter for message in email_messages for letter in _letters(message)]
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
        return len(email_messages)

    def cancel(self, key: str) -> None:
        Letter.objects.filter(key=key).cancel()


def _letters(message: EmailMessage) -> Iterator[Letter]:
    _refuse_what_would_be_lost(message)
    headers = message.extra_headers
    key = headers.get(KEY) or f"letter:{uuid.uuid4()}"
    expires_at = headers.get(EXPIRES)
    recipients = message.recipients()
    for address in recipients:
        yield Letter(
            key=key if len(recipients) == 1 else f"{key}:{address}",
            kind=Letter.Kind(headers.get(KIND) or Letter.Kind.SERVICE),
            secret=bool(headers.get(SECRET)),
            address=address,
            language=headers.get(LANGUAGE) or (get_language() or settings.LANGUAGE_CODE)[:2],
            subject=str(message.subject),
            text=str(message.body),
            expires_at=datetime.datetime.fromisoformat(expires_at) if expires_at else None,
        )


def _refuse_what_would_be_lost(message: EmailMessage) -> None:
    """A letter is a subject and a plain text from the portal; more it cannot carry."""
    message.message()  # raises ValueError where a header has more than one line
    foreign = message.extra_headers.keys() - {KEY, KIND, SECRET, LANGUAGE, EXPIRES}
    if message.attachments or getattr(message, "alternatives", None):
        raise ValueError("A letter has no attachments and no other form than plain text.")
    if message.content_subtype != "plain":
        raise ValueError("A letter is plain text.")
    if foreign or message.reply_to or message.from_email != settings.DEFAULT_FROM_EMAIL:
        raise ValueError("A letter comes from the portal, without headers of its own.")
