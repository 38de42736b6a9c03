"""Letters that came back, and addresses that are not written to any more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communications.models.letters import Letter
from members.models import User


class Bounce(models.Model):
    """The word of a mail server that a letter did not reach its reader."""

    class Kind(models.TextChoices):
        HARD = "hard", _("the address does not work")
        SOFT = "soft", _("not this time")
        COMPLAINT = "complaint", _("reported as unwanted")

    class Source(models.TextChoices):
        SMTP = "smtp", _("while sending")
        DSN = "dsn", _("by a letter that came back")

    letter = models.ForeignKey(
        Letter,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="bounces",
        verbose_name=_("letter"),
    )
    address = models.CharField(_("address"), max_length=320)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    status = models.CharField(_("status"), max_length=15, blank=True)
    diagnostic = models.CharField(_("what was said"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=4, choices=Source)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = models.Manager()

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "address", "source", "status", "diagnostic"],
                nulls_distinct=False,
                name="bounce_is_noted_once",
                violation_error_message=_("This has been noted already."),
            ),
        ]
        indexes = [models.Index(fields=["address", "at"], name="bounce_by_address")]

    def __str__(self) -> str:
        return f"{self.address}: {self.status} {self.get_kind_display()}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def live(self) -> Self:
        return self.filter(lifted_at__isnull=True)

    def whole(self) -> Self:
        """Addresses that get nothing at all."""
        return self.live().filter(newsletters_only=False)

    def among(self, addresses: Iterable[str]) -> set[str]:
        """Which of the addresses get nothing."""
        asked = {address.lower() for address in addresses}
        return set(self.whole().filter(address__in=asked).values_list("address", flat=True))


class Suppression(models.Model):
    """An address that is not written to, until its owner shows that it works."""

    address = models.EmailField(_("address"), max_length=320, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    newsletters_only = models.BooleanField(_("newsletters only"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lifted_suppressions",
        verbose_name=_("lifted by"),
    )

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("address that does not work")
        verbose_name_plural = _("addresses that do not work")
        ordering = ["-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(address=Lower("address")),
                name="suppression_address_is_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return self.address
