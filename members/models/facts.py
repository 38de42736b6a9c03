"""What is known of an organisation from day to day: the ground of the groups in which figures are
told."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.days import ends_after_it_starts, live, one_at_a_time
from members.models.organisations import Organisation


class FactQuerySet(models.QuerySet["Fact"]):
    def live(self, day: datetime.date | None = None) -> Self:
        return self.filter(live(day=day))

    def by_organisation(self, organisations: Iterable[int]) -> dict[int, dict[str, str]]:
        """`{12: {"size": "small", …}}` for each of these, in one query."""
        found: dict[int, dict[str, str]] = {pk: {} for pk in organisations}
        rows = self.filter(organisation__in=found).order_by("organisation", "name")
        for pk, name, value in rows.values_list("organisation", "name", "value"):
            found[pk][name] = value
        return found


class FactValue(models.TextChoices):
    SMALL = "small", _("small")
    MEDIUM = "medium", _("medium-sized")
    LARGE = "large", _("large")
    MUNICIPAL = "municipal", _("municipality")
    JOINT = "joint", _("joint municipal authority")
    FOUNDATION = "foundation", _("foundation")
    ASSOCIATION = "association", _("registered association")
    COMPANY = "company", _("limited company")
    MUSIC = "music", _("music")
    DANCE = "dance", _("dance")
    BOTH = "both", _("music and dance")
    SOUTH = "south", _("south")
    WEST = "west", _("west")
    EAST = "east", _("east")
    NORTH = "north", _("north")


#: What each fact may say, in the order of telling.
VALUES: dict[str, tuple[FactValue, ...]] = {
    "size": (FactValue.SMALL, FactValue.MEDIUM, FactValue.LARGE),
    "owner": (
        *(FactValue.MUNICIPAL, FactValue.JOINT, FactValue.FOUNDATION),
        *(FactValue.ASSOCIATION, FactValue.COMPANY),
    ),
    "field": (FactValue.MUSIC, FactValue.DANCE, FactValue.BOTH),
    "region": (FactValue.SOUTH, FactValue.WEST, FactValue.EAST, FactValue.NORTH),
}


def _fits() -> Q:
    """A value is one of those that its fact may have."""
    each = [Q(name=name, value__in=[*map(str, values)]) for name, values in VALUES.items()]
    return reduce(or_, each)


@pghistory.track(model_name="FactHistory")
class Fact(models.Model):
    """One fact of an organisation, from day to day."""

    class Name(models.TextChoices):
        SIZE = "size", _("size")
        OWNER = "owner", _("owner")
        FIELD = "field", _("field of art")
        REGION = "region", _("region")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="facts", verbose_name=_("organisation")
    )
    name = models.CharField(_("fact"), max_length=6, choices=Name)
    value = models.CharField(_("value"), max_length=11, choices=FactValue)
    from_on = models.DateField(_("first day"), default=timezone.localdate)
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["name", "-from_on"]
        constraints = [
            ends_after_it_starts("fact"),
            one_at_a_time(
                "fact",
                "organisation",
                "name",
                message=_("The organisation has another value of this fact during these days."),
            ),
            models.CheckConstraint(
                condition=_fits(),
                name="fact_has_a_value_of_its_own",
                violation_error_message=_("The value is not one of this fact's."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.get_value_display()}"
