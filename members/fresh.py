"""Who has shown who they are in the last five minutes, and how one shows it again."""

import time
from collections.abc import Iterator

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import factors
from members.models import User


def is_fresh(request: HttpRequest, seconds: int = 0) -> bool:
    """Whether the person signed in or confirmed within these seconds (five minutes). For who has a
    second factor nothing else counts."""
    after = time.time() - (seconds or settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    records = get_authentication_records(request, request.user)
    recent = {record["method"] for record in records if record["at"] > after}
    return "mfa" in recent or (bool(recent) and not factors.has_one(request.user))


def ways(user: User) -> Iterator[tuple[str, str | Promise]]:
    """(URL name, sentence) of the pages on which the person can confirm, the best first."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if Authenticator.Type.WEBAUTHN in kinds:
        yield "mfa_reauthenticate_webauthn", _("Use a passkey")
    if kinds:
        yield "mfa_reauthenticate", _("Use a code of the app, or a recovery code")
        return
    if user.has_usable_password():
        yield "account_reauthenticate", _("Use your password")
    yield "account_confirm_by_code", _("Use a code that we mail to you")
