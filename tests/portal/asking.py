"""Asking thousands of times: through all that decides who may do what, and nothing else.

Left out are the middlewares that change no answer, the reading of sessions and people anew for each
request, and the drawing of pages: a page is its template's name and what was said to its reader.
`test_access.py` asks through the whole."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpRequest
from django.template.backends.base import BaseEngine
from django.test import RequestFactory, override_settings
from django.utils import translation

from members.models import User

#: What decides nothing, or is done here for each asker: coming in.
LEFT_OUT = {
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.middleware.end_old_sessions",
    "portal.middleware.speak_the_readers_language",
    "portal.middleware.write_refusals_down",
}
READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class Names(BaseEngine):
    """Templates that are drawn as their name and the messages; what they would show is kept."""

    app_dirname = "templates"

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__({key: value for key, value in params.items() if key != "OPTIONS"})

    def get_template(self, template_name: str) -> Name:
        return Name(template_name)

    def from_string(self, template_code: str) -> Name:
        return Name(template_code)


@dataclass(frozen=True)
class Name:
    name: str

    def render(self, context: Any = None, request: HttpRequest | None = None) -> str:
        if request is None:
            return self.name
        request.shown = context  # type: ignore[attr-defined]
        return "\n".join([self.name, *map(str, get_messages(request))])


NAMES = {"BACKEND": "tests.portal.asking.Names", "DIRS": [], "APP_DIRS": False, "OPTIONS": {}}


@dataclass(frozen=True)
class Told:
    """What somebody was told, and what was written meanwhile."""

    status: str
    text: str
    writes: list[str]
    shown: Any = field(default=None, compare=False)


@dataclass
class Desk:
    """Where all of them ask. Each person and session is read once; copies are handed out."""

    users: dict[str, User | None]
    sessions: dict[str, SimpleCookie]
    handler: BaseHandler = field(default_factory=BaseHandler)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    factory: RequestFactory = field(default_factory=RequestFactory)
    answers: dict[tuple[str, str, str], Told] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handler.load_middleware()
        for name, user in self.users.items():
            if user is not None:
                fresh = self.users[name] = User.objects.get(pk=user.pk)
                assert fresh.standing.user == user.pk
                key = self.sessions[name][settings.SESSION_COOKIE_NAME].value
                self.kept[name] = {"key": key, "data": SessionStore(key).load()}

    def ask(
        self,
        name: str,
        method: str,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        undone: bool = True,
    ) -> Told:
        request = getattr(self.factory, method)(url, data or {})
        self.come_in(request, name)
        writes: list[str] = []

        def watch(execute: Any, sql: str, *rest: Any) -> Any:
            if not str(sql).lstrip("( ").upper().startswith(READS):
                writes.append(str(sql)[:120])
            return execute(sql, *rest)

        with ExitStack() as stack:
            stack.enter_context(translation.override("fi"))
            if undone:
                stack.enter_context(_undone())
            stack.enter_context(connection.execute_wrapper(watch))
            answer = self.handler.get_response(request)
        return Told(
            in_short(answer, name), text_of(answer), writes, getattr(request, "shown", None)
        )

    def nothing(self, name: str, method: str, url: str, data: dict[str, Any]) -> Told:
        """What the person is told at an address of nothing; asked once."""
        if (name, method, url) not in self.answers:
            told = self.ask(name, method, url, data if method == "post" else None, undone=False)
            self.answers[name, method, url] = told
        return self.answers[name, method, url]

    def come_in(self, request: HttpRequest, name: str) -> None:
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        user = self.users[name]
        if user is None:
            request.user, request.session = AnonymousUser(), SessionStore()
            return
        request.user = copy.copy(user)
        kept = self.kept[name]
        request.session = SessionStore(kept["key"])
        request.session._session_cache = copy.deepcopy(kept["data"])  # type: ignore[attr-defined]


def in_short(answer: Any, name: str = "nobody") -> str:
    """To those who have come in, the sign-in page is a page like any other."""
    leads = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
    return "door" if leads and name == "nobody" else str(answer.status_code)


def text_of(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def asking(users: dict[str, User | None], sessions: dict[str, SimpleCookie]) -> Iterator[Desk]:
    deciding = [each for each in settings.MIDDLEWARE if each not in LEFT_OUT]
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with override_settings(MIDDLEWARE=deciding, TEMPLATES=[NAMES]):
            yield Desk(dict(users), sessions)
    finally:
        logging.disable(before)
