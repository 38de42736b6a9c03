"""A mailed code by which somebody who is signed in shows again who they are."""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import normalize_user_code
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.http import MemberRequest

PENDING = "confirmation"
TOO_OLD = _("That code no longer works. Ask for a new one.")
WRONG = _("That is not the code of the letter. Check it and try again.")


def send(request: MemberRequest) -> None:
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[PENDING] = {"code": _hashed(code), "at": time.time(), "tries": 0}
    context = {"code": code, "user": request.user}
    adapter.send_mail("account/email/confirmation_code", request.user.email, context)


def is_sent(request: MemberRequest) -> bool:
    """Whether a code is on its way that still works."""
    pending = request.session.get(PENDING)
    return bool(
        pending
        and time.time() - pending["at"] < app_settings.LOGIN_BY_CODE_TIMEOUT
        and pending["tries"] < app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS
    )


def refuse(request: MemberRequest, code: str) -> str | Promise | None:
    """Why the code does not do; nothing when it does, and then it is used up."""
    if not is_sent(request):
        return TOO_OLD
    pending = request.session[PENDING]
    if not constant_time_compare(_hashed(code), pending["code"]):
        request.session[PENDING] = pending | {"tries": pending["tries"] + 1}
        return WRONG if is_sent(request) else TOO_OLD
    del request.session[PENDING]
    record_authentication(request, request.user, "code", reauthenticated=True)
    return None


def _hashed(code: str) -> str:
    return salted_hmac(__name__, normalize_user_code(code), algorithm="sha256").hexdigest()
