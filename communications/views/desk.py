"""Where the office makes newsletters, looks at them, and lets them go."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from communications.actions.newsletters import note_preview
from communications.checks import problems
from communications.desk import previews, progress, readers
from communications.forms import ApproveForm, step_of
from communications.models import NewsItem, Newsletter
from communications.models.newsletters import makes_newsletters
from members.actions import Refused
from members.http import MemberRequest


@require_GET
def desk(request: MemberRequest) -> HttpResponse:
    """What is planned, and what is in the making."""
    _only_makers(request)
    planned = NewsItem.objects.visible_to(request.user).planned()
    making = Newsletter.objects.visible_to(request.user).in_the_making().select_related("topic")
    return render(request, "communications/desk.html", {"planned": planned, "making": making})


@require_http_methods(["GET", "POST"])
def newsletter_desk(request: MemberRequest, pk: int) -> HttpResponse:
    """The letters as they would leave, to how many, and the next step."""
    _only_makers(request)
    everything = Newsletter.objects.visible_to(request.user)
    found = get_object_or_404(
        everything.select_related("topic", "written_by", "approved_by"), pk=pk
    )
    step = step_of(request.POST)
    refusal = ""
    if step is not None and step.is_valid():
        try:
            messages.success(request, step.take(found, request.user))
            return redirect("communications:newsletter_desk", pk)
        except Refused as refused:
            refusal = str(refused)
    note_preview(found, request.user)
    form = step if isinstance(step, ApproveForm) else ApproveForm()
    context = {"newsletter": found, "form": form, "refusal": refusal, "previews": previews(found)}
    context |= {"problems": problems(found) if found.is_draft else []}
    context |= {"progress": progress(found), "readers": readers(found)}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "communications/newsletter_desk.html", context, status=status)


def _only_makers(request: MemberRequest) -> None:
    if not makes_newsletters(request.user.standing):
        raise Http404
