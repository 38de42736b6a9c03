"""The letters of the members' side."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from members.models import LostFactor, User
from portal.lib import mail


def factors_reported_lost(lost: LostFactor) -> None:
    _to_owner("lost_factor", lost, "reported")


def factors_taken_away(lost: LostFactor) -> None:
    _to_owner("lost_factor_gone", lost, "taken away")


def factors_removed(person: User) -> None:
    """By whoever runs the server, where nobody of the office is left to confirm it."""
    _send("factors_removed", person, person.email, f"second factors removed:{person.pk}:{_now()}")


def address_changed(person: User, old: str) -> None:
    """To the address that opens the account no longer, in case somebody else had it changed."""
    _send("address_changed", person, old, f"address changed:{person.pk}:{_now()}")


def _to_owner(template: str, lost: LostFactor, what: str) -> None:
    key = f"lost second factor:{lost.pk}:{what}"
    _send(template, lost.person, lost.person.email, key, lost=lost)


def _send(template: str, person: User, address: str, key: str, **facts: Any) -> None:
    context = facts | {"now": timezone.now(), "site": settings.SITE_URL}
    prefix, language = f"members/emails/{template}", person.language
    mail.send(prefix, address, context, key=key, language=language, kind="transactional")


def _now() -> str:
    return timezone.now().isoformat()
