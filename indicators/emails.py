"""What we write about figures."""

from __future__ import annotations

from django.conf import settings

from indicators.models import Release
from members.models import Organisation, User
from portal.lib import mail


def tell_chair(release: Release, by: User) -> None:
    """Figures were published without a second pair of eyes; the chair hears of it, and why."""
    association = Organisation.objects.association()
    for chair in User.objects.holding(["chair"], association).order_by("pk"):
        mail.send(
            "indicators/emails/alone",
            chair.email,
            {"name": str(chair), "release": release, "by": by, "site": settings.SITE_URL},
            key=f"indicators:{release.pk}:alone:{chair.pk}",
            language=chair.language,
        )
