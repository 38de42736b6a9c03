"""How django-allauth behaves here: nobody signs up, and its letters go through our one door."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from portal.lib import mail


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign-in codes and the like: each attempt is a letter of its own, its body secret."""
        mail.send(
            template_prefix,
            email,
            context | {"email": email, "site": settings.SITE_URL},
            key=f"{template_prefix}:{uuid.uuid4()}",
            language=getattr(context.get("user"), "language", get_language() or "fi"),
            kind="transactional",
            secret=True,
        )
