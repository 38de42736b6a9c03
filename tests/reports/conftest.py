"""Koivuranta has sent its answer of 2026, with that of 2025 beside it."""

import pytest

from indicators.models import Release
from members.models import Organisation, User
from surveys.actions.answers import Change, desk, explain, save_cells
from surveys.actions.responses import submit
from surveys.models import FormVersion, Response, Snapshot
from tests.factories import make_person
from tests.indicators.factories import make_schools
from tests.reports.releases import make_told
from tests.surveys.conftest import Travel, travel
from tests.surveys.factories import make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all

__all__ = ["travel"]


@pytest.fixture
def head(koivuranta: Organisation) -> User:
    return make_person(
        koivuranta, "head", email="h@example.org", name="Heikki Honka", language="sv"
    )


@pytest.fixture
def form(db: None, travel: Travel) -> FormVersion:
    return make_form()


@pytest.fixture
def answer(koivuranta: Organisation, form: FormVersion, ritva: User, head: User) -> Response:
    """All is filled in: one code, one comment, one long text, and each finding explained."""
    before = make_response(koivuranta, make_round(form, period="2025"))
    type_all(before, ritva, **FULL, kulut="812000,50", htv="10")
    submit(before, head)
    now = make_response(koivuranta, make_round(form))
    more = {"kulut": "1000000", "htv": "12,5", "huomautus": "Linja muutti.", "tpo": "ei"}
    type_all(now, ritva, **FULL | {"uudet": "30"} | more)
    [cell] = now.answers.filter(key="opiskelijat.tanssi.miehet")
    code = Change(cell.key, "", "a", cell.version, comment="Yksi ryhmä")
    save_cells(now, [code], ritva)
    at = desk(now)
    for finding in at.unsettled(at.sheet().findings):
        explain(now, finding.rule.code, "Uusi linja alkoi", ritva)
    return now


@pytest.fixture
def snapshot(answer: Response, head: User) -> Snapshot:
    return submit(answer, head)


@pytest.fixture
def schools(koivuranta: Organisation, granholmen: Organisation) -> list[Organisation]:
    """Koivuranta is the second, Granholmen the third; the last one is a giant."""
    first, *others = make_schools(10)
    return [first, koivuranta, granholmen, *others]


@pytest.fixture
def release(schools: list[Organisation], outi: User) -> Release:
    return make_told(schools, outi)
