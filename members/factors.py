"""Second factors: an authenticator app or a passkey; recovery codes only stand in for them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from members import sessions
from members.models import User

#: They see several organisations, or decide for all: a password alone never opens their doors.
FORCED = frozenset({"office", "admin", "sender", "board", "chair"})
SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

View = Callable[..., HttpResponse]


def is_forced(user: User) -> bool:
    return bool(settings.MFA_REQUIRED) and user.standing.holds(*FORCED)


def has_one(user: User | AnonymousUser) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND).exists())


def is_proven(request: HttpRequest) -> bool:
    """Whether a second factor has been used in this session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def ends_other_sessions(view: View) -> View:
    """A change of what opens the door ends the person's other sessions; this one goes on under a
    new key. A factor just added has just been shown; without any the proof is void."""

    @wraps(view)
    def changing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = _held(request.user)
        response = view(request, *args, **kwargs)
        after = _held(request.user)
        if after != before:
            sessions.end_others(request)
            sessions.renew_key(request)
        if _second(after) > _second(before):
            record_authentication(request, request.user, "mfa", reauthenticated=True)
        if _second(before) and not _second(after):
            _forget(request)
        return response

    return changing


def _held(user: User | AnonymousUser) -> dict[int, str]:
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def _second(held: dict[int, str]) -> set[int]:
    return {pk for pk, kind in held.items() if kind in SECOND}


def _forget(request: HttpRequest) -> None:
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record for record in records if record["method"] != "mfa"
    ]
