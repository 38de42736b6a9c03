"""Cells as they are typed: each answer is the pieces of the page that have changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from members.actions import Refused
from members.http import MemberRequest
from surveys.actions.answers import Change, desk, explain, save_cells
from surveys.actions.refusals import NotYours
from surveys.forms import ExplanationForm
from surveys.layout import NO_OUTCOME, layout
from surveys.models import Response
from surveys.page import (
    Difference,
    difference,
    outcome_of,
    refusal_of,
    without_right_totals,
)
from surveys.questionnaire import Cell, Section
from surveys.sheet import differing
from surveys.typed import block, one
from surveys.views.answering import find_section


@require_POST
def cell(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """Save one cell; or, with `theirs`, only draw it as it is saved."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    section = find_section(response, code)
    found = _find_cell(section, request.POST.get("key", ""))
    changes = [] if request.POST.get("theirs") == found.key else [one(request.POST, found)]
    return _save(request, response, section, changes, frozenset({found.key}))


@require_POST
def paste(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """Save a block from a spreadsheet, each of its cells by itself."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    section = find_section(response, code)
    start = _find_cell(section, request.POST.get("key", ""))
    question = response.form_version.compiled.question_of[start.key]
    if not question.is_table:
        raise Http404
    changes = block(request.POST.get("block", ""), question, start, request.POST)
    return _save(request, response, section, changes, is_block=True)


@require_POST
def explanation(request: MemberRequest, pk: int, code: str) -> HttpResponse:
    """Keep why a figure is right."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    section, form = find_section(response, code), ExplanationForm(request.POST)
    refusal = "" if form.is_valid() else str(form.errors["text"][0])
    before = layout(desk(response), request.user, section).page(section)
    try:
        if not refusal:
            rule = request.POST.get("rule", "")
            explain(response, rule, form.cleaned_data["text"], request.user)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        refusal = str(refused)
    if not request.htmx:
        return redirect("surveys:section", response.pk, section.code)
    page = layout(desk(response), request.user, section).page(section)
    changed = difference(before, page, frozenset())
    return _pieces(request, response, changed, 422 if refusal else 200, refusal=refusal)


def _find_cell(section: Section, key: str) -> Cell:
    for each in section.cells:
        if each.key == key:
            return each
    raise Http404


def _save(
    request: MemberRequest,
    response: Response,
    section: Section,
    changes: Sequence[Change],
    touched: frozenset[str] = frozenset(),
    *,
    is_block: bool = False,
) -> HttpResponse:
    touched |= {each.key for each in changes}
    try:
        saved = save_cells(response, changes, request.user)
    except NotYours:
        raise Http404 from None
    except Refused as refused:
        drawn = layout(desk(response), request.user, section, None, refusal_of(refused, changes))
        shut = replace(drawn, is_open=False).page(section)
        return _pieces(
            request, response, difference(shut, shut, touched), 423, refusal=str(refused)
        )
    outcome = outcome_of(saved, changes)
    if is_block:
        outcome = without_right_totals(outcome, saved.after)
    drawn = layout(saved.desk, request.user, section, saved, outcome)
    among = touched | differing(saved.before, saved.after)
    before = replace(drawn, sheet=saved.before, outcome=NO_OUTCOME).page(section, among)
    changed = difference(before, drawn.page(section, among), touched)
    return _pieces(
        request, response, changed, 200 if is_block else outcome.status, is_block=is_block
    )


def _pieces(
    request: MemberRequest, response: Response, changed: Difference, status: int, **more: Any
) -> HttpResponse:
    context = {"response": response, "changed": changed, "page": changed.page, "oob": True}
    return render(request, "surveys/_changes.html", context | more, status=status)
