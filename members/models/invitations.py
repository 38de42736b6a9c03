"""Who is asked to come: invitations, and the addresses that an organisation's people have."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import Organisation, within
from members.models.people import Affiliation, User
from members.models.words import one_plain_line
from members.roles import RoleName

#: How long an invitation can be accepted, counted from its last letter.
LIFE = datetime.timedelta(days=14)
#: So long after the end it is still known who was invited, and who asked to join.
KEPT = datetime.timedelta(days=90)


@pghistory.track(model_name="EmailDomainHistory")
class EmailDomain(models.Model):
    """Addresses that end so are of the organisation's own people, and of those of its parts."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="email_domains", verbose_name=_("organisation")
    )
    domain = models.CharField(
        _("end of the address"),
        max_length=253,
        help_text=_("What stands after the @, in lower case."),
        validators=[RegexValidator(r"^[a-z0-9.-]+\.[a-z0-9-]+$", _("Write it like school.fi."))],
    )

    class Meta:
        verbose_name = _("end of addresses")
        verbose_name_plural = _("ends of addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "domain"],
                name="emaildomain_is_told_once",
                violation_error_message=_("The organisation has this end of addresses already."),
            ),
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")),
                name="emaildomain_is_lower_case",
                violation_error_message=_("Write it in lower case."),
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.domain}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "grant_roles"), "organisation__"))

    def open(self) -> Self:
        """Neither answered nor taken back; it may wait for a check, or have expired."""
        return self.filter(Invitation.OPEN)

    def pending_at(self, organisation: Organisation) -> Self:
        """What is open there, and what the office has refused of late."""
        lately = Q(refused_at__gt=timezone.now() - LIFE)
        there = self.filter(Invitation.OPEN | lately, organisation=organisation)
        return there.select_related("invited_by").order_by("-created_at")

    def to_check(self) -> Self:
        return self.open().filter(checked_at=None)

    def expired(self) -> Self:
        return self.open().filter(expires_at__lte=timezone.now())

    def to_forget(self, now: datetime.datetime) -> Self:
        """Whose invitation ended, or expired, 90 days ago."""
        long_ago = now - KEPT
        over = Invitation.OPEN & Q(expires_at__lte=long_ago)
        for moment in Invitation.ENDS:
            over |= Q(**{f"{moment}__lte": long_ago})
        return self.filter(over).exclude(email="")

    def with_all(self) -> Self:
        return self.select_related("organisation", "invited_by")

    def of_token(self, token: str) -> Self:
        return self.filter(token_sha256=digest(token))


@pghistory.track(model_name="InvitationHistory", exclude=["token_sha256", "email", "name", "title"])
class Invitation(models.Model):
    """Somebody is asked to belong to an organisation. Its link is known to the letter alone: here
    is only what the link hashes to, and a new letter has a new link. Whom it names never changes,
    so the history need not know it, and it can be forgotten."""

    class State(models.TextChoices):
        NEEDS_CHECK = "needs_check", _("waits for the office")
        PENDING = "pending", _("waits for an answer")
        EXPIRED = "expired", _("expired")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        REVOKED = "revoked", _("taken back")
        REFUSED = "refused", _("refused by the office")

    #: How it can end, each with its moment.
    ENDS: ClassVar[dict[str, State]] = {
        "accepted_at": State.ACCEPTED,
        "declined_at": State.DECLINED,
        "revoked_at": State.REVOKED,
        "refused_at": State.REFUSED,
    }
    OPEN: ClassVar[Q] = Q(accepted_at=None, declined_at=None, revoked_at=None, refused_at=None)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=150, validators=[one_plain_line])
    title = models.CharField(_("title"), max_length=100, blank=True, validators=[one_plain_line])
    language = models.CharField(
        _("language of letters"), max_length=2, choices=User.LANGUAGES, default="fi"
    )
    roles = ArrayField(
        models.CharField(max_length=14, choices=RoleName), verbose_name=_("roles"), default=list
    )
    invited_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="sent_invitations",
        verbose_name=_("invited by"),
    )
    token_sha256 = models.CharField(_("hash of the link"), max_length=64, null=True, unique=True)  # noqa: DJ001
    letters = models.PositiveSmallIntegerField(_("letters written"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("last letter at"), null=True)
    expires_at = models.DateTimeField(_("expires at"), null=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="checked_invitations",
        verbose_name=_("checked by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    declined_at = models.DateTimeField(_("declined at"), null=True)
    revoked_at = models.DateTimeField(_("taken back at"), null=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    affiliation = models.ForeignKey(
        Affiliation,
        models.SET_NULL,
        null=True,
        related_name="invitations",
        verbose_name=_("affiliation"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at=None, declined_at=None, revoked_at=None, refused_at=None),
                name="invitation_is_open_once_for_an_address",
                violation_error_message=_("There is an open invitation to this address."),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="invitation_address_is_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
            models.CheckConstraint(
                condition=Q(token_sha256=None) | Q(checked_at__isnull=False),
                name="invitation_has_no_link_before_the_check",
                violation_error_message=_("An invitation that waits for a check has no link."),
            ),
        ]

    def __str__(self) -> str:
        who = f"{self.name} <{self.email}>" if self.email else date_format(self.created_at)
        return f"{who}, {self.organisation}"

    @property
    def state(self) -> State:
        for moment, state in self.ENDS.items():
            if getattr(self, moment):
                return state
        if self.checked_at is None:
            return self.State.NEEDS_CHECK
        is_old = self.expires_at is None or self.expires_at <= timezone.now()
        return self.State.EXPIRED if is_old else self.State.PENDING

    @property
    def is_open(self) -> bool:
        return not any(getattr(self, moment) for moment in self.ENDS)

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]

    @property
    def role_labels(self) -> list[str]:
        return [str(RoleName(role).label) for role in self.roles]

    @property
    def letter(self) -> str:
        """The key of its last letter."""
        return f"invitation:{self.pk}:{self.letters}"

    def renew(self) -> str:
        """A new link for the next letter, alone valid from now on. Only here is it known."""
        token = secrets.token_urlsafe(32)
        self.token_sha256 = digest(token)
        self.letters += 1
        self.sent_at = timezone.now()
        self.expires_at = self.sent_at + LIFE
        self.save(update_fields=["token_sha256", "letters", "sent_at", "expires_at"])
        return token

    def end(self, how: str) -> None:
        """Answered or taken back, now."""
        setattr(self, how, timezone.now())
        self.save(update_fields=[how, "affiliation"])


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def link(token: str) -> str:
    return reverse("members:invitation", args=[token])
