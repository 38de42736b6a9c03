"""The second step in a real browser: an app, a recovery code, a passkey, and the sessions."""

import re

import pytest
from playwright.sync_api import Page, expect

from members.models import User
from tests.browser import look
from tests.flows.conftest import NewContext
from tests.flows.test_account_pages import in_three_languages, send, speak
from tests.members.signing_in import PASSWORD, app_code


@pytest.fixture(autouse=True)
def _password(outi: User) -> None:
    outi.set_password(PASSWORD)
    outi.save()


#: What who has an app sees of it.
PAGES = {
    "second": "/account/second/",
    "second-app-remove": "/account/second/app/remove/",
    "recovery-codes-new": "/account/second/codes/new/",
    "confirm-app": "/account/reauthenticate/",
}


def follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.locator(link).click()


def come_in(page: Page) -> None:
    page.goto("/account/login/")
    send(page, login="outi@example.org", password=PASSWORD)


def leave(page: Page) -> None:
    follow(page, ".site-footer button")


def a_phone(page: Page, is_shown: bool = True) -> None:
    """A device in this browser that keeps passkeys, and whose owner shows their finger or not."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": is_shown,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def press_passkey(page: Page) -> None:
    follow(page, "[data-passkey]")


@in_three_languages
def test_an_app_is_taken_and_opens_the_door(page: Page, base_url: str, language: str) -> None:
    speak(page, base_url, language)
    come_in(page)
    expect(page).to_have_url(f"{base_url}/account/second/")
    look(page, "second-must")
    follow(page, "a[href='/account/second/app/']")
    look(page, "second-app")
    seed = page.locator(".secret").inner_text()
    send(page, code="000000")
    look(page, "second-app-error")
    send(page, code=app_code(seed))
    look(page, "recovery-codes")
    codes = page.locator(".recovery code").all_inner_texts()
    follow(page, "main .btn-primary")
    expect(page).to_have_url(f"{base_url}/")

    leave(page)
    come_in(page)
    look(page, "second-step")
    send(page, code="000000")
    look(page, "second-step-error")
    send(page, code=codes[0])
    expect(page).to_have_url(f"{base_url}/")
    for name, path in PAGES.items():
        page.goto(path)
        look(page, name)


@in_three_languages
def test_a_passkey_is_made_and_opens_the_door(page: Page, base_url: str, language: str) -> None:
    speak(page, base_url, language)
    a_phone(page)
    come_in(page)
    follow(page, "a[href='/account/second/passkeys/add/']")
    look(page, "passkey-add")
    page.locator("[name=name]").fill("Outin puhelin")
    press_passkey(page)
    expect(page.locator(".recovery")).to_be_visible()

    leave(page)
    page.goto("/account/login/")
    look(page, "sign-in-passkey")
    press_passkey(page)
    expect(page).to_have_url(f"{base_url}/")

    leave(page)
    come_in(page)
    look(page, "second-step-passkey")
    press_passkey(page)
    expect(page).to_have_url(f"{base_url}/")

    page.goto("/account/second/")
    expect(page.get_by_role("heading", name="Outin puhelin")).to_be_visible()
    look(page, "second-passkey")
    page.goto("/account/reauthenticate/passkey/")
    look(page, "confirm-passkey")
    press_passkey(page)
    page.goto("/account/second/")
    for name, link in (("rename", 0), ("remove", 1)):
        page.locator("section[aria-labelledby=passkeys] li a").nth(link).click()
        look(page, f"passkey-{name}")
        page.go_back()


def test_a_passkey_that_is_not_shown_is_told_of(page: Page) -> None:
    a_phone(page, is_shown=False)
    come_in(page)
    page.goto("/account/second/passkeys/add/")
    page.locator("[data-passkey]").click()

    expect(page.locator("[data-passkey-failed]")).to_be_visible()
    expect(page.locator("[data-passkey]")).to_be_focused()
    look(page, "passkey-failed")


def test_without_scripts_the_app_is_the_way(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    come_in(page)
    page.goto("/account/second/passkeys/add/")
    expect(page.locator("[data-passkey-missing]")).to_be_visible()
    expect(page.locator("[data-passkey]")).to_be_hidden()
    page.goto("/account/second/app/")
    send(page, code=app_code(page.locator(".secret").inner_text()))
    expect(page.locator(".recovery")).to_be_visible()


@in_three_languages
def test_sessions_are_seen_and_ended(
    page: Page, new_context: NewContext, base_url: str, language: str, ritva: User
) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()
    speak(page, base_url, language)
    pages = [page, new_context().new_page(), new_context().new_page()]
    for each in pages:
        each.goto("/account/login/")
        send(each, login="ritva@example.org", password=PASSWORD)
    page.goto("/me/")
    follow(page, "a[href='/account/sessions/']")
    look(page, "sessions")
    with page.expect_navigation():
        page.locator("main form[action$='/end/'] .btn-outline-secondary").first.click()
    look(page, "session-ended")
    follow(page, "main .btn-primary")
    expect(page.locator("main li form")).to_have_count(0)
    for each in pages[1:]:
        each.goto("/me/")
        expect(each).to_have_url(re.compile("/account/login/"))


@in_three_languages
def test_a_mailed_code_confirms(page: Page, base_url: str, language: str, ritva: User) -> None:
    speak(page, base_url, language)
    ritva.set_password(PASSWORD)
    ritva.save()
    page.goto("/account/login/")
    send(page, login="ritva@example.org", password=PASSWORD)
    page.goto("/account/reauthenticate/code/")
    look(page, "confirm-code-ask")
    follow(page, "main .btn-primary")
    look(page, "confirm-code")
    send(page, code="BBBB-BBBB")
    look(page, "confirm-code-error")
