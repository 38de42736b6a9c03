"""What registers call an organisation, from day to day."""

from __future__ import annotations

import datetime
from functools import reduce
from operator import add
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Mod, Ord, Substr
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from members.models.days import ends_after_it_starts, one_at_a_time
from members.models.organisations import Organisation

#: How each kind is written.
_BUSINESS_ID = r"^[0-9]{7}-[0-9]$"
_OID = r"^[0-2](\.(0|[1-9][0-9]*)){1,40}$"
_NUMBER = r"^[0-9]{5}$"
_SITE = r"^[0-9]{7}$"


#: Of the digits of a Business ID by their place; the hyphen weighs nothing.
_WEIGHTS = {1: 7, 2: 9, 3: 10, 4: 5, 5: 8, 6: 4, 7: 2, 9: 1}


def _weighed() -> Any:
    """The digits with their weights, the check digit too: a whole number of elevens in a Business
    ID that passes."""
    digits = (
        (Ord(Substr("value", place, 1)) - ord("0")) * each for place, each in _WEIGHTS.items()
    )
    return Mod(reduce(add, digits), 11)


class IdentifierQuerySet(models.QuerySet["Identifier"]):
    def valid_on(self, day: datetime.date) -> Self:
        begun = Q(from_on=None) | Q(from_on__lte=day)
        return self.filter(begun, Q(until_on=None) | Q(until_on__gt=day))


@pghistory.track(model_name="IdentifierHistory")
class Identifier(models.Model):
    """A number or a code of an organisation in a register. Who gets a new one keeps the old one
    with its last day: figures of the years before are found by it."""

    class Kind(models.TextChoices):
        BUSINESS_ID = "business_id", _("Business ID")
        OID = "oid", _("OID")
        INSTITUTION_NUMBER = "institution_number", _("number of the institution")
        SITE_NUMBER = "site_number", _("number of the site")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="identifiers", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=18, choices=Kind, default=Kind.BUSINESS_ID)
    value = models.CharField(_("identifier"), max_length=100)
    from_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Empty: as far back as is known.")
    )
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )

    objects = IdentifierQuerySet.as_manager()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["kind", "-from_on"]
        constraints = [
            ends_after_it_starts("identifier"),
            one_at_a_time(
                "identifier",
                "kind",
                "value",
                message=_("An organisation has this identifier already during these days."),
            ),
            models.CheckConstraint(
                condition=Q(kind="business_id", value__regex=_BUSINESS_ID)
                | Q(kind="oid", value__regex=_OID)
                | Q(kind="institution_number", value__regex=_NUMBER)
                | Q(kind="site_number", value__regex=_SITE),
                name="identifier_is_written_as_its_kind_is",
                violation_error_message=_(
                    "A Business ID is written 0245437-2, an OID 1.2.246.562.10.12345, the number "
                    "of an institution in five digits, that of a site in seven."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="business_id") | Q(Exact(_weighed(), 0)),
                name="identifier_business_id_passes_its_check",
                violation_error_message=_(
                    "The last digit of the Business ID does not fit the others: look for a typing "
                    "mistake."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
