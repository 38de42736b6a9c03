"""What a person may ask about their own data: a copy, an erasure; and what they agree to."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import NOTHING
from members.models.people import User
from portal.lib.jobs import Job, untaken

#: So long a copy may be downloaded, by its person alone.
DOWNLOADABLE = datetime.timedelta(hours=24)
#: Who works alone may erase when this has passed since they saw what goes and what stays.
ALONE = datetime.timedelta(minutes=30)


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and nobody else's; without the file."""
        return self.filter(requested_by=user).defer("content")

    def untaken(self) -> Self:
        return self.filter(untaken()).order_by("requested_at", "pk")

    def fresh(self) -> Self:
        """Those whose file can still be downloaded."""
        return self.filter(status=Job.Status.DONE, made_at__gt=timezone.now() - DOWNLOADABLE)


class Export(Job):
    """A copy of all that the portal knows of the person who asks: complete as JSON, and a page to
    read, in one file."""

    content = models.BinaryField(_("file"), default=b"", blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of own data")
        verbose_name_plural = _("copies of own data")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_by"],
                condition=Q(status__in=["queued", "running"]),
                name="export_is_made_once_at_a_time",
                violation_error_message=_("Your copy is being made already."),
            ),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(made_at__isnull=False) & ~Q(content=b"")),
                name="export_done_has_its_file",
                violation_error_message=_("A copy that is done has its file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def until(self) -> datetime.datetime | None:
        return self.made_at + DOWNLOADABLE if self.made_at else None

    @property
    def is_fresh(self) -> bool:
        return self.status == self.Status.DONE and bool(self.until and self.until > timezone.now())

    def finish(self, content: bytes) -> None:
        self.content, self.made_at = content, timezone.now()
        self.status, self.progress = self.Status.DONE, 100
        self.save(update_fields=["content", "made_at", "status", "progress"])


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> Self:
        return self.filter(done_at=None, withdrawn_at=None)

    def visible_to(self, user: User) -> Self:
        """One's own; all to those who prepare and confirm erasures."""
        sees = any(
            reach(user.standing, verb).everything for verb in ("prepare_erasure", "confirm_erasure")
        )
        return self.filter((~NOTHING if sees else NOTHING) | Q(person=user))

    def with_all(self) -> Self:
        return self.select_related("person", "asked_by", "prepared_by", "confirmed_by")


class Erasure(models.Model):
    """Somebody is to be erased: asked for, looked at by the office, confirmed by another. Once it
    is done the row is the list by which erased people are erased again after a restore."""

    person = models.ForeignKey(
        User, models.PROTECT, related_name="erasures", verbose_name=_("person")
    )
    #: Nobody, where an account that nobody uses any more goes by itself.
    asked_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asked_erasures",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    prepared_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="prepared_erasures",
        verbose_name=_("looked at by"),
    )
    prepared_at = models.DateTimeField(_("looked at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_erasures",
        verbose_name=_("confirmed by"),
    )
    alone_reason = models.TextField(_("why nobody else confirmed it"), blank=True, max_length=1000)
    done_at = models.DateTimeField(_("erased at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="erasure_is_asked_for_once_at_a_time",
                violation_error_message=_("The erasure has been asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(prepared_by=None, prepared_at=None)
                | Q(prepared_by__isnull=False, prepared_at__isnull=False),
                name="erasure_is_looked_at_by_somebody",
                violation_error_message=_("Who has looked at it goes with when."),
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(withdrawn_at=None),
                name="erasure_is_done_or_withdrawn",
                violation_error_message=_("What is done is not withdrawn."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("privacy:erasure", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.withdrawn_at is None

    def may_confirm_alone_at(self) -> datetime.datetime | None:
        return self.prepared_at + ALONE if self.prepared_at else None


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """What somebody has agreed to, in which words, and when they withdrew it."""

    class Kind(models.TextChoices):
        PUBLIC = "public", _("details shown to everyone")
        NEWSLETTER = "newsletter", _("newsletters to an address without an account")
        PHOTOGRAPH = "photograph", _("photographs")

    class Channel(models.TextChoices):
        PROFILE = "profile", _("on the page of own details")
        LINK = "link", _("by a link sent to the address")
        OFFICE = "office", _("told to the office")

    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("address"), blank=True)
    kind = models.CharField(_("what for"), max_length=10, choices=Kind)
    text_version = models.CharField(_("version of the text"), max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=User.LANGUAGES)
    channel = models.CharField(_("how"), max_length=7, choices=Channel)
    given_at = models.DateTimeField(_("given at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | Q(user__isnull=True) & ~Q(address=""),
                name="consent_is_of_a_person_or_an_address",
                violation_error_message=_("Name a person or an address, not both."),
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")),
                name="consent_address_is_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
            models.UniqueConstraint(
                fields=["user", "address", "kind"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="consent_is_given_once_at_a_time",
                violation_error_message=_("This consent is in force already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.address}: {self.get_kind_display()}"
