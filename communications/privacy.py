"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

_TEXT = "30 days after it was sent; that of a secret letter until it has left"
_ENVELOPE = "24 months"

PERSONAL: dict[str, tuple[str, str]] = {
    "Letter.address": ("where it is sent", _ENVELOPE),
    "Letter.key": ("so that one occasion is told once; it may hold the number of a row", _ENVELOPE),
    "Letter.language": ("the language of the one who reads it", _ENVELOPE),
    "Letter.subject": ("what is sent", _ENVELOPE),
    "Letter.text": ("what is sent", _TEXT),
    "Letter.last_reply": ("why it was not taken; it may repeat the address", _ENVELOPE),
}
