"""One person's place in an organisation: what they do there, and its end."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import actions
from members.actions import handing_over, places
from members.forms import HandOverForm, RoleForm
from members.http import MemberRequest
from members.models import Affiliation

CONFLICT = 409


@require_GET
def place(request: MemberRequest, pk: int) -> HttpResponse:
    return _show(request, _found(request, pk))


@require_POST
def give_role(request: MemberRequest, pk: int) -> HttpResponse:
    affiliation = _found(request, pk)
    theirs = _grantable(request, affiliation)
    if not theirs:
        raise Http404
    form = RoleForm(request.POST, organisation=affiliation.organisation, grantable=theirs)
    if not form.is_valid():
        return _show(request, affiliation, form=form)
    return _do(
        request,
        affiliation,
        lambda: places.give_role(affiliation, **form.cleaned_data, by=request.user),
        _("The role has been given."),
    )


@require_POST
def end_role(request: MemberRequest, pk: int) -> HttpResponse:
    affiliation = _found(request, pk)
    if not _grantable(request, affiliation):
        raise Http404
    roles = [role for role in affiliation.roles.all() if role.role == request.POST.get("role")]

    def end() -> None:
        for role in roles:
            actions.end_role(role, request.user)

    return _do(request, affiliation, end, _("The role has ended."))


@require_POST
def end(request: MemberRequest, pk: int) -> HttpResponse:
    """Leave, be taken off, or say that one was added without reason."""
    affiliation = _found(request, pk)
    is_wrong = "wrong" in request.POST
    action = places.decline_place if is_wrong else actions.end_affiliation
    return _do(
        request,
        affiliation,
        lambda: action(affiliation, request.user),
        _("The place has ended."),
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: MemberRequest, pk: int) -> HttpResponse:
    affiliation = _found(request, pk)
    theirs = _grantable(request, affiliation)
    if not theirs or not affiliation.is_live:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = HandOverForm(sent, place=affiliation, grantable=theirs)
    status = 200 if sent is None else 422
    if form.is_valid():
        successor = form.cleaned_data["successor"]
        try:
            handing_over.hand_over(affiliation, **form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            return redirect("handed_over", pk=affiliation.pk, successor=successor.pk)
    context = {"affiliation": affiliation, "form": form}
    return render(request, "members/hand_over_form.html", context, status=status)


@require_POST
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    affiliation = _found(request, pk)
    return _do(
        request,
        affiliation,
        lambda: places.restore(affiliation, request.user),
        _("The place is in force again."),
    )


def _found(request: MemberRequest, pk: int) -> Affiliation:
    """A place that is the person's own, or theirs to look after; every other is not there."""
    visible = Affiliation.objects.visible_to(request.user).in_hands_of(request.user)
    return get_object_or_404(visible.with_all().with_live_roles(), pk=pk)


def _grantable(request: MemberRequest, affiliation: Affiliation) -> frozenset[str]:
    return actions.grantable(request.user, affiliation.organisation)


def _do(
    request: MemberRequest, affiliation: Affiliation, action: Callable[[], None], done: str
) -> HttpResponse:
    try:
        action()
    except actions.Refused as refused:
        return _show(request, affiliation, refusal=str(refused))
    messages.success(request, done)
    still = Affiliation.objects.visible_to(request.user).in_hands_of(request.user)
    return redirect(affiliation.place_url if still.filter(pk=affiliation.pk) else "home")


def _show(
    request: MemberRequest,
    affiliation: Affiliation,
    *,
    form: RoleForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    theirs = _grantable(request, affiliation)
    context = {
        "affiliation": affiliation,
        "organisation": affiliation.organisation,
        "is_own": affiliation.user == request.user,
        "grantable": theirs,
        "form": form or RoleForm(organisation=affiliation.organisation, grantable=theirs),
        "refusal": refusal,
    }
    status = CONFLICT if refusal else 422 if form else 200
    return render(request, "members/place_detail.html", context, status=status)
