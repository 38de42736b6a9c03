"""What every request passes, whoever asks. Nothing here knows the domain."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from portal.lib import kept

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = {"GET", "OPTIONS", "POST"}


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


def know_few_methods(answer: Answer) -> Answer:
    """Pages are shown and forms are sent; nothing else is done here, by whatever libraries would
    take for sending. Whoever asks for the head alone is told as whoever gets the page; the server
    leaves it out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        if request.method not in METHODS:
            return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", "POST"])
        return answer(request)

    return middleware


class ClosedByDefaultMiddleware(LoginRequiredMiddleware):
    """Every page is closed unless its view says otherwise.

    A form sent after the session ended is kept in the browser's new session until its sender has
    signed in. To htmx the whole page goes to the sign-in: it would swap it into a corner.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], *arguments: Any
    ) -> HttpResponseBase | None:
        if request.method == "POST" and request.user.is_authenticated:
            waiting = kept.waiting(request)
            request.sends_kept = waiting and waiting["path"] == request.get_full_path()  # type: ignore[attr-defined]
        return super().process_view(request, view_func, *arguments)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What has been received is not kept any longer; what was refused still is."""
        if getattr(request, "sends_kept", False) and response.status_code < 400:  # noqa: PLR2004
            kept.forget(request)
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        return go(request, redirect_to_login(page_after_sign_in(request)).url)


def page_after_sign_in(request: HttpRequest) -> str:
    """Where the person was; what they sent is kept, or they are told that it could not be."""
    here: str | None = request.htmx.current_url_abs_path  # type: ignore[attr-defined]
    if request.method != "POST":
        return here or request.get_full_path()
    if kept.keep(request):
        return reverse("kept_form")
    lost = _("You had been signed out, and what you sent was not kept. Sign in and send it again.")
    messages.warning(request, lost)
    return here or "/"


def go(request: HttpRequest, url: str) -> HttpResponseBase:
    """Send the browser to the page, the whole window also where htmx asked for a piece."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]
