from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.forms import AppointmentForm, ProfileForm
from members.http import MemberRequest
from members.models import Affiliation, ContactPoint, Organisation
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
        "may_read_log": organisation.allows(request.user, "read_audit"),
        "people": Affiliation.objects.visible_to(request.user)
        .telling(request.user)
        .at(organisation),
    }
    return render(request, "members/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def appoint(request: MemberRequest, pk: int) -> HttpResponse:
    """The office gives a person a place in the organisation, and roles there."""
    if not request.user.is_staff:
        raise Http404
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    form = AppointmentForm(request.POST or None, organisation=organisation)
    if form.is_valid():
        try:
            actions.appoint(organisation, **form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s has a place here now.") % form.cleaned_data)
            return redirect(organisation)
    context = {"organisation": organisation, "form": form}
    return render(request, "members/appointment_form.html", context)


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
