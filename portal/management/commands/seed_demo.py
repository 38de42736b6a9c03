from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo.seed import seed


class Command(BaseCommand):
    help = "Load the fictional demonstration federation, where the database is empty."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SITE_URL.startswith("https:") and not settings.IS_DEMO:
            raise CommandError(
                "This is no demonstration: its people stay out of a portal with a public address."
            )
        made = seed()
        if made:
            counts = ", ".join(f"{number} {what}" for what, number in made.items())
            self.stdout.write(f"The demonstration federation has {counts}.")
        else:
            self.stdout.write("The database is not empty: nothing was added.")
