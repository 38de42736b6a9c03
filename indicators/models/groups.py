"""The groups that figures are told in: fixed before the figures are looked at, and then kept."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.triggers import PERIOD_IS_TOLD, refuse_where
from indicators.models.words import said
from members.access import reach
from members.models import User

EVERYBODY = "all"


class GroupQuerySet(models.QuerySet["Group"]):
    def visible_to(self, user: User) -> Self:
        return self if reach(user.standing, "read_figures").everything else self.none()

    def of(self, collection: str, period: str) -> Self:
        return self.filter(collection=collection, period=period)


class Group(models.Model):
    """Schools whose figures are told together in one period of a collection. `rule` says which
    facts they have in common, `members` are their numbers as they were when the round was frozen;
    what has the lowest `priority` is told first."""

    collection = models.CharField(_("collection"), max_length=40)
    period = models.CharField(_("period"), max_length=9)
    code = models.CharField(_("code"), max_length=40)
    label_fi = models.CharField(_("name in Finnish"), max_length=120)
    label_sv = models.CharField(_("name in Swedish"), max_length=120, blank=True)
    label_en = models.CharField(_("name in English"), max_length=120, blank=True)
    system = models.CharField(_("grouped by"), max_length=20, blank=True)
    rule = models.JSONField(_("rule"), default=dict, blank=True)
    members = models.JSONField(_("members"), default=list, blank=True)
    priority = models.PositiveSmallIntegerField(_("place in the board's order"), default=0)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["collection", "-period", "priority", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "period", "code"],
                name="group_one_of_each_code_in_each_period",
                violation_error_message=_("There is a group with this code already."),
            ),
        ]
        triggers = [
            refuse_where(
                "groups_of_a_published_release_are_frozen",
                PERIOD_IS_TOLD,
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.period}"

    @property
    def label(self) -> str:
        return said(self, "label")
