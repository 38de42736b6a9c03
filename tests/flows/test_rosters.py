"""A key contact takes today's list, changes it, looks, chooses, makes the changes and undoes them,
in a real browser."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from members.actions.rosters import run_import
from members.models import Invitation, Organisation, RosterImport, User
from members.rosters import Field
from portal.lib.spreadsheets import csv_of
from tests.browser import look
from tests.factories import make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_round import press

NAME, EMAIL, TITLE = (list(Field).index(name) for name in (Field.NAME, Field.EMAIL, Field.TITLE))


def change(content: str) -> bytes:
    """Ritva gets a title, Gun is not there any more, somebody new and a namesake of Ritva are."""
    rows = [row for row in csv.reader(io.StringIO(content)) if row[EMAIL] != "gun@example.org"]
    [ritva] = [row for row in rows if row[EMAIL] == "ritva@example.org"]
    ritva[TITLE] = "lehtori"
    empty = [""] * len(rows[0])
    for name, email in (
        ("Uusi Ukko", "uusi@example.org"),
        ("Ritva Respo", "rr@example.org"),
        ("Ilman Osoitetta", "ei osoite"),
    ):
        row = list(empty)
        row[NAME], row[EMAIL] = name, email
        rows.append(row)
    return csv_of(rows)


def work(page: Page, *, java_script: bool) -> None:
    """What a worker does; the page then tells it by itself, or by its link."""
    run_import(RosterImport.objects.latest("pk").pk)
    if not java_script:
        press(page, "#roster .actions a")
    expect(page.locator("#roster .empty")).to_have_count(0)


def seen(page: Page, name: str, *, java_script: bool) -> None:
    if java_script:
        look(page, f"roster-{name}")


def send(page: Page, koivuranta: Organisation, path: Path, *, java_script: bool) -> None:
    """From the organisation's page to the preview, with the list taken on the way."""
    page.goto(koivuranta.get_absolute_url())
    press(page, "a[href$='/roster/']")
    seen(page, "start", java_script=java_script)
    with page.expect_download() as download:
        page.locator("a[href$='.csv']").click()
    path.write_bytes(change(Path(download.value.path()).read_text("utf-8-sig")))
    page.locator("input[type=file]").set_input_files(path)
    press(page, "main form .btn-primary")
    seen(page, "waits", java_script=java_script)
    work(page, java_script=java_script)


def choose(page: Page, *, java_script: bool) -> None:
    """The namesake is somebody else, and Gun no longer belongs."""
    expect(page.locator(".tabs a")).to_have_count(6)
    seen(page, "preview", java_script=java_script)
    page.locator("input[value=new]").check()
    press(page, "[name=more]")
    for sort in ("error", "new", "changed"):
        press(page, f".tabs a[href*='{sort}']")
        seen(page, sort, java_script=java_script)
    press(page, ".tabs a[href*='absent']")
    page.locator("input[value=take]").check()
    press(page, "#roster form .btn-primary")
    seen(page, "apply", java_script=java_script)


@pytest.mark.parametrize("java_script", [True, False])
def test_from_the_list_to_the_changes_and_back(
    java_script: bool,
    new_context: NewContext,
    koivuranta: Organisation,
    kaisa: User,
    ritva: User,
    base_url: str,
    tmp_path: Path,
) -> None:
    gun = make_person(koivuranta, email="gun@example.org", name="Gun Gran")
    koivuranta.email_domains.create(domain="example.org")
    page = enter(new_context(java_script_enabled=java_script), kaisa, base_url)
    send(page, koivuranta, tmp_path / "people.csv", java_script=java_script)
    choose(page, java_script=java_script)
    press(page, "main form .btn-primary")
    work(page, java_script=java_script)
    expect(page.locator(".notice-ok")).to_be_visible()
    assert ritva.affiliations.get().title == "lehtori"
    assert Invitation.objects.open().count() == 2
    assert not gun.affiliations.live().exists()

    press(page, "a[href$='/undo/']")
    seen(page, "undo", java_script=java_script)
    press(page, "main form .btn-primary")
    work(page, java_script=java_script)
    expect(page.locator(".notice-ok")).to_be_visible()
    assert ritva.affiliations.get().title == ""
    assert not Invitation.objects.open().exists()
    assert gun.affiliations.live().exists()
