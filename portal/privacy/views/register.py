"""What the portal knows of people, for everybody to read."""

import csv

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from portal.privacy.lines import lines, tables


@login_not_required
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Field by field: what for, on what ground, how long, and what erasure does with it."""
    return render(request, "privacy/register.html", {"tables": tables()})


@login_not_required
@require_GET
def register_csv(request: HttpRequest) -> HttpResponse:
    """The same as a file, in the language of the page."""
    headers = {"Content-Disposition": f'attachment; filename="register-{get_language()}.csv"'}
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8", headers=headers)
    rows = csv.writer(answer, delimiter=";")
    rows.writerow([_("Rows"), _("Field"), _("What for"), _("Ground"), _("How long"), _("Erasure")])
    for line in lines():
        told = (line.model._meta.verbose_name_plural, line.field.verbose_name, line.why)
        rows.writerow([*map(str, told), str(line.basis), str(line.kept), str(line.fate.value)])
    return answer
