"""What every request passes, whoever asks. Nothing here knows the domain."""

import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

Answer = Callable[[HttpRequest], HttpResponse]

KEPT = "kept_form"
KEPT_SECONDS = 30 * 60
KEPT_CHARACTERS = 2_000_000


class NulCharacter(SuspiciousOperation):
    """Answered with status 400."""


def refuse_nul(answer: Answer) -> Answer:
    """PostgreSQL has no NUL character: in an address or a cookie it can only be an attack.
    In forms it is a field's error, so that nothing typed is lost."""

    def middleware(request: HttpRequest) -> HttpResponse:
        values = (request.path, *request.COOKIES.values(), *request.GET.keys())
        if any("\0" in value for value in values) or any(
            "\0" in value for values in request.GET.lists() for value in values[1]
        ):
            raise NulCharacter
        return answer(request)

    return middleware


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every page is closed unless its view says otherwise.

    To htmx the whole page goes to the sign-in: it would swap the form into a corner. A form sent
    after the session ended is kept in the browser's new session until its sender has signed in.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined]
            page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(redirect_to_login(page).url)
        if request.method == "POST" and keep_form(request):
            return redirect_to_login(reverse("kept_form"))
        return super().handle_no_permission(request, view_func)


def keep_form(request: HttpRequest) -> bool:
    """Remember what was typed, without its token; False where it is too much, or has files."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    if request.FILES or sum(len(value) for _, value in fields) > KEPT_CHARACTERS:
        return False
    request.session[KEPT] = {"path": request.path, "fields": fields, "at": time.time()}
    return True


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """The form that waits in this session: its path and its fields; None after half an hour."""
    kept: dict[str, Any] | None = request.session.get(KEPT)
    return kept if kept and time.time() - kept["at"] < KEPT_SECONDS else None
