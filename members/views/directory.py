"""The directory: institutions, and people."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members import directory
from members import map as maps
from members.access import reach
from members.forms import OrganisationForm, PersonForm
from members.http import MemberRequest
from members.models import Affiliation, Organisation
from members.models.rosters import VERB


@require_GET
def organisation_list(request: MemberRequest) -> HttpResponse:
    """The list, and beside it the same as a picture."""
    towns = directory.towns(request.user)
    form = OrganisationForm(request.GET, towns=towns)
    found = Organisation.objects.visible_to(request.user).none()
    if form.is_valid():
        found = directory.organisations(request.user, towns, **form.cleaned_data)
    page = Paginator(found, directory.PER_PAGE).get_page(request.GET.get("page"))
    dots, unknown = directory.on_the_map(found, towns)
    context = {"organisations": page, "form": form, "dots": dots, "unknown": unknown}
    context |= {"land": maps.outline(), "width": maps.WIDTH, "height": maps.HEIGHT}
    theirs = reach(request.user.standing, VERB).organisations
    context["imports"] = {each.pk for each in page if not theirs.isdisjoint(each.line_ids)}
    return _list(request, "members/organisation_list.html", context)


@require_GET
def people_list(request: MemberRequest) -> HttpResponse:
    towns = directory.towns(request.user)
    form = PersonForm(request.GET, towns=towns)
    found = Affiliation.objects.visible_to(request.user).none()
    if form.is_valid():
        found = directory.people(request.user, towns=towns, **form.cleaned_data)
    page = Paginator(found, directory.PER_PAGE).get_page(request.GET.get("page"))
    return _list(request, "members/people_list.html", {"people": page, "form": form})


def _list(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)
