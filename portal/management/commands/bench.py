"""Measure the figures the portal promises, on this machine and this data."""

import json
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client

from members.models import User

ROUNDS = 200


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str
    budget: float

    @property
    def is_within(self) -> bool:
        return self.value <= self.budget


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        figures = list(measure())
        self.stdout.write(as_json(figures) if json else as_text(figures))
        if not all(figure.is_within for figure in figures):
            raise CommandError("A figure is over its budget.")


def measure() -> Iterator[Figure]:
    for role, path in (("office", "/"), ("key_contact", "/"), ("key_contact", "/members/")):
        client = _signed_in(role)
        times = sorted(_milliseconds(lambda: client.get(path)) for _ in range(ROUNDS))  # noqa: B023
        yield Figure(f"{path} as {role}, p50", statistics.median(times), "ms", 15)


def _signed_in(role: str) -> Client:
    """Somebody who has the role; the measurement sees their pages and changes nothing."""
    user = User.objects.filter(affiliations__roles__role=role, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody has the role {role}. Load the demonstration first: ./run demo")
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    client.force_login(user)
    if client.get("/").status_code != 200:  # noqa: PLR2004  and the first call is not measured
        raise CommandError("The home page does not open.")
    return client


def _milliseconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def as_json(figures: list[Figure]) -> str:
    return json.dumps([asdict(figure) for figure in figures], indent=2)


def as_text(figures: list[Figure]) -> str:
    return "\n".join(
        f"{figure.name:<40} {figure.value:8.1f} {figure.unit} (at most {figure.budget:g})"
        for figure in figures
    )
