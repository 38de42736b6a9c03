"""What stands in the cells of a response."""

from __future__ import annotations

from enum import StrEnum

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.compiled import Entry
from surveys.models.responses import Response


@pghistory.track(model_name="AnswerHistory")
class Answer(models.Model):
    """One cell. Its text is canonical (see figures.py); the database keeps every earlier version
    with who and when."""

    class Missing(models.TextChoices):
        NONE = "", _("a value")
        NIL = "n", _("none: a true zero")
        NOT_APPLICABLE = "a", _("does not apply to us")
        UNAVAILABLE = "m", _("exists, but we cannot say it")
        ELSEWHERE = "x", _("counted in another figure")

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="answers", verbose_name=_("response")
    )
    key = models.CharField(_("cell"), max_length=200)
    text = models.TextField(_("value"), blank=True)
    missing = models.CharField(
        _("instead of a value"), max_length=1, choices=Missing, blank=True, default=""
    )
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(_("version"), default=1)
    source = models.CharField(_("source"), max_length=10, default="typed")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="answers",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "key"],
                name="answer_one_for_each_cell",
                violation_error_message=_("The cell has an answer already."),
            ),
            models.CheckConstraint(
                condition=Q(text="") | Q(missing=""),
                name="answer_is_a_value_or_a_code",
                violation_error_message=_("A cell has a value or a code, not both."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.text or self.missing}"

    @property
    def entry(self) -> Entry:
        return Entry(self.text, self.missing)


class Explanation(models.Model):
    """Why an unusual figure is right. It holds for the values it was written about: when one of
    them changes, the finding opens again."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="explanations", verbose_name=_("response")
    )
    rule = models.CharField(_("rule"), max_length=240)
    fingerprint = models.CharField(_("fingerprint of the values"), max_length=64)
    text = models.TextField(_("explanation"), blank=True, max_length=2000)
    is_override = models.BooleanField(_("accepted by the office as it is"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="explanations",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["response", "rule"], name="explanation_response_rule")]

    def __str__(self) -> str:
        return self.text[:80]


class Mark(StrEnum):
    """The sign of a section in the office's grid."""

    DONE = "done"
    PART = "part"
    BLANK = "blank"
    QUESTIONS = "questions"
    ERRORS = "errors"
    HIDDEN = "hidden"
    RETURNED = "returned"


class SectionState(models.Model):
    """How far one section of a response is: counted at each save; the monitor only reads."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="section_states", verbose_name=_("response")
    )
    section = models.CharField(_("section"), max_length=60)
    is_hidden = models.BooleanField(_("not asked"), default=False)
    asked = models.PositiveSmallIntegerField(_("asked"), default=0)
    answered = models.PositiveSmallIntegerField(_("answered"), default=0)
    lacking = models.PositiveSmallIntegerField(_("obligatory and empty"), default=0)
    errors = models.PositiveSmallIntegerField(_("errors"), default=0)
    questions = models.PositiveSmallIntegerField(_("to explain or confirm"), default=0)
    ready_at = models.DateTimeField(_("marked ready at"), null=True, blank=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ready_sections",
        verbose_name=_("marked ready by"),
    )

    class Meta:
        verbose_name = _("state of a section")
        verbose_name_plural = _("states of sections")
        constraints = [
            models.UniqueConstraint(
                fields=["response", "section"],
                name="sectionstate_one_for_each_section",
                violation_error_message=_("The section has a state already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.answered}/{self.asked}"

    @property
    def is_done(self) -> bool:
        """Nothing stops it, and it is full, or somebody has marked it ready as it is."""
        stops = self.lacking or self.errors or self.questions
        return self.is_hidden or not (
            stops or (self.ready_at is None and self.answered < self.asked)
        )

    @property
    def mark(self) -> Mark:
        """What the office sees of it before all else."""
        if self.is_hidden or self.response.state == Response.State.EXEMPT:
            return Mark.HIDDEN
        if self.errors:
            return Mark.ERRORS
        if self.questions and self.answered:
            return Mark.QUESTIONS
        if self.response.state == Response.State.RETURNED and not self.ready_at:
            return Mark.RETURNED
        if self.is_done:
            return Mark.DONE
        return Mark.PART if self.answered else Mark.BLANK
