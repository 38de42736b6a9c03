"""A guard that finds nothing may be blind: each of ours finds what was planted for it."""

import pytest
from playwright.sync_api import Page

from tests.browser import Watch, look
from tests.flows.conftest import NewContext

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:"
WHOLE = '<main><h1>A page</h1><label for="a">Name</label> <input id="a"></main>'


def show(page: Page, body: str, *, policy: str = POLICY) -> None:
    """A page of our own origin with these parts in it."""
    html = f"<!doctype html><html lang='en'><title>Planted</title><body>{body}</body></html>"
    headers = {"content-type": "text/html; charset=utf-8"}
    if policy:
        headers["content-security-policy"] = policy
    page.route("**/planted", lambda route: route.fulfill(body=html, headers=headers))
    page.goto("/planted")


def test_a_whole_page_passes(page: Page, watches: list[Watch]) -> None:
    show(page, WHOLE)

    look(page)

    assert watches[0].take() == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<input>", "label: "),
        ('<a href="/planted"></a>', "link-name: "),
        ('<font color="#cccccc">pale</font>', "color-contrast"),
        ("<h4>deep</h4>", "heading-order"),
        ('<table width="400"><tr><td>wide</table>', "320 px: wider: <table"),
    ],
)
def test_look_finds(page: Page, planted: str, found: str) -> None:
    show(page, WHOLE.replace("</main>", f"{planted}</main>"))

    with pytest.raises(AssertionError, match=found):
        look(page)


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<script>1</script>", "script-src"),
        ("<style>p { color: red }</style>", "style-src"),
        ('<p style="color: red">red</p>', "style-src"),
        ('<p onclick="1">press</p>', "script-src"),
        ('<img alt="" src="https://elsewhere.invalid/a.png">', "img-src"),
    ],
)
def test_the_watch_finds_breaches_of_the_policy(
    page: Page, watches: list[Watch], planted: str, found: str
) -> None:
    show(page, planted)

    assert any(found in fault for fault in watches[0].take())


def test_the_watch_finds_a_request_to_another_origin(page: Page, watches: list[Watch]) -> None:
    show(page, '<img alt="" src="http://127.0.0.1:9/a.png">', policy="")

    page.wait_for_load_state("networkidle")
    assert "another origin: http://127.0.0.1:9/a.png" in watches[0].take()


def test_the_watch_finds_an_error_of_a_script(page: Page, watches: list[Watch]) -> None:
    show(page, "<script>console.error('planted'); nothing.here()</script>", policy="")

    console, script = watches[0].take()
    assert console.startswith("console: planted")
    assert script.startswith("script: nothing is not defined")


def test_the_watch_sees_without_javascript_too(
    new_context: NewContext, watches: list[Watch]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    show(page, '<p style="color: red">red</p>')

    assert any("style" in fault for fault in watches[0].take())
