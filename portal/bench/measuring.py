"""One figure, and how it is measured."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import User


class NothingToMeasure(Exception):
    """The data at hand lacks what the figure is about."""


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    budget: float

    @property
    def is_within(self) -> bool:
        return self.value <= self.budget


def signed_in(user: User) -> Client:
    """Their browser; its first call, which warms the portal up, is not measured."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(user)
    _show_second_factor(client, user)
    if client.get("/").status_code != 200:  # noqa: PLR2004
        raise NothingToMeasure("The home page does not open.")
    gc.freeze()  # as the web server does when it has loaded
    return client


def _show_second_factor(client: Client, user: User) -> None:
    """What signing in leaves in the session of somebody who has used a second factor."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def milliseconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def p50(times: list[float]) -> float:
    return statistics.median(times)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def queries(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
