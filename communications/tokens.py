"""Links that open a choice without signing in. Whoever has the link has the mailbox. A changed
secret key does not break them while the old one stays in SECRET_KEY_FALLBACKS."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

UNSUBSCRIBE, PREFERENCES = "communications.unsubscribe", "communications.preferences"
#: Of the link to one's choices; that of a newsletter has none.
LIFE = datetime.timedelta(days=30)
Ticket = tuple[int, int | None, str]  # topic, and the person or the address


class Proof(NamedTuple):
    """The mailbox of this address was open to somebody, at the earliest then."""

    address: str
    at: datetime.datetime


def unsubscribe_url(topic: int, user: int | None, address: str) -> str:
    who = [user, ""] if user else [None, address.lower()]
    token = signing.Signer(salt=UNSUBSCRIBE).sign_object([topic, *who])
    return f"{settings.SITE_URL}{reverse('communications:unsubscribe', args=[token])}"


def read_unsubscribe(token: str) -> Ticket | None:
    try:
        topic, user, address = signing.Signer(salt=UNSUBSCRIBE).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return topic, user, address


def preferences_url(address: str) -> str:
    now = int(timezone.now().timestamp())
    token = signing.Signer(salt=PREFERENCES).sign_object([address.lower(), now])
    return f"{settings.SITE_URL}{reverse('communications:preferences_by_link', args=[token])}"


def read_preferences(token: str) -> Proof | None:
    try:
        address, seconds = signing.Signer(salt=PREFERENCES).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    at = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return Proof(address, at) if at > timezone.now() - LIFE else None
