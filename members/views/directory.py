"""The directory: institutions, and people."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members import directory
from members.forms import PersonForm, PlaceForm
from members.http import MemberRequest
from members.models import Affiliation, Organisation


@require_GET
def organisation_list(request: MemberRequest) -> HttpResponse:
    form = PlaceForm(request.GET, municipalities=directory.municipalities(request.user))
    found = Organisation.objects.visible_to(request.user).none()
    if form.is_valid():
        found = directory.organisations(request.user, **form.cleaned_data)
    page = Paginator(found, directory.PER_PAGE).get_page(request.GET.get("page"))
    return _list(request, "members/organisation_list.html", {"organisations": page, "form": form})


@require_GET
def people_list(request: MemberRequest) -> HttpResponse:
    form = PersonForm(request.GET, municipalities=directory.municipalities(request.user))
    found = Affiliation.objects.visible_to(request.user).none()
    if form.is_valid():
        found = directory.people(request.user, **form.cleaned_data)
    page = Paginator(found, directory.PER_PAGE).get_page(request.GET.get("page"))
    return _list(request, "members/people_list.html", {"people": page, "form": form})


def _list(request: MemberRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)
