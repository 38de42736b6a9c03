"""What people ask the office, and what it answers."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models import Organisation, User

LONGEST_PAGE, LONGEST_TEXT = 300, 4000


def page_of_ours(page: str) -> str:
    """The page where somebody was: a path of the portal and nothing more. A path that opens
    something by itself, and anything else, is left out."""
    try:
        match = resolve(page) if page.startswith("/") and len(page) <= LONGEST_PAGE else None
    except Resolver404:
        return ""
    return page if match and "token" not in match.kwargs and page.isprintable() else ""


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> Self:
        """One's own; to the office all."""
        reached = reach(user.standing, "read_questions")
        return self if reached.everything else self.filter(asked_by=user)

    def waiting(self) -> Self:
        """Those without an answer, the longest waiting first."""
        return self.filter(answered_at=None).order_by("asked_at", "pk")

    def with_people(self) -> Self:
        return self.select_related("asked_by", "organisation", "answered_by")


class Question(models.Model):
    """One question with one answer; whoever wants to know more asks again."""

    asked_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="questions",
        verbose_name=_("asked by"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("organisation"),
    )
    page = models.CharField(_("page"), max_length=LONGEST_PAGE, blank=True)
    text = models.TextField(_("question"), max_length=LONGEST_TEXT)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    answer = models.TextField(_("answer"), max_length=LONGEST_TEXT, blank=True)
    answered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="answered_questions",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="question_is_answered_at_a_moment",
                violation_error_message=_("An answer goes with its moment."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=Q(answered_at=None), name="question_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"  # noqa: PLR2004

    def get_absolute_url(self) -> str:
        return reverse("communications:question", args=[self.pk])

    def may_answer(self, user: User) -> bool:
        return self.answered_at is None and reach(user.standing, "answer_questions").everything
