"""The office runs a round: who has answered, who is reminded, and what an answer says."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from members.actions import Refused
from members.http import MemberRequest
from members.models import User
from surveys import monitor as board
from surveys import summary
from surveys.actions import reminders
from surveys.actions.answers import desk
from surveys.actions.responses import note_opening
from surveys.forms import ReminderDaysForm, Step, review_forms
from surveys.letters import batches, letters_of
from surveys.models import Response, Round


@require_GET
def monitor(request: MemberRequest, pk: int) -> HttpResponse:
    """Schools by sections: states, no figures."""
    round_ = round_of(request, pk)
    responses = Response.objects.visible_to(request.user).of_round(round_)
    show, sort = request.GET.get("show", "all"), request.GET.get("sort", "name")
    letters = letters_of(round_)
    context = {
        "round": round_,
        "monitor": board.monitor(round_, responses, show, sort),
        "before": board.sent_at_this_time_before(round_),
        "last_reminder": next((each.day for each in letters if each.day), None),
        "batches": batches(letters),
        "show": show if show in board.SHOWN else "all",
    }
    return render(request, "surveys/monitor.html", context)


@require_http_methods(["GET", "POST"])
def letters(request: MemberRequest, pk: int) -> HttpResponse:
    """Who got which letter and when, and the days of the reminders."""
    round_ = round_of(request, pk)
    form = ReminderDaysForm(request.POST or None, instance=round_)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The days of the reminders have been saved."))
        return redirect("surveys:letters", round_.pk)
    found = letters_of(round_)
    context = {"round": round_, "form": form, "letters": found, "batches": batches(found)}
    return render(request, "surveys/letters.html", context)


@require_http_methods(["GET", "POST"])
def remind(request: MemberRequest, pk: int) -> HttpResponse:
    """First who would be written to, then the letters."""
    round_ = round_of(request, pk)
    if request.method == "POST":
        chosen = [int(each) for each in request.POST.getlist("response") if each.isdecimal()]
        count = reminders.remind_now(round_, chosen, request.user)
        said = ngettext("%(n)s reminder was written.", "%(n)s reminders were written.", count)
        messages.success(request, said % {"n": count})
        return redirect("surveys:monitor", round_.pk)
    responses = Response.objects.visible_to(request.user).of_round(round_)
    rows = board.monitor(round_, responses, request.GET.get("show", "missing"), "name").rows
    context = {
        "round": round_,
        "plan": reminders.plan(round_),
        "chosen": {row.response.pk for row in rows},
    }
    return render(request, "surveys/remind.html", context)


@require_http_methods(["GET", "POST"])
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """One school's answer before the office, and what the office decides of it."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    if not response.may_review(request.user):
        raise Http404
    forms = review_forms(response, request.POST or None)
    form = forms.get(request.POST.get("step", ""))
    refusal = _take(form, response, request.user) if form and form.is_valid() else ""
    if form and refusal is None:
        messages.success(request, str(form.done))
        return redirect("surveys:review", response.pk)
    note_opening(response, request.user)
    context = _page(response) | {"forms": forms, "form": form, "refusal": refusal}
    return render(request, "surveys/review.html", context, status=409 if refusal else 200)


def _take(form: Step, response: Response, by: User) -> str | None:
    """Do the step of the form; the sentence where it is refused."""
    try:
        form.take(response, by)
    except Refused as refused:
        return str(refused)
    return None


def round_of(request: MemberRequest, pk: int) -> Round:
    """The round, to those who run it."""
    rounds = Round.objects.visible_to(request.user).select_related("collection", "form_version")
    round_ = get_object_or_404(rounds, pk=pk)
    if not round_.may_review(request.user):
        raise Http404
    return round_


def _page(response: Response) -> dict[str, Any]:
    response.refresh_from_db(fields=["state", "due_override", "exempt_reason", "reviewer"])
    return {
        "response": response,
        "state": board.state_of(response),
        "summary": summary.summarise(
            desk(response), get_language() or "fi", response.sent_before()
        ),
        "requests": response.change_requests.filter(resolved_at=None),
        "steps": response.transitions.select_related("by"),
        "openings": response.openings.select_related("by").order_by("-at")[:5],
    }
