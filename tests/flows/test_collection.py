"""A collection from its opening to an approved answer: four people, each in their own browser."""

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from surveys.models import Answer, Response, Round, Transition
from tests.browser import look
from tests.factories import make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import cell, enter
from tests.flows.test_round import press
from tests.surveys.factories import make_form, make_round

STUDENTS = {
    "opiskelijat.musiikki.naiset": "20",
    "opiskelijat.musiikki.miehet": "8",
    "opiskelijat.tanssi.naiset": "1 012",
    "opiskelijat.tanssi.miehet": "1",
    "uudet": "11",
}
READY = "[name=ready][value='1']"
TASK = ".task .row-link"


@pytest.fixture
def round_(ritva: User, kaisa: User) -> Round:
    return make_round(make_form())


@pytest.fixture
def head(koivuranta: Organisation) -> User:
    return make_person(koivuranta, "head", email="heikki@example.org", name="Heikki Honka")


def open_the_round(page: Page) -> None:
    page.goto("/office/surveys/round/")
    page.locator("[name=_selected_action]").check()
    page.locator("[name=action]").select_option("open_now")
    press(page, "[name=index]")
    expect(page.locator(".messagelist .success")).to_be_visible()


def write(page: Page, **figures: str) -> None:
    """Each figure is saved before the next is typed; without JavaScript with the section."""
    for key, text in figures.items():
        cell(page, key).fill(text)
        page.keyboard.press("Tab")
        if page.evaluate("typeof htmx") == "object":
            expect(page.locator(f"[id='s-{key}'] .state-ok")).to_be_visible()


def fill_in(page: Page) -> None:
    page.goto("/")
    press(page, TASK)
    press(page, "main .btn-primary")
    first = page.url
    write(page, **STUDENTS)
    page.locator("[name='v:tpo'][value=ei]").check()
    press(page, READY)
    page.goto(first.replace("opiskelijat", "talous"))
    write(page, kulut="125 000,50", htv="4,5")
    press(page, READY)


def confirm(page: Page) -> None:
    page.goto("/")
    press(page, TASK)
    press(page, "main form button.btn-primary")
    expect(page.locator(".notice-ok").first).to_be_visible()


def test_the_office_a_respondent_a_key_contact_and_a_head(
    new_context: NewContext,
    base_url: str,
    round_: Round,
    ritva: User,
    kaisa: User,
    head: User,
    outi: User,
) -> None:
    as_outi, as_ritva, as_kaisa, as_head = (
        enter(new_context(), user, base_url) for user in (outi, ritva, kaisa, head)
    )
    open_the_round(as_outi)
    fill_in(as_ritva)
    look(as_ritva, "collection-filled")

    response = Response.objects.get(organisation__name_fi="Koivurannan konservatorio")
    as_kaisa.goto(f"/collections/responses/{response.pk}/sections/talous/")
    write(as_kaisa, huomautus="Uusi sali avattiin elokuussa.")
    press(as_kaisa, READY)
    confirm(as_head)

    as_outi.goto("/")
    press(as_outi, f"{TASK}[href$='/review/']")
    press(as_outi, "button[value=begin]")
    as_outi.locator("[name='return-section:talous']").fill("Tarkista henkilötyövuodet.")
    press(as_outi, "button[value=return]")

    as_ritva.goto("/")
    expect(as_ritva.locator(".task .state")).to_contain_text("Toimisto on palauttanut")
    as_ritva.goto(f"/collections/responses/{response.pk}/sections/talous/")
    write(as_ritva, htv="5")
    press(as_ritva, READY)
    confirm(as_head)

    as_outi.goto(f"/collections/responses/{response.pk}/review/")
    press(as_outi, "button[value=approve]")
    expect(as_outi.locator(".page-meta .state-ok")).to_be_visible()
    look(as_outi, "collection-approved")

    assert [*Transition.objects.values_list("from_state", "to_state", "by__name")] == [
        ("not_started", "draft", "Ritva Respo"),
        ("draft", "submitted", "Heikki Honka"),
        ("submitted", "in_review", "Outi Oras"),
        ("in_review", "returned", "Outi Oras"),
        ("returned", "submitted", "Heikki Honka"),
        ("submitted", "approved", "Outi Oras"),
    ]
    assert dict(Answer.objects.filter(key__in=("kulut", "htv")).values_list("key", "text")) == {
        "kulut": "125000.50",
        "htv": "5.0",
    }


@pytest.mark.parametrize(("language", "java_script"), [("sv", True), ("fi", False)])
def test_two_people_in_swedish_and_without_javascript(
    new_context: NewContext,
    base_url: str,
    round_: Round,
    ritva: User,
    head: User,
    outi: User,
    language: str,
    java_script: bool,
) -> None:
    open_the_round(enter(new_context(), outi, base_url))
    as_ritva, as_head = (
        enter(new_context(java_script_enabled=java_script), user, base_url)
        for user in (ritva, head)
    )
    for page in (as_ritva, as_head):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": base_url}])
    fill_in(as_ritva)
    look(as_ritva, "collection-filled") if java_script else None
    confirm(as_head)

    response = Response.objects.get(organisation__name_fi="Koivurannan konservatorio")
    assert (response.state, response.submitted_by) == ("submitted", head)
    assert as_head.locator("html").get_attribute("lang") == language
