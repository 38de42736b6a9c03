"""A school answers: its responses, one of them, and its sections as ordinary forms."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.actions import Refused
from members.http import MemberRequest
from surveys.actions.answers import Desk, desk, explain, mark_ready, save_cells
from surveys.actions.refusals import NotYours
from surveys.actions.responses import note_opening
from surveys.forms import ExplanationForm
from surveys.layout import layout
from surveys.models import Response
from surveys.monitor import rounds_for
from surveys.overview import overview
from surveys.page import SectionPage, outcome_of, refusal_of
from surveys.questionnaire import Section
from surveys.typed import changed, explanations

OK = 200


@require_GET
def response_list(request: MemberRequest) -> HttpResponse:
    """The forms of the reader's own schools; for the office the rounds too."""
    visible = Response.objects.visible_to(request.user)
    context = {
        "responses": visible.answered_by(request.user).with_all().nearest_first(),
        "rounds": rounds_for(request.user) if request.user.is_staff else None,
    }
    return render(request, "surveys/response_list.html", context)


@require_GET
def response_detail(request: MemberRequest, pk: int) -> HttpResponse:
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    note_opening(response, request.user)
    drawn = layout(desk(response), request.user)
    context = {
        "response": response,
        "overview": overview(drawn),
        "is_open": drawn.is_open,
        "steps": response.transitions.select_related("by"),
        "requests": response.change_requests.open(),
    }
    return render(request, "surveys/response_detail.html", context)


@require_http_methods(["GET", "POST"])
def section_form(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """One section; without a script the whole of it is one form."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    section = find_section(response, code)
    if request.method == "POST":
        return _save(request, response, section)
    drawn = layout(desk(response), request.user, section)
    if not drawn.sheet.is_shown(section):
        raise Http404
    note_opening(response, request.user)
    context = {"response": response, "page": drawn.page(section)}
    return render(request, "surveys/section_form.html", context)


def find_section(response: Response, code: str) -> Section:
    for section in response.form_version.compiled.questionnaire.sections:
        if section.code == code:
            return section
    raise Http404


def _save(request: MemberRequest, response: Response, section: Section) -> HttpResponse:
    """Keep what can be kept; what cannot stays in its field, and the page says why."""
    changes = changed(request.POST, section.cells)
    try:
        saved = save_cells(response, changes, request.user)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        drawn = layout(desk(response), request.user, section, None, refusal_of(refused, changes))
        return _again(request, response, drawn.page(section), 423)
    outcome = outcome_of(saved, changes)
    if outcome.status != OK:
        drawn = layout(saved.desk, request.user, section, saved, outcome)
        return _again(request, response, drawn.page(section), outcome.status)
    _explain(request, saved.desk)
    if "ready" in request.POST:
        return _mark(request, response, section.code, ready=True)
    messages.success(request, _("The section has been saved."))
    return redirect("surveys:section", response.pk, section.code)


def _again(
    request: MemberRequest, response: Response, page: SectionPage, status: int
) -> HttpResponse:
    context = {"response": response, "page": page}
    return render(request, "surveys/section_form.html", context, status=status)


def _explain(request: MemberRequest, at: Desk) -> None:
    """The explanations that came with a whole section."""
    known = {rule: each.text for rule, each in at.explanations.items()}
    for rule, text in explanations(request.POST, known).items():
        form = ExplanationForm({"text": text})
        try:
            if form.is_valid():
                explain(at.response, rule, form.cleaned_data["text"], request.user)
            else:
                messages.error(request, str(form.errors["text"][0]))
        except Refused as refused:
            messages.error(request, str(refused))


@require_POST
def ready(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """Mark the section ready, or, with `ready=0`, open it again."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    section = find_section(response, code)
    return _mark(request, response, section.code, ready=request.POST.get("ready") != "0")


def _mark(request: MemberRequest, response: Response, code: str, *, ready: bool) -> HttpResponse:
    try:
        mark_ready(response, code, request.user, ready=ready)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("surveys:section", response.pk, code)
    if not ready:
        return redirect("surveys:section", response.pk, code)
    messages.success(request, _("The section is marked ready."))
    return redirect(response)
