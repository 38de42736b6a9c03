"""A colleague is looked up, outdated information reported and mended, and two schools become one,
in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from tests.browser import Watch, look
from tests.factories import make_contact_point, make_organisation
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter


@pytest.fixture(autouse=True)
def _cast(ritva: User, kaisa: User, sten: User, koivuranta: Organisation) -> None:
    Organisation.objects.filter(pk=koivuranta.pk).update(municipality="Koivuranta")
    make_contact_point(koivuranta, value="vanha@example.org")


REFUSED = "the server responded with a status of 422"


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).click()


def test_what_is_out_of_date_is_found_reported_and_mended(
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
    sten: User,
    kaisa: User,
    koivuranta: Organisation,
) -> None:
    reader = enter(new_context(java_script_enabled=False), sten, base_url)
    reader.goto("/members/people/")
    reader.locator("#id_q").fill("koivurannan respo")
    press(reader, "main form[role=search] button")
    expect(reader.locator(".news h2")).to_have_text(["Ritva Respo"])
    press(reader, f".news a[href='{koivuranta.get_absolute_url()}']")
    expect(reader.locator("#contacts ~ *", has_text="vanha@example.org")).to_have_count(0)
    expect(reader.get_by_text("vanha@example.org")).to_be_visible()
    press(reader, "aside a[href$='/outdated/']")
    reader.locator("[name=line]").fill("toimiston osoite on vaihtunut")
    press(reader, "main form button.btn-primary")
    expect(reader.locator(".notice-ok")).to_be_visible()

    keeper = enter(new_context(), kaisa, base_url)
    watches[-1].allow(REFUSED)
    keeper.goto("/")
    press(keeper, ".task .row-link")
    look(keeper, "outdated-report")
    press(keeper, "main a[href$='/contacts/']")
    look(keeper, "contact-points")
    press(keeper, ".news .row-link")
    keeper.locator("[name=value]").fill("uusi osoite")
    press(keeper, "main form button.btn-primary")
    look(keeper, "contact-point-error")
    keeper.locator("[name=value]").fill("uusi@example.org")
    press(keeper, "main form button.btn-primary")
    expect(keeper.locator(".news h3")).to_have_text(["uusi@example.org"])
    keeper.goto("/")
    press(keeper, ".task .row-link")
    press(keeper, "main form button.btn-primary")
    expect(keeper.locator(".task")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/members/", "/members/people/", "/members/people/?q=zzz", "/me/"]
)
def test_the_pages_of_the_directory(
    new_context: NewContext, base_url: str, ritva: User, path: str
) -> None:
    page = enter(new_context(), ritva, base_url)
    page.goto(path)
    look(page, "directory" + path.replace("/", "-").replace("?", ""))


def test_a_card_and_a_report(
    new_context: NewContext, base_url: str, ritva: User, granholmen: Organisation
) -> None:
    granholmen.ties.create(kind="succeeds", to=make_organisation(), from_on="2022-01-01")
    page = enter(new_context(), ritva, base_url)
    page.goto(granholmen.get_absolute_url())
    look(page, "organisation")
    press(page, "aside a[href$='/outdated/']")
    look(page, "report-outdated")


def test_the_office_renames_and_merges(
    new_context: NewContext,
    base_url: str,
    watches: list[Watch],
    outi: User,
    koivuranta: Organisation,
) -> None:
    successor = make_organisation(name_fi="Uusi opisto")
    page = enter(new_context(), outi, base_url)
    watches[-1].allow(REFUSED)
    page.goto(f"/office/members/organisation/{successor.pk}/change/")
    press(page, ".object-tools a[href$='/rename/']")
    look(page, "rename")
    page.locator("[name=name_fi]").fill("Yhteinen opisto")
    press(page, "main form button.btn-primary")
    expect(page.locator("h1")).to_have_text("Yhteinen opisto")

    page.goto(f"/members/{successor.pk}/succeed/")
    press(page, "main form button.btn-primary")
    look(page, "succeed-error")
    page.locator(f"input[value='{koivuranta.pk}']").check()
    press(page, "main form button.btn-primary")
    look(page, "succeed-preview")
    page.get_by_label("Ritva Respo").uncheck()
    press(page, "main form button.btn-primary")
    expect(page.locator("#people")).to_be_visible()
    expect(page.get_by_role("heading", name="Kaisa Keto")).to_be_visible()
    expect(page.get_by_role("heading", name="Ritva Respo")).to_have_count(0)
