"""What Django is told to look at before the portal is put on the internet (`check --deploy`)."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from portal import sender


@register(Tags.security, deploy=True)
def second_factors_are_required(**_: Any) -> list[CheckMessage]:
    if settings.MFA_REQUIRED:
        return []
    return [
        Error(
            "Roles that decide for others sign in without a second factor.",
            hint="This is a demonstration. Leave IS_DEMO out for real people.",
            id="portal.E001",
        )
    ]


@register(Tags.security, deploy=True)
def letters_come_from_us(**_: Any) -> list[CheckMessage]:
    """Other houses believe a letter whose sender, links and signature name one house."""
    found: list[CheckMessage] = []
    if not sender.is_of_the_site():
        found.append(
            Error(
                f"Letters come from {sender.domain()}, the portal is at {sender.site()}.",
                hint="Set MAIL_FROM to an address of the domain that the portal lies under.",
                id="portal.E002",
            )
        )
    if not settings.DKIM_DOMAIN:
        found.append(
            checks.Warning(
                "Nobody is said to sign the letters (DKIM).",
                hint="Ask who runs the server of CARRIER_URL for which domain it signs, set "
                "DKIM_DOMAIN to it, and publish SPF and DMARC as docs/letters.md tells.",
                id="portal.W001",
            )
        )
    elif not sender.is_signed():
        found.append(
            checks.Warning(
                f"Letters come from {sender.domain()} and are signed for {settings.DKIM_DOMAIN}.",
                hint="Let the carrier sign for the sender's domain: DMARC asks for one house.",
                id="portal.W002",
            )
        )
    return found
