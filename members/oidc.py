"""Signing in by another house that knows our people, such as a school's own: by configuration.

It opens the accounts that are here, to whom that house has verified the address of; it makes none,
and nothing of it is kept. A second step is asked for as after any other door.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from requests import RequestException

from members.models import User

View = Callable[..., HttpResponse]
UNREACHABLE = _("The other sign-in does not answer now. Choose another way, or try again later.")
CANCELLED = _("You were not signed in there. Choose another way, or try again.")
UNVERIFIED = _("There they have not verified your address, so it opens nothing here.")
NOT_THEIRS = _("The address %(email)s is not of that house, so it opens nothing here.")
UNKNOWN = _("Nobody here has the address %(email)s. Ask your key contact or the office.")


class OIDCAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Who it is, is decided by the verified address alone, each time anew."""
        if sociallogin.state.get("process") != "login":
            _refuse(request, CANCELLED)
        verified = [each.email for each in sociallogin.email_addresses if each.verified is True]
        if not verified:
            _refuse(request, UNVERIFIED)
        address = verified[0].strip().lower()
        if settings.OIDC_DOMAINS and address.rpartition("@")[2] not in settings.OIDC_DOMAINS:
            _refuse(request, NOT_THEIRS % {"email": address})
        person = User.objects.filter(email=address).first()
        if person is None:
            _refuse(request, UNKNOWN % {"email": verified[0]})
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, *facts: Any, **more: Any) -> None:
        _refuse(request, CANCELLED)


def _refuse(request: HttpRequest, sentence: str | Promise) -> NoReturn:
    messages.error(request, str(sentence))
    raise ImmediateHttpResponse(redirect("account_login"))


def say_when_unreachable(view: View) -> View:
    """What comes from another house may be late, broken, or nothing at all."""

    @login_not_required
    @wraps(view)
    def saying(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except (RequestException, ValueError, KeyError, TypeError, AttributeError):
            messages.error(request, str(UNREACHABLE))
            return redirect("account_login")

    return saying


login = say_when_unreachable(views.login)
callback = say_when_unreachable(views.callback)
