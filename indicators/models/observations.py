"""What each school has reported: the ground of everything that is told, and never told itself."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indicators.models.elements import DataElement
from members.access import reach
from members.models import Organisation, User
from members.models.organisations import within


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, user: User) -> Self:
        """A school's own figures to those who answer for them, all to the office."""
        fills = within(reach(user.standing, "fill_collection"), "organisation__")
        reviews = within(reach(user.standing, "review_collection"), "organisation__")
        return self.filter(fills | reviews)

    def of(self, collection: str, period: str) -> Self:
        return self.filter(collection=collection, period=period)


class Observation(models.Model):
    """One figure of one school in one period. `collection` is a code, for what is asked lies above
    this app; `survey_ref` says where it came from: `round:7`, or `import`."""

    class Status(models.TextChoices):
        REPORTED = "reported", _("reported")
        NIL = "nil", _("none: a true zero")
        MISSING = "missing", _("not known")
        NOT_APPLICABLE = "not_applicable", _("does not apply")

    element = models.ForeignKey(
        DataElement, models.PROTECT, related_name="observations", verbose_name=_("figure")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="observations", verbose_name=_("organisation")
    )
    period = models.CharField(_("period"), max_length=9)
    value = models.DecimalField(_("value"), max_digits=27, decimal_places=12, null=True, blank=True)
    status = models.CharField(_("state"), max_length=14, choices=Status, default=Status.REPORTED)
    collection = models.CharField(_("collection"), max_length=40)
    survey_ref = models.CharField(_("source"), max_length=40)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.UniqueConstraint(
                fields=["element", "organisation", "period", "collection"],
                name="observation_one_of_each_figure_in_each_period",
                violation_error_message=_("The school has reported this figure already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["reported", "nil"], value__isnull=False)
                | Q(status__in=["missing", "not_applicable"], value__isnull=True),
                name="observation_has_a_value_where_one_was_reported",
                violation_error_message=_("A reported figure, and no other, has a value."),
            ),
        ]
        indexes = [
            models.Index(fields=["collection", "period"], name="observation_collection_period")
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.organisation_id} {self.period}"
