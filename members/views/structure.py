"""The office's desk for names and mergers: first what would happen, then the doing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions import Refused, names, successions
from members.forms import RenameForm, SuccessionForm
from members.http import MemberRequest
from members.models import Organisation

#: As many as the number of a row may have.
DIGITS = 18


@require_http_methods(["GET", "POST"])
def rename(request: MemberRequest, pk: int) -> HttpResponse:
    """The organisation gets a new name from a day on; the former one is kept."""
    organisation, refusal = _of_the_office(request, pk), ""
    data = request.POST if request.method == "POST" else None
    form = RenameForm(data, initial=vars(names.names_of(organisation)))
    if form.is_valid():
        try:
            _rename(organisation, form.cleaned_data, request)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The new name is in force, and the former one is kept."))
            return redirect("members:organisation", pk)
    context = {"organisation": organisation, "form": form, "refusal": refusal}
    return render(request, "members/rename.html", context, status=_status(form, refusal))


@require_http_methods(["GET", "POST"])
def succeed(request: MemberRequest, pk: int) -> HttpResponse:
    """The organisation goes on with the work of others: chosen, looked at, done."""
    organisation, refusal = _of_the_office(request, pk), ""
    form = _succession_form(request, organisation)
    if request.method == "POST" and form.is_valid():
        try:
            successions.succeed(_chosen(organisation, form, request.POST), request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The work goes on here. This is seen under Over time."))
            return redirect("members:organisation", pk)
    context = {"organisation": organisation, "form": form, "refusal": refusal}
    return _preview(request, context, _status(form, refusal))


def _of_the_office(request: MemberRequest, pk: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    if not organisation.allows(request.user, "edit_structure"):
        raise Http404
    return organisation


def _rename(organisation: Organisation, typed: dict[str, Any], request: MemberRequest) -> None:
    """What the form holds beside the names are the day and the source."""
    day, source = typed.pop("day"), typed.pop("source")
    names.rename(organisation, names.Names(**typed), day, request.user, source)


def _succession_form(request: MemberRequest, successor: Organisation) -> SuccessionForm:
    """Bound when something has been chosen, be it to look at (GET) or to do (POST)."""
    others = Organisation.objects.visible_to(request.user)
    candidates = others.schools().exclude(pk__in=successor.line_ids)
    if request.method == "POST":
        # What has been done meanwhile is no mistake of the form: the action knows it.
        return SuccessionForm(request.POST, predecessors=others)
    return SuccessionForm(request.GET or None, predecessors=candidates)


def _chosen(
    successor: Organisation, form: SuccessionForm, data: QueryDict
) -> successions.Succession:
    typed = form.cleaned_data
    return successions.Succession(
        successor,
        tuple(typed["predecessors"]),
        typed["day"],
        is_member=typed["is_member"],
        keeps_identifiers=typed["keeps_identifiers"],
        source=typed["source"],
        seen=_numbers(data.getlist("seen")),
        carried=_numbers(data.getlist("carried")),
    )


def _numbers(typed: list[str]) -> frozenset[int]:
    return frozenset(int(number[:DIGITS]) for number in typed if number.isdecimal())


def _preview(request: MemberRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """The form, and once something valid has been chosen what would happen."""
    form = context["form"]
    if form.is_bound and not form.errors:
        before = form.cleaned_data["predecessors"]
        context |= {
            "predecessors": before.prefetch_related("children", "identifiers", "memberships"),
            "people": successions.people_from(before, form.cleaned_data["day"]).with_live_roles(),
            "carried": form.data.getlist("carried") if request.method == "POST" else None,
        }
    return render(request, "members/succeed.html", context, status=status)


def _status(form: RenameForm | SuccessionForm, refusal: str) -> int:
    return 409 if refusal else 422 if form.errors else 200
