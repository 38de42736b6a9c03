"""People brought from a spreadsheet: the file that somebody sent, and what becomes of its rows."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.invitations import Invitation
from members.models.organisations import Organisation, within
from members.models.people import Affiliation, User
from portal.lib.jobs import Job, untaken

#: How long an import can be undone, and what its rows say is kept.
KEPT = datetime.timedelta(days=90)
#: Whoever may take the people of a place out in one file may bring them in one.
VERB = "export_people"


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, user: User) -> Self:
        """Those of places whose people are the person's to look after, without the file."""
        return self.defer("file").filter(within(reach(user.standing, VERB), "organisation__"))

    def untaken(self) -> Self:
        return self.filter(untaken())

    def with_all(self) -> Self:
        return self.select_related("organisation", "requested_by", "acted_by")

    def to_forget(self, now: datetime.datetime) -> Self:
        """Whose rows have been kept long enough."""
        return self.filter(requested_at__lte=now - KEPT, rows__isnull=False).distinct()


class RosterImport(Job):
    """A file of people for an organisation and all below it; for the association, for all others.

    `step` says what is being done, or was done last, and `status` how far that is."""

    class Step(models.TextChoices):
        READ = "read", _("to be looked at")
        APPLY = "apply", _("taken over")
        UNDO = "undo", _("undone")

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="roster_imports",
        verbose_name=_("organisation"),
    )
    file_name = models.CharField(_("file"), max_length=200)
    file = models.BinaryField(_("content of the file"), help_text=_("Until it has been read."))
    sha256 = models.CharField(_("hash"), max_length=64)
    step = models.CharField(_("step"), max_length=5, choices=Step, default=Step.READ)
    columns = models.JSONField(_("columns"), default=dict)
    ignored = models.JSONField(_("columns that are not read"), default=list)
    counts = models.JSONField(_("counts"), default=dict)
    acted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="acted_imports",
        verbose_name=_("taken over or undone by"),
    )
    applied_at = models.DateTimeField(_("taken over at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(status__in=[Job.Status.QUEUED, Job.Status.RUNNING], step="read"),
                name="rosterimport_same_file_once_at_a_time",
                violation_error_message=_("The same file is being read already."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(applied_at__isnull=False),
                name="rosterimport_undone_was_applied",
                violation_error_message=_("Only what has been taken over can be undone."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("members:roster_import", args=[self.pk])

    @property
    def actor(self) -> User | None:
        """In whose name its step is done."""
        return self.requested_by if self.step == self.Step.READ else self.acted_by

    @property
    def language(self) -> str:
        return self.actor.language if self.actor else settings.LANGUAGE_CODE

    @property
    def is_to_choose(self) -> bool:
        """Read, and waiting for somebody to look and to decide."""
        return self.step == self.Step.READ and self.status == self.Status.DONE

    @property
    def is_applied(self) -> bool:
        return self.applied_at is not None and self.undone_at is None

    @property
    def undo_until(self) -> datetime.datetime:
        return self.requested_at + KEPT

    def later(self) -> models.QuerySet[RosterImport]:
        """What was taken over there after it: it can no longer be undone."""
        applied = self.organisation.roster_imports.exclude(applied_at=None)
        return applied.defer("file").filter(applied_at__gt=self.applied_at)

    @property
    def can_be_undone(self) -> bool:
        is_whole = self.is_applied and self.is_over and self.undo_until > timezone.now()
        return is_whole and not self.later().exists()


class RosterRowQuerySet(models.QuerySet["RosterRow"]):
    def chosen(self) -> Self:
        """Rows of which something would come."""
        return self.filter(RosterRow.ACTS)

    def letters(self) -> Self:
        """Rows that would invite somebody."""
        invites = Q(verdict="new") | Q(verdict="duplicate", choice="new")
        return self.filter(invites)


class RosterRow(models.Model):
    """A row of the file, or somebody of whom the file does not speak. `data` is what was read,
    `before` and `after` what the place was when the import was taken over."""

    class Verdict(models.TextChoices):
        ERROR = "error", _("mistakes")
        DUPLICATE = "duplicate", _("perhaps the same person")
        CONFLICT = "conflict", _("changed in both")
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        ABSENT = "absent", _("not in the file")
        SAME = "same", _("the same")

    class Choice(models.TextChoices):
        LEAVE = "", _("leave as it is")
        TAKE = "take", _("take over")
        NEW = "new", _("somebody new")

    class Fate(models.TextChoices):
        """What came of it when the import was undone."""

        NOTHING = "", _("nothing to undo")
        RESTORED = "restored", _("as it was before")
        KEPT = "kept", _("changed since, and left as it is")

    ACTS: ClassVar[Q] = (
        Q(verdict__in=["new", "changed"])
        | Q(verdict__in=["duplicate", "conflict", "absent"], choice="take")
        | Q(verdict="duplicate", choice="new")
        | Q(verdict="conflict", has_more=True)
    )

    source = models.ForeignKey(
        RosterImport, models.CASCADE, related_name="rows", verbose_name=_("import")
    )
    line = models.PositiveIntegerField(_("row"), null=True)
    verdict = models.CharField(_("verdict"), max_length=9, choices=Verdict)
    choice = models.CharField(_("choice"), max_length=4, choices=Choice, blank=True)
    has_more = models.BooleanField(_("also changes without a conflict"), default=False)
    target = models.ForeignKey(
        Affiliation,
        models.SET_NULL,
        null=True,
        related_name="roster_rows",
        verbose_name=_("affiliation"),
    )
    invitation = models.ForeignKey(
        Invitation,
        models.SET_NULL,
        null=True,
        related_name="roster_rows",
        verbose_name=_("invitation"),
    )
    data = models.JSONField(_("as read"), default=dict)
    changes = models.JSONField(_("changes"), default=list)
    faults = models.JSONField(_("mistakes"), default=list)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    fate = models.CharField(_("when undone"), max_length=8, choices=Fate, blank=True)

    objects = RosterRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["source", models.F("line").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "line"],
                name="rosterrow_once_for_a_line",
                violation_error_message=_("The row has a finding already."),
            ),
        ]
        indexes = [models.Index(fields=["source", "verdict"], name="rosterrow_by_verdict")]

    def __str__(self) -> str:
        return f"{self.source}, {self.line or self.target}"

    @property
    def values(self) -> dict[str, Any]:
        values: dict[str, Any] = self.data.get("values", {})
        return values
