"""What is told: each number of a release as it is printed everywhere, and nothing that is not."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models.elements import DataElement, Indicator
from indicators.models.groups import Group
from indicators.models.releases import Release
from indicators.models.triggers import RELEASE_IS_TOLD, refuse_where
from members.models import User


class StatQuerySet(models.QuerySet["Stat"]):
    def visible_to(self, user: User) -> Self:
        """Those of the releases that the person sees."""
        return self.filter(release__in=Release.objects.visible_to(user))

    def with_all(self) -> Self:
        """What a table says beside the numbers comes along in the same query."""
        return self.select_related("element", "indicator", "group")

    def in_order(self) -> Self:
        """As a report tells them: elements and indicators by their place, then by group."""
        return self.order_by(
            *("indicator__order", "element__order", "element", "indicator"),
            *("group__priority", "pk"),
        )

    def withheld(self) -> Self:
        return self.filter(obs=Stat.Obs.WITHHELD)


class Stat(models.Model):
    """One number. A withheld one has no value at all, only the reason; a rounded one is kept as it
    was rounded."""

    class Kind(models.TextChoices):
        N = "n", _("contributors")
        SUM = "sum", _("sum")
        MEAN = "mean", _("mean")
        SHARE = "share", _("share")
        MEDIAN = "median", _("median")
        P25 = "p25", _("lower quartile")
        P75 = "p75", _("upper quartile")

    class Conf(models.TextChoices):
        FREE = "F", _("told")
        FEW = "A", _("too few schools")
        DOMINATED = "O", _("one school makes up nearly all of it")
        TWO_DOMINATE = "T", _("two schools make up nearly all of it")
        ONE_OR_TWO = "G", _("one or two schools make up nearly all of it")
        DERIVABLE = "D", _("a school's own figure could be calculated from it")
        INTERNAL = "N", _("not for telling")

    class Obs(models.TextChoices):
        TOLD = "A", _("told")
        NOT_APPLICABLE = "M", _("applies to nobody in the group")
        WITHHELD = "Q", _("withheld")

    release = models.ForeignKey(
        Release, models.CASCADE, related_name="stats", verbose_name=_("release")
    )
    element = models.ForeignKey(
        DataElement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stats",
        verbose_name=_("figure"),
    )
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stats",
        verbose_name=_("indicator"),
    )
    group = models.ForeignKey(Group, models.PROTECT, related_name="stats", verbose_name=_("group"))
    stat = models.CharField(_("statistic"), max_length=6, choices=Kind)
    value = models.DecimalField(_("value"), max_digits=27, decimal_places=12, null=True, blank=True)
    conf = models.CharField(_("why"), max_length=1, choices=Conf, default=Conf.FREE)
    obs = models.CharField(_("state"), max_length=1, choices=Obs, default=Obs.TOLD)
    shown = models.CharField(_("as it is printed"), max_length=40)

    objects = StatQuerySet.as_manager()

    class Meta:
        verbose_name = _("statistic")
        verbose_name_plural = _("statistics")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "element", "indicator", "group", "stat"],
                name="stat_one_of_each",
                nulls_distinct=False,
                violation_error_message=_("There is this statistic already."),
            ),
            models.CheckConstraint(
                condition=Q(element__isnull=False, indicator__isnull=True)
                | Q(element__isnull=True, indicator__isnull=False),
                name="stat_tells_of_an_element_or_an_indicator",
                violation_error_message=_("A statistic tells of one thing."),
            ),
            models.CheckConstraint(
                condition=~Q(obs="Q") | (Q(value__isnull=True, shown="..") & ~Q(conf="F")),
                name="stat_withheld_has_no_value",
                violation_error_message=_("A withheld statistic has a reason and no value."),
            ),
            models.CheckConstraint(
                condition=Q(obs="Q") | Q(conf__in=["F", "N"]),
                name="stat_told_has_no_reason_to_withhold",
                violation_error_message=_("What is told has no reason to be withheld."),
            ),
        ]
        triggers = [
            refuse_where(
                "stats_of_a_published_release_are_frozen",
                RELEASE_IS_TOLD,
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stat}: {self.shown}"

    @property
    def about(self) -> DataElement | Indicator:
        """What it tells of."""
        found = self.element or self.indicator
        assert found is not None  # noqa: S101  the database holds it
        return found

    @property
    def is_withheld(self) -> bool:
        return self.obs == self.Obs.WITHHELD
