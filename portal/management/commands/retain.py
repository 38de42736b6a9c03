from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.privacy import retention


class Command(BaseCommand):
    help = "Remove what was kept long enough, by the table of rules; --dry-run only counts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and change nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        try:
            told = retention.due() if dry_run else retention.retain()
        except retention.Overdue as overdue:
            raise CommandError(f"These rules were not kept: {overdue}") from overdue
        for rule, count in told:
            self.stdout.write(f"{rule.code:<16} {count:>8}  {rule.what}, {rule.kept}: {rule.then}")
