"""The yearly confirmation: one page for the member, one for the office."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import actions
from members.access import Thing, may
from members.actions import confirmations, contacts
from members.forms import CorrectionsForm, YearForm
from members.http import MemberRequest
from members.models import Affiliation, Confirmation, ContactPoint, Organisation

CONFLICT, UNPROCESSABLE = 409, 422
LONGEST = 26


@require_http_methods(["GET", "POST"])
def confirm(request: MemberRequest, pk: int) -> HttpResponse:
    """Each row is right, to be changed on its own page, or of somebody who has left."""
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    line = frozenset(organisation.line_ids)
    if not may(request.user.standing, "confirm_yearly", Thing(line=line)):
        raise Http404
    form = CorrectionsForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            page = _page(request, form.cleaned_data["corrections"])
            confirmations.confirm(organisation, page, request.user)
        except actions.Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("Thank you. All is confirmed for this year."))
            return redirect("members:confirm", pk=organisation.pk)
    return _show(request, organisation, form, refusal)


def _page(request: HttpRequest, corrections: str = "") -> confirmations.Page:
    places, points = _rows(request, "row-"), _rows(request, "contact-")
    return confirmations.Page(
        seen=set(places),
        left={pk for pk, said in places.items() if said == "left"},
        stamp=request.POST.get("stamp", ""),
        gone={pk for pk, said in points.items() if said == "gone"},
        corrections=corrections,
    )


def _rows(request: HttpRequest, prefix: str) -> dict[int, str]:
    """What was said of each row of the page."""
    return {
        int(name.removeprefix(prefix)): str(said)
        for name, said in request.POST.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal() and len(name) < LONGEST
    }


def _show(
    request: MemberRequest, organisation: Organisation, form: CorrectionsForm, refusal: str
) -> HttpResponse:
    page = _page(request)
    people = list(Affiliation.objects.visible_to(request.user).at(organisation))
    for place in people:
        place.has_left = place.pk in page.left  # type: ignore[attr-defined]
    points = list(ContactPoint.objects.visible_to(request.user).of(organisation))
    for point in points:
        point.is_gone = point.pk in page.gone  # type: ignore[attr-defined]
    context = {
        "organisation": organisation,
        "confirmation": confirmations.current(organisation),
        "identifiers": organisation.identifiers.valid_on(timezone.localdate()),
        "people": people,
        "points": points,
        "stamp": contacts.stamp_of_all(points),
        "form": form,
        "refusal": refusal,
    }
    status = CONFLICT if refusal else UNPROCESSABLE if form.errors else 200
    return render(request, "members/confirmation_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
def overview(request: MemberRequest) -> HttpResponse:
    """Who has confirmed this year; and the day on which the next year opens."""
    if not request.user.is_staff:
        raise Http404
    form = YearForm(request.POST if request.method == "POST" else None)
    status = 200 if request.method != "POST" else UNPROCESSABLE
    if form.is_valid():
        try:
            confirmations.open_year(**form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _("The day has been set."))
            return redirect("members:confirmations")
    asked = Confirmation.objects.visible_to(request.user).last_year()
    context = {"form": form, "confirmations": asked.with_all().with_hearing()}
    return render(request, "members/confirmation_list.html", context, status=status)


@require_POST
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    confirmation = get_object_or_404(Confirmation.objects.visible_to(request.user), pk=pk)
    confirmations.settle(confirmation, request.user)
    return redirect("members:confirmations")
