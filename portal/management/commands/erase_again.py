from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from members.models import User
from portal.privacy.erasing import erase


class Command(BaseCommand):
    help = "After a restore: erase again the people whose numbers the log of the server names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="+", type=int, help="numbers of people")

    def handle(self, *args: Any, numbers: list[int], **options: Any) -> None:
        people = User.objects.get_queryset().filter(pk__in=numbers)
        for person in people:
            erase(person)
        self.stdout.write(f"{len(people)} of {len(numbers)} people have been erased again.")
