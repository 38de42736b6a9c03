"""When it is asked: one period of a collection."""

from __future__ import annotations

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models import User
from members.models.organisations import NOTHING, within
from surveys.models.forms import Collection, FormVersion


def usual_reminders() -> list[int]:
    return [14, 7, 2, 0]


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> Self:
        """The office sees all rounds; a person of a school those their school answers in."""
        if reach(user.standing, "review_collection").everything:
            return self
        reached = reach(user.standing, "fill_collection")
        mine = within(reached, "responses__organisation__") if reached.organisations else NOTHING
        return self.filter(mine).distinct()

    def with_counts(self) -> Self:
        """How many answer, have sent and wait for the office; who is exempt is left out."""
        asked = ~Q(responses__state="exempt")
        sent = Q(responses__state__in=["submitted", "in_review", "approved", "locked"])
        waiting = Q(responses__state__in=["submitted", "in_review"])
        return self.select_related("collection").annotate(
            asked_count=Count("responses", filter=asked),
            sent_count=Count("responses", filter=sent),
            waiting_count=Count("responses", filter=waiting),
        )


@pghistory.track(model_name="RoundHistory")
class Round(models.Model):
    """A collection asked for one period, from its opening to its closing."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        FROZEN = "frozen", _("frozen")

    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="rounds", verbose_name=_("collection")
    )
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="rounds", verbose_name=_("form version")
    )
    period = models.CharField(_("period"), max_length=9)
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.PLANNED)
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("last day to answer"))
    closes_at = models.DateTimeField(_("closes"))
    reminder_days = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("reminders, days before the last day to answer"),
        default=usual_reminders,
        blank=True,
        size=10,
        help_text=_("For example 14, 7, 2, 0, -7: a negative number is days after it."),
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["collection", "-period"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "period"],
                name="round_one_for_each_period",
                violation_error_message=_("The collection has a round for this period already."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("due_at")) & Q(due_at__lte=F("closes_at")),
                name="round_opens_is_due_and_closes_in_this_order",
                violation_error_message=_(
                    "A round opens before the last day to answer, and closes on it or later."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.period}"

    def may_review(self, user: User) -> bool:
        """Whether the person runs the round: sees who has answered, reminds and reviews."""
        return reach(user.standing, "review_collection").everything

    @property
    def is_open(self) -> bool:
        """Answered in: opened, and not closed yet, whether or not the clock has come by."""
        return self.state == self.State.OPEN and timezone.now() < self.closes_at

    @property
    def is_frozen(self) -> bool:
        """Its answers have become figures, and stay as they are."""
        return self.state == self.State.FROZEN

    @property
    def is_closed(self) -> bool:
        """Over, whether or not the clock has come by, and not frozen yet."""
        opened = self.state in {self.State.OPEN, self.State.CLOSED}
        return opened and not self.is_open

    @property
    def survey_ref(self) -> str:
        """How its observations say where they came from."""
        return f"round:{self.pk}"
