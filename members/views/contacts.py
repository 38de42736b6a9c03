"""How an organisation is reached: its people and the office keep that up to date."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members.actions import Refused
from members.actions import contacts as actions
from members.forms import ContactPointForm
from members.http import MemberRequest
from members.models import ContactPoint, Organisation


@require_http_methods(["GET", "POST"])
def contact_point_list(request: MemberRequest, pk: int) -> HttpResponse:
    """All of them, and a form for one more."""
    organisation = _kept_by(request, pk)
    new = ContactPoint(organisation=organisation)
    form = ContactPointForm(request.POST if request.method == "POST" else None, instance=new)
    if form.is_valid():
        actions.keep_contact_point(form.save(commit=False), request.user)
        messages.success(request, _("The contact point has been saved."))
        return redirect("members:contacts", pk)
    points = ContactPoint.objects.visible_to(request.user).of(organisation)
    context = {"organisation": organisation, "points": points, "form": form}
    status = 422 if form.errors else 200
    return render(request, "members/contact_point_list.html", context, status=status)


@require_http_methods(["GET", "POST"])
def change_contact_point(request: MemberRequest, pk: int, point: int) -> HttpResponse:
    """One of them is changed or removed."""
    organisation, refusal = _kept_by(request, pk), ""
    visible = ContactPoint.objects.visible_to(request.user).of(organisation)
    found = get_object_or_404(visible.select_related("organisation"), pk=point)
    form = _form_of(request, found)
    try:
        if said := _changed(request, form):
            messages.success(request, said)
            return redirect("members:contacts", pk)
    except Refused as refused:
        refusal = str(refused)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"organisation": organisation, "form": form, "refusal": refusal}
    return render(request, "members/contact_point_form.html", context, status=status)


@require_POST
def check_contact_points(request: MemberRequest, pk: int) -> HttpResponse:
    """All of them are right today."""
    actions.check_contact_points(_kept_by(request, pk), request.user)
    messages.success(request, _("Thank you. They are marked as right today."))
    return redirect("members:contacts", pk)


def _kept_by(request: MemberRequest, pk: int) -> Organisation:
    """The organisation, for those who may change how it is reached; to others this page is not."""
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    if not organisation.allows(request.user, "edit_contact_points"):
        raise Http404
    return organisation


def _form_of(request: MemberRequest, point: ContactPoint) -> ContactPointForm:
    data = request.POST if request.method == "POST" and "remove" not in request.POST else None
    return ContactPointForm(data, instance=point, initial={"seen": actions.stamp(point)})


def _changed(request: MemberRequest, form: ContactPointForm) -> str:
    """What was done, in words; nothing on a page that is only shown or has mistakes."""
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_contact_point(form.instance, request.user)
        return _("The contact point has been removed.")
    if form.is_valid():
        seen = form.cleaned_data["seen"]
        actions.keep_contact_point(form.save(commit=False), request.user, seen)
        return _("The contact point has been saved.")
    return ""
