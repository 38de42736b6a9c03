"""A round from its opening to an approved answer, in a real browser: the office, the data
collection contact and the head."""

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from reports.actions import make_report
from reports.models import Report
from surveys.actions.rounds import open_round
from surveys.models import Response, Round
from tests.browser import look
from tests.factories import make_member, make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.surveys.factories import make_form, make_round
from tests.surveys.test_answers import FULL, type_all


@pytest.fixture
def round_(koivuranta: Organisation, sten: User, ritva: User) -> Round:
    make_member(name_fi="Hiljainen opisto")
    made = make_round(make_form())
    open_round(made)
    return made


@pytest.fixture
def response(round_: Round, koivuranta: Organisation, ritva: User) -> Response:
    made = Response.objects.with_all().get(round=round_, organisation=koivuranta)
    type_all(made, ritva, **FULL, tpo="ei", kulut="125000", htv="4", huomautus="Uusi sali")
    return made


@pytest.fixture
def as_office(new_context: NewContext, outi: User, base_url: str) -> Page:
    return enter(new_context(), outi, base_url)


@pytest.fixture
def as_head(new_context: NewContext, koivuranta: Organisation, base_url: str) -> Page:
    head = make_person(koivuranta, "head", email="heikki@example.org", name="Heikki Honka")
    return enter(new_context(), head, base_url)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).click()


def test_an_answer_is_sent_returned_sent_again_and_approved(
    round_: Round, response: Response, as_office: Page, as_head: Page
) -> None:
    as_head.goto("/")
    press(as_head, ".task .row-link")
    look(as_head, "confirm")
    press(as_head, "main form button.btn-primary")
    expect(as_head.locator(".notice-ok").first).to_be_visible()
    look(as_head, "sent")

    as_office.goto(f"/collections/rounds/{round_.pk}/")
    look(as_office, "monitor")
    as_office.locator("tbody th a", has_text="Koivurannan").click()
    press(as_office, "button[value=begin]")
    as_office.locator("[name='return-section:talous']").fill("Tarkista kulut")
    look(as_office, "review")
    press(as_office, "button[value=return]")
    expect(as_office.locator(".notice-ok")).to_be_visible()

    as_head.goto(f"/collections/responses/{response.pk}/confirm/")
    press(as_head, "main form button.btn-primary")
    press(as_head, ".notice-ok a")
    look(as_head, "receipt")
    press(as_head, "aside form button.btn-primary")
    look(as_head, "receipt-waits")
    make_report(Report.objects.get().pk)  # as the worker does
    with as_head.expect_download() as download:
        as_head.locator("#report a.btn-primary").click()
    assert download.value.suggested_filename.endswith("-fi.pdf")
    look(as_head, "receipt-ready")

    as_office.goto(f"/collections/responses/{response.pk}/review/")
    press(as_office, "button[value=approve]")
    expect(as_office.locator(".page-meta .state-ok")).to_be_visible()
    response.refresh_from_db()
    assert (response.state, response.snapshots.count()) == ("approved", 3)


def test_the_office_reminds_those_who_have_not_sent(round_: Round, as_office: Page) -> None:
    as_office.goto(f"/collections/rounds/{round_.pk}/?show=not_started")
    press(as_office, "main .actions .btn-primary")
    look(as_office, "remind")
    press(as_office, "main form button.btn-primary")
    expect(as_office.locator(".notice-ok")).to_be_visible()

    press(as_office, ".actions a[href$='letters/']")
    look(as_office, "letters")
    expect(as_office.locator("tbody", has_text="ritva@example.org").first).to_be_visible()
