"""The one door to the post: templates become a letter through Django's mail API.

The letter is a row of the transaction it is written in. What the outbox needs to know beyond
the message travels in headers that never leave the house.
"""

import datetime
from typing import Any, TypedDict, Unpack

from django.core.mail import EmailMessage, mailers
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation

KEY, KIND, SECRET = "X-Letter-Key", "X-Letter-Kind", "X-Letter-Secret"
LANGUAGE, EXPIRES = "X-Letter-Language", "X-Letter-Expires"
BECAUSE, SERVICE, ON_DOUBT = "X-Letter-Because", "X-Letter-Service", "X-Letter-On-Doubt"
ORGANISATION, TOPIC = "X-Letter-Organisation", "X-Letter-Topic"
HEADERS = frozenset(
    {KEY, KIND, SECRET, LANGUAGE, EXPIRES, BECAUSE, SERVICE, ON_DOUBT, ORGANISATION, TOPIC}
)


class Options(TypedDict, total=False):
    """`kind` is "transactional", "service" (unless said otherwise) or "newsletter". A secret body
    is wiped as soon as it has left. After `expires_at` the letter would be of no use, and is not
    sent any more. `service` is the kind of service letter that people may refuse, `topic` the
    short name of what a newsletter is about, `organisation` the number of whom it concerns.
    `on_doubt` is "resend" or "hold": whether a letter that may have arrived is sent again, or the
    office decides; by itself only newsletters are held."""

    kind: str
    secret: bool
    expires_at: datetime.datetime | None
    service: str
    on_doubt: str
    organisation: int
    topic: str


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    key: str,
    language: str,
    **options: Unpack[Options],
) -> None:
    """Write the letter `<template>_subject.txt`, `<template>_message.txt` in the reader's language.
    Why the reader gets it is said under it, by `<template>_because.txt`.

    `key` is a sentence that names the occasion, such as `reminder:2026:42:2`: the same key is
    sent once, however often it is asked for.
    """
    with translation.override(language):
        subject = _one_line(f"{template}_subject.txt", context)
        text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
        because = _because(template, context)
    expires_at = options.get("expires_at")
    headers = {
        KEY: key,
        KIND: options.get("kind", "service"),
        SECRET: "1" if options.get("secret") else "",
        LANGUAGE: language,
        EXPIRES: expires_at.isoformat() if expires_at else "",
        BECAUSE: because,
        SERVICE: options.get("service", ""),
        ON_DOUBT: options.get("on_doubt", ""),
        ORGANISATION: str(options.get("organisation", "")),
        TOPIC: options.get("topic", ""),
    }
    EmailMessage(subject, text, to=[to], headers=headers).send()


def cancel(key: str) -> None:
    """Take back the letter of this key unless it has left; the key is not used again."""
    mailers.default.cancel(key)  # type: ignore[attr-defined]  # the outbox's own verb


def _because(template: str, context: dict[str, Any]) -> str:
    """Nothing where no template says it: then the outbox says it by the kind of the letter."""
    try:
        return _one_line(f"{template}_because.txt", context)
    except TemplateDoesNotExist:
        return ""


def _one_line(template: str, context: dict[str, Any]) -> str:
    return " ".join(render_to_string(template, context).split())
