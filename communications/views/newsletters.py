"""The archive: what has been sent, as it was sent."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from communications.edition import edition_for
from communications.models import Newsletter
from communications.views.doors import door_or_nothing

PER_PAGE = 20


@login_not_required
@require_GET
def newsletters(request: HttpRequest) -> HttpResponse:
    """Those that were for the person, or for everybody."""
    found = Newsletter.objects.visible_to(request.user).left().select_related("topic")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "communications/newsletters.html", {"page": page})


@login_not_required
@require_GET
def newsletter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The canonical copy, whole; letters have its first words, and lead here."""
    visible = Newsletter.objects.visible_to(request.user).select_related("topic")
    found = visible.filter(pk=pk).first()
    if found is None:
        return door_or_nothing(request)
    language = get_language() or "fi"
    edition = edition_for(found, language)
    is_other = edition.language != language[:2]
    context = {"newsletter": found, "edition": edition, "is_other": is_other}
    return render(request, "communications/newsletter.html", context)
