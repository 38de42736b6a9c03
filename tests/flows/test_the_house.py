"""Every page of the house, looked at in three languages by the people whom it is for; and the
office's ordinary day."""

from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from members.models import Organisation, User
from portal.demo.seed import seed
from tests.browser import look
from tests.conftest import signed_in

LANGUAGES = ["fi", "sv", "en"]
Enter = Callable[[User, str], Page]

in_three_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture
def enter(page: Page, base_url: str) -> Enter:
    """Open the portal as somebody who has signed in, in a language."""

    def enter(user: User, language: str) -> Page:
        client = signed_in(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        for name, value in (("sessionid", session), ("django_language", language)):
            page.context.add_cookies([{"name": name, "value": value, "url": base_url}])
        page.goto("/")
        return page

    return enter


@pytest.fixture
def federation(transactional_db: None) -> None:
    seed()


def person(email: str) -> User:
    return User.objects.get(email__startswith=email)


@in_three_languages
def test_a_person_of_a_school_looks_around(enter: Enter, federation: None, language: str) -> None:
    page = enter(person("jaana.honkapuro"), language)
    look(page, "home-empty")
    for section, name in (("/strategy/", "strategy"), ("/members/", "members")):
        with page.expect_navigation():
            page.locator(f"nav.sections a[href='{section}']").click()
        look(page, name)
    page.get_by_role("link", name="Koivurannan konservatorio").or_(
        page.get_by_role("link", name="Koivuranta")
    ).first.click()
    look(page, "organisation")
    page.goto("/me/")
    look(page, "profile")
    page.locator("[name=name]").fill("")
    page.locator("main .btn-primary").click()
    look(page, "profile-error")
    page.locator("[name=name]").fill("Jaana Honkapuro-Lehto")
    page.locator("main .btn-primary").click()
    look(page, "profile-saved")
    expect(page.locator(".account")).to_contain_text("Jaana Honkapuro-Lehto")


@in_three_languages
def test_the_office_gives_a_person_a_place(enter: Enter, federation: None, language: str) -> None:
    page = enter(person("outi.rantakivi"), language)
    look(page, "home-office")
    with page.expect_navigation():
        page.locator(".task .row-link[href$='/invite/']").click()
    look(page, "appoint")
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    look(page, "appoint-error")
    page.locator("[name=email]").fill("Pirkko.Puro@example.org")
    page.locator("[name=name]").fill("Pirkko Puro")
    page.locator("[name=roles][value=key_contact]").check()
    page.locator("main .btn-primary").click()
    expect(page.get_by_role("heading", name="Pirkko Puro")).to_be_visible()
    look(page, "appointed")


def test_somebody_with_two_homes_changes_between_them(enter: Enter, federation: None) -> None:
    page = enter(person("elina.saarnikko"), "fi")
    page.locator(".acting summary").click()
    look(page, "acting")
    page.locator(".acting form button").first.click()
    expect(page.locator(".acting summary strong")).to_have_text("Kaikuliitto ry")


@in_three_languages
def test_the_language_is_changed_on_any_page(enter: Enter, federation: None, language: str) -> None:
    page = enter(person("jaana.honkapuro"), "en")
    page.goto("/members/")
    page.locator(f".languages [value={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page).to_have_url(page.url.split("?")[0])
    assert person("jaana.honkapuro").language == language


def test_everything_works_without_javascript(
    new_context: Callable, base_url: str, koivuranta: Organisation, kaisa: User
) -> None:
    context = new_context(java_script_enabled=False)
    client = signed_in(kaisa)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    page = context.new_page()
    page.goto("/me/")
    page.locator("[name=name]").fill("Kaisa Kuusi")
    page.locator("main .btn-primary").click()
    page.locator(".languages [value=sv]").click()
    expect(page.locator("h1")).to_have_text("Dina uppgifter")
    page.set_viewport_size({"width": 320, "height": 800})
    page.locator(".pop-button").click()  # a popover needs no script
    page.locator("nav.sections a[href='/members/']").click()
    expect(page.locator("h1")).to_have_text("Medlemmar")


@in_three_languages
def test_the_offices_desk(enter: Enter, federation: None, language: str) -> None:
    page = enter(person("katariina.kaikumaki"), language)
    user = person("jaana.honkapuro")
    affiliation = user.affiliations.get()
    for name, path in (
        ("index", ""),
        ("people", "members/user/"),
        ("person", f"members/user/{user.pk}/change/"),
        ("history", f"members/user/{user.pk}/history/"),
        ("affiliations", "members/affiliation/"),
        ("affiliation", f"members/affiliation/{affiliation.pk}/change/"),
        ("organisation", f"members/organisation/{affiliation.organisation_id}/change/"),
        ("letters", "communications/letter/"),
        ("measures", "strategy/measure/"),
    ):
        page.goto(f"/office/{path}")
        expect(page.locator("#user-tools")).to_be_visible()
        look(page, f"desk-{name}")
