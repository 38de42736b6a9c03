"""What protects the schools: the rules of each collection, and what a school has waived."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models.elements import DataElement
from indicators.models.words import said
from members.models import Organisation
from members.models.days import ends_after_it_starts, live, one_at_a_time


def usual_systems() -> list[str]:
    return ["size", "owner", "field", "region"]


@pghistory.track(model_name="SdcPolicyHistory")
class SdcPolicy(models.Model):
    """How many contributors a figure needs, and in which groups it is told. Each release keeps the
    rules that it was made by."""

    #: What a release is made by; the rest are names.
    RULES: ClassVar = (
        *("min_sum", "min_median", "min_quartile", "p", "coalition", "min_diff"),
        "value_digits",
    )

    class System(models.TextChoices):
        SIZE = "size", _("size")
        OWNER = "owner", _("owner")
        FIELD = "field", _("field of art")
        REGION = "region", _("region")

    collection = models.CharField(_("collection"), max_length=40, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=200, blank=True)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    min_sum = models.PositiveSmallIntegerField(
        _("contributors of a sum or a mean, at least"),
        default=3,
        validators=[MinValueValidator(3)],
    )
    min_median = models.PositiveSmallIntegerField(
        _("contributors of a median, at least"), default=5, validators=[MinValueValidator(5)]
    )
    min_quartile = models.PositiveSmallIntegerField(
        _("contributors of quartiles, at least"), default=10, validators=[MinValueValidator(10)]
    )
    p = models.PositiveSmallIntegerField(
        _("how near a figure may be guessed, per cent"),
        default=10,
        help_text=_("Confidential: it is told to nobody outside the office."),
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    coalition = models.PositiveSmallIntegerField(
        _("schools that might put their figures together, at most"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1)],
    )
    min_diff = models.PositiveSmallIntegerField(
        _("by how many schools two groups must differ"),
        default=3,
        validators=[MinValueValidator(3)],
    )
    value_digits = models.PositiveSmallIntegerField(
        _("digits of a median"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(6)],
    )
    systems = ArrayField(
        models.CharField(max_length=6, choices=System),
        verbose_name=_("what schools are grouped by, the most important first"),
        default=usual_systems,
        blank=True,
    )

    class Meta:
        verbose_name = _("rules of protection")
        verbose_name_plural = _("rules of protection")
        ordering = ["collection"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_sum__gte=3, min_median__gte=5, min_quartile__gte=10)
                & Q(min_diff__gte=3, p__gte=1, coalition=1, value_digits__gte=1),
                name="sdcpolicy_is_never_looser_than_the_promise",
                violation_error_message=_("The rules may be stricter than these, never looser."),
            ),
        ]

    def __str__(self) -> str:
        return said(self, "name") or self.collection

    @property
    def rules(self) -> dict[str, Any]:
        """As a release keeps them."""
        return {name: getattr(self, name) for name in self.RULES}


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def live(self, day: datetime.date | None = None) -> Self:
        return self.filter(live(day=day))


@pghistory.track(model_name="WaiverHistory")
class Waiver(models.Model):
    """A school lets a figure of its own be told, from day to day."""

    class Level(models.TextChoices):
        AGGREGATE = "aggregate", _("sums may be told that give the figure away")
        MEMBERS = "members", _("the figure may be told to members by name")
        OPEN = "open", _("the figure may be told to everybody by name")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="waivers", verbose_name=_("organisation")
    )
    element = models.ForeignKey(
        DataElement, models.PROTECT, related_name="waivers", verbose_name=_("figure")
    )
    level = models.CharField(_("what is waived"), max_length=9, choices=Level)
    from_on = models.DateField(_("first day"), default=timezone.localdate)
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )
    signed_by = models.CharField(_("signed by"), max_length=200)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["organisation", "element", "-from_on"]
        constraints = [
            ends_after_it_starts("waiver"),
            one_at_a_time(
                "waiver",
                "organisation",
                "element",
                message=_("The school has another waiver for this figure during these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.element}"
