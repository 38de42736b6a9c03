"""A word is looked for from the header, and the office asked from the page where somebody is, in a
real browser."""

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from tests.browser import Watch, look
from tests.factories import make_document, make_measure
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter


@pytest.fixture(autouse=True)
def _cast(ritva: User, outi: User, granholmen: Organisation) -> None:
    make_measure(text_fi="Musiikkiopistot soittavat yhdessä.")
    make_document(title_fi="Musiikkiopiston opas")


REFUSED = "the server responded with a status of 422"
CLOSED = "the server responded with a status of 403"


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).click()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_word_is_looked_for_from_the_header(
    new_context: NewContext, base_url: str, ritva: User, has_script: bool
) -> None:
    page = enter(new_context(java_script_enabled=has_script), ritva, base_url)
    page.goto("/strategy/")
    page.locator("#search").fill("musiikkiopisto")
    with page.expect_navigation():
        page.locator("#search").press("Enter")
    hits = page.locator(".news h2")
    expect(hits).to_have_text(
        [
            "Granholmin musiikkiopisto",
            "Musiikkiopiston opas",
            "1.1.1 Musiikkiopistot soittavat yhdessä.",
        ]
    )
    expect(hits.nth(0).locator("mark")).to_have_text(["musiikkiopisto"])
    if has_script:
        look(page, "search")
    page.locator("#id_kind").select_option("documents")
    press(page, "main form button")
    expect(hits).to_have_text(["Musiikkiopiston opas"])
    press(page, ".news a.row-link")
    expect(page.locator("h1")).to_have_text("Musiikkiopiston opas")
    if has_script:
        look(page, "document")
        page.goto("/library/")
        look(page, "library")
        page.goto("/search/?q=zzzz")
        look(page, "search-nothing")


def test_the_office_is_asked_and_answers(
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
    ritva: User,
    outi: User,
    granholmen: Organisation,
) -> None:
    reader = enter(new_context(), ritva, base_url)
    watches[-1].allow(REFUSED)
    reader.goto(granholmen.get_absolute_url())
    press(reader, ".site-footer a[href^='/ask/']")
    press(reader, "main form button.btn-primary")
    look(reader, "ask-error")
    reader.locator("[name=text]").fill("Kenelle voin soittaa?")
    press(reader, "main form button.btn-primary")
    expect(reader.locator(".post")).to_contain_text("Kenelle voin soittaa?")
    look(reader, "question")

    office = enter(new_context(), outi, base_url)
    office.goto("/")
    press(office, ".task .row-link[href^='/questions/']")
    expect(office.locator(".post a")).to_have_attribute("href", granholmen.get_absolute_url())
    look(office, "question-office")
    office.locator("[name=answer]").fill("Rehtorille.")
    press(office, "main form button.btn-primary")
    reader.reload()
    expect(reader.locator(".post").nth(1)).to_contain_text("Rehtorille.")
    reader.goto("/questions/")
    look(reader, "questions")


def test_the_office_looks_as_a_school(
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
    outi: User,
    koivuranta: Organisation,
) -> None:
    page = enter(new_context(), outi, base_url)
    watches[-1].allow(CLOSED)
    page.goto(koivuranta.get_absolute_url())
    press(page, f"form[action='/members/{koivuranta.pk}/look/'] button")
    expect(page.locator(".look-banner")).to_contain_text(str(koivuranta))
    expect(page.locator(".acting strong")).to_have_text(str(koivuranta))
    look(page, "look-home")
    page.goto("/me/")
    press(page, "main form button.btn-primary")
    look(page, "only-looking")
    press(page, "main form button.btn-primary")
    expect(page.locator(".look-banner")).to_have_count(0)
    expect(page.locator("h1")).to_have_text(str(koivuranta))
