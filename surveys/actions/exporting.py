"""A round is given back: every value, every code and every comment, to the office alone."""

from __future__ import annotations

import datetime
from collections import defaultdict

from django.db import transaction

from members.models import Identifier, User
from portal.lib.spreadsheets import csv_of, workbook_of
from surveys import exports
from surveys.actions.refusals import NotTheOffice
from surveys.compiled import Entry
from surveys.models import Answer, AnswersOpened, Round

FORMATS = ("csv", "xlsx")


@transaction.atomic
def export_round(round_: Round, form: str, by: User) -> bytes:
    """The file in that format; loading it again changes nothing. That the person has seen all the
    figures is written down. Raises NotTheOffice."""
    if not round_.may_review(by):
        raise NotTheOffice
    AnswersOpened.objects.bulk_create(
        AnswersOpened(response=each, by=by) for each in round_.responses.all()
    )
    compiled = round_.form_version.compiled
    told = _told(round_)
    if form == "csv":
        return csv_of(exports.data(compiled, told))
    return workbook_of(exports.sheets(compiled, told))


def _told(round_: Round) -> list[exports.Told]:
    """All answers by the name of their organisation, in three queries."""
    entries: dict[int, dict[str, Entry]] = defaultdict(dict)
    comments: dict[int, dict[str, str]] = defaultdict(dict)
    answers = Answer.objects.filter(response__round=round_)
    for pk, key, text, missing, comment in answers.values_list(
        "response", "key", "text", "missing", "comment"
    ):
        entries[pk][key] = Entry(text, missing)
        comments[pk][key] = comment
    responses = round_.responses.select_related("organisation")
    identifiers = _identifiers(round_)
    return [
        exports.Told(
            identifiers.get(each.organisation_id, ""),
            each.organisation.name_fi,
            each.state,
            entries[each.pk],
            comments[each.pk],
        )
        for each in responses.order_by("organisation__sort_key", "pk")
    ]


def _identifiers(round_: Round) -> dict[int, str]:
    """The Business ID of each organisation that was valid at the end of the period."""
    year = round_.period[:4]
    day = datetime.date(int(year), 12, 31) if year.isdecimal() else datetime.date.max
    found = Identifier.objects.valid_on(day).filter(
        kind=Identifier.Kind.BUSINESS_ID, organisation__responses__round=round_
    )
    return dict(found.order_by("from_on").values_list("organisation", "value"))
