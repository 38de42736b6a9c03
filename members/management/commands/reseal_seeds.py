"""Seal the seeds of all second factors with the first of FIELD_KEYS, so that the others may go."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from members import seeds

SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class Command(BaseCommand):
    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        rows = Authenticator.objects.select_for_update().filter(type__in=SEALED)
        for row in rows:
            name = SEALED[row.type]
            row.data[name] = seeds.reseal(row.data[name], settings.FIELD_KEYS)
            row.save(update_fields=["data"])
        self.stdout.write(f"{len(rows)} seeds are sealed with the first key.")
