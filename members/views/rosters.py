"""People from a spreadsheet: the template, the file, what would happen, and its undoing."""

from contextlib import suppress
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from kombu.exceptions import OperationalError

from members import audit, roster_book, roster_sheets, roster_words, tasks
from members.actions import Refused
from members.actions import rosters as actions
from members.forms import RosterFileForm
from members.http import MemberRequest
from members.models import Organisation, RosterImport, RosterRow, Verb
from members.models.rosters import VERB
from portal.lib.spreadsheets import XLSX, csv_of, workbook_of

CONFLICT = 409
A_PAGE = 50
#: As many as the number of a row may have.
DIGITS = 18
#: In the order in which a person looks at them.
SHOWN = ("duplicate", "conflict", "error", "new", "changed", "absent", "same")


@require_http_methods(["GET", "POST"])
def roster(request: MemberRequest, pk: int) -> HttpResponse:
    """The template to take, the file to send, and what has been sent before."""
    organisation = _organisation(request, pk)
    is_sent = request.method == "POST"
    form = RosterFileForm(request.POST, request.FILES) if is_sent else RosterFileForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        job = actions.request_import(organisation, file.name or "", file.read(), request.user)
        return _under_way(job)
    imports = RosterImport.objects.visible_to(request.user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "form": form,
        "imports": imports.select_related("requested_by", "acted_by")[:A_PAGE],
    }
    return render(request, "members/roster.html", context, status=422 if is_sent else 200)


@require_GET
def template(request: MemberRequest, pk: int, kind: str) -> HttpResponse:
    """Today's roster, to be changed: as a workbook or as CSV."""
    organisation = _organisation(request, pk)
    places = roster_book.organisations_of(organisation)
    rights = roster_book.rights_of(places, request.user)
    held = [place for place in roster_book.places_of(places) if place.pk is not None]
    labels = roster_book.labels_of(places, rights)
    sheets = roster_sheets.template(held, labels, roster_book.mark)
    is_csv = kind == "csv"
    content = csv_of(sheets[0].rows) if is_csv else workbook_of(sheets)
    audit.record(Verb.PEOPLE_TAKEN, request.user, organisation, organisation=organisation)
    response = HttpResponse(content, content_type="text/csv" if is_csv else XLSX)
    response["Content-Disposition"] = f'attachment; filename="people-{pk}.{kind}"'
    return response


@require_http_methods(["GET", "POST"])
def roster_import(request: MemberRequest, pk: int) -> HttpResponse:
    """What would happen, row by row, with the choices; to htmx how far it is."""
    job = _import(request, pk)
    if request.method == "GET":
        return _show(request, job)
    choices = {
        int(name[1 : DIGITS + 1]): request.POST[name]
        for name in request.POST
        if name.startswith("r") and name[1:].isdecimal()
    }
    try:
        actions.choose(job, choices, request.user)
    except Refused as refused:
        return _show(request, job, str(refused))
    if "more" in request.POST:
        return redirect(f"{job.get_absolute_url()}?{_where(request)}")
    return redirect("members:apply_roster", job.pk)


@require_http_methods(["GET", "POST"])
def apply_roster(request: MemberRequest, pk: int) -> HttpResponse:
    """How much is taken over, and how many letters leave; then the doing."""
    job, refusal = _import(request, pk), ""
    if request.method == "POST":
        try:
            actions.request_apply(job, request.user, _number(request.POST.get("seen", "")))
            return _under_way(job)
        except Refused as refused:
            refusal = str(refused)
    rows = job.rows.chosen()
    at_once, waiting = actions.letters_of(job, request.user)
    context = {
        "job": job,
        "organisation": job.organisation,
        "refusal": refusal,
        "at_once": at_once,
        "waiting": waiting,
        "seen": at_once + waiting,
        "changed": rows.exclude(verdict="absent").count() - at_once - waiting,
        "ended": rows.filter(verdict="absent").count(),
        "left": job.rows.exclude(verdict="same").count() - rows.count(),
    }
    status = CONFLICT if refusal else 200
    return render(request, "members/roster_apply.html", context, status=status)


@require_http_methods(["GET", "POST"])
def undo_roster(request: MemberRequest, pk: int) -> HttpResponse:
    """What is given back; then the doing."""
    job, refusal = _import(request, pk), ""
    if request.method == "POST":
        try:
            actions.request_undo(job, request.user)
            return _under_way(job)
        except Refused as refused:
            refusal = str(refused)
    invited = job.rows.exclude(invitation=None)
    context = {
        "job": job,
        "organisation": job.organisation,
        "refusal": refusal,
        "places": job.rows.chosen().filter(invitation=None).count(),
        "invited": invited.count(),
        "written": invited.filter(invitation__letters__gt=0).count(),
    }
    status = CONFLICT if refusal else 200
    return render(request, "members/roster_undo.html", context, status=status)


def _organisation(request: MemberRequest, pk: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    if not organisation.allows(request.user, VERB):
        raise Http404
    return organisation


def _import(request: MemberRequest, pk: int) -> RosterImport:
    return get_object_or_404(RosterImport.objects.visible_to(request.user).with_all(), pk=pk)


def _under_way(job: RosterImport) -> HttpResponse:
    with suppress(OperationalError):  # without the broker the clock takes it up
        tasks.import_roster.delay_on_commit(job.pk)  # type: ignore[attr-defined]
    return redirect("members:roster_import", job.pk)


def _show(request: MemberRequest, job: RosterImport, refusal: str = "") -> HttpResponse:
    sorts = [(RosterRow.Verdict(each), job.counts[each]) for each in SHOWN if job.counts.get(each)]
    first = sorts[0][0] if sorts else ""
    asked = request.GET.get("show", "")
    chosen = asked if asked in dict(sorts) else first
    rows = job.rows.filter(verdict=chosen).select_related("target__user", "invitation")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "job": job,
        "organisation": job.organisation,
        "refusal": refusal,
        "sorts": sorts,
        "chosen": chosen,
        "page": page,
        "rows": roster_words.shown(job, page.object_list),
        "kept": _kept(job),
        "is_choice": chosen in actions.CHOICES and job.is_to_choose,
    }
    name = "members/_roster_import.html" if request.htmx else "members/roster_import.html"
    return render(request, name, context, status=CONFLICT if refusal else 200)


def _kept(job: RosterImport) -> list[roster_words.Shown]:
    """After undoing: what had changed since, and was left as it is."""
    rows = job.rows.filter(fate=RosterRow.Fate.KEPT) if job.undone_at else job.rows.none()
    return roster_words.shown(job, rows.select_related("target__user")[:A_PAGE])


def _where(request: MemberRequest) -> str:
    """The part of the list that was open."""
    parts = {name: request.GET.get(name, "") for name in ("show", "page")}
    return "&".join(f"{name}={value}" for name, value in parts.items() if value.isalnum())


def _number(text: str) -> int:
    return int(text[:DIGITS]) if text.isdecimal() else -1
