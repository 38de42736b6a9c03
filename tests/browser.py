"""A real browser that watches: what may never happen on any page, and how each page is looked at."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

#: Debian's Chromium, and quiet: it asks nothing of anybody but the page.
ARGUMENTS = [
    *("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
WIDTHS = (1280, 320)
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

TELL_OF_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} ${event.blockedURI}`));
"""
RUN_AXE = """
async (rules) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: rules}});
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${rule.help}: ${node.html.slice(0, 200)}`));
}
"""
RUNS_OVER = """
(width) => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > width + 1)
  .map((element) => element.outerHTML.slice(0, 120))
"""


def find_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("UNISONO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


class Watch:
    """Notes what may never happen: an error in the console, which every breach of the content
    security policy is too, and a request to another origin."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.faults: list[str] = []
        self.allowed: list[str] = []
        self.context, self.origin = context, origin
        context.add_init_script(TELL_OF_VIOLATIONS)
        context.on("console", self._read)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._follow)

    def allow(self, text: str) -> None:
        """What a test expects, such as the console's line about a page with status 404."""
        self.allowed.append(text)

    def take(self) -> list[str]:
        """What was found since the last time."""
        self.context.cookies()  # an answer from the browser: what it said before has come by now
        found = [fault for fault in self.faults if not any(text in fault for text in self.allowed)]
        self.faults.clear()
        return found

    def _read(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _follow(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:")):
            self.faults.append(f"another origin: {request.url}")


def look(page: Page, name: str = "") -> None:
    """The page as people meet it: wide and narrow, light and dark. No barrier that axe can see,
    and nothing that makes a phone scroll sideways. UNISONO_SHOTS=folder keeps pictures of it."""
    faults = []
    page.wait_for_load_state()
    for scheme, width in _ways(page):
        faults += [f"{scheme}, {width} px: {fault}" for fault in barriers(page)]
        if width == min(WIDTHS) and page.evaluate("document.documentElement.scrollWidth") > width:
            faults += [f"{width} px: wider: {part}" for part in page.evaluate(RUNS_OVER, width)]
        if name and (folder := os.environ.get("UNISONO_SHOTS")):
            language = page.locator("html").get_attribute("lang")
            file = Path(folder) / f"{name}-{language}-{width}-{scheme}.png"
            page.screenshot(path=file, full_page=True)
    assert not faults, "\n".join(faults)


def barriers(page: Page) -> list[str]:
    """What axe-core finds. It comes in past the content security policy, as a debugger does."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN_AXE, RULES)
    return found


def _ways(page: Page) -> Iterator[tuple[str, int]]:
    for scheme in SCHEMES:
        for width in WIDTHS:
            with _shown(page, color_scheme=scheme, width=width):
                yield scheme, width


@contextmanager
def _shown(page: Page, *, color_scheme: Any, width: int) -> Iterator[None]:
    before = page.viewport_size
    page.emulate_media(color_scheme=color_scheme)
    page.set_viewport_size({"width": width, "height": 900})
    yield
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
