"""A letter as it leaves: with why its reader gets it, and how to get no more of its kind."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from communications.models import Letter
from communications.tokens import unsubscribe_url


def message_of(letter: Letter) -> EmailMessage:
    """The mail; the same Message-ID at every try, by which a pair can be told."""
    headers = {
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": letter.language,
    }
    text = f"{letter.text}{_foot(letter)}"
    to = [letter.address]
    return EmailMessage(letter.subject, text, to=to, headers=headers | _list_headers(letter))


def _list_headers(letter: Letter) -> dict[str, str]:
    """RFC 2369 and 8058, of newsletters alone: what mail programs show as "unsubscribe" must end
    a choice, and never a code or a reminder."""
    if letter.kind != Letter.Kind.NEWSLETTER or letter.topic is None:
        return {}
    host = urlsplit(settings.SITE_URL).hostname
    return {
        "List-Id": f"<{letter.topic.slug}.{host}>",
        "List-Unsubscribe": f"<{_unsubscribe(letter)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _foot(letter: Letter) -> str:
    if not letter.because:
        return ""
    with translation.override(letter.language):
        lines = ["", "-- ", letter.because, *_ways_out(letter)]
    return "\n".join(lines) + "\n"


def _ways_out(letter: Letter) -> list[str]:
    """Where the reader may refuse: a code or a receipt nobody can."""
    if letter.kind == Letter.Kind.TRANSACTIONAL:
        return []
    page = "communications:preferences" if letter.user_id else "communications:link"
    url = f"{settings.SITE_URL}{reverse(page)}"
    choose = gettext("Choose which letters you get: %s") % url
    if letter.kind != Letter.Kind.NEWSLETTER or letter.topic is None:
        return [choose]
    return [gettext("No more of these letters: %s") % _unsubscribe(letter), choose]


def _unsubscribe(letter: Letter) -> str:
    assert letter.topic_id is not None  # noqa: S101  asked of newsletters with a topic alone
    return unsubscribe_url(letter.topic_id, letter.user_id, letter.address)
