"""The outbox: every mail is a row before it leaves."""

from __future__ import annotations

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: The text as it may be kept once nobody will send it any more: that of a secret letter is gone.
TEXT_TO_KEEP = Case(When(secret=True, then=Value("", models.TextField())), default=F("text"))


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> Self:
        """Waiting letters whose time has come, the longest waiting first."""
        waiting = self.filter(state=Letter.State.QUEUED, not_before__lte=timezone.now())
        return waiting.order_by("not_before")

    def expired(self) -> Self:
        """Waiting letters that would come too late."""
        return self.filter(state=Letter.State.QUEUED, expires_at__lte=timezone.now())

    def abandoned(self) -> Self:
        """Letters whose worker has vanished: nobody knows whether they left."""
        return self.filter(state=Letter.State.SENDING, lease_until__lte=timezone.now())

    def failed_since(self, moment: datetime.datetime) -> Self:
        """Failed letters whose last try was due after the moment, the latest first."""
        failed = self.filter(state=Letter.State.FAILED, not_before__gte=moment)
        return failed.order_by("-not_before")

    def send_again(self) -> int:
        """Give failed letters another try; returns how many there were."""
        failed = self.filter(state=Letter.State.FAILED)
        return failed.update(state=Letter.State.QUEUED, not_before=timezone.now())

    def cancel(self) -> int:
        """Take back what waits or has failed; returns how many there were."""
        there = self.filter(state__in=[Letter.State.QUEUED, Letter.State.FAILED])
        return there.update(state=Letter.State.CANCELLED, text=TEXT_TO_KEEP)


class Letter(models.Model):
    """One mail to one reader. Written with what it tells of, sent by the relay after the commit."""

    class Kind(models.TextChoices):
        TRANSACTIONAL = "transactional", _("code, invitation or receipt")
        SERVICE = "service", _("service letter")
        NEWSLETTER = "newsletter", _("newsletter")

    #: Better twice than never. A newsletter of unknown fate is left to the office instead.
    MAY_COME_TWICE = frozenset({Kind.TRANSACTIONAL, Kind.SERVICE})

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("on its way")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(
        _("occasion"), max_length=500, unique=True, help_text=_("One occasion, one letter.")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.SERVICE)
    secret = models.BooleanField(_("secret"), default=False)
    address = models.CharField(_("address"), max_length=320)
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.QUEUED)
    #: Also the fence: who has seen an older number no longer holds the letter.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_reply = models.CharField(_("last reply"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease_until__isnull=False),
                name="letter_is_sending_for_as_long_as_its_lease",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="letter_is_sent_at_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(secret=True, state__in=["sent", "cancelled"]) | Q(text=""),
                name="letter_keeps_no_secret_that_nobody_will_send",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="letter_waiting"),
            models.Index(
                fields=["lease_until"], condition=Q(state="sending"), name="letter_on_its_way"
            ),
            models.Index(fields=["created_at"], name="letter_by_creation"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"
