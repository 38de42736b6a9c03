"""A person who has left sees who sees them, takes their copy and asks to be erased; the office looks,
an administrator confirms. In a real browser."""

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.models import AuditEvent, Export, Organisation, User
from portal.tasks import make_exports
from tests.browser import look
from tests.factories import make_association, make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter


@pytest.fixture
def leo(koivuranta: Organisation) -> User:
    return make_person(koivuranta, name="Leo Lähtijä", email="leo@example.org")


@pytest.fixture
def aino(db: None) -> User:
    return make_person(make_association(), "admin", name="Aino Admin", email="aino@example.org")


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).click()


def test_a_copy_is_asked_for_and_downloaded(
    new_context: NewContext, base_url: str, kaisa: User, outi: User, leo: User
) -> None:
    page = enter(new_context(java_script_enabled=False), leo, base_url)
    page.goto("/me/")
    press(page, "aside a[href='/privacy/mine/']")
    expect(page.get_by_text("Kaisa Keto")).to_be_visible()
    expect(page.get_by_text("Outi Oras")).to_be_visible()
    press(page, "form[action='/privacy/mine/copy/'] button")
    expect(page.locator(".notice-ok")).to_be_visible()
    make_exports()
    page.reload()
    export = Export.objects.get()
    with page.expect_download() as download:
        page.locator(f"a[href='/privacy/mine/copy/{export.pk}/']").click()
    archive = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert "Leo Lähtijä" in archive.read("data.html").decode()


def test_a_person_is_erased_by_two(
    new_context: NewContext, base_url: str, leo: User, outi: User, aino: User
) -> None:
    asking = enter(new_context(), leo, base_url)
    asking.goto("/privacy/mine/")
    look(asking, "own-data")
    press(asking, "form[action='/privacy/mine/erasure/'] button")
    expect(asking.locator("form[action='/privacy/mine/erasure/withdraw/']")).to_be_visible()

    office = enter(new_context(), outi, base_url)
    office.goto("/")
    press(office, ".task a[href*='/privacy/erasures/']")
    look(office, "erasure-look")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Leo Lähtijä")
    press(office, "aside form:first-of-type button.btn-primary")
    expect(office.locator("aside button.btn-primary")).to_have_count(0)

    second = enter(new_context(), aino, base_url)
    second.goto("/")
    press(second, ".task a[href*='/privacy/erasures/']")
    look(second, "erasure-confirm")
    press(second, "aside form:first-of-type button.btn-primary")
    expect(second.locator(".notice-ok")).to_be_visible()
    expect(second.locator("main")).not_to_contain_text("Leo")
    look(second, "erasure-done")
    second.goto("/privacy/erasures/")
    look(second, "erasures")
    second.goto("/privacy/retention/")
    look(second, "retention")
    asking.goto("/me/")
    expect(asking.locator("input[type=email]").first).to_be_visible()


def test_the_register_and_the_log_are_read(
    new_context: NewContext, base_url: str, kaisa: User, koivuranta: Organisation
) -> None:
    AuditEvent.objects.create(actor=kaisa, verb="appointed", organisation=koivuranta)
    page = new_context().new_page()
    page.goto(f"{base_url}/privacy/")
    look(page, "register")
    reader = enter(new_context(), kaisa, base_url)
    reader.goto(f"/members/{koivuranta.pk}/log/")
    look(reader, "log")
