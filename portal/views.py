"""Pages that show several apps at once, and what every page shows."""

from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import communications.todo
import members.todo
import surveys.todo
from communications.bulletin import bulletin
from communications.health import uncertain_letters
from communications.recipients import seats_of_today
from members.actions.handing_over import handed
from members.http import MemberRequest
from members.models import Affiliation
from portal.forms import SearchForm
from portal.front import association
from portal.lib import kept
from portal.lib.search import Asked
from portal.lib.todo import Task, in_words
from portal.search import find
from surveys.models import Response


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs."""
    return {
        "is_demo": settings.IS_DEMO,
        "mfa_required": settings.MFA_REQUIRED,
        "oidc_name": settings.OIDC_ISSUER and settings.OIDC_NAME,
    }


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is public, to who has not signed in. To who has: what is mine to do, the nearest day
    first, then what has no day; and what is new."""
    told = {"bulletin": bulletin(request.user)}
    if not request.user.is_authenticated:
        return render(request, "portal/front.html", told | {"association": association()})
    apps = (members.todo, communications.todo, surveys.todo)
    seats = seats_of_today()
    asked = chain.from_iterable(app.todo(request.user, seats) for app in apps)
    tasks = sorted(asked, key=Task.urgency)
    facts = {"tasks": tasks, "count": in_words(len(tasks)), "today": timezone.localdate()}
    return render(request, "portal/home.html", told | facts)


@require_GET
def handed_over(request: MemberRequest, pk: int, successor: int) -> HttpResponse:
    """What one handed over to another, to be printed: the roles, and the answers that are open."""
    mine = Affiliation.objects.visible_to(request.user).in_hands_of(request.user)
    place = get_object_or_404(mine.with_all(), pk=pk)
    follower = get_object_or_404(place.organisation.affiliations.with_all(), pk=successor)
    roles = handed(place, follower)
    if not roles:
        raise Http404
    work = Response.objects.visible_to(request.user).open_now().answered_by(follower.user)
    facts = {"place": place, "successor": follower, "roles": roles, "work": work.with_all()}
    return render(request, "portal/handed_over.html", facts)


@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """What of all that the person may see holds their words."""
    form = SearchForm(request.GET)
    asked = Asked.of(form.cleaned_data["q"] if form.is_valid() else "")
    kind, number = request.GET.get("kind", ""), request.GET.get("page")
    found = find(request.user, asked, kind, number) if asked.words else None
    context = {"form": form, "asked": asked, "found": found, "kind": kind}
    return render(request, "portal/search.html", context, status=422 if form.errors else 200)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the choice in this browser, and for a person's letters too."""
    language = request.POST.get("language", "")
    page = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    response = redirect(page if safe else "/")
    if translation.check_for_language(language) and language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 60 * 60,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
        if request.user.is_authenticated:
            request.user.speak(language)
    return response


@require_http_methods(["GET", "POST"])
def show_kept_form(request: MemberRequest) -> HttpResponse:
    """What was typed when the session had ended: send it now, or let it go."""
    form = kept.waiting(request)
    if request.method == "POST" or form is None:
        kept.forget(request)
        return redirect("home")
    return render(request, "portal/kept_form.html", {"kept": form})


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """The process and its database answer. Letters of unknown fate make it "degraded", not down:
    the portal serves all the same, and somebody should look."""
    uncertain = uncertain_letters()
    status = "degraded" if uncertain else "ok"
    return JsonResponse({"status": status, "uncertain_letters": uncertain})
