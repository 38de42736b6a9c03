"""What a person may ask about their own data."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from members import audit
from members.http import MemberRequest
from members.models import Export, Verb
from members.sight import sights
from portal import tasks
from portal.privacy import erasures
from portal.privacy.copy import ask_for_copy as ask
from portal.privacy.erasures import hindrances
from portal.privacy.opened import told_about


@require_GET
def own(request: MemberRequest) -> HttpResponse:
    """Who sees the person, who has opened what of theirs, their copy, consents and erasure."""
    context = {
        "sights": sights(request.user),
        "opened": told_about(request.user),
        "consents": request.user.consents.live(),
        "export": Export.objects.visible_to(request.user).first(),
        "erasure": request.user.erasures.open().first(),
        "hindrances": list(hindrances(request.user)),
    }
    return render(request, "privacy/own.html", context)


@require_POST
def ask_for_copy(request: MemberRequest) -> HttpResponse:
    """The copy is made by a worker, and found on the same page."""
    export = ask(request.user)
    with suppress(OperationalError):  # without the broker the clock takes it up
        tasks.make_export.delay_on_commit(export.pk)  # type: ignore[attr-defined]
    messages.success(request, _("Your copy is being made. We write to you when it is ready."))
    return redirect("privacy:own")


@require_GET
def copy_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The file, to its own person alone, for a day."""
    export = get_object_or_404(Export.objects.visible_to(request.user).fresh(), pk=pk)
    audit.record(Verb.EXPORT_TAKEN, request.user, export)
    headers = {"Content-Disposition": 'attachment; filename="unisono.zip"'}
    return HttpResponse(bytes(export.content), content_type="application/zip", headers=headers)


@require_POST
def ask_for_erasure(request: MemberRequest) -> HttpResponse:
    erasures.ask(request.user, request.user)
    messages.success(request, _("The office has been asked. You hear from it within a month."))
    return redirect("privacy:own")


@require_POST
def withdraw_erasure(request: MemberRequest) -> HttpResponse:
    """One's own request; where there is none, nothing happens."""
    for erasure in request.user.erasures.open():
        erasures.withdraw(erasure, request.user)
        messages.success(request, _("Nothing is erased. Your request has been withdrawn."))
    return redirect("privacy:own")
