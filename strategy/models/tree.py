"""The tree of a strategy: goals, their themes and measures.

Codes are ours, and stay: 1 is a goal, 1.1 a theme of it, 1.1.1 a measure of that theme.
"""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models import User
from members.models.days import ends_after_it_starts, one_at_a_time
from members.models.organisations import within
from portal.lib.search import searched
from strategy.models.texts import (
    CLEAR,
    LANGUAGES,
    OURS,
    Text,
    code_has_its_form,
    for_reader,
    in_language,
    words_are_written,
)

#: Codes in the order people count: 1.2 before 1.10.
IN_ORDER = Cast(
    Func(F("code"), Value("."), function="string_to_array"), ArrayField(models.IntegerField())
)


def code_goes_on_from(parent: str) -> pgtrigger.Trigger:
    """With codes that stay and are unique under each parent, a code is unique in its strategy."""
    return pgtrigger.Trigger(
        name=f"code_goes_on_from_its_{parent}",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func=f"""
            IF NOT EXISTS (
                SELECT FROM strategy_{parent} WHERE id = NEW.{parent}_id
                AND code = regexp_replace(NEW.code, '\\.[0-9]+$', '')
            ) THEN
                RAISE check_violation USING MESSAGE = 'code_goes_on_from_its_{parent}';
            END IF;
            RETURN NEW;
        """,
    )


class StrategyQuerySet(models.QuerySet["Strategy"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "read_strategy")))

    def begun(self) -> Self:
        """The newest first: it holds until the next one begins."""
        return self.filter(from_on__lte=timezone.localdate()).order_by("-from_on")

    def with_tree(self) -> Self:
        return self.prefetch_related("goals__themes__measures")


@pghistory.track(model_name="StrategyHistory")
class Strategy(models.Model):
    """What the association has set out to do during some years."""

    TEXTS: ClassVar[tuple[str, ...]] = ("title", "preamble", "mission", "values")

    code = models.CharField(_("code"), max_length=9, help_text=_("The years, such as 2026-2028."))
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(_("ends on"), help_text=_("The first day no longer in force."))
    title_fi = models.CharField(_("title in Finnish"), max_length=200, help_text=OURS)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    preamble_fi = models.TextField(_("preamble in Finnish"), max_length=2000, help_text=OURS)
    preamble_sv = models.TextField(_("preamble in Swedish"), max_length=2000, blank=True)
    preamble_en = models.TextField(_("preamble in English"), max_length=2000, blank=True)
    mission_fi = models.TextField(_("mission in Finnish"), max_length=2000, help_text=OURS)
    mission_sv = models.TextField(_("mission in Swedish"), max_length=2000, blank=True)
    mission_en = models.TextField(_("mission in English"), max_length=2000, blank=True)
    values_fi = models.TextField(_("values in Finnish"), max_length=2000, help_text=OURS)
    values_sv = models.TextField(_("values in Swedish"), max_length=2000, blank=True)
    values_en = models.TextField(_("values in English"), max_length=2000, blank=True)
    is_draft_sv = models.BooleanField(_("draft in Swedish"), default=True, help_text=CLEAR)
    is_draft_en = models.BooleanField(_("draft in English"), default=True, help_text=CLEAR)

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name = _("strategy")
        verbose_name_plural = _("strategies")
        ordering = ["-from_on"]
        triggers = [pgtrigger.ReadOnly(name="strategy_keeps_its_code", fields=["code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="strategy_one_of_each_code",
                violation_error_message=_("There is a strategy with this code already."),
            ),
            models.CheckConstraint(
                condition=Q(code__regex="^[0-9]{4}-[0-9]{4}$"),
                name="strategy_code_has_its_form",
                violation_error_message=_("The code is two years, such as 2026-2028."),
            ),
            ends_after_it_starts("strategy"),
            one_at_a_time("strategy", message=_("Another strategy is in force during these days.")),
            *words_are_written("strategy", "title", "preamble", "mission", "values"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("strategy:strategy")

    @property
    def last_on(self) -> datetime.date:
        """The last day in force."""
        return self.until_on - datetime.timedelta(days=1)

    @property
    def title(self) -> Text:
        return for_reader(self, "title")

    @property
    def preamble(self) -> Text:
        return for_reader(self, "preamble")

    @property
    def mission(self) -> Text:
        return for_reader(self, "mission")

    @property
    def values(self) -> Text:
        return for_reader(self, "values")


@pghistory.track(model_name="GoalHistory", exclude=["search"])
class Goal(models.Model):
    TEXTS: ClassVar[tuple[str, ...]] = ("name", "aim")

    strategy = models.ForeignKey(
        Strategy, models.PROTECT, related_name="goals", verbose_name=_("strategy")
    )
    code = models.CharField(_("code"), max_length=2, help_text=_("A number, such as 1."))
    name_fi = models.CharField(_("name in Finnish"), max_length=200, help_text=OURS)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    aim_fi = models.TextField(_("aim in Finnish"), max_length=2000, help_text=OURS)
    aim_sv = models.TextField(_("aim in Swedish"), max_length=2000, blank=True)
    aim_en = models.TextField(_("aim in English"), max_length=2000, blank=True)
    is_draft_sv = models.BooleanField(_("draft in Swedish"), default=True, help_text=CLEAR)
    is_draft_en = models.BooleanField(_("draft in English"), default=True, help_text=CLEAR)
    search = searched(
        names=("code", "name_fi", "name_sv", "name_en"), texts=("aim_fi", "aim_sv", "aim_en")
    )

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = [IN_ORDER]
        indexes = [GinIndex(fields=["search"], name="goal_search")]
        triggers = [pgtrigger.ReadOnly(name="goal_keeps_its_place", fields=["strategy", "code"])]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "code"],
                name="goal_one_of_each_code",
                violation_error_message=_("The strategy has a goal with this code already."),
            ),
            code_has_its_form("goal", 1, _("The code of a goal is one number, such as 1.")),
            *words_are_written("goal", "name", "aim"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:strategy") + f"#{self.code}"

    @property
    def name(self) -> Text:
        return for_reader(self, "name")

    @property
    def aim(self) -> Text:
        return for_reader(self, "aim")


@pghistory.track(model_name="ThemeHistory", exclude=["search"])
class Theme(models.Model):
    TEXTS: ClassVar[tuple[str, ...]] = ("name",)

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="themes", verbose_name=_("goal"))
    code = models.CharField(_("code"), max_length=5, help_text=_("Two numbers, such as 1.1."))
    name_fi = models.CharField(_("name in Finnish"), max_length=200, help_text=OURS)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    is_draft_sv = models.BooleanField(_("draft in Swedish"), default=True, help_text=CLEAR)
    is_draft_en = models.BooleanField(_("draft in English"), default=True, help_text=CLEAR)
    search = searched(names=("code", "name_fi", "name_sv", "name_en"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = [IN_ORDER]
        indexes = [GinIndex(fields=["search"], name="theme_search")]
        triggers = [
            code_goes_on_from("goal"),
            pgtrigger.ReadOnly(name="theme_keeps_its_place", fields=["goal", "code"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["goal", "code"],
                name="theme_one_of_each_code",
                violation_error_message=_("The strategy has a theme with this code already."),
            ),
            code_has_its_form("theme", 2, _("The code of a theme is two numbers, such as 1.1.")),
            *words_are_written("theme", "name"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:strategy") + f"#{self.code}"

    @property
    def name(self) -> Text:
        return for_reader(self, "name")

    def clean(self) -> None:
        super().clean()
        if self.goal_id and self.code.rpartition(".")[0] != self.goal.code:
            raise ValidationError({"code": _("The code goes on from the code of the goal.")})


class MeasureQuerySet(models.QuerySet["Measure"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "read_strategy")))

    def current(self) -> Self:
        """Of the strategy that holds today."""
        return self.filter(theme__goal__strategy__in=Strategy.objects.begun()[:1])

    def with_line(self) -> Self:
        """Everything above comes along in the same query."""
        return self.select_related("theme__goal__strategy")


@pghistory.track(model_name="MeasureHistory", exclude=["search"])
class Measure(models.Model):
    """What the association does. Whatever serves a measure points here."""

    TEXTS: ClassVar[tuple[str, ...]] = ("text",)

    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="measures", verbose_name=_("theme")
    )
    code = models.CharField(_("code"), max_length=8, help_text=_("Three numbers, such as 1.1.1."))
    text_fi = models.TextField(_("text in Finnish"), max_length=2000, help_text=OURS)
    text_sv = models.TextField(_("text in Swedish"), max_length=2000, blank=True)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    is_draft_sv = models.BooleanField(_("draft in Swedish"), default=True, help_text=CLEAR)
    is_draft_en = models.BooleanField(_("draft in English"), default=True, help_text=CLEAR)
    search = searched(names=("code",), texts=("text_fi", "text_sv", "text_en"))

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = [IN_ORDER]
        indexes = [GinIndex(fields=["search"], name="measure_search")]
        triggers = [
            code_goes_on_from("theme"),
            pgtrigger.ReadOnly(name="measure_keeps_its_place", fields=["theme", "code"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["theme", "code"],
                name="measure_one_of_each_code",
                violation_error_message=_("The strategy has a measure with this code already."),
            ),
            code_has_its_form(
                "measure", 3, _("The code of a measure is three numbers, such as 1.1.1.")
            ),
            *words_are_written("measure", "text"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    def get_absolute_url(self) -> str:
        return reverse("strategy:measure", args=[self.code])

    @property
    def text(self) -> Text:
        return for_reader(self, "text")

    def other_texts(self) -> list[Text]:
        """The same in the languages in which the reader is not reading it."""
        shown = self.text.language
        texts = (in_language(self, "text", language) for language in LANGUAGES)
        return [text for text in texts if text and text.language != shown]

    def clean(self) -> None:
        super().clean()
        if self.theme_id and self.code.rpartition(".")[0] != self.theme.code:
            raise ValidationError({"code": _("The code goes on from the code of the theme.")})
