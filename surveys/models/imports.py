"""A form on its way in: the file that somebody sent, and what came of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models import User
from portal.lib.jobs import Job, untaken
from surveys.models.forms import Collection, FormVersion

#: Under way: the same file is not taken in twice at a time.
UNDER_WAY = [Job.Status.QUEUED, Job.Status.RUNNING]


class FormImportQuerySet(models.QuerySet["FormImport"]):
    def visible_to(self, user: User) -> Self:
        """The office's, without the file."""
        everything = reach(user.standing, "review_collection").everything
        return self.defer("file") if everything else self.none()

    def untaken(self) -> Self:
        return self.filter(untaken())


class FormImport(Job):
    """A file becomes the draft of a collection's form; what it did not say well is in the draft's
    report, and why nothing came of it in `error`, a line for each place."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="form_imports", verbose_name=_("collection")
    )
    file_name = models.CharField(_("file"), max_length=200)
    file = models.BinaryField(_("content of the file"))
    sha256 = models.CharField(_("hash"), max_length=64)
    form_version = models.ForeignKey(
        FormVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name=_("form version"),
    )

    objects = FormImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a form")
        verbose_name_plural = _("imports of forms")
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "sha256"],
                condition=Q(status__in=UNDER_WAY),
                name="formimport_same_file_once_at_a_time",
                violation_error_message=_("The same file is being imported already."),
            ),
            models.CheckConstraint(
                condition=Q(status="done", form_version__isnull=False)
                | (~Q(status="done") & Q(form_version__isnull=True)),
                name="formimport_done_has_its_form",
                violation_error_message=_("An import that is done, and no other, has its form."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def language(self) -> str:
        """Of the person who reads what came of it."""
        return self.requested_by.language if self.requested_by else settings.LANGUAGE_CODE

    @property
    def later(self) -> FormImport | None:
        """The last import that has put another file in the place of this one's draft."""
        if self.form_version is None:
            return None
        others = self.form_version.imports.defer("file")
        last = others.order_by("-requested_at", "-pk").first()
        return last if last != self else None
