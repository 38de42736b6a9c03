"""The library: what is in it for the reader, a document with its versions, and the files."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from communications.actions.library import add_version
from communications.files import TYPES
from communications.forms import VersionForm
from communications.models import Document, DocumentVersion
from members.actions import Refused
from members.http import MemberRequest


@login_not_required
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """By kind. Without an account one sees what is meant for everyone."""
    documents = Document.objects.visible_to(request.user).with_newest()
    context = {"documents": documents, "may_edit": Document().may_edit(request.user)}
    return render(request, "communications/document_list.html", context)


@login_not_required
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    versions = found.versions.without_content().select_related("added_by")
    context = {"document": found, "versions": versions, "may_edit": found.may_edit(request.user)}
    return render(request, "communications/document_detail.html", context)


@login_not_required
@require_GET
def document_file(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The file of one version, to be kept and not to be shown by the browser itself."""
    versions = DocumentVersion.objects.visible_to(request.user).select_related("document")
    found = get_object_or_404(versions, document=pk, number=number)
    as_file = content_disposition_header(as_attachment=True, filename=found.file_name)
    headers = {"Content-Disposition": as_file or "", "Cache-Control": "private, no-cache"}
    return HttpResponse(bytes(found.content), content_type=TYPES[found.format], headers=headers)


@require_http_methods(["GET", "POST"])
def new_version(request: MemberRequest, pk: int) -> HttpResponse:
    """The office adds the next version."""
    found = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if not found.may_edit(request.user):
        raise Http404
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _added(request, found, form):
        return redirect(found)
    context = {"document": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "communications/document_version.html", context, status=status)


def _added(request: MemberRequest, found: Document, form: VersionForm) -> bool:
    try:
        version = add_version(found, form.checked, form.cleaned_data["note"], request.user)
    except Refused as refused:
        form.add_error("file", str(refused))
        return False
    messages.success(
        request, _("Version %(number)s is in the library.") % {"number": version.number}
    )
    return True
