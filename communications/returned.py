"""What a mail server or a mail program sends back: a delivery report (RFC 3464) or a complaint
(RFC 5965). Only the standard library's reader of mail, and no Django."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

#: Our own names of letters: a uuid at our host.
NAME = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@([^>\s]+)>", re.IGNORECASE)
#: RFC 3463: no such mailbox or domain, moved, no mail there at all, or disabled.
NO_MAILBOX = re.compile(r"5\.1\.(1|2|3|6|10)|5\.2\.1")
LONGEST = 1_000_000


@dataclass(frozen=True)
class Report:
    """One letter that came back. The host is whose letter it says it is."""

    letter: uuid.UUID
    host: str
    kind: str  # "hard", "soft" or "complaint"
    status: str
    diagnostic: str


def read(raw: bytes) -> list[Report]:
    """Nothing where it is something else: an answer from a person, a holiday greeting, a report of
    a delay that goes on trying, or a letter that is not ours."""
    message = message_from_bytes(raw[:LONGEST], policy=policy.default)
    if not isinstance(message, EmailMessage) or message.get_content_type() != "multipart/report":
        return []
    parts = list(message.walk())
    named = _name(parts)
    if named is None:
        return []
    return [Report(*named, *found) for part in parts for found in _found(part)]


def _found(part: Message) -> Iterator[tuple[str, str, str]]:
    """Kind, status and words of what the part reports."""
    match part.get_content_type():
        case "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and _said(block, "Action").lower() == "failed":
                    yield _failure(block)
        case "message/feedback-report":
            text = _text(part)
            if re.search(r"(?im)^Feedback-Type:\s*abuse\b", text):
                yield "complaint", "", "abuse"


def _failure(block: Message) -> tuple[str, str, str]:
    """A five at the beginning is for ever; of these only some are about the mailbox itself."""
    found = re.match(r"[245]\.\d{1,3}\.\d{1,3}", _said(block, "Status"))
    status = found[0] if found else ""
    diagnostic = " ".join(_said(block, "Diagnostic-Code").split())
    return _kind(status), status, diagnostic


def _kind(status: str) -> str:
    return "hard" if NO_MAILBOX.fullmatch(status) else "soft"


def _name(parts: Sequence[Message]) -> tuple[uuid.UUID, str] | None:
    """The letter is named by the Message-ID of the original, whole or only its head."""
    for part in parts:
        kind = part.get_content_type()
        text = ""
        if kind == "message/rfc822":
            original = part.get_payload()
            if isinstance(original, list) and original and isinstance(original[0], Message):
                text = _said(original[0], "Message-ID")
        elif kind == "text/rfc822-headers":
            head = re.search(r"(?im)^Message-ID:\s*(\S+)", _text(part))
            text = head[1] if head else ""
        if found := NAME.search(text):
            return uuid.UUID(found[1]), found[2].lower()
    return None


def _said(part: Message, header: str) -> str:
    """A header as text, whatever its writer made of it."""
    try:
        return str(part.get(header, "")).strip()
    except (ValueError, IndexError, AttributeError):
        return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode(errors="replace")
    inner = part.get_payload()
    return "\n".join(map(str, inner)) if isinstance(inner, list) else str(inner)
