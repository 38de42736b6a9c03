"""The letters of the members' side."""

from typing import Any

from django.conf import settings

from members.models import LostFactor
from portal.lib import mail


def factors_reported_lost(lost: LostFactor) -> None:
    _to_owner("lost_factor", lost, "reported")


def factors_taken_away(lost: LostFactor) -> None:
    _to_owner("lost_factor_gone", lost, "taken away")


def _to_owner(template: str, lost: LostFactor, what: str) -> None:
    context: dict[str, Any] = {"lost": lost, "site": settings.SITE_URL}
    mail.send(
        f"members/emails/{template}",
        lost.person.email,
        context,
        key=f"lost second factor:{lost.pk}:{what}",
        language=lost.person.language,
        kind="transactional",
    )
