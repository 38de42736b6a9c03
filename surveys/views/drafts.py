"""The office makes a form: a file comes in, its draft is looked at and published."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from kombu.exceptions import OperationalError

from members.actions import Refused
from members.http import MemberRequest
from surveys import remarks, sentences, tasks
from surveys.actions.forms import publish_form
from surveys.forms import FormFileForm
from surveys.models import Collection, FormImport, FormVersion
from surveys.questionnaire import from_json


@require_http_methods(["GET", "POST"])
def import_form(request: MemberRequest, pk: int) -> HttpResponse:
    """A file for the collection's next form."""
    collection = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    is_sent = request.method == "POST"
    form = FormFileForm(request.POST, request.FILES) if is_sent else FormFileForm()
    if is_sent and form.is_valid():
        job = form.take(collection, request.user)
        with suppress(OperationalError):  # without the broker the clock takes it up
            tasks.import_form.delay_on_commit(job.pk)  # type: ignore[attr-defined]
        return redirect("surveys:form_import", job.pk)
    context = {"collection": collection, "form": form, "columns": sentences.COLUMNS}
    status = 422 if is_sent else 200
    return render(request, "surveys/import_form.html", context, status=status)


@require_GET
def form_import(request: MemberRequest, pk: int) -> HttpResponse:
    """How far the import is, and what came of it. To htmx the part that changes."""
    imports = FormImport.objects.visible_to(request.user)
    job = get_object_or_404(imports.select_related("collection", "form_version"), pk=pk)
    report = job.form_version.report if job.form_version else []
    context = {"job": job, "groups": remarks.groups(report), "later": job.later}
    template = "surveys/_import.html" if request.htmx else "surveys/form_import.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """First what the form asks, then its publishing."""
    versions = FormVersion.objects.visible_to(request.user).select_related("collection")
    version = get_object_or_404(versions, pk=pk)
    refusal = _publish(version, request) if request.method == "POST" else ""
    if refusal is None:
        said = _("%(form)s is published, and does not change any more.")
        messages.success(request, said % {"form": version})
        return redirect("admin:surveys_formversion_change", version.pk)
    context = {
        "version": version,
        "sections": _sections(version),
        "groups": remarks.groups(version.report),
        "refusal": refusal,
    }
    return render(request, "surveys/publish.html", context, status=409 if refusal else 200)


def _publish(version: FormVersion, request: MemberRequest) -> str | None:
    """Do it; the sentence where it is refused, and then the draft as it is now."""
    try:
        publish_form(version, request.user, request.POST.get("seen", ""))
    except Refused as refused:
        version.refresh_from_db()
        return str(refused)
    return None


def _sections(version: FormVersion) -> list[tuple[str, list[str]]]:
    """What is asked, by section, in the reader's language."""
    language = get_language() or "fi"
    return [
        (
            section.title.in_(language) or section.code,
            [question.label.in_(language) for question in section.questions],
        )
        for section in from_json(version.document).sections
    ]
