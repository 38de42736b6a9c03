"""The office's desk: erasures, and what goes by itself."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from members.access import reach
from members.actions import Refused
from members.http import MemberRequest
from members.models import AuditEvent, Erasure, Verb
from portal.privacy import erasures, retention
from portal.privacy.forms import AskForm, ConfirmForm


@require_http_methods(["GET", "POST"])
def erasure_list(request: MemberRequest) -> HttpResponse:
    """All of them; one may be asked for on behalf of somebody who has written or called."""
    _only_the_office(request)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return redirect(erasures.ask(form.person, request.user))
        except Refused as refused:
            form.add_error(None, str(refused))
    found = Erasure.objects.visible_to(request.user).with_all()
    context = {"erasures": found, "form": form}
    return render(request, "privacy/erasure_list.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def erasure_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """What would go, what would stay and why; then the look, the confirming or the withdrawal."""
    _only_the_office(request)
    erasure = get_object_or_404(Erasure.objects.visible_to(request.user).with_all(), pk=pk)
    refusal, form = "", ConfirmForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _act(request, erasure, form.cleaned_data))
            return redirect(erasure)
        except Refused as refused:
            refusal = str(refused)
    context = {"erasure": erasure, "form": form, "refusal": refusal, **_told(request, erasure)}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "privacy/erasure_detail.html", context, status=status)


@require_GET
def retention_table(request: MemberRequest) -> HttpResponse:
    """How long things stay, how much is over now, and what the last nights have removed."""
    _only_the_office(request)
    nights = AuditEvent.objects.visible_to(request.user).filter(verb=Verb.PRUNED)[:20]
    context = {"rules": retention.due(), "nights": nights}
    return render(request, "privacy/retention.html", context)


def _only_the_office(request: MemberRequest) -> None:
    if not request.user.is_staff:
        raise Http404


def _act(request: MemberRequest, erasure: Erasure, typed: dict[str, str]) -> str:
    if typed["do"] == "withdraw":
        erasures.withdraw(erasure, request.user)
        return _("Nothing is erased. The request has been withdrawn.")
    if typed["do"] == "look":
        erasures.note_look(erasure, request.user)
        return _("It is written down that you have looked at it. Another person confirms it.")
    erasures.confirm(erasure, request.user, typed["reason"])
    return _("The person has been erased.")


def _told(request: MemberRequest, erasure: Erasure) -> dict[str, object]:
    """Of one that is done there is nothing to look at any more."""
    if not erasure.is_open:
        return {}
    return {
        "reached": erasures.preview(erasure.person),
        "hindrances": list(erasures.hindrances(erasure.person)),
        "may_look": reach(request.user.standing, "prepare_erasure").everything,
        "may_confirm": reach(request.user.standing, "confirm_erasure").everything,
        "is_alone": erasure.prepared_by == request.user,
    }
