"""A school fills in its form in a real browser: two people at once, from the keyboard, from Excel,
with and without a network and JavaScript."""

import pytest
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect

from members.models import Organisation, User
from surveys.actions.answers import Change, save_cells
from surveys.models import Answer, Response
from tests.browser import Watch, look
from tests.conftest import signed_in
from tests.flows.conftest import NewContext
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
    return f"/collections/responses/{response.pk}/sections/{section}/"


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


def test_what_is_typed_while_a_save_is_under_way_is_not_lost(
    page: Page, response: Response
) -> None:
    page.goto(at(response))
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/cell/", hold_the_first)
    first, second = cell(page, "op.klassinen.miehet"), cell(page, "op.klassinen.naiset")
    first.fill("31")
    second.fill("4")
    expect(page.locator('[id="s-op.klassinen.miehet"] .state-warn')).to_be_visible()
    first.fill("32")
    held[0].continue_()

    expect(first).to_have_value("32")
    page.keyboard.press("Tab")
    expect(cell(page, "op.kaikki.miehet")).to_have_text("32")
    expect(cell(page, "op.kaikki.naiset")).to_have_text("4")
    assert (saved("op.klassinen.miehet"), saved("op.klassinen.naiset")) == ("32", "4")


def test_two_people_at_once_lose_nothing(
    page: Page,
    response: Response,
    kaisa: User,
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
) -> None:
    other = enter(new_context(), kaisa, base_url)
    watches[-1].allow("409")
    for window in (page, other):
        window.goto(at(response))

    cell(page, "op.klassinen.miehet").fill("31")
    page.keyboard.press("Tab")
    expect(cell(page, "op.kaikki.miehet")).to_have_text("31")
    cell(other, "op.tanssi.miehet").fill("12")
    other.keyboard.press("Tab")
    expect(cell(other, "op.kaikki.miehet")).to_have_text("43")

    cell(other, "op.klassinen.miehet").fill("33")
    other.keyboard.press("Tab")
    conflict = other.locator('[id="c-op.klassinen.miehet"] .other')
    expect(conflict).to_contain_text("Ritva Respo")
    expect(conflict).to_contain_text("31")
    expect(other.locator("#said")).not_to_be_empty()
    look(other, "section-conflict")
    assert saved("op.klassinen.miehet") == "31"

    conflict.locator("button[name=keep]").click()
    expect(cell(other, "op.kaikki.miehet")).to_have_text("45")
    assert saved("op.klassinen.miehet") == "33"

    watches[0].allow("409")
    cell(page, "op.klassinen.miehet").fill("34")
    page.keyboard.press("Tab")
    page.locator('[id="c-op.klassinen.miehet"] button[name=theirs]').click()
    expect(cell(page, "op.klassinen.miehet")).to_have_value("33")
    expect(page.locator(".other")).to_have_count(0)


def test_keys_move_as_in_a_spreadsheet(page: Page, response: Response) -> None:
    page.goto(at(response))
    cell(page, "op.klassinen.miehet").fill("31")
    page.keyboard.press("Enter")
    expect(cell(page, "op.tanssi.miehet")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, "op.klassinen.miehet")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "op.klassinen.naiset")).to_be_focused()
    page.keyboard.type("123")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "op.klassinen.naiset")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(cell(page, "op.klassinen.yht")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(cell(page, "op.osat.naiset")).to_be_focused()
    expect(page).to_have_url(f"{page.url.split('/collections')[0]}{at(response)}")


def test_with_the_keyboard_alone_a_wrong_total_is_explained_and_mended(
    page: Page, response: Response, watches: list[Watch]
) -> None:
    watches[0].allow("422")
    page.goto(at(response))
    cell(page, "op.tanssi.miehet").focus()
    for key in ("12", "Tab", "28", "Tab", "99", "Tab"):
        page.keyboard.press(key) if key == "Tab" else page.keyboard.type(key)
    place = page.locator('[id="w-op-tanssi"]')
    expect(place.locator(".notice-stop")).to_contain_text("99 ≠ 12 + 28 = 40")
    place.locator("button[name=fix]").press("Enter")
    expect(cell(page, "op.tanssi.yht")).to_have_value("40")
    expect(place.locator(".notice")).to_have_count(0)

    cell(page, "vuodet").fill("240")
    page.keyboard.press("Enter")
    wide = page.locator("#w-vuodet")
    wide.locator("textarea").fill("Uusi linja alkoi.")
    wide.locator("textarea + button").press("Enter")
    expect(wide.locator(".state-ok")).to_contain_text("Ritva Respo")


def paste(page: Page, key: str, block: str) -> None:
    cell(page, key).evaluate(
        """(field, block) => {
          const data = new DataTransfer();
          data.setData("text/plain", block);
          field.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        block,
    )


def test_a_block_from_excel_is_pasted(page: Page, response: Response) -> None:
    page.goto(at(response))
    paste(page, "op.klassinen.miehet", "31\t46\t77\r\n1 012\t-\t41\r\n")

    expect(cell(page, "op.kaikki.miehet")).to_have_text("1\u00a0043")
    expect(cell(page, "op.tanssi.naiset")).to_have_value("-")
    expect(cell(page, "op.tanssi.naiset")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#pasted .state-stop")).to_be_visible()
    expect(page.locator("#points a")).to_have_count(1)
    assert response.answers.count() == 5


def test_without_a_network_figures_wait_and_are_sent_later(
    page: Page, response: Response, watches: list[Watch]
) -> None:
    watches[0].allow("ERR_INTERNET_DISCONNECTED")
    watches[0].allow("htmx:")
    page.goto(at(response))
    page.context.set_offline(True)
    cell(page, "op.klassinen.miehet").fill("31")
    cell(page, "op.klassinen.naiset").fill("46")
    page.keyboard.press("Tab")
    expect(page.locator('[id="s-op.klassinen.miehet"] .state-warn')).to_be_visible()
    assert not response.answers.exists()

    warned: list[str] = []

    def stay(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(200)
    assert warned == ["beforeunload"]

    page.context.set_offline(False)
    expect(cell(page, "op.kaikki.naiset")).to_have_text("46")
    expect(cell(page, "op.kaikki.miehet")).to_have_text("31")
    assert saved("op.klassinen.miehet") == "31"


def test_a_right_that_ended_leaves_what_was_typed(
    page: Page, response: Response, ritva: User, watches: list[Watch]
) -> None:
    watches[0].allow("404")
    page.goto(at(response))
    ritva.affiliations.update(until_on="2026-01-01")
    cell(page, "tuki").fill("17")
    page.keyboard.press("Tab")

    expect(page.locator("#s-tuki .state-stop")).to_be_visible()
    expect(cell(page, "tuki")).to_have_value("17")


def test_without_javascript_a_section_is_one_form(
    response: Response,
    ritva: User,
    kaisa: User,
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
) -> None:
    page = enter(new_context(java_script_enabled=False), ritva, base_url)
    watches[-1].allow("409")
    page.goto(at(response))
    save_cells(response, [Change("tuki", "5")], kaisa)
    cell(page, "op.klassinen.miehet").fill("31")
    cell(page, "tuki").fill("6")
    cell(page, "tuki").press("Enter")

    expect(page.locator("#c-tuki .other")).to_contain_text("Kaisa Keto")
    assert (saved("op.klassinen.miehet"), saved("tuki")) == ("31", "5")
    page.locator("#c-tuki button[name=keep]").click()
    expect(page.locator(".other")).to_have_count(0)
    expect(cell(page, "op.kaikki.miehet")).to_have_text("31")
    assert saved("tuki") == "6"


def test_in_swedish_the_form_is_swedish(page: Page, response: Response, ritva: User) -> None:
    ritva.speak("sv")
    page.goto(at(response))
    cell(page, "vuodet").fill("1187,4")
    page.keyboard.press("Tab")

    expect(cell(page, "vuodet")).to_have_value("1\u00a0187,4")
    expect(page.locator("h1")).to_have_text("1 Studerande")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    look(page, "section")
    text = page.locator("main").inner_text()
    assert [word for word in ("Tallen", "Kohta", "Naiset", "Määrä") if word in text] == []


def test_in_english_figures_have_a_point(page: Page, response: Response, ritva: User) -> None:
    ritva.speak("en")
    page.goto(at(response))
    cell(page, "vuodet").fill("1187.4")
    page.keyboard.press("Tab")

    expect(cell(page, "vuodet")).to_have_value("1\u00a0187.4")
    assert saved("vuodet") == "1187.4"


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
