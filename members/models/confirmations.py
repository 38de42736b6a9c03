"""Once a year each member says that what we know of it is still right."""

from __future__ import annotations

import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import Membership, Organisation, within
from members.models.people import Role, User

#: Days after the opening on which those who have not confirmed are written to.
LADDER = (0, 14, 28)
#: Then the office is asked to call.
LATE = 42


def due_on(opens_on: datetime.date) -> datetime.date:
    """The day of the last letter."""
    return opens_on + datetime.timedelta(days=LADDER[-1])


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "confirm_yearly"), "organisation__"))

    def of_members(self) -> Self:
        """Of those in live membership: others are not asked any more."""
        return self.filter(organisation__in=Membership.objects.live().values("organisation"))

    def waiting(self) -> Self:
        """Open and not yet confirmed."""
        today = timezone.localdate()
        return self.of_members().filter(opens_on__lte=today, confirmed_at=None)

    def late(self) -> Self:
        last = timezone.localdate() - datetime.timedelta(days=LATE)
        return self.waiting().filter(opens_on__lte=last)

    def to_correct(self) -> Self:
        return self.exclude(corrections="").filter(corrected_at=None)

    def last_year(self) -> Self:
        """Of members, in the last year that the office has set."""
        years = Confirmation.objects.order_by("-year").values("year")[:1]
        return self.of_members().filter(year=models.Subquery(years))

    def with_hearing(self) -> Self:
        """`is_heard` tells whether anybody there hears our letters."""
        heard = Role.objects.reached().filter(
            role__in=["key_contact", "head", "deputy"],
            affiliation__organisation=models.OuterRef("organisation"),
        )
        return self.annotate(is_heard=models.Exists(heard))

    def with_all(self) -> Self:
        return self.select_related("organisation", "confirmed_by")


@pghistory.track(model_name="ConfirmationHistory")
class Confirmation(models.Model):
    """What a member is asked in a year. It opens on a day that the office has set."""

    class State(models.TextChoices):
        COMING = "coming", _("not open yet")
        OPEN = "open", _("waits for the member")
        LATE = "late", _("late")
        CONFIRMED = "confirmed", _("confirmed")

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="confirmations", verbose_name=_("organisation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    opens_on = models.DateField(_("opens on"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="given_confirmations",
        verbose_name=_("confirmed by"),
    )
    #: How many people, in which roles, and how many had left: numbers, no names.
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    corrections = models.TextField(_("what is wrong in the register"), max_length=1000, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly confirmation")
        verbose_name_plural = _("yearly confirmations")
        ordering = ["-year", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "year"],
                name="confirmation_is_asked_once_a_year",
                violation_error_message=_("The organisation is asked once a year."),
            ),
            models.CheckConstraint(
                condition=Q(corrected_at=None) | ~Q(corrections=""),
                name="confirmation_is_corrected_where_something_was_wrong",
                violation_error_message=_("There is nothing to correct."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("members:confirm", args=[self.organisation_id])

    @property
    def due_on(self) -> datetime.date:
        return due_on(self.opens_on)

    @property
    def state(self) -> State:
        days = (timezone.localdate() - self.opens_on).days
        if self.confirmed_at:
            return self.State.CONFIRMED
        if days < 0:
            return self.State.COMING
        return self.State.LATE if days >= LATE else self.State.OPEN

    @property
    def step(self) -> int | None:
        """The latest step of the ladder that has come, if it came within the last week: a clock
        that stood still writes once, and not of long past days."""
        days = (timezone.localdate() - self.opens_on).days
        came = [step for step in LADDER if step <= days <= step + 7]
        return came[-1] if came else None
