"""A collection larger than any school has met: one section of 300 cells, 60 rules of its authors,
300 schools. It is made for the measurement and taken back after it."""

import datetime
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Affiliation, Membership, Organisation, Role, User
from portal.bench.measuring import Figure, milliseconds, p50, p95, queries, signed_in
from surveys.actions.forms import draft_form, publish_form
from surveys.actions.rounds import open_round
from surveys.models import Answer, Collection, FormVersion, Response, Round
from surveys.questionnaire import (
    Cell,
    Kind,
    Line,
    Question,
    Questionnaire,
    Rule,
    Section,
    Severity,
    Words,
)

TABLES, ROWS, COLUMNS, SCHOOLS, RULES, TIMES = 10, 6, 5, 300, 6, 30
LONG_AGO = datetime.date(2020, 1, 1)


def measure() -> Iterator[Figure]:
    with transaction.atomic():
        response, respondent, office = _made()
        yield from _answering(response, signed_in(respondent))
        yield from _watching(response.round, signed_in(office))
        transaction.set_rollback(True)


def _answering(response: Response, client: Client) -> Iterator[Figure]:
    page = partial(open_page, client, reverse("surveys:section", args=[response.pk, "all"]))
    page()
    yield Figure("section of 300 cells, p50", p50(_times(page)), "ms", 150)
    yield Figure("section of 300 cells", queries(page), "queries", 15)
    url = reverse("surveys:cell", args=[response.pk, "all"])
    typed = [cell.key for cell in _questionnaire().cells if not cell.compute]
    saves = [milliseconds(partial(_save, client, url, key)) for key in typed[: TIMES * 5]]
    yield Figure("saving one of 300 cells, 60 rules, p95", p95(saves), "ms", 60)


def _watching(round_: Round, client: Client) -> Iterator[Figure]:
    page = partial(open_page, client, reverse("surveys:monitor", args=[round_.pk]))
    page()
    yield Figure("monitor of 300 schools, p50", p50(_times(page)), "ms", 200)
    yield Figure("monitor of 300 schools", queries(page), "queries", 12)


def _times(work: Callable[[], Any]) -> list[float]:
    return [milliseconds(work) for _ in range(TIMES)]


def open_page(client: Client, url: str) -> None:
    if client.get(url).status_code != 200:  # noqa: PLR2004
        raise AssertionError(url)


def _save(client: Client, url: str, key: str) -> None:
    sent = {"key": key, f"v:{key}": "7", f"w:{key}": ":", f"n:{key}": "0"}
    answer = client.post(url, sent, headers={"hx-request": "true"})
    if answer.status_code != 200:  # noqa: PLR2004
        raise AssertionError(f"{url}: {answer.status_code}")


def _made() -> tuple[Response, User, User]:
    schools = Organisation.objects.bulk_create(
        Organisation(kind="institution", name_fi=f"Mittauskoulu {number}")
        for number in range(SCHOOLS)
    )
    Membership.objects.bulk_create(
        Membership(organisation=school, from_on=LONG_AGO) for school in schools
    )
    form = _form()
    before, now = _round(form, "1999", "closed"), _round(form, "2000", "planned")
    open_round(now)
    earlier = Response.objects.create(
        round=before, organisation=schools[0], form_version=form, state="approved"
    )
    cells = _questionnaire().cells
    Answer.objects.bulk_create(Answer(response=earlier, key=cell.key, text="7") for cell in cells)
    association = Organisation.objects.filter(kind="association").first()
    place = association or Organisation.objects.create(kind="association", name_fi="Mittausliitto")
    response = now.responses.get(organisation=schools[0])
    return response, person(schools[0], "survey"), person(place, "office")


def person(organisation: Organisation, role: str) -> User:
    user = User.objects.create_user(email=f"{role}@bench.invalid", name=role)
    place = Affiliation.objects.create(user=user, organisation=organisation, from_on=LONG_AGO)
    Role.objects.create(affiliation=place, role=role, from_on=LONG_AGO)
    return user


def _round(form: FormVersion, period: str, state: str) -> Round:
    now, week = timezone.now(), datetime.timedelta(days=7)
    return Round.objects.create(
        collection=form.collection,
        form_version=form,
        period=period,
        state=state,
        opens_at=now - week,
        due_at=now + week,
        closes_at=now + 2 * week,
    )


def _form() -> FormVersion:
    collection = Collection.objects.create(code="bench", name_fi="Mittaus")
    return publish_form(draft_form(collection, _questionnaire(), []), None)


def _questionnaire() -> Questionnaire:
    section = Section("all", Words("Kaikki"), tuple(_table(f"t{n}") for n in range(TABLES)))
    rules = [
        Rule(
            f"{table.code}.{row}",
            Severity.CONFIRM,
            f"${{{table.code}.r{row}.c0}} <= ${{{table.code}.r{row}.total}} * 2",
            Words("Luku on suuri."),
            anchors=(f"{table.code}.r{row}.c0",),
        )
        for table in section.questions
        for row in range(RULES)
    ]
    return Questionnaire(Words("Mittaus"), (section,), tuple(rules))


def _table(code: str) -> Question:
    rows = tuple(Line(f"r{row}", Words(f"Rivi {row}")) for row in range(ROWS))
    columns = [Line(f"c{column}", Words(f"Sarake {column}")) for column in range(COLUMNS - 1)]
    columns.append(Line("total", Words("Yhteensä"), is_total=True))
    cells = tuple(_cell(code, row, column) for row in rows for column in columns)
    return Question(code, Words(code), cells, rows=rows, columns=tuple(columns))


def _cell(table: str, row: Line, column: Line) -> Cell:
    key = f"{table}.{row.code}.{column.code}"
    total = f"sum(${{{table}.{row.code}.*}})" if column.is_total else ""
    label = Words(f"{row.label.fi}, {column.label.fi}")
    return Cell(key, key, Kind.INTEGER, label, compute=total, row=row.code, column=column.code)
