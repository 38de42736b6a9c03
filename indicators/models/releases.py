"""A release: the statistics of one period of a collection, audited as a whole before it is told."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from indicators.models.words import said
from members.access import reach
from members.models import User
from portal.lib.jobs import Job, untaken
from portal.lib.search import searched

#: Who works alone may publish what they have built themselves when this has passed since they saw
#: what would be told.
ALONE = datetime.timedelta(minutes=30)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: User) -> Self:
        """What has been published to members and the board, all to the office."""
        if reach(user.standing, "release_figures").everything:
            return self
        return self.published() if reach(user.standing, "read_figures").everything else self.none()

    def announced_to(self, user: User) -> Self:
        """Of what has been told, that it has, and that it was withdrawn; its figures are not read
        from here: a withdrawn release shows none of them."""
        return self.told() if reach(user.standing, "read_figures").everything else self.none()

    def without_audit(self) -> Self:
        """The record of the audit is large, and only the office's."""
        return self.defer("audit")

    def published(self) -> Self:
        return self.filter(state=Release.State.PUBLISHED)

    def told(self) -> Self:
        """What has been published at some time, in the order of its telling."""
        return self.filter(state__in=Release.TOLD).order_by("seq")

    def of(self, collection: str, period: str) -> Self:
        return self.filter(collection=collection, period=period)

    def untaken(self) -> Self:
        """What nobody builds, the longest waiting first."""
        return self.filter(untaken()).order_by("requested_at", "pk")


@pghistory.track(
    model_name="ReleaseHistory",
    fields=[
        *("collection", "period", "seq", "state", "input_hash", "requested_by"),
        *("published_at", "published_by", "alone_reason"),
        *("withdrawn_at", "withdrawn_by", "withdraw_reason"),
    ],
)
class Release(Job):
    """What every page, report and file of these figures reads. A correction is a release of its
    own, with the next number; when it is published the earlier one is withdrawn."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being built")
        AUDITED = "audited", _("waits to be published")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TOLD: ClassVar = (State.PUBLISHED, State.WITHDRAWN)

    collection = models.CharField(_("collection"), max_length=40)
    period = models.CharField(_("period"), max_length=9)
    seq = models.PositiveSmallIntegerField(_("number"), default=1)
    state = models.CharField(_("stage"), max_length=9, choices=State, default=State.DRAFT)
    title_fi = models.CharField(_("title in Finnish"), max_length=200)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    policy = models.JSONField(_("rules of protection"), default=dict, blank=True)
    audit = models.JSONField(_("record of the audit"), default=dict, blank=True)
    input_hash = models.CharField(_("hash of what it is made from"), max_length=64, blank=True)
    previewed_at = models.DateTimeField(_("looked at before publishing"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="published_releases",
        verbose_name=_("published by"),
    )
    alone_reason = models.TextField(
        _("why it was published without a colleague"), blank=True, max_length=2000
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="withdrawn_releases",
        verbose_name=_("withdrawn by"),
    )
    withdraw_reason = models.TextField(_("why it was withdrawn"), blank=True, max_length=2000)
    search = searched(names=("title_fi", "title_sv", "title_en", "period"))

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ["collection", "-period", "-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "period", "seq"],
                name="release_one_of_each_number",
                violation_error_message=_("There is a release with this number already."),
            ),
            models.UniqueConstraint(
                fields=["collection", "period"],
                condition=Q(state="published"),
                name="release_one_published_at_a_time",
                violation_error_message=_("A release of this period has been published already."),
            ),
            models.UniqueConstraint(
                fields=["collection", "period"],
                condition=Q(state__in=["draft", "audited"]),
                name="release_one_in_the_making",
                violation_error_message=_("A release of this period is in the making already."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (Q(status="done") & ~Q(input_hash="")),
                name="release_past_its_draft_is_built",
                violation_error_message=_("What has not been built cannot go on."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "audited"]) | Q(published_at__isnull=False),
                name="release_published_has_its_moment",
                violation_error_message=_("A published release has the moment of its publishing."),
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="release_withdrawn_says_why",
                violation_error_message=_("A withdrawn release says when and why."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_release_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["published", "withdrawn"])
                & (
                    pgtrigger.Q(old__policy__df=pgtrigger.F("new__policy"))
                    | pgtrigger.Q(old__audit__df=pgtrigger.F("new__audit"))
                    | pgtrigger.Q(old__input_hash__df=pgtrigger.F("new__input_hash"))
                    | pgtrigger.Q(old__collection__df=pgtrigger.F("new__collection"))
                    | pgtrigger.Q(old__period__df=pgtrigger.F("new__period"))
                    | pgtrigger.Q(old__seq__df=pgtrigger.F("new__seq"))
                    | pgtrigger.Q(old__published_at__df=pgtrigger.F("new__published_at"))
                    | pgtrigger.Q(new__state__in=["draft", "audited"])
                    | pgtrigger.Q(old__state="withdrawn", new__state="published")
                ),
            ),
            pgtrigger.Protect(
                name="published_release_stays",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["published", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        name = f"{self.title} {self.period}"
        return f"{name} ({self.seq})" if self.seq > 1 else name

    def get_absolute_url(self) -> str:
        """The office's page of it."""
        return reverse("indicators:release", args=[self.pk])

    @property
    def title(self) -> str:
        return said(self, "title")

    @property
    def is_told(self) -> bool:
        return self.state in self.TOLD

    def may_publish_alone_at(self) -> datetime.datetime | None:
        """When who has built it may also publish it; None while they have not looked at it."""
        return self.previewed_at + ALONE if self.previewed_at else None

    def wait_again(self, by: User) -> None:
        """It is to be built anew: what is there is thrown away when the new is ready."""
        self.state, self.previewed_at, self.input_hash = self.State.DRAFT, None, ""
        self.status, self.error, self.progress, self.attempts = self.Status.QUEUED, "", 0, 0
        self.requested_by, self.requested_at = by, timezone.now()
        self.save()
