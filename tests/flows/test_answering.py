"""A school fills in its form in a real browser: two people at once, from the keyboard, from Excel,
with and without a network and JavaScript."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from members.models import Organisation, User
from surveys.actions.answers import Change, save_cells
from surveys.models import Answer, Response
from tests.browser import look
from tests.conftest import signed_in
from tests.surveys.factories import (
    make_earlier,
    make_form,
    make_response,
    make_round,
    wide_questionnaire,
)

BEFORE = {
    "op.klassinen.miehet": "30",
    "op.klassinen.naiset": "44",
    "op.klassinen.yht": "74",
    "op.tanssi.yht": "39",
    "op.osat.yht": "11",
    "vuodet": "181.9",
    "tuki": "6",
}


@pytest.fixture
def response(ritva: User, koivuranta: Organisation) -> Response:
    made = make_response(koivuranta, make_round(make_form(questionnaire=wide_questionnaire())))
    make_earlier(made, **BEFORE)
    return made


def enter(context: BrowserContext, user: User, base_url: str) -> Page:
    session = signed_in(user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    return context.new_page()


@pytest.fixture
def page(context: BrowserContext, ritva: User, base_url: str) -> Page:
    return enter(context, ritva, base_url)


def at(response: Response, section: str = "op") -> str:
    return f"/collections/responses/{response.pk}/{section}/"


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[id="f-{key}"]')


def saved(key: str) -> str:
    return Answer.objects.get(key=key, response__round__period="2026").text


def test_a_typed_figure_is_saved_and_the_totals_move_at_once(
    page: Page, response: Response
) -> None:
    page.goto(at(response))
    cell(page, "op.klassinen.miehet").fill("1 031")
    page.keyboard.press("Tab")

    expect(cell(page, "op.kaikki.miehet")).to_have_text("1\u00a0031")
    expect(cell(page, "op.klassinen.miehet")).to_have_value("1\u00a0031")
    expect(cell(page, "op.klassinen.naiset")).to_be_focused()
    assert saved("op.klassinen.miehet") == "1031"


def test_looks(page: Page, response: Response, ritva: User, koivuranta: Organisation) -> None:
    figures = {
        "op.klassinen.miehet": "31",
        "op.klassinen.naiset": "46",
        "op.klassinen.yht": "77",
        "op.tanssi.miehet": "12",
        "op.tanssi.naiset": "28",
        "op.tanssi.yht": "41",
        "op.osat.naiset": "23",
        "op.osat.yht": "23",
        "vuodet": "201,4",
        "tapa": "lahi",
        "kuvaus": "Uusi linja.",
    }
    save_cells(response, [Change(key, typed) for key, typed in figures.items()], ritva)
    page.goto(at(response))
    look(page, "section")
    page.goto("/collections/")
    look(page, "collections")
    page.goto(f"/collections/responses/{response.pk}/")
    look(page, "response")
