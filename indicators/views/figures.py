"""Members read the figures that have been released, beside their own."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from indicators import downloads, drawings, wording
from indicators.reading import Overview, Story, Table, overview, story, table
from members.http import MemberRequest
from members.models import Organisation

YEARS = (5, 10)


@require_GET
def indicator_list(request: MemberRequest) -> HttpResponse:
    """Every indicator that has been told, with one's own figure."""
    _only_readers(request)
    found = overview(request.user, _acting(request))
    context = {"overview": found, **_symbols(found)}
    return render(request, "indicators/indicator_list.html", context)


@require_GET
def indicator_detail(request: MemberRequest, code: str) -> HttpResponse:
    found = _story(request, code)
    context: dict[str, object] = {"story": found, "indicator": found.indicator}
    if found.years:
        context |= {
            "lede": wording.lede(found),
            "change": wording.change(found),
            "own": wording.with_unit(found, found.last.own),
            "strips": drawings.strips(found),
            "lines": drawings.lines(found),
            **_symbols(found),
            "spans": [each for each in YEARS if each < len(found.periods)],
        }
    return render(request, "indicators/indicator_detail.html", context)


@require_GET
def indicator_csv(request: MemberRequest, code: str) -> HttpResponse:
    found = _story(request, code)
    return _file(downloads.story_csv(found), f"{code}.csv", "text/csv; charset=utf-8")


@require_GET
def indicator_chart(request: MemberRequest, code: str) -> HttpResponse:
    """The wide chart, as it stands on the page."""
    found = _story(request, code)
    svg = drawings.line(found) if found.years else ""
    if not svg:
        raise Http404
    return _file(svg, f"{code}.svg", "image/svg+xml")


@require_GET
def element_list(request: MemberRequest) -> HttpResponse:
    """Sums, means and medians of what was asked, by topic and group."""
    _only_readers(request)
    found = table(request.user, _acting(request), request.GET.dict())
    context = {"table": found, **_symbols(found)}
    return render(request, "indicators/element_list.html", context)


@require_GET
def element_csv(request: MemberRequest) -> HttpResponse:
    """All topics of one group."""
    _only_readers(request)
    found = table(request.user, _acting(request), request.GET.dict(), whole=True)
    if found.release is None:
        raise Http404
    name = f"{found.release.collection}-{found.release.period}.csv"
    return _file(downloads.table_csv(found), name, "text/csv; charset=utf-8")


def _story(request: MemberRequest, code: str) -> Story:
    chosen = request.GET.get("years", "")
    years = int(chosen) if chosen in map(str, YEARS) else 0
    found = story(request.user, _acting(request), code, request.GET.get("group", ""), years)
    if found is None:
        raise Http404
    return found


def _symbols(found: Overview | Story | Table) -> dict[str, object]:
    """What the symbols mean, and why everything is withheld where it is."""
    return {
        "legend": wording.legend(found.figures),
        "reasons": wording.why_withheld(found.main_figures),
    }


def _acting(request: MemberRequest) -> Organisation | None:
    return request.acting.organisation if request.acting else None


def _only_readers(request: MemberRequest) -> None:
    if not request.user.reads_figures:
        raise Http404


def _file(text: str, name: str, kind: str) -> HttpResponse:
    as_file = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": as_file or ""})
