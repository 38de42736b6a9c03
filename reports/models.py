"""Documents that are made once, kept and downloaded."""

from __future__ import annotations

import hashlib
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from indicators.models import Release
from members.access import reach
from members.models import Organisation, User
from members.models.organisations import within
from portal.lib.jobs import Job, untaken
from surveys.models import Snapshot


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """A receipt to whom the answer itself is visible; of what has been published the board's
        report to the board, and a school's own to those who answer for it; drafts, and what was
        withdrawn, to the office alone. Without the file."""
        standing, kind = user.standing, Report.Kind
        own = within(reach(standing, "read_benchmark"), "organisation__")
        seen = Q(kind=kind.BENCHMARK) & own
        if reach(standing, "read_board_report").everything:
            seen |= Q(kind=kind.BOARD)
        if not reach(standing, "release_figures").everything:
            seen &= Q(is_draft=False, release__in=Release.objects.published())
        receipts = Q(snapshot__in=Snapshot.objects.visible_to(user))
        return self.filter(receipts | seen).without_content()

    def of(self, release: Release) -> Self:
        """What has been made of the release as it stands: drafts before it is published."""
        return self.filter(release=release, is_draft=not release.is_told)

    def without_content(self) -> Self:
        return self.defer("content")

    def with_all(self) -> Self:
        """What the page of a report shows comes along in the same query."""
        return self.select_related(
            *("snapshot__response__organisation", "snapshot__response__round__collection"),
            *("release", "organisation"),
        ).defer("content", "snapshot__document", "release__audit")

    def done(self) -> Self:
        return self.filter(status=Report.Status.DONE)

    def untaken(self) -> Self:
        """What nobody does, the longest waiting first."""
        return self.filter(untaken()).order_by("requested_at", "pk")


class Report(Job):
    """A document: what it is made from, and the file itself. It is made once, and stays as it was
    made; a draft, of figures that are not published yet, is made anew each time."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("receipt")
        BOARD = "board", _("board’s report")
        BENCHMARK = "benchmark", _("benchmark report")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.RECEIPT)
    snapshot = models.ForeignKey(
        Snapshot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("snapshot"),
    )
    release = models.ForeignKey(
        Release,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("release"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("organisation"),
    )
    is_draft = models.BooleanField(_("draft"), default=False)
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
                fields=["kind", "snapshot", "release", "organisation", "language", "is_draft"],
                name="report_one_of_each_in_each_language",
                nulls_distinct=False,
                violation_error_message=_("This report has been asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(
                    *(Q(kind="receipt"), Q(snapshot__isnull=False), Q(release__isnull=True)),
                    *(Q(organisation__isnull=True), Q(is_draft=False)),
                )
                | Q(
                    *(Q(kind="board"), Q(snapshot__isnull=True), Q(release__isnull=False)),
                    Q(organisation__isnull=True),
                )
                | Q(
                    *(Q(kind="benchmark"), Q(snapshot__isnull=True), Q(release__isnull=False)),
                    Q(organisation__isnull=False),
                ),
                name="report_is_made_from_what_its_kind_needs",
                violation_error_message=_("A report is made from what its kind needs, no more."),
            ),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (Q(made_at__isnull=False) & ~Q(sha256="") & ~Q(content=b"")),
                name="report_done_has_its_file",
                violation_error_message=_("A report that is done has its file."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.pk])

    @property
    def ask_again_url(self) -> str:
        """Where it is asked for."""
        if self.kind == self.Kind.RECEIPT:
            return reverse("reports:receipt", args=[self.snapshot_id, self.language])
        if self.kind == self.Kind.BOARD:
            return reverse("reports:board", args=[self.release_id, self.language])
        parts = [self.release_id, self.organisation_id, self.language]
        return reverse("reports:benchmark", args=parts)

    @property
    def about(self) -> str:
        """Of whom or of what it is."""
        told = (self.snapshot, self.organisation, self.release)
        return ", ".join(str(each) for each in told if each)

    @property
    def file_name(self) -> str:
        """Plain letters alone: `vuosi-2026-koivurannan-konservatorio-7c1e09ab-fi.pdf`."""
        parts = [slugify(part)[:60] for part in self._names()]
        return f"{'-'.join([*parts, self.language])}.pdf"

    def _names(self) -> list[str]:
        if snapshot := self.snapshot:
            response, mark = snapshot.response, snapshot.sha256[:8]
            asked = [response.round.collection.code, response.round.period]
            return [*asked, response.organisation.name_fi, mark]
        assert self.release is not None  # noqa: S101  the database holds it
        told = [self.release.collection, self.release.period, str(self.release.seq)]
        whose = self.organisation.name_fi if self.organisation else self.kind
        return [*told, whose, *(["draft"] if self.is_draft else [])]

    def wait_again(self, by: User | None) -> None:
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


class Download(models.Model):
    """Somebody has taken a file. Rows are only added; they go only with a draft that is thrown away
    together with its figures."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="downloads", verbose_name=_("report")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="downloads",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["at", "pk"]
        triggers = [pgtrigger.ReadOnly(name="downloads_are_frozen", fields=["report", "at"])]

    def __str__(self) -> str:
        return f"{self.report_id} {self.at}"


def without_receipt() -> models.QuerySet[Snapshot]:
    """What was sent and has no receipt yet in its sender's language, the oldest first."""
    receipts = Report.objects.filter(
        kind=Report.Kind.RECEIPT, snapshot=OuterRef("pk"), language=OuterRef("by__language")
    )
    sent = Snapshot.objects.sent().filter(by__isnull=False)
    return sent.filter(~models.Exists(receipts)).order_by("pk")
