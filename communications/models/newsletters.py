"""A newsletter: some news under one title, looked at by two people before it leaves."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communications.models.news import NewsItem, whole_or_not_at_all
from communications.models.topics import Topic
from members.access import Standing, reach
from members.models import User
from members.models.words import one_plain_line
from strategy.models.texts import Text, for_reader

#: Who has written it alone may send it when this has passed since they looked at it.
ALONE = datetime.timedelta(minutes=30)


class NewsletterQuerySet(models.QuerySet["Newsletter"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What has left, to those for whom its topic is; all of it to who writes and sends."""
        standing = user.standing if isinstance(user, User) else Standing()
        if makes_newsletters(standing):
            return self
        return self.left().filter(_topics_of(user, standing))

    def left(self) -> Self:
        """What is in the archive, the newest first."""
        return self.filter(state__in=Newsletter.LEFT).order_by("-sending_at", "-pk")

    def in_the_making(self) -> Self:
        return self.exclude(state__in=Newsletter.OVER).order_by("-pk")

    def waiting(self) -> Self:
        """For a colleague's eyes."""
        return self.filter(state=Newsletter.State.READY).order_by("pk")

    def due(self) -> Self:
        """What is to leave now, or has begun to."""
        time_has_come = Q(state=Newsletter.State.APPROVED, send_at__lte=timezone.now())
        return self.filter(time_has_come | Q(state=Newsletter.State.SENDING)).order_by("pk")


def makes_newsletters(standing: Standing) -> bool:
    return any(reach(standing, verb).everything for verb in ("write_news", "send_newsletter"))


def _topics_of(user: User | AnonymousUser, standing: Standing) -> Q:
    """An open topic is read by its audience; one that is joined by request by who has joined, or
    whose role it goes with."""
    open_to = [Topic.Audience.PUBLIC]
    if standing.user is not None:
        open_to.append(Topic.Audience.SIGNED_IN)
    if reach(standing, "read_members").everything:
        open_to.append(Topic.Audience.MEMBERS)
    found = Q(topic__audience__in=open_to, topic__is_closed=False)
    if isinstance(user, User):
        roles = sorted({role for _place, role in standing.roles})
        joined = user.subscriptions.filter(until_at__isnull=True, is_wish=False)
        found |= Q(topic__default_roles__overlap=roles) | Q(topic__in=joined.values("topic"))
    return found


@pghistory.track(
    model_name="NewsletterHistory",
    fields=[
        *("topic", "title_fi", "title_sv", "title_en", "state", "written_by", "previewed_at"),
        *("approved_by", "approved_at", "alone_reason", "send_at", "sending_at", "sent_at"),
    ],
)
class Newsletter(models.Model):
    """Written, handed over as it stands (its edition), approved by a colleague, sent by the clock.
    The edition is what the colleague looks at, what leaves, and what the archive keeps."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        READY = "ready", _("waits for a colleague")
        APPROVED = "approved", _("waits for its time")
        SENDING = "sending", _("leaves now")
        SENT = "sent", _("sent")
        DISCARDED = "discarded", _("discarded")

    LEFT: ClassVar = (State.SENDING, State.SENT)
    OVER: ClassVar = (State.SENT, State.DISCARDED)

    topic = models.ForeignKey(
        Topic, models.PROTECT, related_name="newsletters", verbose_name=_("topic")
    )
    title_fi = models.CharField(_("title in Finnish"), max_length=150, validators=[one_plain_line])
    title_sv = models.CharField(
        _("title in Swedish"), max_length=150, blank=True, validators=[one_plain_line]
    )
    title_en = models.CharField(
        _("title in English"), max_length=150, blank=True, validators=[one_plain_line]
    )
    intro_fi = models.TextField(_("greeting in Finnish"), max_length=2000)
    intro_sv = models.TextField(_("greeting in Swedish"), max_length=2000, blank=True)
    intro_en = models.TextField(_("greeting in English"), max_length=2000, blank=True)
    items = models.ManyToManyField(
        NewsItem,
        through="NewsletterItem",
        related_name="newsletters",
        verbose_name=_("news"),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    #: By language: title, intro and items as they were when it was handed over.
    edition = models.JSONField(_("as it was handed over"), default=dict, editable=False)
    written_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="newsletters",
        verbose_name=_("last written or handed over by"),
    )
    previewed_at = models.DateTimeField(_("looked at by the writer"), null=True, editable=False)
    approved_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="approved_newsletters",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, editable=False)
    alone_reason = models.TextField(
        _("why it was approved without a colleague"), blank=True, max_length=2000, editable=False
    )
    send_at = models.DateTimeField(_("to be sent at"), null=True, editable=False)
    sending_at = models.DateTimeField(_("began to leave at"), null=True, editable=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_fi="") & ~Q(intro_fi=""),
                name="newsletter_finnish_is_written",
                violation_error_message=_("The Finnish has to be written."),
            ),
            whole_or_not_at_all(
                *("newsletter", "sv", "intro"),
                _("Write the title and the greeting in Swedish, or neither."),
            ),
            whole_or_not_at_all(
                *("newsletter", "en", "intro"),
                _("Write the title and the greeting in English, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | ~Q(edition={}),
                name="newsletter_past_its_draft_has_its_edition",
                violation_error_message=_("What has not been handed over cannot go on."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sending", "sent"])
                | Q(approved_at__isnull=False, send_at__isnull=False),
                name="newsletter_leaves_after_it_was_approved",
                violation_error_message=_("What has not been approved does not leave."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent"]) | Q(sending_at__isnull=False),
                name="newsletter_has_the_moment_it_left",
                violation_error_message=_("What leaves has the moment it began to."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        """In the archive."""
        return reverse("communications:newsletter", args=[self.pk])

    @property
    def title(self) -> Text:
        return for_reader(self, "title")

    @property
    def intro(self) -> Text:
        return for_reader(self, "intro")

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def has_left(self) -> bool:
        return self.state in self.LEFT

    def may_be_approved_alone_at(self) -> datetime.datetime | None:
        """When its writer may also approve it; None while they have not looked at it."""
        return self.previewed_at + ALONE if self.previewed_at else None

    def step(self, state: State, **changes: Any) -> None:
        """To the next state, with what changes with it."""
        self.state = state
        for name, value in changes.items():
            setattr(self, name, value)
        self.save(update_fields=["state", *changes])


class NewsletterItem(models.Model):
    """A piece of news in a newsletter, at its place."""

    newsletter = models.ForeignKey(
        Newsletter, models.CASCADE, related_name="places", verbose_name=_("newsletter")
    )
    item = models.ForeignKey(
        NewsItem, models.PROTECT, related_name="places", verbose_name=_("news item")
    )
    position = models.PositiveSmallIntegerField(_("place"), default=1)

    objects = models.Manager()

    class Meta:
        verbose_name = _("news in a newsletter")
        verbose_name_plural = _("news in newsletters")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["newsletter", "item"],
                name="newsletteritem_is_there_once",
                violation_error_message=_("The newsletter has this news item already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.item)
