"""What somebody knows to be out of date, until those whom it concerns have seen to it."""

from __future__ import annotations

import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import KEYS_AND_DEPUTY, Reach, reach
from members.models.organisations import Organisation, within
from members.models.people import Affiliation, Seats, User
from members.models.words import one_plain_line

#: How long the organisation's own people have before the office hears too.
OWN_DAYS = 7


class OutdatedReportQuerySet(models.QuerySet["OutdatedReport"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "handle_reports"), "organisation__"))

    def with_all(self) -> Self:
        return self.select_related("organisation", "affiliation__user", "reported_by", "handled_by")

    def waiting_for(self, user: User, seats: Seats) -> Self:
        """What this person is asked to see to: at their own organisation at once; as the office
        after a week, or at once where nobody of the organisation would hear."""
        reached = reach(user.standing, "handle_reports")
        if not (reached.everything or reached.organisations):
            return self.none()
        theirs = within(Reach(organisations=reached.organisations), "organisation__")
        waiting = theirs | _offices(seats) if reached.everything else theirs
        return self.filter(waiting, handled_at=None)


def _offices(seats: Seats) -> Q:
    old = timezone.now() - datetime.timedelta(days=OWN_DAYS)
    return Q(reported_at__lte=old) | ~Q(organisation__in=seats.places(*KEYS_AND_DEPUTY))


@pghistory.track(model_name="OutdatedReportHistory")
class OutdatedReport(models.Model):
    """Somebody has seen that a card is wrong. `affiliation` is the person it is about, if any."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="outdated_reports",
        verbose_name=_("organisation"),
    )
    affiliation = models.ForeignKey(
        Affiliation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outdated_reports",
        verbose_name=_("person"),
    )
    line = models.CharField(
        _("what is out of date"), max_length=200, blank=True, validators=[one_plain_line]
    )
    reported_by = models.ForeignKey(
        User, models.PROTECT, related_name="outdated_reports", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now)
    handled_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handled_reports",
        verbose_name=_("seen to by"),
    )
    handled_at = models.DateTimeField(_("seen to at"), null=True, blank=True)

    objects = OutdatedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of outdated information")
        verbose_name_plural = _("reports of outdated information")
        ordering = ["-reported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "affiliation", "reported_by"],
                condition=Q(handled_at=None),
                nulls_distinct=False,
                name="outdatedreport_waits_once",
                violation_error_message=_("You have reported this already."),
            ),
            models.CheckConstraint(
                condition=Q(handled_by=None, handled_at=None)
                | Q(handled_by__isnull=False, handled_at__isnull=False),
                name="outdatedreport_is_seen_to_by_somebody",
                violation_error_message=_("Who has seen to it goes with when."),
            ),
        ]

    def __str__(self) -> str:
        person = f"{self.affiliation.user}, " if self.affiliation else ""
        return f"{person}{self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("members:outdated", args=[self.pk])
