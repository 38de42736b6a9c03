"""What the office looks at before a newsletter leaves, and while it does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from communications import emails
from communications.edition import editions
from communications.models import Letter, Newsletter
from communications.recipients import subscribers


@dataclass(frozen=True)
class Preview:
    """A letter as it would leave."""

    language: str
    name: str
    subject: str
    text: str


@dataclass(frozen=True)
class Counted:
    what: str
    number: int


def previews(newsletter: Newsletter) -> list[Preview]:
    names = {code: str(name) for code, name in settings.LANGUAGES}
    return [
        Preview(
            edition.language,
            names[edition.language],
            edition.title,
            emails.newsletter_text(newsletter, edition),
        )
        for edition in editions(newsletter)
    ]


def readers(newsletter: Newsletter) -> list[Counted]:
    """How many would get it today, by the language they read; nothing once it has left."""
    if newsletter.has_left:
        return []
    found = Counter(reader.language for reader in subscribers(newsletter.topic))
    return [Counted(str(name), found[code]) for code, name in settings.LANGUAGES]


def progress(newsletter: Newsletter) -> list[Counted]:
    """Its letters, by what has become of them."""
    if not newsletter.has_left:
        return []
    letters = Letter.objects.filter(key__startswith=emails.newsletter_prefix(newsletter))
    found = dict(letters.order_by().values_list("state").annotate(number=Count("pk")))
    return [Counted(str(state.label), found[state]) for state in Letter.State if state in found]
