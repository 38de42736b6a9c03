"""News as people read them, and as the office looks at them before."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from communications.feed import SHOWN, atom
from communications.models import NewsItem
from communications.models.newsletters import makes_newsletters
from communications.reading import in_each_language
from communications.views.doors import door_or_nothing
from members.access import reach
from members.http import MemberRequest

PER_PAGE = 20


@login_not_required
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """What has been published for the person, or for everybody."""
    found = NewsItem.objects.visible_to(request.user).published()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    makes = request.user.is_authenticated and makes_newsletters(request.user.standing)
    return render(request, "communications/news.html", {"page": page, "makes": makes})


@login_not_required
@require_GET
def news_item(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One piece of news. Who is not signed in is asked to, wherever nothing public is."""
    item = NewsItem.objects.visible_to(request.user).filter(slug=slug).first()
    if item is None:
        return door_or_nothing(request)
    return render(request, "communications/news_item.html", {"item": item})


@require_GET
def news_preview(request: MemberRequest, slug: str) -> HttpResponse:
    """In three languages, before its readers see it."""
    if not reach(request.user.standing, "write_news").everything:
        raise Http404
    item = get_object_or_404(NewsItem.objects.visible_to(request.user), slug=slug)
    context = {"item": item, "versions": in_each_language(item)}
    return render(request, "communications/news_preview.html", context)


@login_not_required
@require_GET
def feed(request: HttpRequest, language: str) -> HttpResponse:
    """What everybody may read, and no more, whoever asks."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    public = NewsItem.objects.visible_to(request.user).published().filter(audience="public")
    kind = "application/atom+xml; charset=utf-8"
    return HttpResponse(atom(public[:SHOWN], language), content_type=kind)
