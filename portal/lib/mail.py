"""The one door to the post: a pair of templates becomes a letter through Django's mail API.

The letter is a row of the transaction it is written in. What the outbox needs to know beyond
the message travels in headers that never leave the house.
"""

import datetime
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.template.loader import render_to_string
from django.utils import translation

KEY, KIND, SECRET = "X-Letter-Key", "X-Letter-Kind", "X-Letter-Secret"
LANGUAGE, EXPIRES = "X-Letter-Language", "X-Letter-Expires"


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    key: str,
    language: str,
    kind: str = "service",
    secret: bool = False,
    expires_at: datetime.datetime | None = None,
) -> None:
    """Write the letter `<template>_subject.txt`, `<template>_message.txt` in the reader's language.

    `key` is a sentence that names the occasion, such as `reminder:2026:42:2`: the same key is
    sent once, however often it is asked for. A secret body is wiped as soon as it has left.
    After `expires_at` the letter would be of no use, and is not sent any more.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    headers = {
        KEY: key,
        KIND: kind,
        SECRET: "1" if secret else "",
        LANGUAGE: language,
        EXPIRES: expires_at.isoformat() if expires_at else "",
    }
    EmailMessage(subject, text, to=[to], headers=headers).send()


def cancel(key: str) -> None:
    """Take back the letter of this key unless it has left; the key is not used again."""
    mailers.default.cancel(key)  # type: ignore[attr-defined]  # the outbox's own verb
