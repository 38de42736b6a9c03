"""The office takes the register of organisations out as a file."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from members import audit
from members.access import reach
from members.http import MemberRequest
from members.models import Verb
from members.models.rosters import VERB
from members.register import register
from portal.lib.spreadsheets import XLSX, csv_of, workbook_of


@require_GET
def export(request: MemberRequest, kind: str) -> HttpResponse:
    """As a workbook or as CSV. It names key contacts, so it is written down and confirmed first."""
    if not reach(request.user.standing, VERB).everything:
        raise Http404
    sheet = register(request.user)
    is_csv = kind == "csv"
    content = csv_of(sheet.rows) if is_csv else workbook_of([sheet])
    count = len(sheet.rows) - 1
    audit.record(Verb.ORGANISATIONS_TAKEN, request.user, note=f"{kind}, {count}")
    response = HttpResponse(content, content_type="text/csv" if is_csv else XLSX)
    response["Content-Disposition"] = f'attachment; filename="organisations.{kind}"'
    return response
