"""What is told of: the figures that schools report, and what is calculated from them."""

from __future__ import annotations

from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models.words import said
from members.access import reach
from members.models import User
from portal.lib.search import searched


class Sensitivity(models.TextChoices):
    """Who may see a school's own figure by its name; from the most open to the closest."""

    OPEN = "open", _("everybody sees each school's figure")
    MEMBERS = "members", _("members see each school's figure")
    AGGREGATE = "aggregate", _("only sums and medians are told")
    OFFICE = "office", _("never leaves the office")


class DataElementQuerySet(models.QuerySet["DataElement"]):
    def visible_to(self, user: User) -> Self:
        """What is never told is not told of either, save to the office."""
        if reach(user.standing, "release_figures").everything:
            return self
        seen = self.exclude(sensitivity=Sensitivity.OFFICE)
        return seen if reach(user.standing, "read_figures").everything else self.none()


@pghistory.track(model_name="DataElementHistory", exclude=["search"])
class DataElement(models.Model):
    """One figure of a questionnaire, the same over versions and years. `terms` say of a total which
    elements it adds up (1) or takes away (-1); they are empty for what is itself reported."""

    class Kind(models.TextChoices):
        INTEGER = "integer", _("whole number")
        DECIMAL = "decimal", _("decimal number")
        MONEY = "money", _("money")
        PERCENT = "percent", _("per cent")

    code = models.CharField(_("code"), max_length=200, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=300)
    name_sv = models.CharField(_("name in Swedish"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    unit_fi = models.CharField(_("unit in Finnish"), max_length=60, blank=True)
    unit_sv = models.CharField(_("unit in Swedish"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.INTEGER)
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)
    sensitivity = models.CharField(
        _("what may be told"), max_length=9, choices=Sensitivity, default=Sensitivity.AGGREGATE
    )
    is_person_count = models.BooleanField(
        _("counts people"),
        default=False,
        help_text=_("Such figures are told to the nearest three, and one to four as “1–4”."),
    )
    is_additive = models.BooleanField(
        _("has a sum"),
        default=True,
        help_text=_("A percentage or a ratio has none: only its median is told."),
    )
    terms = models.JSONField(_("parts of the total"), default=dict, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    topic_fi = models.CharField(_("topic in Finnish"), max_length=200, blank=True)
    topic_sv = models.CharField(_("topic in Swedish"), max_length=200, blank=True)
    topic_en = models.CharField(_("topic in English"), max_length=200, blank=True)
    order = models.PositiveIntegerField(_("place in the order of telling"), default=0)
    search = searched(
        names=("name_fi", "name_sv", "name_en"), texts=("topic_fi", "topic_sv", "topic_en")
    )

    objects = DataElementQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["order", "code"]
        indexes = [GinIndex(fields=["search"], name="dataelement_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return said(self, "name")

    @property
    def unit(self) -> str:
        return said(self, "unit")

    @property
    def topic_name(self) -> str:
        return said(self, "topic") or self.topic


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def visible_to(self, user: User) -> Self:
        """What is told of an indicator follows from its releases."""
        return self if reach(user.standing, "read_figures").everything else self.none()


@pghistory.track(model_name="IndicatorHistory", exclude=["search"])
class Indicator(models.Model):
    """What is calculated from elements: `numerator` and `denominator` say which are added (1) or
    taken away (-1); without a denominator it is the sum itself."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=300)
    name_sv = models.CharField(_("name in Swedish"), max_length=300, blank=True)
    name_en = models.CharField(_("name in English"), max_length=300, blank=True)
    unit_fi = models.CharField(_("unit in Finnish"), max_length=60, blank=True)
    unit_sv = models.CharField(_("unit in Swedish"), max_length=60, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=60, blank=True)
    meaning_fi = models.TextField(_("meaning in Finnish"), max_length=1000, blank=True)
    meaning_sv = models.TextField(_("meaning in Swedish"), max_length=1000, blank=True)
    meaning_en = models.TextField(_("meaning in English"), max_length=1000, blank=True)
    is_share = models.BooleanField(
        _("a share"), default=False, help_text=_("It is told in per cent.")
    )
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=1)
    numerator = models.JSONField(_("numerator"))
    denominator = models.JSONField(_("denominator"), default=dict, blank=True)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    order = models.PositiveIntegerField(_("place in the order of telling"), default=0)
    search = searched(
        names=("name_fi", "name_sv", "name_en"), texts=("meaning_fi", "meaning_sv", "meaning_en")
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["order", "code"]
        indexes = [GinIndex(fields=["search"], name="indicator_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(numerator={}),
                name="indicator_counts_something",
                violation_error_message=_("An indicator has at least one element above the line."),
            ),
            models.CheckConstraint(
                condition=Q(is_share=False) | ~Q(denominator={}),
                name="indicator_that_is_a_share_is_a_share_of_something",
                violation_error_message=_("A share has something below the line."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return said(self, "name")

    @property
    def unit(self) -> str:
        return said(self, "unit")

    @property
    def meaning(self) -> str:
        return said(self, "meaning")
