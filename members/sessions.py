"""A person's sessions: how long they live, how many there are at once, and how they end."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from members.models import User

BEGAN, SEEN = "began", "seen"
#: How often, in seconds, a session in use is written down as such.
NOTICED_EVERY = 60


def begin(request: HttpRequest) -> None:
    request.session[BEGAN] = request.session[SEEN] = time.time()


def is_over(request: HttpRequest) -> bool:
    """Too old, or left alone for too long. One that has no beginning yet begins now."""
    if BEGAN not in request.session:
        begin(request)
    began, seen, now = request.session[BEGAN], request.session[SEEN], time.time()
    return bool(now - began > settings.SESSION_LIFE or now - seen > settings.SESSION_IDLE)


def notice(request: HttpRequest) -> None:
    """Remember that the session is in use."""
    if time.time() - request.session[SEEN] > NOTICED_EVERY:
        request.session[SEEN] = time.time()
        _rows(request.user).filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now()
        )


def end_this(request: HttpRequest) -> None:
    """The request goes on as nobody's. The row stays, without life, to tell whose session it was
    when a form comes too late."""
    Session.objects.filter(session_key=request.session.session_key).update(
        expire_date=timezone.now()
    )
    request.session = SessionStore()
    request.user = AnonymousUser()


def end_others(request: HttpRequest) -> None:
    _end(_rows(request.user).exclude(session_key=request.session.session_key))


def end_all(user: User) -> None:
    _end(_rows(user))


def keep_newest(user: User) -> None:
    """So many at once and no more: the oldest end."""
    _end(_rows(user).order_by("-created_at", "-pk")[settings.SESSIONS_AT_ONCE :])


def renew_key(request: HttpRequest) -> None:
    old = request.session.session_key
    request.session.cycle_key()
    _rows(request.user).filter(session_key=old).update(session_key=request.session.session_key)


def _rows(user: User | AnonymousUser) -> QuerySet[UserSession]:
    rows: QuerySet[UserSession] = UserSession.objects.filter(user_id=user.pk)
    return rows


def _end(rows: QuerySet[UserSession]) -> None:
    for row in rows:
        row.end()
