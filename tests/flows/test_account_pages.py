"""Every other page of signing in, and every page on which something has gone wrong, looked at in
three languages."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from members.models import User
from tests.browser import Watch, look
from tests.members.signing_in import PASSWORD, last_code

LANGUAGES = ["fi", "sv", "en"]
NEW = "neljä vähän pidempää sanaa"

in_three_languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


def speak(page: Page, base_url: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": base_url}])


def send(page: Page, **fields: str) -> None:
    """Fill the fields in, by their names, and press the one primary button."""
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator("main .btn-primary").click()


def come_in(page: Page, way: str = "") -> None:
    page.goto(f"/account/login/?next={way}")
    send(page, login="ritva@example.org", password=PASSWORD)


@in_three_languages
def test_a_forgotten_password(page: Page, base_url: str, language: str) -> None:
    speak(page, base_url, language)
    page.goto("/account/login/")
    with page.expect_navigation():
        page.locator("a[href='/account/password/reset/']").click()
    look(page, "reset")
    send(page)
    look(page, "reset-empty")
    send(page, email="ritva@example.org")
    look(page, "reset-code")
    send(page, code=last_code())
    send(page, password1="short", password2="other")
    look(page, "reset-bad")
    send(page, password1=NEW, password2=NEW)
    look(page, "reset-done")
    send(page, login="ritva@example.org", password=NEW)
    expect(page).to_have_url(f"{base_url}/")


@in_three_languages
def test_a_password_is_chosen_and_changed(
    page: Page, base_url: str, language: str, ritva: User
) -> None:
    speak(page, base_url, language)
    ritva.set_unusable_password()
    ritva.save()
    page.goto("/account/login/code/?next=/account/password/change/")
    look(page, "code-request")
    send(page, login="ritva@example.org")
    send(page, code=last_code())
    look(page, "password-set")
    send(page, password1=PASSWORD, password2=PASSWORD)
    look(page, "details")
    page.goto("/account/password/change/")
    send(page)
    look(page, "password-change-empty")
    send(page, oldpassword=PASSWORD, password1=NEW, password2=NEW)
    page.goto("/account/reauthenticate/?next=/me/")
    look(page, "reauthenticate")
    send(page, password=NEW)
    expect(page).to_have_url(f"{base_url}/me/")


@in_three_languages
def test_closed_doors(
    page: Page, base_url: str, language: str, watches: list[Watch], ritva: User
) -> None:
    watches[0].allow("the server responded with a status of")
    speak(page, base_url, language)
    page.goto("/account/signup/")
    look(page, "sign-up")
    page.goto("/account/login/")
    page.context.clear_cookies(name="csrftoken")
    send(page)
    look(page, "403-csrf")

    ritva.set_unusable_password()
    ritva.save()
    page.goto("/account/login/code/?next=/account/reauthenticate/")
    send(page, login="ritva@example.org")
    send(page, code=last_code())
    look(page, "403")
    page.goto("/nowhere/")
    look(page, "404")
    page.goto("/me/")
    page.locator("[name=name]").evaluate("(field) => { field.value = 'a'.repeat(3e6) }")
    send(page)
    look(page, "413")


@in_three_languages
def test_doors_that_close(
    page: Page, base_url: str, language: str, watches: list[Watch], ritva: User
) -> None:
    watches[0].allow("the server responded with a status of")
    speak(page, base_url, language)
    page.goto("/?page=%00")
    look(page, "400")
    ritva.is_active = False
    ritva.save()
    come_in(page)
    look(page, "closed")
    page.goto("/account/login/")
    token = page.locator("main > form [name=csrfmiddlewaretoken]").first.get_attribute("value")
    for _ in range(30):
        page.request.post("/account/login/", form={"csrfmiddlewaretoken": str(token)})
    send(page)
    look(page, "429")


def test_the_broken_page(page: Page) -> None:
    html = render_to_string("500.html")
    page.route("**/planted", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/planted")

    look(page, "500")
