"""The federation's library: rules, templates, logos, each with all its versions."""

from __future__ import annotations

import hashlib
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from communications.models.audiences import Audience
from members.access import Standing, reach
from members.models import User
from members.models.words import one_plain_line
from portal.lib.search import searched


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is meant for the reader and has a file; to the office also what has none yet."""
        standing = user.standing if isinstance(user, User) else Standing()
        seen = [mark for mark, verb in Document.READ_BY.items() if reach(standing, verb).everything]
        found = self.filter(audience__in=seen)
        if reach(standing, "edit_library").everything:
            return found
        return found.filter(
            models.Exists(DocumentVersion.objects.filter(document=models.OuterRef("pk")))
        )

    def with_newest(self) -> Self:
        """`newest` is the number of the newest version, `renewed_at` its day; by kind and name."""
        found = self.annotate(newest=Max("versions__number"), renewed_at=Max("versions__added_at"))
        return found.order_by("kind", "title_fi", "pk")


@pghistory.track(model_name="DocumentHistory", exclude=["search"])
class Document(models.Model):
    """What the federation keeps for its members, by its name. Its files are its versions."""

    class Kind(models.TextChoices):
        RULES = "rules", _("rules and decisions")
        GUIDE = "guide", _("guides")
        TEMPLATE = "template", _("templates")
        LOGO = "logo", _("logos and pictures")
        OTHER = "other", _("other documents")

    #: Who reads what is marked so: whoever may do this everywhere.
    READ_BY = {
        Audience.PUBLIC: "read_public",
        Audience.MEMBERS: "read_members",
        Audience.BOARD: "read_board_report",
        Audience.OFFICE: "edit_library",
    }

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title_fi = models.CharField(_("title in Finnish"), max_length=200, validators=[one_plain_line])
    title_sv = models.CharField(
        _("title in Swedish"), max_length=200, blank=True, validators=[one_plain_line]
    )
    title_en = models.CharField(
        _("title in English"), max_length=200, blank=True, validators=[one_plain_line]
    )
    about_fi = models.TextField(_("description in Finnish"), max_length=1000, blank=True)
    about_sv = models.TextField(_("description in Swedish"), max_length=1000, blank=True)
    about_en = models.TextField(_("description in English"), max_length=1000, blank=True)
    language = models.CharField(
        _("language of the file"),
        max_length=2,
        choices=User.LANGUAGES,
        blank=True,
        help_text=_("Empty where the file is in several languages, or in none."),
    )
    audience = models.CharField(
        _("for whom"),
        max_length=7,
        choices=Audience,
        default=Audience.MEMBERS,
        help_text=_("What is no longer used is put aside by choosing the office."),
    )
    search = searched(
        names=("title_fi", "title_sv", "title_en"), texts=("about_fi", "about_sv", "about_en")
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["kind", "title_fi"]
        indexes = [GinIndex(fields=["search"], name="document_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_fi=""),
                name="document_has_a_title",
                violation_error_message=_("The Finnish has to be written."),
            ),
        ]

    def __str__(self) -> str:
        return self._said("title") or self.title_fi

    def get_absolute_url(self) -> str:
        return reverse("communications:document", args=[self.pk])

    @property
    def about(self) -> str:
        return self._said("about") or self.about_fi

    def _said(self, field: str) -> str:
        return str(getattr(self, f"{field}_{(get_language() or 'fi')[:2]}", ""))

    def may_edit(self, user: User | AnonymousUser) -> bool:
        return isinstance(user, User) and reach(user.standing, "edit_library").everything


class DocumentVersionQuerySet(models.QuerySet["DocumentVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Of all documents that the reader sees, the old ones too; without the file."""
        return self.filter(document__in=Document.objects.visible_to(user)).without_content()

    def without_content(self) -> Self:
        return self.defer("content")


class DocumentVersion(models.Model):
    """A file as it was added. It never changes: a correction is the next version."""

    class Format(models.TextChoices):
        PDF = "pdf", _("PDF")
        DOCX = "docx", _("Word document")
        XLSX = "xlsx", _("Excel workbook")
        PPTX = "pptx", _("PowerPoint presentation")
        ODT = "odt", _("OpenDocument text")
        PNG = "png", _("PNG picture")
        JPEG = "jpeg", _("JPEG picture")
        WEBP = "webp", _("WebP picture")

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="versions", verbose_name=_("document")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    format = models.CharField(_("format"), max_length=4, choices=Format)
    content = models.BinaryField(_("file"))
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    note = models.CharField(
        _("what has changed"), max_length=200, blank=True, validators=[one_plain_line]
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="added_versions",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), default=timezone.now)

    objects = DocumentVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="documentversion_one_of_each_number",
                violation_error_message=_("There is a version with this number already."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="documentversion_numbers_begin_at_one",
                violation_error_message=_("Versions are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=~Q(content=b"") & Q(size__gt=0),
                name="documentversion_has_its_file",
                violation_error_message=_("A version has a file that is not empty."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="versions_are_frozen",
                fields=["document", "number", "format", "content", "size", "sha256", "added_at"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"

    @property
    def file_name(self) -> str:
        """Plain letters alone: `liiton-saannot-3.pdf`."""
        name = slugify(self.document.title_fi)[:80] or "unisono"
        return f"{name}-{self.number}.{self.format.replace('jpeg', 'jpg')}"

    @classmethod
    def next(cls, document: Document, content: bytes, kind: str) -> DocumentVersion:
        """The version after the last one; the document is locked meanwhile."""
        last = document.versions.aggregate(last=Max("number"))["last"] or 0
        return cls(
            document=document,
            number=last + 1,
            format=kind,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
