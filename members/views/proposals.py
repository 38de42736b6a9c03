"""A change of a name or of the tree: proposed, looked at, answered, taken back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.actions import Refused, proposals
from members.http import MemberRequest
from members.models import Organisation, StructureProposal
from members.structure_forms import AnswerForm, ProposalForm

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def propose(request: MemberRequest, pk: int) -> HttpResponse:
    """One short form for each kind of change; the first is shown where none is named."""
    organisation, refusal = _proposable(request, pk), ""
    kinds = proposals.kinds_for(organisation)
    kind = next((each for each in kinds if each == request.GET.get("kind")), kinds[0])
    sent = request.POST if request.method == "POST" else None
    form = ProposalForm(sent, organisation=organisation, kind=kind, user=request.user)
    if form.is_valid():
        try:
            made = proposals.propose(organisation, kind, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The office has been asked. You hear when it answers."))
            return redirect(made)
    context = {"organisation": organisation, "kinds": kinds, "kind": kind}
    context |= {"form": form, "refusal": refusal, "parts": organisation.children.all()}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "members/proposal_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def proposal(request: MemberRequest, pk: int) -> HttpResponse:
    """What is proposed, and what became of it; the office answers here."""
    visible = StructureProposal.objects.visible_to(request.user).with_all()
    found, refusal = get_object_or_404(visible, pk=pk), ""
    answers = found.organisation.allows(request.user, "edit_structure")
    if request.method == "POST" and not answers:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _answer(found, form.cleaned_data["reason"], request)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("The proposal has been answered, and its proposer told."))
            return redirect(found.organisation)
    context = {"proposal": found, "organisation": found.organisation, "answers": answers}
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    context |= {"form": form, "refusal": refusal}
    return render(request, "members/proposal_detail.html", context, status=status)


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(request.user.structure_proposals, pk=pk)
    try:
        proposals.withdraw(found, request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The proposal has been taken back."))
    return redirect("members:organisation", found.organisation_id)


def _proposable(request: MemberRequest, pk: int) -> Organisation:
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    if not organisation.allows(request.user, "propose_structure"):
        raise Http404
    return organisation


def _answer(found: StructureProposal, reason: str, request: MemberRequest) -> None:
    if "decline" in request.POST:
        proposals.decline(found, reason, request.user)
    else:
        proposals.accept(found, request.user)
