"""What the association tells: news, each with its readers and its days."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from communications import markdown
from communications.models.audiences import Audience
from members.access import Standing, reach
from members.models import User
from members.models.words import one_plain_line
from portal.lib.search import searched
from strategy.models.texts import LANGUAGES, Text, for_reader

HELP = format_lazy(
    _("Headings begin with ##, items of a list with -. A link is {link}, a picture {picture}."),
    link="[…](https://…)",
    picture="![…](/…)",
)


def whole_or_not_at_all(
    model: str, language: str, text: str, message: Any
) -> models.CheckConstraint:
    """A translation has its title and its text, or neither."""
    neither = Q(**{f"title_{language}": "", f"{text}_{language}": ""})
    both = ~Q(**{f"title_{language}": ""}) & ~Q(**{f"{text}_{language}": ""})
    return models.CheckConstraint(
        condition=neither | both,
        name=f"{model}_has_all_of_{language}_or_none",
        violation_error_message=message,
    )


class NewsItemQuerySet(models.QuerySet["NewsItem"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What has been published for this person and has not ended; all of it to the office."""
        standing = user.standing if isinstance(user, User) else Standing()
        if reach(standing, "write_news").everything:
            return self
        seen = [each for each, verb in NewsItem.READ.items() if reach(standing, verb).everything]
        return self.published().filter(audience__in=seen)

    def published(self) -> Self:
        """By the clock, the newest first."""
        now = timezone.now()
        has_not_ended = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
        return self.filter(has_not_ended, publish_at__lte=now).order_by("-publish_at", "-pk")

    def planned(self) -> Self:
        """Drafts, and what waits for its time: the nearest first, drafts last."""
        waits = Q(publish_at__isnull=True) | Q(publish_at__gt=timezone.now())
        return self.filter(waits).order_by(F("publish_at").asc(nulls_last=True), "-pk")


@pghistory.track(model_name="NewsItemHistory", exclude=["search"])
class NewsItem(models.Model):
    """One piece of news in one to three languages."""

    #: The verb that opens it to its readers.
    READ: ClassVar = {
        Audience.PUBLIC: "read_public",
        Audience.MEMBERS: "read_members",
        Audience.BOARD: "read_board_news",
        Audience.OFFICE: "write_news",
    }

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title_fi = models.CharField(_("title in Finnish"), max_length=150, validators=[one_plain_line])
    title_sv = models.CharField(
        _("title in Swedish"), max_length=150, blank=True, validators=[one_plain_line]
    )
    title_en = models.CharField(
        _("title in English"), max_length=150, blank=True, validators=[one_plain_line]
    )
    body_fi = models.TextField(_("text in Finnish"), max_length=markdown.CHARACTERS, help_text=HELP)
    body_sv = models.TextField(_("text in Swedish"), max_length=markdown.CHARACTERS, blank=True)
    body_en = models.TextField(_("text in English"), max_length=markdown.CHARACTERS, blank=True)
    audience = models.CharField(
        _("for whom"), max_length=7, choices=Audience, default=Audience.MEMBERS
    )
    publish_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty while it is a draft.")
    )
    expires_at = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Then it is no longer to be found.")
    )
    is_pinned = models.BooleanField(
        _("pinned"),
        default=False,
        help_text=_("Stands above all else on Home and on the front page, as a notice."),
    )
    written_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="news",
        verbose_name=_("last written by"),
    )

    search = searched(
        names=("title_fi", "title_sv", "title_en"), texts=("body_fi", "body_sv", "body_en")
    )

    objects = NewsItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news")
        ordering = [F("publish_at").desc(nulls_first=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_fi="") & ~Q(body_fi=""),
                name="newsitem_finnish_is_written",
                violation_error_message=_("The Finnish has to be written."),
            ),
            whole_or_not_at_all(
                "newsitem", "sv", "body", _("Write the title and the text in Swedish, or neither.")
            ),
            whole_or_not_at_all(
                "newsitem", "en", "body", _("Write the title and the text in English, or neither.")
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("publish_at")),
                name="newsitem_ends_after_it_is_published",
                violation_error_message=_("It ends after it has been published."),
            ),
        ]
        indexes = [
            models.Index(fields=["publish_at"], name="newsitem_by_day"),
            GinIndex(fields=["search"], name="newsitem_search"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("communications:news_item", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        faults = {
            f"body_{language}": _("Say in words what each picture shows, between its brackets.")
            for language in LANGUAGES
            if not all(each.words for each in markdown.pictures(getattr(self, f"body_{language}")))
        }
        if faults:
            raise ValidationError(faults)

    @property
    def title(self) -> Text:
        return for_reader(self, "title")

    @property
    def body(self) -> Text:
        return for_reader(self, "body")

    @property
    def html(self) -> SafeString:
        return safe_html(self.body)

    @property
    def lead(self) -> str:
        return markdown.lead(self.body)

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_published(self) -> bool:
        """Whether it is there for its readers now."""
        has_begun = self.publish_at is not None and self.publish_at <= timezone.now()
        return has_begun and not self.has_ended


def safe_html(text: str, top: int = 2) -> SafeString:
    """What nh3 has let through its list of elements."""
    return mark_safe(markdown.to_html(text, top))  # noqa: S308
