"""Pages of one's own account that allauth lacks: confirming by a mailed code, and the sessions."""

from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from members import confirmation, fresh, sessions
from members.factor_forms import MailedCodeForm
from members.http import MemberRequest


@require_http_methods(["GET", "POST"])
def confirm_by_code(request: MemberRequest) -> HttpResponse:
    """For who has neither password nor second factor at hand: a button mails a code."""
    ways = dict(fresh.ways(request.user))
    if "account_confirm_by_code" not in ways:
        return redirect("mfa_reauthenticate")
    if request.method == "POST" and "code" not in request.POST:
        return _send(request)
    form = MailedCodeForm(request.POST or None)
    if form.is_valid():
        if refusal := confirmation.refuse(request, form.cleaned_data["code"]):
            form.add_error("code", str(refusal))
        else:
            return redirect(get_next_redirect_url(request) or "home")
    context = {"form": form, "is_sent": confirmation.is_sent(request)}
    return render(request, "account/confirm_by_code.html", context)


def _send(request: MemberRequest) -> HttpResponse:
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, action="request_login_code", key=request.user.email
    )
    if refused:
        return refused
    confirmation.send(request)
    return redirect(request.get_full_path())


@require_GET
def session_list(request: MemberRequest) -> HttpResponse:
    rows = UserSession.objects.purge_and_list(request.user)
    rows.sort(key=lambda row: (not row.is_current(), -row.last_seen_at.timestamp()))
    return render(request, "usersessions/session_list.html", {"sessions": rows})


@require_POST
def end_session(request: MemberRequest, pk: int) -> HttpResponse:
    """One of one's other sessions; this one ends by signing out."""
    others = UserSession.objects.filter(user=request.user).exclude(
        session_key=request.session.session_key
    )
    get_object_or_404(others, pk=pk).end()
    messages.success(request, _("That session has ended."))
    return redirect("session_list")


@require_POST
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    sessions.end_others(request)
    messages.success(request, _("You are signed in here only."))
    return redirect("session_list")
