"""Documents that are made once, kept and downloaded."""

from __future__ import annotations

import hashlib
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from members.models import User
from portal.lib.jobs import Job, untaken
from surveys.models import Snapshot


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """To whom the answer itself is visible; without the file."""
        return self.filter(snapshot__in=Snapshot.objects.visible_to(user)).without_content()

    def without_content(self) -> Self:
        return self.defer("content")

    def with_snapshot(self) -> Self:
        """What the page of a report shows comes along in the same query."""
        return self.select_related(
            "snapshot__response__organisation", "snapshot__response__round__collection"
        ).defer("content", "snapshot__document")

    def done(self) -> Self:
        return self.filter(status=Report.Status.DONE)

    def untaken(self) -> Self:
        """What nobody does, the longest waiting first."""
        return self.filter(untaken()).order_by("requested_at", "pk")


class Report(Job):
    """A document: what it is made from, and the file itself. It is made once, and stays as it was
    made."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.RECEIPT)
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="reports", verbose_name=_("snapshot")
    )
    language = models.CharField(_("language"), max_length=2, choices=User.LANGUAGES)
    content = models.BinaryField(_("file"), default=b"", blank=True)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "snapshot", "language"],
                name="report_one_of_each_snapshot_in_each_language",
                violation_error_message=_("This report has been asked for already."),
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (Q(made_at__isnull=False) & ~Q(sha256="") & ~Q(content=b"")),
                name="report_done_has_its_file",
                violation_error_message=_("A report that is done has its file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.snapshot}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def file_name(self) -> str:
        """Plain letters alone: `vuosi-2026-koivurannan-konservatorio-7c1e09ab-fi.pdf`."""
        response = self.snapshot.response
        told = (
            response.round.collection.code,
            response.round.period,
            response.organisation.name_fi,
        )
        parts = [slugify(part)[:60] for part in told]
        return f"{'-'.join([*parts, self.snapshot.sha256[:8], self.language])}.pdf"

    def wait_again(self, by: User) -> None:
        """A report that failed is asked for anew."""
        self.status, self.error, self.progress, self.attempts = self.Status.QUEUED, "", 0, 0
        self.requested_by, self.requested_at = by, timezone.now()
        self.save(
            update_fields=[
                *("status", "error", "progress", "attempts", "requested_by", "requested_at")
            ]
        )

    def finish(self, content: bytes) -> None:
        self.content, self.sha256 = content, hashlib.sha256(content).hexdigest()
        self.status, self.progress, self.made_at = self.Status.DONE, 100, timezone.now()
        self.save(update_fields=["content", "sha256", "status", "progress", "made_at"])


def without_receipt() -> models.QuerySet[Snapshot]:
    """What was sent and has no receipt yet in its sender's language, the oldest first."""
    receipts = Report.objects.filter(
        kind=Report.Kind.RECEIPT, snapshot=OuterRef("pk"), language=OuterRef("by__language")
    )
    sent = Snapshot.objects.sent().filter(by__isnull=False)
    return sent.filter(~models.Exists(receipts)).order_by("pk")
