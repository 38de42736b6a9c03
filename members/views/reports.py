"""Outdated information is reported, and seen to."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members.actions.reports import close_report, report_outdated
from members.forms import OutdatedForm
from members.http import MemberRequest
from members.models import Affiliation, Organisation, OutdatedReport


@require_http_methods(["GET", "POST"])
def report_organisation(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    return _report(request, organisation, None)


@require_http_methods(["GET", "POST"])
def report_person(request: MemberRequest, pk: int) -> HttpResponse:
    visible = Affiliation.objects.visible_to(request.user).live()
    person = get_object_or_404(visible.select_related("user", "organisation"), pk=pk)
    return _report(request, person.organisation, person)


@require_http_methods(["GET", "POST"])
def handle_report(request: MemberRequest, pk: int) -> HttpResponse:
    """What was reported, for those who can mend it; they say when it is right."""
    visible = OutdatedReport.objects.visible_to(request.user).with_all()
    report = get_object_or_404(visible, pk=pk)
    if request.method == "POST":
        close_report(report, request.user)
        messages.success(request, _("Thank you. This no longer waits for anybody."))
        return redirect("home")
    may_edit = report.organisation.allows(request.user, "edit_contact_points")
    context = {"report": report, "organisation": report.organisation, "may_edit": may_edit}
    return render(request, "members/outdated_report.html", context)


def _report(
    request: MemberRequest, organisation: Organisation, person: Affiliation | None
) -> HttpResponse:
    form = OutdatedForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        report_outdated(organisation, person, form.cleaned_data["line"], request.user)
        messages.success(request, _("Thank you. Those who can mend it have been asked to look."))
        return redirect(organisation)
    context = {"organisation": organisation, "person": person, "form": form}
    status = 422 if form.errors else 200
    return render(request, "members/report_outdated.html", context, status=status)
