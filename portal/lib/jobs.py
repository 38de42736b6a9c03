"""Long work: a row that says how far it is, and that outlives the process that does it."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: A worker that has said nothing for so long is dead: somebody else takes the work.
SILENCE = datetime.timedelta(seconds=60)
#: Work whose workers have died as often as this is not tried again by itself.
TRIES = 3


class Job(models.Model):
    """Queued by a person, done by Celery. Each kind has a table of its own, which adds what is
    asked for and what came of it."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    OVER: ClassVar = (Status.DONE, Status.FAILED)

    status = models.CharField(_("state"), max_length=7, choices=Status, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress, %"), default=0)
    heartbeat_at = models.DateTimeField(_("last sign of life"), null=True, blank=True)
    error = models.TextField(_("why it failed"), blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    requested_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("asked for by"),
    )

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        return self.status in self.OVER

    @property
    def is_hopeless(self) -> bool:
        """Taken up once more than it may be: whoever has it now only says so."""
        return self.attempts > TRIES

    def say(self, progress: int) -> None:
        """How far the work is, in per cent; also the sign that its worker lives. Who no longer has
        the work says nothing."""
        mine = type(self)._base_manager.filter(self.held())
        mine.update(progress=progress, heartbeat_at=timezone.now())

    def held(self) -> Q:
        """The row of this work, while it is still the process's that took it: one that was thought
        dead, and comes back when another has the row or it is over, finds nothing."""
        return Q(pk=self.pk, attempts=self.attempts, status=self.Status.RUNNING)

    def fail(self, sentence: str) -> None:
        """It is over without a result, for a reason the person reads."""
        self.status, self.error = self.Status.FAILED, sentence
        self.save(update_fields=["status", "error"])


def untaken() -> Q:
    """What nobody does: not begun, or begun by a process that has died."""
    silent = Q(heartbeat_at__lt=timezone.now() - SILENCE)
    return Q(status=Job.Status.QUEUED) | (Q(status=Job.Status.RUNNING) & silent)


def take[J: Job](kind: type[J], pk: int) -> J | None:
    """The work, for this process alone; nothing where another has it or it is over."""
    with transaction.atomic():
        found = kind._base_manager.select_for_update(skip_locked=True, of=["self"])
        if taken := found.filter(untaken(), pk=pk).first():
            taken.status, taken.attempts = Job.Status.RUNNING, taken.attempts + 1
            taken.progress, taken.heartbeat_at = 0, timezone.now()
            taken.save(update_fields=["status", "attempts", "progress", "heartbeat_at"])
        return taken
