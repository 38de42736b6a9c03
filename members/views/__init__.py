from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.forms import ProfileForm
from members.http import MemberRequest
from members.models import (
    Affiliation,
    ContactPoint,
    Invitation,
    Organisation,
    StructureProposal,
)
from members.models.rosters import VERB
from members.timeline import timeline


@require_GET
def organisation_detail(request: MemberRequest, pk: int) -> HttpResponse:
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible.with_line(), pk=pk)
    context = {
        "organisation": organisation,
        "membership": organisation.live_membership(),
        "parts": visible.filter(parent=organisation),
        "contacts": ContactPoint.objects.visible_to(request.user).of(organisation),
        "timeline": timeline(organisation, request.user),
        "may_edit_contacts": organisation.allows(request.user, "edit_contact_points"),
        "proposals": StructureProposal.objects.visible_to(request.user).about(organisation),
        "may_propose": organisation.allows(request.user, "propose_structure"),
        "may_read_log": organisation.allows(request.user, "read_audit"),
        "people": Affiliation.objects.visible_to(request.user)
        .telling(request.user)
        .at(organisation),
        "may_import": organisation.allows(request.user, VERB),
        "may_invite": bool(actions.grantable(request.user, organisation)),
        "invitations": Invitation.objects.visible_to(request.user).pending_at(organisation),
    }
    return render(request, "members/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def profile(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Your details have been saved."))
        return redirect("members:profile")
    return render(request, "members/profile.html", {"form": form})


@require_POST
def act(request: MemberRequest) -> HttpResponse:
    """Choose the home one acts from; somebody else's is not found."""
    chosen = request.POST.get("organisation", "")
    homes = [home for home in request.user.homes if str(home.organisation_id) == chosen]
    if not homes:
        raise Http404
    request.session["acting"] = homes[0].organisation_id
    return redirect("home")
