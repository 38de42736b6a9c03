"""People, their places in organisations, and what they are asked to do there."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.access import Standing, reach
from members.models import words
from members.models.days import ends_after_it_starts, live, one_at_a_time
from members.models.organisations import Membership, Organisation, within
from members.models.words import one_plain_line, telephone
from members.roles import RoleName, fits


class UserQuerySet(models.QuerySet["User"]):
    def holding(self, roles: Iterable[str], places: Iterable[int]) -> Self:
        """People who may sign in and today do one of these things at one of these places."""
        held = Role.objects.live().filter(
            live("affiliation__"),
            role__in=roles,
            affiliation__organisation__in=places,
            affiliation__user=OuterRef("pk"),
        )
        return self.filter(Exists(held), is_active=True)


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def holding(self, roles: Iterable[str], places: Iterable[int]) -> UserQuerySet:
        return self.get_queryset().holding(roles, places)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


@pghistory.track(
    model_name="UserHistory", fields=["email", "name", "language", "is_active", "created_at"]
)
class User(AbstractBaseUser):
    """A person who may sign in. What they may do follows from affiliations and roles alone."""

    LANGUAGES: ClassVar[list[tuple[str, str]]] = [
        ("fi", "suomi"),
        ("sv", "svenska"),
        ("en", "English"),
    ]

    email = models.EmailField(
        _("email address"),
        unique=True,
        error_messages={"unique": _("Somebody has this address already.")},
    )
    name = models.CharField(_("name"), max_length=150, validators=[one_plain_line])
    phone = models.CharField(_("telephone"), max_length=32, blank=True, validators=[telephone])
    title_visibility = models.CharField(
        _("who sees your title"),
        max_length=9,
        choices=words.Visibility,
        default=words.Visibility.MEMBERS,
    )
    email_visibility = models.CharField(
        _("who sees your email address"),
        max_length=9,
        choices=words.Visibility,
        default=words.Visibility.MEMBERS,
    )
    phone_visibility = models.CharField(
        _("who sees your telephone number"),
        max_length=9,
        choices=words.Visibility,
        default=words.Visibility.OWN,
    )
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="fi")
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Clear this instead of deleting the person.")
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()
    #: The school as whose key contact somebody of the office is only looking, in this request.
    sees_as: Organisation | None = None

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message=_("Write the address in lower case."),
            ),
        ]

    def __str__(self) -> str:
        if self.erased_at:
            return gettext("Erased person")
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @cached_property
    def homes(self) -> list[Affiliation]:
        """Live affiliations with their organisations, in the order they began."""
        return list(
            self.affiliations.live()
            .with_live_roles()
            .with_membership()
            .select_related("organisation")
            .order_by("from_on", "pk")
        )

    @cached_property
    def standing(self) -> Standing:
        """What this person is today, asked from the database once for each request."""
        return Standing(
            user=self.pk,
            roles=frozenset(
                (home.organisation_id, role.role)
                for home in self.homes
                for role in home.roles.all()
                if fits(role.role, home.organisation.kind)
            ),
            homes=frozenset(home.organisation_id for home in self.homes),
            is_member=any(home.is_of_a_member for home in self.homes),
        )

    def speak(self, language: str) -> None:
        """From now on, write to the person in this language."""
        if self.language != language:
            self.language = language
            self.save(update_fields=["language"])

    @property
    def is_staff(self) -> bool:
        """Whether the office's admin is open to this person."""
        return self.is_active and self.standing.holds("office", "admin")

    @property
    def reads_figures(self) -> bool:
        """Whether released figures are open to this person."""
        return reach(self.standing, "read_figures").everything

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    def live(self, day: datetime.date | None = None) -> Self:
        return self.filter(live(day=day))

    def with_live_roles(self) -> Self:
        """`roles.all()` of each row is then what the person does there today."""
        return self.prefetch_related(models.Prefetch("roles", Role.objects.live()))

    def with_membership(self) -> Self:
        """Each row with `is_of_a_member`: its organisation, or one above it, is a member today."""
        line = ExpressionWrapper(OuterRef("organisation__line_ids"), ArrayField(BigIntegerField()))
        of_line = (
            Membership.objects.live().alias(line=line).filter(line__contains=[F("organisation")])  # type: ignore[misc]
        )
        return self.annotate(is_of_a_member=Exists(of_line))

    def at(self, organisation: Organisation) -> Self:
        """Who belongs to the organisation today, with what they do there, by name."""
        return (
            self.live()
            .filter(organisation=organisation)
            .select_related("user")
            .with_live_roles()
            .order_by("user__name")
        )

    def visible_to(self, user: User) -> Self:
        seen = within(reach(user.standing, "see_person"), "organisation__", "visibility")
        return self.filter(seen | Q(user=user))

    def in_hands_of(self, user: User) -> Self:
        """Places that are the person's own, or theirs to give and end."""
        given = within(reach(user.standing, "grant_roles"), "organisation__")
        return self.filter(given | Q(user=user))

    def with_all(self) -> Self:
        return self.select_related("user", "organisation")

    def telling(self, user: User) -> Self:
        """Each row with `seen_title`, `seen_email` and `seen_phone`: what of them the person asking
        may see, and empty where they may not. Pages show and search these, not the fields."""
        reached = reach(user.standing, "see_person")

        def seen(field: str, mark: str) -> models.Case:
            allowed = within(reached, "organisation__", mark) | Q(user=user)
            return models.Case(models.When(allowed, then=field), default=models.Value(""))

        return self.annotate(
            seen_title=seen("title", "user__title_visibility"),
            seen_email=seen("user__email", "user__email_visibility"),
            seen_phone=seen("user__phone", "user__phone_visibility"),
        )


@pghistory.track(model_name="AffiliationHistory")
class Affiliation(models.Model):
    """A person's place in an organisation. It ends; it is never deleted."""

    NEW: ClassVar[datetime.timedelta] = datetime.timedelta(days=30)
    Visibility = words.Visibility

    user = models.ForeignKey(
        User, models.PROTECT, related_name="affiliations", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    title = models.CharField(
        _("title"),
        max_length=100,
        blank=True,
        help_text=_("What the organisation calls them."),
        validators=[one_plain_line],
    )
    from_on = models.DateField(_("first day"), default=timezone.localdate)
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )
    visibility = models.CharField(
        _("who sees this"), max_length=9, choices=Visibility, default=Visibility.MEMBERS
    )

    #: Of rows asked for `with_membership()`.
    is_of_a_member: bool

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            ends_after_it_starts("affiliation"),
            one_at_a_time(
                "affiliation",
                "user",
                "organisation",
                message=_("The person already belongs to the organisation during these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    @property
    def is_live(self) -> bool:
        today = timezone.localdate()
        return self.from_on <= today and (self.until_on is None or today < self.until_on)

    @property
    def place_url(self) -> str:
        return reverse("members:place", args=[self.pk])

    @property
    def is_new(self) -> bool:
        """Whether the person may still say that it was wrong to add them."""
        return self.is_live and timezone.localdate() - self.from_on <= self.NEW


class RoleQuerySet(models.QuerySet["Role"]):
    def live(self, day: datetime.date | None = None) -> Self:
        return self.filter(live(day=day))

    def reached(self, day: datetime.date | None = None) -> Self:
        """Roles of the day (today) at live places, of people who may sign in: an account turned
        off hears nothing."""
        held = self.live(day).filter(live("affiliation__", day))
        return held.filter(affiliation__user__is_active=True)


class Seats:
    """Which roles are held at which organisations today: asked from the database once, and only
    when somebody wants to know. To the `silent` addresses no letter is sent."""

    def __init__(self, silent: frozenset[str] = frozenset()) -> None:
        self.silent = silent

    @cached_property
    def _held(self) -> list[tuple[str, int, str]]:
        fields = ("role", "affiliation__organisation", "affiliation__user__email")
        return list(Role.objects.reached().values_list(*fields))

    def places(self, *roles: str) -> set[int]:
        """Organisations where somebody has one of the roles."""
        return {place for role, place, _email in self._held if role in roles}

    def hearing(self, *roles: str) -> set[int]:
        """Those of them where somebody's address works."""
        return {
            place for role, place, email in self._held if role in roles and email not in self.silent
        }


@pghistory.track(model_name="RoleHistory")
class Role(models.Model):
    """What a person does for an organisation, from day to day. It counts while both it and the
    affiliation are live; a stand-in is a role with a last day."""

    affiliation = models.ForeignKey(
        Affiliation, models.CASCADE, related_name="roles", verbose_name=_("affiliation")
    )
    role = models.CharField(_("role"), max_length=14, choices=RoleName)
    from_on = models.DateField(_("first day"), default=timezone.localdate)
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )
    granted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="granted_roles",
        verbose_name=_("given by"),
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, validators=[one_plain_line])

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            ends_after_it_starts("role"),
            one_at_a_time(
                "role",
                "affiliation",
                "role",
                message=_("The person already has the role during these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.affiliation}"

    @property
    def last_day(self) -> datetime.date | None:
        return self.until_on and self.until_on - datetime.timedelta(days=1)

    def clean(self) -> None:
        super().clean()
        if self.affiliation_id and not fits(self.role, self.affiliation.organisation.kind):
            raise ValidationError(
                {
                    "role": _("The role “%(role)s” is not given at %(organisation)s.")
                    % {
                        "role": self.get_role_display(),
                        "organisation": self.affiliation.organisation,
                    }
                }
            )
