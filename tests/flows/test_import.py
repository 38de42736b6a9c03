"""A file becomes a form that is published, in a real browser."""

from pathlib import Path

from playwright.sync_api import Page, expect

from members.models import User
from surveys.actions.imports import run_import
from surveys.models import FormImport
from tests.browser import look
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_round import press
from tests.surveys.factories import make_collection
from tests.surveys.test_imports import FORM, survey


def send(page: Page, path: Path, content: bytes) -> FormImport:
    path.write_bytes(content)
    page.locator("input[type=file]").set_input_files(path)
    press(page, "main form button.btn-primary")
    return FormImport.objects.latest("pk")


def test_a_file_is_sent_read_and_published(
    new_context: NewContext, outi: User, base_url: str, tmp_path: Path
) -> None:
    vuosi = make_collection()
    page = enter(new_context(), outi, base_url)
    page.goto(f"/office/surveys/collection/{vuosi.pk}/change/")
    press(page, f".object-tools a[href='/collections/{vuosi.pk}/import/']")
    look(page, "import")

    job = send(page, tmp_path / "rikki.xlsx", survey(["integer", "", "A"], ["nonsense", "b", "B"]))
    look(page, "import-waits")
    run_import(job.pk)
    expect(page.locator(".notice-stop")).to_be_visible()
    look(page, "import-refused")

    press(page, "#import .btn-primary")
    job = send(page, tmp_path / "lomake.xlsx", FORM)
    run_import(job.pk)
    expect(page.locator(".notice-ok")).to_be_visible()
    look(page, "import-done")

    press(page, "#import a[href$='publish/']")
    look(page, "publish")
    press(page, "main form button.btn-primary")
    expect(page.locator(".messagelist .success")).to_be_visible()
    job.refresh_from_db()
    assert job.form_version and job.form_version.state == "published"


def test_without_javascript_a_link_tells_how_far_it_is(
    new_context: NewContext, outi: User, base_url: str, tmp_path: Path
) -> None:
    vuosi = make_collection()
    page = enter(new_context(java_script_enabled=False), outi, base_url)
    page.goto(f"/collections/{vuosi.pk}/import/")

    job = send(page, tmp_path / "lomake.xlsx", FORM)
    run_import(job.pk)
    press(page, "#import .actions a")

    expect(page.locator(".notice-ok")).to_be_visible()
