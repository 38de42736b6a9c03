"""Coming in and going out: by password, by a mailed code, with and without a script or a mouse."""

import re

import pytest
from playwright.sync_api import Page, expect

from members.models import User
from tests.browser import look
from tests.flows.conftest import NewContext
from tests.members.signing_in import PASSWORD, last_code

WORDS = {
    "fi": {
        "language": "Suomeksi",
        "email": "Sähköposti",
        "password": "Salasana",
        "sign in": "Kirjaudu",
        "send code": "Lähetä minulle kirjautumiskoodi",
        "code": "Koodi",
        "error": "Virhe: Kirjaudu Unisonoon – Unisono",
        "home": "Mikään ei odota sinua",
        "sign out": "Kirjaudu ulos",
        "signed out": "Olet kirjautunut ulos.",
    },
    "sv": {
        "language": "På svenska",
        "email": "E-post",
        "password": "Lösenord",
        "sign in": "Logga in",
        "send code": "Skicka mig en inloggningskod",
        "code": "Kod",
        "error": "Fel: Logga in i Unisono – Unisono",
        "home": "Inget väntar på dig",
        "sign out": "Logga ut",
        "signed out": "Du har loggat ut.",
    },
    "en": {
        "language": "In English",
        "email": "Email",
        "password": "Password",
        "sign in": "Sign in",
        "send code": "Send me a sign-in code",
        "code": "Code",
        "error": "Error: Sign in to Unisono – Unisono",
        "home": "Nothing waits for you",
        "sign out": "Sign out",
        "signed out": "You have signed out.",
    },
}
NAMED_BY_FOCUS = """
async () => {
  await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
  const focused = document.activeElement, style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && box.top >= 0 && box.bottom <= innerHeight + 1;
  const name = focused.labels?.[0]?.innerText || focused.innerText;
  return [name.replace(/\\s+/g, " ").trim(), seen];
}
"""


@pytest.fixture(autouse=True)
def _password(ritva: User) -> None:
    ritva.set_password(PASSWORD)
    ritva.save()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).fill(text)


def come_in(page: Page, language: str = "fi") -> None:
    words = WORDS[language]
    write(page, words["email"], "ritva@example.org")
    write(page, words["password"], PASSWORD)
    press(page, words["sign in"])


@pytest.mark.parametrize("language", WORDS)
def test_with_a_password_and_out_again(page: Page, language: str) -> None:
    words = WORDS[language]
    page.goto("/account/login/")
    press(page, words["language"])
    look(page, "sign-in")

    press(page, words["sign in"])
    expect(page).to_have_title(words["error"])
    expect(page.get_by_role("alert")).to_be_focused()
    look(page, "sign-in-empty")
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label(words["email"])).to_be_focused()

    write(page, words["email"], "ritva@example.org")
    write(page, words["password"], "not the password")
    press(page, words["sign in"])
    look(page, "sign-in-wrong")
    expect(page.get_by_label(words["email"])).to_have_value("ritva@example.org")
    expect(page.get_by_label(words["password"])).to_have_value("")

    come_in(page, language)
    expect(page.get_by_role("heading", level=1)).to_have_text(words["home"])
    expect(page.locator("html")).to_have_attribute("lang", language)

    page.goto("/account/logout/")
    look(page, "sign-out")
    press(page, words["sign out"])
    expect(page.get_by_role("status")).to_have_text(re.compile(re.escape(words["signed out"])))
    look(page, "signed-out")
    page.goto("/me/")
    expect(page).to_have_url(re.compile(r"/account/login/\?next=/me/$"))


@pytest.mark.parametrize("language", WORDS)
def test_with_a_mailed_code(page: Page, language: str) -> None:
    words = WORDS[language]
    page.goto("/account/login/?next=/me/")
    press(page, words["language"])
    write(page, words["email"], "ritva@example.org")
    press(page, words["send code"])
    look(page, "code")

    write(page, words["code"], "BBBB-BBBB")
    press(page, words["sign in"])
    look(page, "code-wrong")

    write(page, words["code"], last_code())
    press(page, words["sign in"])
    expect(page).to_have_url(re.compile("/me/$"))


def test_without_javascript(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/me/")
    press(page, "Kirjaudu")
    expect(page.get_by_role("alert")).to_be_focused()
    come_in(page)
    expect(page).to_have_url(re.compile("/me/$"))

    page.get_by_role("contentinfo").get_by_role("button", name="Kirjaudu ulos").click()
    write(page, "Sähköposti", "ritva@example.org")
    press(page, "Lähetä minulle kirjautumiskoodi")
    write(page, "Koodi", last_code())
    press(page, "Kirjaudu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mikään ei odota sinua")


def test_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/account/login/")
    met = []
    for _ in range(10):
        page.keyboard.press("Tab")
        name, is_seen = page.evaluate(NAMED_BY_FOCUS)
        assert is_seen, name
        met.append(name)
    assert met == [
        "Siirry sisältöön",
        "Sähköposti",
        "Salasana",
        "Kirjaudu",
        "Lähetä minulle kirjautumiskoodi",
        "Kirjaudu pääsyavaimella",
        "Unohditko salasanasi?",
        "FI Suomeksi",
        "SV På svenska",
        "EN In English",
    ]

    for _ in range(8):
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("ritva@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mikään ei odota sinua")


def test_a_code_by_the_keyboard_alone(page: Page) -> None:
    page.goto("/account/login/")
    page.get_by_label("Sähköposti").focus()
    page.keyboard.type("ritva@example.org")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_title("Kirjoita koodi – Unisono")

    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type(last_code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mikään ei odota sinua")


def test_what_was_typed_survives_a_lost_session(page: Page, ritva: User) -> None:
    page.goto("/account/login/?next=/me/")
    come_in(page)
    write(page, "Nimi*", "Ritva Uusi")
    page.context.clear_cookies()

    press(page, "Tallenna tietosi")
    expect(page.get_by_role("status")).to_contain_text("Kirjoittamasi on tallessa.")
    look(page, "sign-in-kept")
    come_in(page)
    look(page, "kept")
    press(page, "Lähetä se nyt")

    expect(page.get_by_label("Nimi*")).to_have_value("Ritva Uusi")
    ritva.refresh_from_db()
    assert ritva.name == "Ritva Uusi"


def test_an_old_page_in_a_second_tab_loses_nothing(page: Page, ritva: User) -> None:
    page.goto("/account/login/?next=/me/")
    come_in(page)
    write(page, "Nimi*", "Ritva Uusi")
    second = page.context.new_page()
    second.goto("/account/logout/")
    press(second, "Kirjaudu ulos")
    come_in(second)

    press(page, "Tallenna tietosi")
    press(page, "Lähetä se nyt")

    expect(page.get_by_label("Nimi*")).to_have_value("Ritva Uusi")


def test_starting_again_after_a_wrong_address(page: Page) -> None:
    page.goto("/account/login/?next=/me/")
    write(page, "Sähköposti", "ritva@exampel.org")
    press(page, "Lähetä minulle kirjautumiskoodi")

    press(page, "Aloita alusta")

    come_in(page)
    expect(page).to_have_url(re.compile("/me/$"))


def test_the_language_chosen_at_the_door_stays(page: Page, sten: User) -> None:
    sten.set_password(PASSWORD)
    sten.save()
    page.goto("/account/login/")
    press(page, "In English")
    write(page, "Email", "sten@example.org")
    write(page, "Password", PASSWORD)
    press(page, "Sign in")

    expect(page.locator("html")).to_have_attribute("lang", "en")  # he is written to in Swedish


def test_without_a_choice_the_page_speaks_the_persons_language(page: Page, sten: User) -> None:
    sten.set_password(PASSWORD)
    sten.save()
    page.goto("/account/login/")
    write(page, "Sähköposti", "sten@example.org")
    write(page, "Salasana", PASSWORD)
    press(page, "Kirjaudu")

    expect(page.locator("html")).to_have_attribute("lang", "sv")


def test_a_password_manager_is_welcome(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/account/login/")
    for label, hint in (("Sähköposti", "username"), ("Salasana", "current-password")):
        field = page.get_by_label(label)
        expect(field).to_have_attribute("autocomplete", hint)
        page.evaluate("navigator.clipboard.writeText('pasted')")
        field.focus()
        page.keyboard.press("Control+V")
        expect(field).to_have_value("pasted")
