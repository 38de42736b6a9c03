"""The office looks at the portal as a school sees it, and comes back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.actions import Refused, previews
from members.http import MemberRequest
from members.models import Organisation

#: In the session: the number of the look that is on.
LOOK = "look"


@require_POST
def begin_look(request: MemberRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    if not previews.may_look(request.user):
        raise Http404
    try:
        request.session[LOOK] = previews.begin(organisation, request.user).pk
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(organisation)
    return redirect("home")


@require_POST
def end_look(request: MemberRequest) -> HttpResponse:
    """Also when no look is on: then nothing is to be done."""
    if preview := previews.live_look(request.session.pop(LOOK, None), request.user):
        previews.end(preview)
        messages.success(request, _("You see the portal with your own eyes again."))
        return redirect(preview.organisation)
    return redirect("home")
