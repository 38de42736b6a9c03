"""What every request passes that knows people, roles and organisations."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from members.actions import previews
from members.views.previews import LOOK

Answer = Callable[[HttpRequest], HttpResponse]

ACTING = "acting"
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


#: What somebody who is only looking may still send: the way out, and the language of the page.
STILL_SENT = ("members:end_look", "account_logout", "language")


def look_as_a_school(answer: Answer) -> Answer:
    """While somebody of the office looks as a school sees it, the request has the eyes of its key
    contact, and no hands."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if LOOK not in request.session or not request.user.is_authenticated:
            return answer(request)
        preview = previews.live_look(request.session[LOOK], request.user)
        if preview is None:
            previews.forget(request.session.pop(LOOK), request.user)
        elif request.path in map(reverse, STILL_SENT):
            return answer(request)
        elif request.method not in SAFE:
            return render(request, "portal/only_looking.html", status=403)
        else:
            previews.look(request.user, preview.organisation)
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
