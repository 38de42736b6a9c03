""" "I work here": asking, and answering."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from members import actions
from members.actions import requests
from members.forms import AcceptForm, JoinForm
from members.http import MemberRequest
from members.models import JoinRequest

CONFLICT, UNPROCESSABLE = 409, 422


@require_http_methods(["GET", "POST"])
def join(request: MemberRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = JoinForm(sent, initial={"organisation": request.GET.get("organisation")})
    status = 200 if sent is None else UNPROCESSABLE
    if form.is_valid():
        try:
            requests.ask_to_join(request.user, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(
                request, _("Your request has been sent. You hear when it is answered.")
            )
            return redirect("members:join")
    context = {"form": form, "waiting": request.user.join_requests.open().with_all()}
    return render(request, "members/join_form.html", context, status=status)


@require_POST
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(request.user.join_requests, pk=pk)
    requests.withdraw(asked, request.user)
    messages.success(request, _("Your request has been withdrawn."))
    return redirect("members:join")


@require_http_methods(["GET", "POST"])
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(JoinRequest.objects.visible_to(request.user).with_all(), pk=pk)
    theirs = actions.grantable(request.user, asked.organisation)
    if not theirs:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    form = AcceptForm(sent, organisation=asked.organisation, grantable=theirs)
    status = 200 if sent is None else UNPROCESSABLE
    if form.is_valid():
        try:
            if "refuse" in request.POST:
                requests.refuse(asked, request.user)
            else:
                requests.accept(asked, **form.cleaned_data, by=request.user)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
            status = CONFLICT
        else:
            messages.success(request, _("The request has been answered."))
            return redirect(asked.organisation)
    context = {"asked": asked, "form": form}
    return render(request, "members/request_detail.html", context, status=status)
