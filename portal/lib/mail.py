"""The one door to the post: a pair of templates becomes a letter through Django's mail API.

The letter is a row of the transaction it is written in. What the outbox needs to know beyond
the message travels in headers that never leave the house.
"""

from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

KEY, KIND, SECRET, LANGUAGE = "X-Letter-Key", "X-Letter-Kind", "X-Letter-Secret", "X-Letter-Language"


def send(
    template: str,
    to: str,
    context: dict[str, Any],
    *,
    key: str,
    language: str,
    kind: str = "service",
    secret: bool = False,
) -> None:
    """Write the letter `<template>_subject.txt`, `<template>_message.txt` in the reader's language.

    `key` is a sentence that names the occasion, such as `reminder:2026:42:2`: the same key is
    sent once, however often it is asked for. A secret body is wiped as soon as it has left.
    """
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    headers = {KEY: key, KIND: kind, SECRET: "1" if secret else "", LANGUAGE: language}
    EmailMessage(subject, text, to=[to], headers=headers).send()
