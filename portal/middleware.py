"""What every request passes that knows people, roles and organisations."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from members import audit

Answer = Callable[[HttpRequest], HttpResponse]

ACTING = "acting"
FORBIDDEN, NOT_FOUND = 403, 404
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def speak_the_readers_language(answer: Answer) -> Answer:
    """The last choice made in this browser holds; before any choice, a person's own language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
        if not chosen and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return answer(request)

    return middleware


def keep_the_office_closed(answer: Answer) -> Answer:
    """To a person without the role the office's admin does not exist."""
    desk = reverse("admin:index")

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if request.path.startswith(desk) and user.is_authenticated and not user.is_staff:
            raise Http404
        return answer(request)

    return middleware


def act_for_an_organisation(answer: Answer) -> Answer:
    """Know the home the person acts from, and write it beside every change they make."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.acting = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return answer(request)
        homes = request.user.homes
        chosen = request.session.get(ACTING)
        home = next((home for home in homes if home.organisation_id == chosen), None)
        request.acting = home or next(iter(homes), None)  # type: ignore[attr-defined]
        if request.method in SAFE:
            return answer(request)
        acting_for = request.acting and request.acting.organisation_id  # type: ignore[attr-defined]
        with pghistory.context(user=request.user.pk, acting_for=acting_for):
            return answer(request)

    return middleware


def write_refusals_down(answer: Answer) -> Answer:
    """Each refusal of a person who has signed in: a page that is forbidden, or one that names
    something and is not found. Whether the thing exists is not looked at, so nobody can tell."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code in {FORBIDDEN, NOT_FOUND} and request.user.is_authenticated:
            _write_down(request, response.status_code)
        return response

    return middleware


def _write_down(request: HttpRequest, status: int) -> None:
    """The number of a row stays; words and tokens of the address are not written anywhere."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return
    if status == NOT_FOUND and not match.kwargs and not match.args:
        return
    numbers = [str(value) for value in match.kwargs.values() if isinstance(value, int)]
    acting = request.acting and request.acting.organisation_id  # type: ignore[attr-defined]
    page = f"{request.method} {match.view_name}"
    audit.note_denial(request.user, acting, page, status, " ".join(numbers)[:40])  # type: ignore[arg-type]
