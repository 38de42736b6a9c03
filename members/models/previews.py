"""When somebody of the office has looked at the portal as a school sees it."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.organisations import Organisation
from members.models.people import User

#: A look ends by itself after this.
LONGEST = datetime.timedelta(hours=1)


class Preview(models.Model):
    """One look, from beginning to end; without an end it went on until the session ended."""

    by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="previews", verbose_name=_("by")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="previews", verbose_name=_("organisation")
    )
    begun_at = models.DateTimeField(_("begun at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = _("look as a school")
        verbose_name_plural = _("looks as a school")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")),
                name="preview_ends_after_it_begins",
                violation_error_message=_("It ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by or ''}: {self.organisation}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and timezone.now() < self.begun_at + LONGEST
