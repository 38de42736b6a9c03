"""What happens to a response, row by row: steps, openings, requests and snapshots."""

from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from surveys.compiled import Entry
from surveys.models.responses import Response


class Transition(models.Model):
    """A step of a response: from what to what, by whom, when and why. Rows are only added."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="transitions", verbose_name=_("response")
    )
    from_state = models.CharField(_("from"), max_length=11, choices=Response.State)
    to_state = models.CharField(_("to"), max_length=11, choices=Response.State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="transitions",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="steps_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"


class AnswersOpened(models.Model):
    """Somebody of the office has looked at a school's own figures. Rows are only added."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="openings", verbose_name=_("response")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="opened_answers",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("opening of answers")
        verbose_name_plural = _("openings of answers")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="openings_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="openings_are_frozen", fields=["response", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.at}"


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def open(self) -> Self:
        return self.filter(resolved_at=None)


class ChangeRequest(models.Model):
    """What the office asks to be mended when it returns a response. Its section opens again."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="change_requests", verbose_name=_("response")
    )
    section = models.CharField(_("section"), max_length=60)
    text = models.TextField(_("what to mend"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="change_requests",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    resolved_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:60]}"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def visible_to(self, user: User) -> Self:
        """Those of the answers that the person sees."""
        return self.filter(response__in=Response.objects.visible_to(user))

    def with_all(self) -> Self:
        """What a receipt shows of the answer comes along in the same query."""
        return self.select_related(
            "by",
            "response__organisation",
            "response__round__collection",
            "response__form_version",
        ).defer("response__form_version__document", "response__form_version__report")

    def sent(self) -> Self:
        """What the school has sent, the latest first."""
        return self.filter(event=Snapshot.Event.SUBMITTED).order_by("-number")


class Snapshot(models.Model):
    """All that a response said at one moment. It never changes; the receipt is made from it."""

    class Event(models.TextChoices):
        SUBMITTED = "submitted", _("sent")
        APPROVED = "approved", _("approved")

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="snapshots", verbose_name=_("response")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    event = models.CharField(_("event"), max_length=9, choices=Event)
    document = models.JSONField(_("answers"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="snapshots",
        verbose_name=_("by"),
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "number"],
                name="snapshot_one_of_each_number",
                violation_error_message=_("There is a snapshot with this number already."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="snapshots_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="snapshots_are_frozen", fields=["document", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.response} #{self.number}"

    @property
    def entries(self) -> dict[str, Entry]:
        """What it says, by cell."""
        return _read(self.document["answers"])

    @property
    def earlier(self) -> dict[str, dict[str, Entry]]:
        """What the rounds before said, by period, the latest first."""
        return {each["period"]: _read(each["answers"]) for each in self.document["earlier"]}

    @property
    def comments(self) -> dict[str, str]:
        """What was told beside the figures, by cell."""
        said = self.document["answers"].items()
        return {key: each["comment"] for key, each in said if "comment" in each}


def _read(answers: dict[str, dict[str, str]]) -> dict[str, Entry]:
    return {
        key: Entry(said.get("text", ""), said.get("missing", "")) for key, said in answers.items()
    }
