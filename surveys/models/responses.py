"""What a school answers: one response to a round, and its way to approval."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.access import Reach, Thing, may, reach
from members.models import Organisation, User
from members.models.organisations import within
from surveys.models.forms import FormVersion
from surveys.models.rounds import Round


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: User) -> Self:
        """Those who fill it in, and the office that reviews it."""
        fills = within(reach(user.standing, "fill_collection"), "organisation__")
        reviews = within(reach(user.standing, "review_collection"), "organisation__")
        return self.filter(fills | reviews)

    def with_all(self) -> Self:
        """What each page of a response shows comes along in the same query; the form itself is
        only read where this process does not know it yet."""
        return self.select_related(
            "organisation__parent__parent__parent", "round__collection", "form_version"
        ).defer("form_version__document", "form_version__report")

    def answered_by(self, user: User) -> Self:
        """Those of the schools where the person answers collections."""
        places = reach(user.standing, "fill_collection").organisations
        return self.filter(within(Reach(organisations=places), "organisation__"))

    def nearest_first(self) -> Self:
        """The newest period first, then what is due first."""
        due = Coalesce("due_override", "round__due_at")
        return self.order_by("-round__period", due, "round__collection__code", "pk")

    def unsent(self) -> Self:
        """Those that the office still waits for."""
        return self.filter(state__in=Response.UNSENT)


SIGNS = {
    "not_started": "blank",
    "draft": "part",
    "submitted": "sent",
    "in_review": "eye",
    "returned": "back",
    "approved": "ok",
    "locked": "lock",
    "exempt": "none",
}


@pghistory.track(model_name="ResponseHistory")
class Response(models.Model):
    """One organisation's answer to a round. Its state only changes through actions."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        DRAFT = "draft", _("being filled in")
        SUBMITTED = "submitted", _("sent")
        IN_REVIEW = "in_review", _("in review")
        RETURNED = "returned", _("returned for completion")
        APPROVED = "approved", _("approved")
        LOCKED = "locked", _("locked")
        EXEMPT = "exempt", _("exempt")

    #: What the school still has in its hands.
    UNSENT: ClassVar = (State.NOT_STARTED, State.DRAFT, State.RETURNED)
    SENT: ClassVar = (State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.LOCKED)

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="responses", verbose_name=_("round")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="responses", verbose_name=_("organisation")
    )
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="responses", verbose_name=_("form version")
    )
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.NOT_STARTED)
    due_override = models.DateTimeField(_("own last day to answer"), null=True, blank=True)
    exempt_reason = models.CharField(_("reason for exemption"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=10, default="portal")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="submitted_responses",
        verbose_name=_("sent by"),
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                name="response_one_for_each_organisation",
                violation_error_message=_("The organisation has a response in this round already."),
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="response_round_state")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("surveys:response", args=[self.pk])

    @property
    def due_at(self) -> datetime.datetime:
        """The school's own last moment where it was given one, else the round's."""
        return self.due_override or self.round.due_at

    @property
    def is_open(self) -> bool:
        """Whether the school may still change it: in its hands, and the time is not over."""
        extended = self.due_override is not None and timezone.now() < self.due_override
        return self.state in self.UNSENT and (self.round.is_open or extended)

    @property
    def is_sent(self) -> bool:
        return self.state in self.SENT

    @property
    def is_overdue(self) -> bool:
        return self.state in self.UNSENT and timezone.now() > self.due_at

    @property
    def days_left(self) -> int:
        """Until the last day to answer, where the answer is still waited for."""
        waits = self.state in self.UNSENT
        return (timezone.localdate(self.due_at) - timezone.localdate()).days if waits else 0

    @property
    def sign(self) -> str:
        """The icon of its state."""
        return SIGNS[self.state]

    @property
    def reading_reason(self) -> str:
        """Why it can only be read."""
        if self.is_open and self.state == self.State.RETURNED:
            return gettext("Only the sections that the office has asked to be completed are open.")
        if self.is_open:
            return gettext("You may look at this answer, and the school fills it in.")
        if self.is_sent:
            return gettext("The answer has been sent.")
        if self.state == self.State.EXEMPT:
            return gettext("The school need not answer this time.")
        return gettext("The round is not open.")

    @property
    def was_on_time(self) -> bool:
        return self.submitted_at is not None and self.submitted_at <= self.due_at

    @property
    def thing(self) -> Thing:
        return Thing(line=frozenset(place.pk for place in self.organisation.line()))

    def may_fill(self, user: User) -> bool:
        return may(user.standing, "fill_collection", self.thing)

    def may_submit(self, user: User) -> bool:
        """The head or the deputy; the data collection contact where the collection allows it; the
        key contact where nobody is head."""
        standing, thing = user.standing, self.thing
        if may(standing, "submit_collection", thing):
            return True
        if self.round.collection.survey_may_submit and may(
            standing, "submit_collection_if_allowed", thing
        ):
            return True
        return may(standing, "submit_collection_if_no_head", thing) and not self.heads().exists()

    def may_review(self, user: User) -> bool:
        return may(user.standing, "review_collection", self.thing)

    def heads(self) -> models.QuerySet[User]:
        """Who is head or deputy of the school or of what stands above it."""
        return User.objects.holding(["head", "deputy"], self.organisation.line())


class Transition(models.Model):
    """A step of a response: from what to what, by whom, when and why. Rows are only added."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="transitions", verbose_name=_("response")
    )
    from_state = models.CharField(_("from"), max_length=11, choices=Response.State)
    to_state = models.CharField(_("to"), max_length=11, choices=Response.State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="transitions",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]
        triggers = [pgtrigger.Protect(name="steps_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"


class ChangeRequestQuerySet(models.QuerySet["ChangeRequest"]):
    def open(self) -> Self:
        return self.filter(resolved_at=None)


class ChangeRequest(models.Model):
    """What the office asks to be mended when it returns a response. Its section opens again."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="change_requests", verbose_name=_("response")
    )
    section = models.CharField(_("section"), max_length=60)
    text = models.TextField(_("what to mend"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="change_requests",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    resolved_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:60]}"


class Snapshot(models.Model):
    """All that a response said at one moment. It never changes; the receipt is made from it."""

    class Event(models.TextChoices):
        SUBMITTED = "submitted", _("sent")
        APPROVED = "approved", _("approved")

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="snapshots", verbose_name=_("response")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    event = models.CharField(_("event"), max_length=9, choices=Event)
    document = models.JSONField(_("answers"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="snapshots",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["response", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "number"],
                name="snapshot_one_of_each_number",
                violation_error_message=_("There is a snapshot with this number already."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="snapshots_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="snapshots_are_frozen", fields=["document", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.response} #{self.number}"
