"""The log of deeds, as far as one may read it."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from members.http import MemberRequest
from members.log import entries
from members.models import AuditEvent, Organisation

PER_PAGE = 50


@require_GET
def audit_list(request: MemberRequest, pk: int) -> HttpResponse:
    """What has been done about an organisation and by whom, the newest first."""
    visible = Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(visible, pk=pk)
    if not organisation.allows(request.user, "read_audit"):
        raise Http404
    events = AuditEvent.objects.visible_to(request.user).with_all()
    pages = Paginator(events.filter(organisation=organisation), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"organisation": organisation, "page": page, "entries": entries(page)}
    return render(request, "members/audit_list.html", context)
