"""The mailbox that letters come back to, read over IMAP."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

#: In one tick; the rest waits for the next.
BATCH, TIMEOUT = 100, 20


def unread(url: str) -> Iterator[bytes]:
    """Every unread mail of `imaps://user:password@host/Folder`, and each is marked as read when its
    reader asks for the next: one that breaks the reader is met again."""
    place = urlsplit(url)
    with _opened(place) as box:
        _said(box.select(_quoted(unquote(place.path.lstrip("/")) or "INBOX")))
        (found,) = _said(box.uid("SEARCH", "UNSEEN"))
        for number in (found or b"").split()[:BATCH]:
            answer = _said(box.uid("FETCH", number.decode(), "(BODY.PEEK[])"))
            yield from (each[1] for each in answer if isinstance(each, tuple))
            _said(box.uid("STORE", number.decode(), "+FLAGS.SILENT", r"(\Seen)"))


@contextmanager
def _opened(place: SplitResult) -> Iterator[imaplib.IMAP4]:
    host = place.hostname or "localhost"
    if place.scheme == "imaps":
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, place.port or 993, timeout=TIMEOUT)
    else:
        box = imaplib.IMAP4(host, place.port or 143, timeout=TIMEOUT)
    with box:
        _said(box.login(unquote(place.username or ""), unquote(place.password or "")))
        yield box


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    word, data = answer
    if word != "OK":
        raise imaplib.IMAP4.error(f"{word} {data!r}")
    return data


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
