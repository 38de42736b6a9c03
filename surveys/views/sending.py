"""The school confirms and sends its answer, and takes it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members.actions import Refused
from members.http import MemberRequest
from surveys import summary
from surveys.actions import responses as actions
from surveys.actions.answers import desk
from surveys.models import Response, people_of
from surveys.monitor import state_of
from surveys.receipt import receipt_of


@require_http_methods(["GET", "POST"])
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """The head's one screen: what is confirmed, what still stops it, and one button."""
    response = _filled(request, pk)
    refusal = ""
    if request.method == "POST":
        try:
            actions.submit(response, request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The answer has been sent. Thank you."))
            return redirect("surveys:confirm", response.pk)
    context = _page(request, response) | {"refusal": refusal}
    return render(request, "surveys/confirm.html", context, status=409 if refusal else 200)


@require_POST
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    response = _filled(request, pk)
    try:
        actions.take_back(response, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("surveys:confirm", response.pk)
    messages.success(request, _("The answer is yours again: change it, and send it anew."))
    return redirect(response)


@require_GET
def receipt(request: MemberRequest, pk: int) -> HttpResponse:
    """What was sent last, as it was sent."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    snapshot = response.snapshots.sent().with_all().first()
    if snapshot is None:
        raise Http404
    actions.note_opening(response, request.user)
    told = receipt_of(snapshot, get_language() or "fi")
    context = {"response": response, "snapshot": snapshot, "receipt": told}
    return render(request, "surveys/receipt.html", context)


def _filled(request: MemberRequest, pk: int) -> Response:
    """A response that the person fills in; to the office it is a page of somebody else's."""
    response = get_object_or_404(Response.objects.visible_to(request.user).with_all(), pk=pk)
    if not response.may_fill(request.user):
        raise Http404
    return response


def _page(request: MemberRequest, response: Response) -> dict[str, Any]:
    actions.note_opening(response, request.user)
    response.refresh_from_db(fields=["state", "submitted_at", "submitted_by"])
    return {
        "response": response,
        "state": state_of(response),
        "summary": summary.summarise(desk(response), get_language() or "fi"),
        "may_submit": response.may_submit(request.user),
        "senders": people_of([response]).senders(response),
        "is_sent": response.state in Response.SENT,
        "may_take_back": response.state == Response.State.SUBMITTED and response.has_time_left,
    }
