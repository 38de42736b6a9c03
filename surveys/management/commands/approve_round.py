from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from members.actions import Refused
from surveys.actions.approving import approve_round
from surveys.management import rounds
from surveys.management.person import of_the_office


class Command(BaseCommand):
    help = (
        "Approve all answers of a round that wait for the office. What is open in them is accepted "
        "as it is, and the reason is kept with each finding."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        rounds.add_arguments(parser)
        parser.add_argument("--reason", required=True, help="why the figures are accepted")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = rounds.the_round(options["collection"], options["period"])
        person = of_the_office(options["by"])
        with translation.override("en"):
            try:
                done = approve_round(round_, options["reason"], person)
            except Refused as refusal:
                raise CommandError(f"Nothing was approved. {refusal}") from None
        self.stdout.write(f"{done.approved} approved, {done.already} had been approved before.")
        for rule, number in sorted(done.accepted.items()):
            self.stdout.write(f"  {rule}: {number} accepted as they are")
        for name in done.left:
            self.stdout.write(f"  {name} waits for a colleague: {person} has typed in it.")
