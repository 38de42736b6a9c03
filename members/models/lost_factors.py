"""Second factors that their owner has lost: two of the office take them away together."""

from __future__ import annotations

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import User


class LostFactorQuerySet(models.QuerySet["LostFactor"]):
    def waiting(self) -> Self:
        return self.filter(ended_at=None)

    def waiting_for(self, user: User) -> Self:
        """What the person may confirm: of others, and asked by others."""
        return self.waiting().exclude(asked_by=user).exclude(person=user)


@pghistory.track(model_name="LostFactorHistory")
class LostFactor(models.Model):
    """One of the office has recognised the person and asks; another confirms, and then the person
    signs in without a second step and chooses a new one. Or nothing comes of it."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="lost_factors", verbose_name=_("person")
    )
    reason = models.CharField(
        _("how the person was recognised"),
        max_length=200,
        help_text=_("For example: I called the number of the school and spoke with them."),
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="asked_lost_factors", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_lost_factors",
        verbose_name=_("confirmed by"),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = LostFactorQuerySet.as_manager()

    class Meta:
        verbose_name = _("lost second factor")
        verbose_name_plural = _("lost second factors")
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person"))),
                name="lostfactor_is_confirmed_by_another",
                violation_error_message=_("Somebody else confirms it."),
            ),
            models.CheckConstraint(
                condition=~Q(person=F("asked_by")),
                name="lostfactor_is_asked_by_another",
                violation_error_message=_("Nobody asks this for themself."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(ended_at__isnull=False),
                name="lostfactor_ends_when_it_is_confirmed",
                violation_error_message=_("What is confirmed has ended."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None),
                name="lostfactor_waits_once",
                violation_error_message=_("This waits for a colleague's confirmation already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
