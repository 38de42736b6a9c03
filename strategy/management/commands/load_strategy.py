from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from strategy import actions, outline


class Command(BaseCommand):
    help = "Load a strategy from a JSON file, or bring its drafts up to date. Safe twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=outline.SHIPPED)

    @no_translations
    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            loaded = actions.load(outline.read(file))
        except (outline.Malformed, actions.Differs) as problem:
            raise CommandError(f"Nothing has been changed. {problem}") from problem
        self.stdout.write(str(loaded))
