"""Measure the figures the portal promises, on this machine and this data."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.bench import (
    collections,
    directory,
    figure_pages,
    figures,
    letters,
    pages,
    reports,
    rosters,
    search,
)
from portal.bench.measuring import Figure, NothingToMeasure


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        try:
            parts = (
                *(pages, directory, search, rosters, collections, figures, figure_pages),
                *(reports, letters),
            )
            found = list(chain.from_iterable(part.measure() for part in parts))
        except NothingToMeasure as nothing:
            raise CommandError(str(nothing)) from nothing
        self.stdout.write(as_json(found) if json else as_text(found))
        if not all(figure.is_within for figure in found):
            raise CommandError("A figure is over its budget.")


def as_json(figures: list[Figure]) -> str:
    return json.dumps([asdict(figure) for figure in figures], indent=2)


def as_text(figures: list[Figure]) -> str:
    return "\n".join(
        f"{figure.name:<40} {figure.value:8.1f} {figure.unit} (at most {figure.budget:g})"
        for figure in figures
    )
