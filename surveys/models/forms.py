"""What is asked: a collection, and the versions of its form."""

from __future__ import annotations

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models import User
from portal.lib.search import searched, searched_document
from surveys.compiled import Compiled
from surveys.questionnaire import from_json


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, user: User) -> Self:
        """The office plans collections; schools meet their rounds."""
        return self if reach(user.standing, "review_collection").everything else self.none()


@pghistory.track(model_name="CollectionHistory", exclude=["search"])
class Collection(models.Model):
    """Figures that the association asks its members for, usually once a year."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=200)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    purpose = models.TextField(_("purpose"), blank=True, max_length=4000)
    survey_may_submit = models.BooleanField(
        _("the data collection contact may send the answer"),
        default=False,
        help_text=_("Otherwise the head or the deputy sends it."),
    )
    search = searched(names=("code", "name_fi", "name_sv", "name_en"))

    objects = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["code"]
        indexes = [GinIndex(fields=["search"], name="collection_search")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language where there is such a name, else in Finnish."""
        return getattr(self, f"name_{(get_language() or 'fi')[:2]}", "") or self.name_fi


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def visible_to(self, user: User) -> Self:
        return self if reach(user.standing, "review_collection").everything else self.none()


class FormVersion(models.Model):
    """One state of a collection's form. Once published it never changes: an answer is always shown
    with the form it was given on."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")

    collection = models.ForeignKey(
        Collection, models.PROTECT, related_name="form_versions", verbose_name=_("collection")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    document = models.JSONField(_("questionnaire"))
    content_hash = models.CharField(_("hash"), max_length=64)
    report = models.JSONField(_("import report"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_forms",
        verbose_name=_("published by"),
    )
    search = searched_document("document")

    objects = FormVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("form version")
        verbose_name_plural = _("form versions")
        ordering = ["collection", "-number"]
        indexes = [GinIndex(fields=["search"], name="formversion_search")]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "number"],
                name="formversion_one_of_each_number",
                violation_error_message=_("There is a version with this number already."),
            ),
            models.UniqueConstraint(
                fields=["collection"],
                condition=Q(state="draft"),
                name="formversion_one_draft",
                violation_error_message=_("The collection has a draft already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="formversion_published_has_its_moment",
                violation_error_message=_("A published form has the moment of its publishing."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_form_is_frozen",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__document__df=pgtrigger.F("new__document"))
                    | pgtrigger.Q(old__content_hash__df=pgtrigger.F("new__content_hash"))
                    | pgtrigger.Q(new__state="draft")
                ),
            ),
            pgtrigger.Protect(
                name="published_form_stays",
                operation=pgtrigger.Delete,
                condition=~pgtrigger.Q(old__state="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.collection} {self.number}"

    @property
    def compiled(self) -> Compiled:
        """The questionnaire, ready to be filled. Kept in this process by its hash."""
        if self.content_hash not in _compiled:
            if len(_compiled) >= MOST_COMPILED:
                _compiled.clear()
            _compiled[self.content_hash] = Compiled(from_json(self.document))
        return _compiled[self.content_hash]


#: Forms by their hash, for this process: the same document is never parsed twice.
_compiled: dict[str, Compiled] = {}
MOST_COMPILED = 32
