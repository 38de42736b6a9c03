"""The outbox: every mail is a row before it leaves."""

from __future__ import annotations

import datetime
import uuid
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communications.models.topics import Refusal, Topic
from members.models import Organisation, User

#: The text as it may be kept once nobody will send it any more: that of a secret letter is gone.
TEXT_TO_KEEP = Case(When(secret=True, then=Value("", models.TextField())), default=F("text"))


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self) -> Self:
        """Waiting letters whose time has come and has not passed: codes first, newsletters last,
        and of each the longest waiting first."""
        now = timezone.now()
        in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        waiting = self.filter(in_time, state=Letter.State.QUEUED, not_before__lte=now)
        return waiting.order_by("priority", "not_before")

    def expired(self) -> Self:
        """Waiting letters that would come too late."""
        return self.filter(state=Letter.State.QUEUED, expires_at__lte=timezone.now())

    def abandoned(self) -> Self:
        """Letters whose worker has vanished before the end: they have not left."""
        return self.filter(state=Letter.State.SENDING, lease_until__lte=timezone.now())

    def uncertain(self) -> Self:
        """Letters that were handed over and never answered for: nobody knows whether they left."""
        return self.filter(state=Letter.State.COMMITTING, lease_until__lte=timezone.now())

    def held(self) -> Self:
        """Uncertain letters that the office decides about, the oldest first."""
        return self.uncertain().filter(on_doubt=Letter.OnDoubt.HOLD).order_by("lease_until")

    def failed_since(self, moment: datetime.datetime) -> Self:
        """Failed letters whose last try was due after the moment."""
        return self.filter(state=Letter.State.FAILED, not_before__gte=moment)

    def for_the_office(self, since: datetime.datetime) -> Self:
        """Letters that somebody must look at: those in doubt, the oldest first, then those that
        have failed since, the latest first."""
        either = self.held().order_by() | self.failed_since(since)
        return either.order_by("state", "lease_until", "-not_before")

    def begun_since(self, moment: datetime.datetime) -> Self:
        """Letters that left after the moment, or are on their way."""
        on_its_way = Q(state__in=[Letter.State.SENDING, Letter.State.COMMITTING])
        return self.filter(Q(sent_at__gt=moment) | on_its_way & Q(lease_until__gt=timezone.now()))

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

    class OnDoubt(models.TextChoices):
        RESEND = "resend", _("send again: better twice than never")
        HOLD = "hold", _("ask the office: better never than twice")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("on its way")
        COMMITTING = "committing", _("handed over, not answered for")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")
        SUPPRESSED = "suppressed", _("not sent")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(
        _("occasion"), max_length=500, unique=True, help_text=_("One occasion, one letter.")
    )
    kind = models.CharField(_("kind"), max_length=13, choices=Kind, default=Kind.SERVICE)
    service = models.CharField(
        _("kind of service letter"), max_length=12, choices=Refusal.Service, blank=True
    )
    secret = models.BooleanField(_("secret"), default=False)
    on_doubt = models.CharField(
        _("in doubt"), max_length=6, choices=OnDoubt, default=OnDoubt.RESEND
    )
    priority = models.GeneratedField(
        verbose_name=_("priority"),
        expression=Case(
            When(secret=True, then=Value(0)),
            When(kind="transactional", then=Value(1)),
            When(kind="service", then=Value(2)),
            default=Value(3),
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    address = models.CharField(_("address"), max_length=320)
    user = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("organisation"),
    )
    topic = models.ForeignKey(
        Topic,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("topic"),
    )
    language = models.CharField(_("language"), max_length=2)
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"))
    because = models.TextField(_("why it is sent"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    #: Also the fence: who has seen an older number no longer holds the letter.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    expires_at = models.DateTimeField(_("useless after"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_code = models.PositiveSmallIntegerField(_("last code"), null=True, blank=True)
    last_reply = models.CharField(_("last reply"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "committing"]) | Q(lease_until__isnull=False),
                name="letter_is_on_its_way_for_as_long_as_its_lease",
                violation_error_message=_("A letter on its way has a time until which it is."),
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False),
                name="letter_is_sent_at_a_moment",
                violation_error_message=_("A letter that was sent has the moment of sending."),
            ),
            models.CheckConstraint(
                condition=~Q(secret=True, state__in=["sent", "cancelled", "suppressed"])
                | Q(text=""),
                name="letter_keeps_no_secret_that_nobody_will_send",
                violation_error_message=_("A secret letter keeps no text once it is done with."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["priority", "not_before"],
                condition=Q(state="queued"),
                name="letter_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["sending", "committing"]),
                name="letter_on_its_way",
            ),
            models.Index(
                fields=["not_before"], condition=Q(state="failed"), name="letter_not_delivered"
            ),
            models.Index(fields=["created_at"], name="letter_by_creation"),
            models.Index(fields=["sent_at"], name="letter_by_sending"),
            models.Index(fields=["address"], name="letter_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.subject}"

    @property
    def message_id(self) -> str:
        """The same at every try, by which a pair can be told, and a bounce known again."""
        return f"<{self.pk}@{urlsplit(settings.SITE_URL).hostname}>"

    @property
    def is_uncertain(self) -> bool:
        """Whether it was handed over, and nobody will answer for it any more."""
        is_over = self.lease_until is not None and self.lease_until <= timezone.now()
        return self.state == self.State.COMMITTING and is_over


class LetterStep(models.Model):
    """What became of a letter at one try, or what the office decided about it."""

    letter = models.ForeignKey(
        Letter, models.CASCADE, related_name="steps", verbose_name=_("letter")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    attempt = models.PositiveIntegerField(_("attempt"))
    state = models.CharField(_("state"), max_length=10, choices=Letter.State)
    code = models.PositiveSmallIntegerField(_("code"), null=True, blank=True)
    reply = models.CharField(_("reply"), max_length=200, blank=True)
    by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letter_steps",
        verbose_name=_("decided by"),
    )

    objects = models.Manager()

    class Meta:
        verbose_name = _("step of a letter")
        verbose_name_plural = _("steps of letters")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.get_state_display()}"
