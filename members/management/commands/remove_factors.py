"""Take the second factors of a person away, by whoever runs the server: the last way in when so
many of the office have lost theirs that nobody is left to confirm."""

from argparse import ArgumentParser
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members import emails, sessions
from members.models import User


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    @transaction.atomic
    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {email}.")
        Authenticator.objects.filter(user=person).delete()
        sessions.end_all(person)
        emails.factors_removed(person)
        self.stdout.write(f"{person.email} signs in without a second factor and chooses anew.")
