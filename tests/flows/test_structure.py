"""A key contact proposes a new name and the office accepts it; members are found on a map: in a real
browser."""

import pytest
from playwright.sync_api import Page, expect

from communications.models import Letter
from members.models import Organisation, User
from tests.browser import Watch, look
from tests.factories import make_member, make_municipality, make_organisation
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_directory import press

REFUSED = "the server responded with a status of 422"


@pytest.fixture(autouse=True)
def _cast(kaisa: User, outi: User, koivuranta: Organisation) -> None:
    make_organisation(kind="site", name_fi="Satamatalo", parent=koivuranta)


def test_a_new_name_is_proposed_accepted_and_seen_by_both(
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
    kaisa: User,
    outi: User,
    koivuranta: Organisation,
) -> None:
    keeper = enter(new_context(java_script_enabled=False), kaisa, base_url)
    watches[-1].allow(REFUSED)
    keeper.goto(koivuranta.get_absolute_url())
    press(keeper, "#proposals + a")
    for kind in ("site", "parent"):
        press(keeper, f".tabs a[href='?kind={kind}']")
        expect(keeper.locator(".tabs [aria-current]")).to_have_count(1)
    press(keeper, ".tabs a[href='?kind=name']")
    keeper.locator("[name=name_fi]").fill("")
    press(keeper, "main form button.btn-primary")
    expect(keeper.locator(".notice-stop")).to_be_visible()
    keeper.locator("[name=name_fi]").fill("Koivurannan opisto")
    keeper.locator("[name=note]").fill("Hallitus 3/2026")
    press(keeper, "main form button.btn-primary")
    expect(keeper.locator("h1")).to_contain_text("Koivurannan opisto")

    desk = enter(new_context(), outi, base_url)
    desk.goto("/")
    press(desk, ".task .row-link")
    look(desk, "proposal")
    press(desk, "main form button.btn-primary")
    expect(desk.locator("h1")).to_have_text("Koivurannan opisto")

    keeper.goto(koivuranta.get_absolute_url())
    expect(keeper.locator("h1")).to_have_text("Koivurannan opisto")
    press(keeper, "#proposals >> xpath=../.. >> .row-link")
    expect(keeper.locator("main form")).to_have_count(0)
    assert Letter.objects.filter(address=kaisa.email, key__startswith="proposal:").count() == 1


def test_the_pages_of_a_proposal_are_looked_at(
    new_context: NewContext, base_url: str, kaisa: User, koivuranta: Organisation
) -> None:
    page = enter(new_context(), kaisa, base_url)
    page.goto(f"{koivuranta.get_absolute_url()}propose/?kind=site")
    look(page, "propose")
    page.locator("[name=name_fi]").fill("Uusi talo")
    press(page, "main form button.btn-primary")
    page.goto(koivuranta.get_absolute_url())
    look(page, "organisation-proposals")


@pytest.fixture
def _on_the_map(koivuranta: Organisation) -> None:
    make_municipality("Koivula", region="06", longitude=23.8, latitude=61.5)
    make_municipality("Kuusela", region="01", longitude=24.9, latitude=60.2)
    make_municipality("Mäntylä", region="01", longitude=24.7, latitude=60.2)
    Organisation.objects.filter(pk=koivuranta.pk).update(municipality="Koivula")
    for town in ("Kuusela", "Kuusela", "Mäntylä", "Atlantis"):
        make_member(municipality=town)


@pytest.mark.usefixtures("_on_the_map")
def test_members_are_found_on_the_map_with_the_keyboard_alone(
    new_context: NewContext, base_url: str, kaisa: User, koivuranta: Organisation
) -> None:
    page: Page = enter(new_context(java_script_enabled=False), kaisa, base_url)
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/members/")
    expect(page.locator(".map a")).to_have_count(3)
    page.locator(".to-map a").click()
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.locator(".map a:focus").count():
            break
    first = page.locator(".map a:focus")
    expect(first).to_have_attribute("aria-label", "Koivula: Koivurannan konservatorio")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Koivurannan konservatorio")

    page.goto("/members/?region=01")
    expect(page.locator(".map a")).to_have_count(2)
    expect(page.locator(".news h2")).to_have_count(3)


@pytest.mark.usefixtures("_on_the_map")
def test_the_map_is_looked_at(new_context: NewContext, base_url: str, outi: User) -> None:
    page = enter(new_context(), outi, base_url)
    page.goto("/members/")
    look(page, "members-map")
