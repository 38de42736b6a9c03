"""The office releases figures: built, looked at, published, withdrawn."""

from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from kombu.exceptions import OperationalError

from indicators import tasks
from indicators.actions import note_preview, request_release
from indicators.forms import step_of
from indicators.models import Release
from indicators.preview import periods, preview
from members.access import reach
from members.actions import Refused
from members.http import MemberRequest


@require_http_methods(["GET", "POST"])
def release_list(request: MemberRequest) -> HttpResponse:
    """What can be released, and what has been; a post asks for one to be built."""
    _only_the_office(request)
    refusal = ""
    if request.method == "POST":
        try:
            return redirect(_asked(request))
        except Refused as refused:
            refusal = str(refused)
    context = {"periods": periods(request.user), "refusal": refusal}
    return render(request, "indicators/release_list.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "POST"])
def release_detail(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is, what would be told, and what may be done. To htmx the part that changes."""
    _only_the_office(request)
    releases = Release.objects.visible_to(request.user).without_audit()
    release = get_object_or_404(releases.select_related("requested_by", "published_by"), pk=pk)
    if request.htmx:
        return render(request, "indicators/_progress.html", {"release": release})
    form = step_of(release, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form and form.is_valid():
        try:
            form.take(release, request.user)
            messages.success(request, str(form.done))
            return redirect(release)
        except Refused as refused:
            refusal = str(refused)
    note_preview(release, request.user)
    context = {
        "release": release,
        "form": form,
        "refusal": refusal,
        "preview": preview(release, request.GET.get("group", "")),
    }
    status = 409 if refusal else 200
    return render(request, "indicators/release_detail.html", context, status=status)


def _asked(request: MemberRequest) -> Release:
    """The row of what the form asks for, on its way to a worker."""
    collection, period = (request.POST.get(name, "") for name in ("collection", "period"))
    release = request_release(collection, period, request.user)
    with suppress(OperationalError):  # without the broker the clock takes it up
        tasks.build.delay_on_commit(release.pk)  # type: ignore[attr-defined]
    return release


def _only_the_office(request: MemberRequest) -> None:
    if not reach(request.user.standing, "release_figures").everything:
        raise Http404
