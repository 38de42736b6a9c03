"""Whose a row is: found by an identifier that was valid then, never by a name."""

from __future__ import annotations

import datetime
from collections.abc import Collection as Container
from collections.abc import Iterable
from dataclasses import dataclass, field

from members.models import Identifier, Organisation
from surveys.expressions.code_checks import CHECKS
from surveys.history.ledger import What
from surveys.history.names import is_cut, is_same
from surveys.history.rows import Reading, Said
from surveys.history.table import Row
from surveys.models import Response, Round

#: By the kind of an identifier: how the language of rules checks it.
_CHECKS = {
    Identifier.Kind.BUSINESS_ID: CHECKS["business-id"],
    Identifier.Kind.OID: CHECKS["oid"],
    Identifier.Kind.INSTITUTION_NUMBER: CHECKS["institution-number"],
}


@dataclass
class Match:
    """An organisation with its rows, and its answer where there is one already."""

    organisation: Organisation
    rows: list[Row]
    response: Response | None = None
    is_new: bool = True
    said: Said = field(default_factory=lambda: Said({}, {}))

    @property
    def answer(self) -> Response:
        """Its answer, which must be there."""
        assert self.response is not None  # noqa: S101
        return self.response

    @property
    def pk(self) -> int:
        return self.answer.pk

    @property
    def is_approved(self) -> bool:
        return self.response is not None and self.response.state in Response.ACCEPTED


def match(
    round_: Round, reading: Reading, kind: str, day: datetime.date, new: Container[str]
) -> list[Match]:
    """The organisations of the table in its order; unknown ones are made, and are no members. Rows
    that nobody can be found for are listed."""
    rows = reading.by_key()
    for key in [key for key in rows if not _CHECKS[Identifier.Kind(kind)](key)]:
        _refuse(reading, rows.pop(key), What.BAD_KEY, key=key)
    identifiers = Identifier.objects.filter(kind=kind, value__in=list(rows))
    valid = {
        each.value: each.organisation
        for each in identifiers.valid_on(day).select_related("organisation")
    }
    matches = [Match(valid[key], found) for key, found in rows.items() if key in valid]
    matches = _single(reading, matches)
    _tell_names(reading, matches)
    unknown = {key: found for key, found in rows.items() if key not in valid}
    for each in identifiers.exclude(value__in=valid).select_related("organisation"):
        if found := unknown.pop(each.value, None):
            details = {"key": each.value, "organisation": str(each.organisation)}
            _refuse(reading, found, What.OTHER_DAYS, **details)
    _ask(round_, reading, unknown, matches, new)
    reading.ledger.organisations.update(matched=len(matches), created=len(unknown))
    return _with_responses(round_, reading, [*matches, *_made(reading, unknown, kind)])


def _refuse(reading: Reading, rows: Iterable[Row], what: What, **details: str | int) -> None:
    for row in rows:
        reading.refuse(row, what, **details)


def _single(reading: Reading, matches: list[Match]) -> list[Match]:
    """Two identifiers of one organisation are as two rows of one: neither is taken."""
    by_organisation: dict[int, list[Match]] = {}
    for each in matches:
        by_organisation.setdefault(each.organisation.pk, []).append(each)
    for same in by_organisation.values():
        for each in same if len(same) > 1 else ():
            rows = [row for other in same if other is not each for row in other.rows]
            others = ", ".join(str(row.number) for row in rows)
            name = str(each.organisation)
            _refuse(reading, each.rows, What.SAME, organisation=name, others=others)
    return [same[0] for same in by_organisation.values() if len(same) == 1]


def _tell_names(reading: Reading, matches: Iterable[Match]) -> None:
    """An organisation that is called otherwise here is told of: the identifier holds."""
    for each in matches:
        name, known = reading.name(each.rows[0]), each.organisation.name_fi
        if name and not is_same(name, known):
            what = What.CUT if is_cut(name, known) else What.NAME
            reading.ledger.note(what, each.rows[0].number, organisation=known, name=name)


def _ask(
    round_: Round,
    reading: Reading,
    unknown: dict[str, list[Row]],
    matches: Iterable[Match],
    new: Container[str],
) -> None:
    """Take away those that could be somebody known under another identifier: a person says."""
    others = Response.objects.filter(round__collection=round_.collection).exclude(round=round_)
    here = [each.organisation.pk for each in matches]
    absent = others.exclude(organisation__in=here).values("organisation").distinct().count()
    names = list(Organisation.objects.values_list("name_fi", flat=True))
    for key, rows in list(unknown.items()):
        name = reading.name(rows[0])
        like = next((each for each in names if is_same(name, each) or is_cut(name, each)), "")
        if key in new and name:
            continue
        if not name:
            _refuse(reading, unknown.pop(key), What.NO_NAME, key=key)
        elif like:
            details = {"key": key, "name": name, "organisation": like}
            _refuse(reading, unknown.pop(key), What.NAMESAKE, **details)
        elif absent:
            details = {"key": key, "name": name}
            _refuse(reading, unknown.pop(key), What.NEWCOMER, absent=absent, **details)


def _made(reading: Reading, unknown: dict[str, list[Row]], kind: str) -> list[Match]:
    """Providers without a membership; how long they have had the identifier is not known."""
    made = Organisation.objects.bulk_create(
        Organisation(kind=Organisation.Kind.PROVIDER, name_fi=reading.name(rows[0])[:200])
        for rows in unknown.values()
    )
    Identifier.objects.bulk_create(
        Identifier(organisation=organisation, kind=kind, value=key)
        for organisation, key in zip(made, unknown, strict=True)
    )
    for key, rows in unknown.items():
        reading.ledger.note(What.CREATED, rows[0].number, key=key, name=reading.name(rows[0]))
    return [Match(*each) for each in zip(made, unknown.values(), strict=True)]


def _with_responses(round_: Round, reading: Reading, matches: list[Match]) -> list[Match]:
    """Those that have answered in the portal keep their answer; the others take what is loaded."""
    found = Response.objects.filter(round=round_).select_for_update(of=("self",))
    responses = {each.organisation_id: each for each in found.with_all()}
    kept = []
    for each in matches:
        each.response = responses.get(each.organisation.pk)
        each.is_new = each.response is None
        if each.response and not each.response.is_brought_along:
            name = str(each.organisation)
            _refuse(reading, each.rows, What.OWN_ANSWER, organisation=name)
        else:
            kept.append(each)
    return kept
