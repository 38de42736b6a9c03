"""What Django is told to look at before the portal is put on the internet (`check --deploy`)."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


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
