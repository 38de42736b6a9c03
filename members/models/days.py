"""Rows in force from day to day. Half-open: `until_on` is the first day no longer valid."""

import datetime
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Days(Func):
    """The days a row is in force: from its first day up to the first day no longer valid.

    What is common to all days from the first and all days before the last: no day at all where a
    row ends before it starts, which PostgreSQL's own range of both would answer with an error.
    """

    function = "DATERANGE"
    template = "(%(function)s(%(expressions)s))"
    arg_joiner = ", NULL) * DATERANGE(NULL, "
    output_field = DateRangeField()


def live(prefix: str = "", day: datetime.date | None = None) -> Q:
    """Rows in force on the day (today): begun, and not yet over."""
    day = day or timezone.localdate()
    begun = Q(**{f"{prefix}from_on__lte": day})
    return begun & (Q(**{f"{prefix}until_on": None}) | Q(**{f"{prefix}until_on__gt": day}))


def ends_after_it_starts(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
        name=f"{model}_ends_after_it_starts",
        violation_error_message=_("The last day is before the first day."),
    )


def one_at_a_time(model: str, *fields: str, message: Any) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=f"{model}_one_at_a_time",
        expressions=[
            (Days("from_on", "until_on"), RangeOperators.OVERLAPS),
            *((field, RangeOperators.EQUAL) for field in fields),
        ],
        violation_error_message=message,
    )


def outlasts(day: datetime.date) -> Q:
    """What is in force on the day, or begins later and is not withdrawn."""
    begins_first = Q(from_on=None) | Q(until_on__gt=F("from_on"))
    return Q(until_on=None) | (Q(until_on__gt=day) & begins_first)
