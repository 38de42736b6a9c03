from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from members.actions import Refused, found_association
from members.models import Organisation


class Command(BaseCommand):
    help = "Begin a real installation: the association and its first administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the association's name in Finnish")
        parser.add_argument("email", help="the address of its first administrator")
        parser.add_argument("--person", help="the administrator's name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        name, email = options["name"].strip(), options["email"].strip()
        try:
            validate_email(email)
            Organisation(kind="association", name_fi=name).clean_fields()
            founder = found_association(name, email, options["person"].strip() or email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{founder.organisation}: {founder.user} is its administrator. They sign in at "
            f"{settings.SITE_URL} with {founder.user.email} and the code that comes by mail."
        )
