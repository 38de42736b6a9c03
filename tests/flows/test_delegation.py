"""A school looks after its own people, in a real browser: a first key contact invites a colleague,
who comes in by a code and opens a section; a task goes on; the year is confirmed."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from communications.models import Letter
from members.actions.confirmations import open_year
from members.actions.invitations import invite
from members.models import Affiliation, Confirmation, Organisation, User
from surveys.models import Response
from tests.browser import look
from tests.factories import make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.members.signing_in import last_code
from tests.surveys.factories import make_response


@pytest.fixture
def response(koivuranta: Organisation) -> Response:
    koivuranta.email_domains.create(domain="example.org")
    return make_response(koivuranta)


def link_to(email: str) -> str:
    letters = Letter.objects.filter(address=email, key__startswith="invitation:")
    [path] = re.findall(r"(/invitation/\S+)", letters.latest("created_at").text)
    return str(path)


def accept(page: Page, email: str, name: str) -> None:
    """From the link of the letter to the first page, by the code of a second letter."""
    page.goto(link_to(email))
    look(page, f"{name}-invitation")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    page.locator("[name=code]").fill(last_code())
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    expect(page.locator("h1")).to_be_visible()


def test_from_the_first_key_contact_to_a_colleagues_section(
    response: Response, koivuranta: Organisation, outi: User, new_context: NewContext
) -> None:
    invite(koivuranta, "kalle@example.org", "Kalle Kanto", "rehtori", ["key_contact"], outi)
    kalle = new_context().new_page()
    accept(kalle, "kalle@example.org", "key-contact")

    kalle.goto(f"/members/{koivuranta.pk}/")
    look(kalle, "organisation-key-contact")
    kalle.locator("a[href$='/invite/']").first.click()
    look(kalle, "invite")
    kalle.locator("[name=name]").fill("Sirkku Sihteeri")
    kalle.locator("[name=email]").fill("sirkku@example.org")
    kalle.locator("[name=roles][value=survey]").check()
    with kalle.expect_navigation():
        kalle.locator("main form .btn-primary").click()
    look(kalle, "invitation-waits")

    sirkku = new_context(java_script_enabled=False).new_page()
    sirkku.goto(link_to("sirkku@example.org"))
    sirkku.locator("main form .btn-primary").click()
    sirkku.locator("[name=code]").fill(last_code())
    sirkku.locator("main form .btn-primary").click()
    sirkku.goto(f"/collections/responses/{response.pk}/sections/opiskelijat/")
    expect(sirkku.locator("h1")).to_be_visible()
    assert Affiliation.objects.get(user__email="sirkku@example.org").roles.get().role == "survey"


def test_a_task_goes_on_and_its_holder_leaves(
    response: Response,
    kaisa: User,
    ritva: User,
    koivuranta: Organisation,
    new_context: NewContext,
    base_url: str,
) -> None:
    successor = make_person(koivuranta, name="Saara Seuraaja").affiliations.get()
    page = enter(new_context(), kaisa, base_url)
    place = ritva.affiliations.get()

    page.goto(f"{base_url}/members/places/{place.pk}/")
    look(page, "place")
    page.locator("a[href$='/hand-over/']").click()
    look(page, "hand-over")
    page.locator("[name=successor]").select_option(str(successor.pk))
    page.locator("[name=leaves]").check()
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    look(page, "handed-over")

    expect(page.locator("main")).to_contain_text(str(response.round))
    assert successor.roles.get().role == "survey"
    place.refresh_from_db()
    assert place.until_on == timezone.localdate()


def test_the_year_is_confirmed_with_one_press(
    kaisa: User,
    ritva: User,
    outi: User,
    koivuranta: Organisation,
    new_context: NewContext,
    base_url: str,
) -> None:
    open_year(2026, timezone.localdate(), outi)
    page = enter(new_context(), kaisa, base_url)
    page.goto(base_url)
    page.locator(".task .row-link[href$='/confirm/']").click()
    look(page, "confirm-year")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    look(page, "confirmed-year")

    assert Confirmation.objects.get(organisation=koivuranta).confirmed_by == kaisa
    office = enter(new_context(), outi, base_url)
    office.goto(f"{base_url}/members/confirmations/")
    look(office, "confirmations")
