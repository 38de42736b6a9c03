"""How django-allauth behaves here: nobody signs up, its letters go through our one door, its words
are ours, and the seeds it keeps lie sealed."""

import datetime
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from members import browsers, emails, fresh, seeds, sessions
from members.models import User
from portal.lib import kept, mail

LONGEST_PAGE = 2000


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "The address and the password do not belong together. Check both, or ask for a code."
        ),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes and try again, or sign in with a new code."
        ),
        "incorrect_code": _("That is not the code of the letter. Check it and try again."),
        "incorrect_password": _("That is not your password. Check it and try again."),
        "enter_current_password": _("That is not your password. Check it and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this portal follow after the door; and they have no address this long."""
        return len(url) < LONGEST_PAGE and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A form that waits comes first: its sender may have signed in by another door."""
        waits = kept.waiting(request) is not None
        return reverse("kept_form") if waits else str(super().get_login_redirect_url(request))

    def login(self, request: HttpRequest, user: User) -> None:
        """Whoever has been here before hears of a browser that they have not come by before."""
        has_been_here = user.last_login is not None
        super().login(request, user)
        sessions.begin(request)
        if has_been_here and not browsers.is_known(request, user):
            emails.new_browser(user, request.headers.get("User-Agent", ""))

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **facts)
        sessions.keep_newest(user)
        browsers.remember(request, response, user)
        return response

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """A second factor confirms for who has one; a mailed code or a password for the others."""
        return [
            {"id": name, "description": sentence, "url": reverse(name)}
            for name, sentence in (fresh.ways(user) if user.is_authenticated else ())
        ]

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the limit of whoever is signed in alone: a stranger's guesses at the door, which
        close the account to passwords for a while, do not stop a live session."""
        return user.check_password(password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("members:profile")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sign-in codes and the like: each attempt is a letter of its own, its body secret. One
        with a code is of no use when the code is too old."""
        life = datetime.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        mail.send(
            template_prefix,
            email,
            context | {"email": email, "site": settings.SITE_URL},
            key=f"{template_prefix}:{uuid.uuid4()}",
            language=getattr(context.get("user"), "language", get_language() or "fi"),
            kind="transactional",
            secret=True,
            expires_at=timezone.now() + life if "code" in context else None,
        )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That code does not open the door: it is wrong, too old, or used already. Wait for the "
            "next one and write it here."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seeds.seal(text, settings.FIELD_KEYS)

    def decrypt(self, encrypted_text: str) -> str:
        return seeds.unseal(encrypted_text, settings.FIELD_KEYS)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host: dict[str, str] = super().get_public_key_credential_rp_entity()
        return host | {"name": "Unisono"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}
