"""What every request passes that knows people, roles and organisations."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pghistory
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from members import audit, factors, sessions
from members.actions import previews
from members.views.previews import LOOK
from portal import grave
from portal.lib import kept
from portal.lib.middleware import go

Answer = Callable[[HttpRequest], HttpResponse]

ACTING = "acting"
FORBIDDEN, NOT_FOUND = 403, 404
SAFE = {"GET", "HEAD", "OPTIONS", "TRACE"}


def leave_nothing_in_the_browser(answer: Answer) -> Answer:
    """What somebody signed in was shown, the browser does not keep; and when they are signed out,
    it lets go of whatever it has kept all the same. Cookies see to themselves."""

    def middleware(request: HttpRequest) -> HttpResponse:
        was_inside = request.user.is_authenticated
        response = answer(request)
        is_inside = request.user.is_authenticated
        if was_inside or is_inside:
            response["Cache-Control"] = "no-store"
        if was_inside and not is_inside:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware


def end_old_sessions(answer: Answer) -> Answer:
    """A session that is too old, or was left alone for too long, is nobody's any more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if sessions.is_over(request):
                sessions.end_this(request)
                said = default_storage(request)
                said.add(messages.WARNING, _("You were signed out, because it was long ago."))
                said.update(HttpResponse())
            else:
                sessions.notice(request)
        return answer(request)

    return middleware


#: What stands open to who must still choose a second factor: choosing it, and leaving.
WAYS_TO_A_FACTOR = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "account_reauthenticate",
    "account_confirm_by_code",
    "account_logout",
    "language",
    "kept_form",
    "healthz",
    "readyz",
}


class SecondFactorMiddleware:
    """Roles that decide for others work in sessions that have seen a second factor, in no other."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponseBase | None:
        user, match = request.user, request.resolver_match
        if not user.is_authenticated or factors.is_proven(request) or not factors.is_forced(user):
            return None
        is_enrolled = factors.has_one(user)
        request.must_enrol = not is_enrolled  # type: ignore[attr-defined]
        if match and match.view_name in WAYS_TO_A_FACTOR:
            return None
        return ask_again(request) if is_enrolled else go(request, reverse("mfa_index"))


class AskAgainMiddleware:
    """What is grave is done by who has just shown who they are: `portal.grave` lists it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponseBase | None:
        if request.user.is_authenticated and grave.is_asked(request):
            return ask_again(request)
        return None


def ask_again(request: HttpRequest) -> HttpResponseBase:
    """To the page where one confirms who one is, and back; what was sent waits meanwhile."""
    here = request.htmx.current_url_abs_path or request.get_full_path()  # type: ignore[attr-defined]
    if request.method == "POST" and kept.keep(request):
        here = reverse("kept_form")
    way, *_others = get_adapter().get_reauthentication_methods(request.user)
    return go(request, f"{way['url']}?{urlencode({'next': here})}")


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
