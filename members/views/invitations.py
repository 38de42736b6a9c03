"""Inviting people, and the page that an invitation's link opens."""

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from members import actions
from members.actions import invitations
from members.forms import CheckForm, InvitationForm
from members.http import MemberRequest
from members.models import Invitation, Organisation

CONFLICT, GONE = 409, 410
View = Callable[..., HttpResponse]


@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    theirs = actions.grantable(request.user, organisation)
    if not theirs:
        raise Http404
    form = InvitationForm(request.POST or None, organisation=organisation, grantable=theirs)
    status = 200
    if form.is_valid():
        try:
            sent = invitations.invite(organisation, **form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _what_follows(sent))
            return redirect(organisation)
    context = {"organisation": organisation, "form": form}
    return render(request, "members/invitation_form.html", context, status=status)


def _what_follows(invitation: Invitation) -> str:
    """The same whether or not the address is known to us."""
    if invitation.state == Invitation.State.NEEDS_CHECK:
        said = _("The office looks at the address %(email)s first, and then the letter leaves.")
    else:
        said = _("The invitation is on its way to %(email)s. It can be accepted for 14 days.")
    return said % {"email": invitation.email}


@require_POST
def resend(request: MemberRequest, pk: int) -> HttpResponse:
    return _change(request, pk, invitations.resend, _("A new letter is on its way."))


@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    return _change(request, pk, invitations.revoke, _("The invitation has been taken back."))


def _change(
    request: MemberRequest, pk: int, action: Callable[..., None], done: str
) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    try:
        action(invitation, request.user)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(invitation.organisation)


@require_http_methods(["GET", "POST"])
def check(request: MemberRequest, pk: int) -> HttpResponse:
    """The office looks at an address that is not of the organisation."""
    if not request.user.is_staff:
        raise Http404
    visible = Invitation.objects.visible_to(request.user).with_all()
    invitation = get_object_or_404(visible, pk=pk)
    form = CheckForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            if "refuse" in request.POST:
                invitations.refuse(invitation, request.user)
            else:
                invitations.approve(invitation, request.user, **form.cleaned_data)
        except actions.Refused as refused:
            refusal = str(refused)
        else:
            return redirect(invitation.organisation)
    context = {"invitation": invitation, "form": form, "refusal": refusal}
    status = CONFLICT if refusal else 200
    return render(request, "members/invitation_check.html", context, status=status)


def without_referrer(view: View) -> View:
    """The address of the page goes nowhere. A browser then sends the page's form with the origin
    "null", which Django would refuse: here it counts as ours, and the token is asked as ever."""
    checked = csrf_protect(view)

    @wraps(view)
    def answering(request: HttpRequest, token: str) -> HttpResponse:
        if request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        response = checked(request, token)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return csrf_exempt(answering)


@login_not_required
@never_cache
@without_referrer
@require_http_methods(["GET", "HEAD", "OPTIONS", "POST"])
def answer(request: MemberRequest, token: str) -> HttpResponse:
    """Shown as often as anybody looks, for a scanner opens every link; only the button answers."""
    reader = request.user if request.user.is_authenticated else None
    if request.method != "POST":
        return _show(request, token)
    try:
        if "decline" in request.POST:
            invitations.decline(token, reader)
            return _show(request, token, status=200)
        place = invitations.accept(token, reader)
    except invitations.NotOpen:
        return _show(request, token)
    except actions.Refused as refused:
        return _show(request, token, str(refused), status=CONFLICT)
    if reader:
        messages.success(
            request, _("You belong to %(organisation)s now.") % {"organisation": place.organisation}
        )
        return redirect(place.organisation)
    LoginCodeVerificationProcess.initiate(
        request=request, user=place.user, email=place.user.email, phone=None
    )
    return redirect("account_confirm_login_code")


def _show(request: MemberRequest, token: str, refusal: str = "", status: int = 0) -> HttpResponse:
    invitation = invitations.find(token)
    state = invitation.state if invitation else ""
    is_open = state == Invitation.State.PENDING
    context = {
        "invitation": invitation,
        "state": state,
        "is_open": is_open,
        "refusal": refusal,
        "is_other": is_open and request.user.is_authenticated and not _is_for(request, invitation),
    }
    if not status:
        status = 200 if is_open else GONE if invitation else 404
    with translation.override(_language(request, invitation)):
        return render(request, "members/invitation_answer.html", context, status=status)


def _is_for(request: MemberRequest, invitation: Invitation | None) -> bool:
    return invitation is not None and request.user.email == invitation.email


def _language(request: MemberRequest, invitation: Invitation | None) -> str:
    """What the reader has just chosen, or chose before, or else what they were invited in. The
    choice is an address here: nothing is remembered of who looks."""
    chosen = request.GET.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES or request.user.is_authenticated
    return invitation.language if invitation and not has_chosen else translation.get_language()
