"""What the post itself writes."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.utils import timezone

from communications.models import Reader
from communications.tokens import preferences_url
from members.models import User
from portal.lib import mail


def send_link(address: str, language: str) -> None:
    """The way to one's choices: to any address, known or not, at most once an hour."""
    reader = Reader.at(address)
    mark = hashlib.sha256(reader.address.encode()).hexdigest()
    mail.send(
        "communications/emails/link",
        reader.address,
        {"url": preferences_url(reader.address), "site": settings.SITE_URL},
        key=f"communications:link:{mark}:{timezone.now():%Y-%m-%d-%H}",
        language=reader.user.language if reader.user else language,
        kind="transactional",
        secret=True,
    )


def tell_new_address(person: User, by: User) -> None:
    """Somebody else has corrected the address: its owner should know."""
    mail.send(
        "communications/emails/new_address",
        person.email,
        {"name": str(person), "by": by, "email": person.email, "site": settings.SITE_URL},
        key=f"communications:address:{person.pk}:{person.email}",
        language=person.language,
        kind="transactional",
    )
