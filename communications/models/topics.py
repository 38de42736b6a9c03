"""What people have asked for, and what they would rather not get."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.models.words import one_plain_line
from members.roles import RoleName


class TopicQuerySet(models.QuerySet["Topic"]):
    def open_to(self, user: User | None) -> Self:
        """Topics one may choose: an address without a person only the public ones."""
        seen = [Topic.Audience.PUBLIC]
        if user is not None:
            seen.append(Topic.Audience.SIGNED_IN)
            standing = user.standing
            if standing.is_member or standing.holds("office", "admin", "board", "chair"):
                seen.append(Topic.Audience.MEMBERS)
        return self.filter(audience__in=seen)


class Topic(models.Model):
    """What newsletters are about. A person gets those they have chosen, or that go with a role."""

    class Audience(models.TextChoices):
        MEMBERS = "members", _("people of member organisations")
        SIGNED_IN = "signed_in", _("everyone who signs in")
        PUBLIC = "public", _("everyone")

    TEXTS: ClassVar = ("name", "about")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name_fi = models.CharField(_("name in Finnish"), max_length=100, validators=[one_plain_line])
    name_sv = models.CharField(
        _("name in Swedish"), max_length=100, blank=True, validators=[one_plain_line]
    )
    name_en = models.CharField(
        _("name in English"), max_length=100, blank=True, validators=[one_plain_line]
    )
    about_fi = models.CharField(_("description in Finnish"), max_length=300, blank=True)
    about_sv = models.CharField(_("description in Swedish"), max_length=300, blank=True)
    about_en = models.CharField(_("description in English"), max_length=300, blank=True)
    audience = models.CharField(
        _("for whom"), max_length=9, choices=Audience, default=Audience.MEMBERS
    )
    default_roles = ArrayField(
        models.CharField(max_length=14, choices=RoleName),
        verbose_name=_("goes with these roles"),
        default=list,
        blank=True,
        help_text=_("People with these roles get it until they refuse."),
    )
    is_closed = models.BooleanField(
        _("by request"), default=False, help_text=_("The office decides who joins.")
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name_fi"]

    def __str__(self) -> str:
        return self.in_(get_language() or "fi", "name")

    def in_(self, language: str, text: str) -> str:
        """The name or the description in this language, or in Finnish."""
        own: str = getattr(self, f"{text}_{language[:2]}", "")
        return own or str(getattr(self, f"{text}_fi"))

    @property
    def about(self) -> str:
        return self.in_(get_language() or "fi", "about")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def live(self) -> Self:
        return self.filter(until_at__isnull=True, is_wish=False)

    def wishes(self) -> Self:
        """Requests to join a topic that the office decides about."""
        return self.filter(until_at__isnull=True, is_wish=True)

    def of(self, reader: Reader) -> Self:
        """A person's are also those that the address had before it was theirs."""
        by_address = Q(user__isnull=True, address=reader.address)
        return self.filter(Q(user=reader.user) | by_address if reader.user else by_address)


@dataclass(frozen=True)
class Reader:
    """Who chooses: a person, or an address that belongs to nobody here."""

    address: str
    user: User | None = None
    language: str = field(default=settings.LANGUAGE_CODE, compare=False)

    @classmethod
    def of(cls, user: User) -> Reader:
        return cls(user.email, user, user.language)

    @classmethod
    def at(cls, address: str, language: str = settings.LANGUAGE_CODE) -> Reader:
        """The person who signs in with the address, if there is one; else whoever reads there, in
        this language."""
        address = address.strip().lower()
        user = User.objects.filter(email=address, is_active=True).first()
        return cls.of(user) if user else cls(address, None, language)

    @property
    def fields(self) -> dict[str, Any]:
        """Of a new subscription. A person's language is the person's own."""
        if self.user:
            return {"user": self.user}
        return {"address": self.address, "language": self.language}


class Subscription(models.Model):
    """One reader and one topic, from the choice to its end. Where there is none, the topic's
    default roles decide; the last one says what holds."""

    class Source(models.TextChoices):
        DEFAULT = "default", _("comes with a role")
        SELF = "self", _("own choice")
        OFFICE = "office", _("added by the office")
        IMPORT = "import", _("imported")

    topic = models.ForeignKey(
        Topic, models.CASCADE, related_name="subscriptions", verbose_name=_("topic")
    )
    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("address"), blank=True)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("Of letters to an address without a person; a person has chosen their own."),
    )
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=7, choices=Source, default=Source.SELF)
    is_wish = models.BooleanField(_("waits for the office"), default=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["topic", "-from_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | Q(user__isnull=True) & ~Q(address=""),
                name="subscription_is_of_a_person_or_an_address",
                violation_error_message=_("Name a person or an address, not both."),
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")),
                name="subscription_address_is_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
            models.UniqueConstraint(
                fields=["topic", "user"],
                condition=Q(until_at__isnull=True, user__isnull=False),
                name="subscription_of_a_person_is_one_at_a_time",
                violation_error_message=_("The person has this topic already."),
            ),
            models.UniqueConstraint(
                fields=["topic", "address"],
                condition=Q(until_at__isnull=True, user__isnull=True),
                name="subscription_of_an_address_is_one_at_a_time",
                violation_error_message=_("The address has this topic already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.user or self.address}"

    @property
    def is_live(self) -> bool:
        return self.until_at is None and not self.is_wish


class Refusal(models.Model):
    """A kind of service letter that the person would rather not get."""

    class Service(models.TextChoices):
        REMINDER = "reminder", _("Reminders of what waits for you")
        NOTICE = "notice", _("News of what is ready, approved or changed")
        CONFIRMATION = "confirmation", _("The yearly confirmation of your organisation’s details")

    user = models.ForeignKey(
        User, models.CASCADE, related_name="refusals", verbose_name=_("person")
    )
    service = models.CharField(_("kind of service letter"), max_length=12, choices=Service)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = models.Manager()

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service"],
                name="refusal_is_said_once",
                violation_error_message=_("The person has refused these letters already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_service_display()}"
