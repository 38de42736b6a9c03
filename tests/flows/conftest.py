"""Stories in a real browser, on a real server with a real database."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tests.browser import ARGUMENTS, Watch, find_chromium

NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that lies in this folder drives a browser, and sees what the server has committed."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    program = find_chromium()
    if program is None:
        complain = pytest.fail if os.environ.get("CI") else pytest.skip
        complain("No Chromium here: apt-get install chromium, or name it in UNISONO_CHROMIUM.")
    # Playwright keeps an event loop, in which Django would refuse every query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else ARGUMENTS
    return browser_type_launch_args | {"executable_path": program, "args": arguments}


@pytest.fixture(scope="session")
def base_url(live_server: LiveServer) -> str:
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "fi-FI",
        "timezone_id": "Europe/Helsinki",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def watches() -> list[Watch]:
    """One for each browser window of the test, in the order they were opened."""
    return []


@pytest.fixture
def new_context(
    new_context: NewContext, base_url: str, watches: list[Watch]
) -> Iterator[NewContext]:
    """Every context is watched, and at the end of the test nothing may have been found."""

    def watched(**options: Any) -> BrowserContext:
        context = new_context(**options)
        watches.append(Watch(context, base_url))
        return context

    yield watched
    assert [fault for watch in watches for fault in watch.take()] == []


@pytest.fixture(autouse=True)
def _all_answered(transactional_db: None) -> Iterator[None]:
    """What a window had asked for when it closed is answered before the tables are emptied: one
    would wait for the other without end."""
    under_way: set[int] = set()

    def begun(**_: Any) -> None:
        under_way.add(threading.get_ident())

    def ended(**_: Any) -> None:
        under_way.discard(threading.get_ident())

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    deadline = time.monotonic() + 10
    while under_way and time.monotonic() < deadline:
        time.sleep(0.02)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@pytest.fixture(autouse=True)
def _empty_cache(db: None) -> None:
    """The counters of sign-in attempts are no table of ours: the end of a test leaves them."""
    cache.clear()
