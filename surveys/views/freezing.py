"""The office freezes a round: first what that does, then the doing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from members.actions import Refused
from members.http import MemberRequest
from surveys.actions.freeze import freeze_round, plan, unfreeze_round
from surveys.views.office import round_of


@require_http_methods(["GET", "POST"])
def freeze(request: MemberRequest, pk: int) -> HttpResponse:
    """The answers that have been approved become figures."""
    round_, refusal = round_of(request, pk), ""
    if request.method == "POST":
        leave_out = request.POST.get("leave_out") == "on"
        try:
            count = freeze_round(round_, request.user, leave_out=leave_out)
        except Refused as refused:
            refusal = str(refused)
        else:
            said = ngettext("%(n)s figure was frozen.", "%(n)s figures were frozen.", count)
            messages.success(request, said % {"n": count})
            return redirect("indicators:releases")
    context = {"round": round_, "plan": plan(round_), "refusal": refusal}
    return render(request, "surveys/freeze.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def unfreeze(request: MemberRequest, pk: int) -> HttpResponse:
    """Back to answers, while nothing has been published."""
    round_, refusal = round_of(request, pk), ""
    if request.method == "POST":
        try:
            unfreeze_round(round_, request.POST.get("reason", ""), request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The round is no longer frozen."))
            return redirect("surveys:monitor", round_.pk)
    context = {"round": round_, "refusal": refusal}
    return render(request, "surveys/unfreeze.html", context, status=409 if refusal else 200)
