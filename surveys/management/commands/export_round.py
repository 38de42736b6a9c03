import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from members.actions import Refused
from surveys.actions.exporting import FORMATS, export_round
from surveys.management import rounds
from surveys.management.person import of_the_office


class Command(BaseCommand):
    help = "Give back all answers of a round: a wide table that can be loaded again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        rounds.add_arguments(parser)
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--to", type=Path, help="the file; without it, standard output")

    def handle(self, *args: Any, to: Path | None = None, **options: Any) -> None:
        round_ = rounds.the_round(options["collection"], options["period"])
        with translation.override("en"):
            try:
                content = export_round(round_, options["format"], of_the_office(options["by"]))
            except Refused as refusal:
                raise CommandError(f"Nothing was exported. {refusal}") from None
        if to is None:
            sys.stdout.buffer.write(content)
            return
        try:
            to.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{to} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{round_.responses.count()} answers are in {to}.")
