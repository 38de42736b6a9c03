"""Django's mail API ends here: a mail is written down before anything leaves."""

import datetime
import uuid
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import get_language, gettext

from communications.models import Letter, Topic
from communications.recipients import hold_back
from members.models import User
from portal.lib.mail import (
    BECAUSE,
    EXPIRES,
    HEADERS,
    KEY,
    KIND,
    LANGUAGE,
    ON_DOUBT,
    ORGANISATION,
    SECRET,
    SERVICE,
    TOPIC,
)


class OutboxBackend(BaseEmailBackend):
    """A letter for each recipient, in the transaction of the caller; the same key is one letter.
    What its reader would not get is written too, so that the office sees why."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter for message in email_messages for letter in _letters(message)]
        _name_people(letters)
        hold_back(letters)
        Letter.objects.bulk_create(letters, ignore_conflicts=True)
        return len(email_messages)

    def cancel(self, key: str) -> None:
        Letter.objects.filter(key=key).cancel()


def _letters(message: EmailMessage) -> Iterator[Letter]:
    _refuse_what_would_be_lost(message)
    said = message.extra_headers
    key = said.get(KEY) or f"letter:{uuid.uuid4()}"
    kind = Letter.Kind(said.get(KIND) or Letter.Kind.SERVICE)
    language = said.get(LANGUAGE) or (get_language() or settings.LANGUAGE_CODE)[:2]
    expires_at = said.get(EXPIRES)
    topic = Topic.objects.get(slug=said[TOPIC]) if said.get(TOPIC) else None
    recipients = message.recipients()
    for address in recipients:
        yield Letter(
            key=key if len(recipients) == 1 else f"{key}:{address}",
            kind=kind,
            service=said.get(SERVICE, ""),
            secret=bool(said.get(SECRET)),
            on_doubt=Letter.OnDoubt(said.get(ON_DOUBT) or _on_doubt(kind)),
            address=address,
            organisation_id=int(said[ORGANISATION]) if said.get(ORGANISATION) else None,
            topic=topic,
            language=language,
            subject=str(message.subject),
            text=str(message.body),
            because=said.get(BECAUSE) or _because(kind, topic, language),
            expires_at=datetime.datetime.fromisoformat(expires_at) if expires_at else None,
        )


def _on_doubt(kind: Letter.Kind) -> Letter.OnDoubt:
    """Better twice than never. A newsletter of unknown fate is left to the office instead."""
    is_newsletter = kind == Letter.Kind.NEWSLETTER
    return Letter.OnDoubt.HOLD if is_newsletter else Letter.OnDoubt.RESEND


def _because(kind: Letter.Kind, topic: Topic | None, language: str) -> str:
    """What is true of every letter of the kind."""
    with translation.override(language):
        if topic is not None:
            name = topic.in_(language, "name")
            return gettext("You get this letter because you have subscribed to “%s”.") % name
        if kind == Letter.Kind.TRANSACTIONAL:
            return gettext("You get this letter because this address was used in Unisono.")
        return gettext("You get this letter because you have a place in Unisono.")


def _name_people(letters: list[Letter]) -> None:
    """Whose address it is, where somebody has it."""
    addresses = {letter.address.lower() for letter in letters}
    people = {user.email: user for user in User.objects.filter(email__in=addresses)}
    for letter in letters:
        letter.user = people.get(letter.address.lower())


def _refuse_what_would_be_lost(message: EmailMessage) -> None:
    """A letter is a subject and a plain text from the portal; more it cannot carry."""
    message.message()  # raises ValueError where a header has more than one line
    if message.attachments or getattr(message, "alternatives", None):
        raise ValueError("A letter has no attachments and no other form than plain text.")
    if message.content_subtype != "plain":
        raise ValueError("A letter is plain text.")
    foreign = message.extra_headers.keys() - HEADERS
    if foreign or message.reply_to or message.from_email != settings.DEFAULT_FROM_EMAIL:
        raise ValueError("A letter comes from the portal, without headers of its own.")
