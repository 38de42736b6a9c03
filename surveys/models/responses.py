"""What a school answers: one response to a round, and its way to approval."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import Reach, Thing, may, reach
from members.models import Organisation, User
from members.models.organisations import within
from surveys.models.forms import FormVersion
from surveys.models.rounds import Round
from surveys.sheet import Entry


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

    def unsent(self) -> Self:
        """Those that the office still waits for."""
        return self.filter(state__in=Response.UNSENT)

    def waiting(self) -> Self:
        """Those that wait for the office, the longest waiting first."""
        waiting = self.filter(state__in=Response.WAITING)
        return waiting.order_by("submitted_at", "pk")

    def open_now(self) -> Self:
        """Those that the school may still change, as `Response.is_open` says of one."""
        now = timezone.now()
        round_is_open = Q(round__state=Round.State.OPEN, round__closes_at__gt=now)
        return self.unsent().filter(round_is_open | Q(due_override__gt=now))

    def of_round(self, round_: Round) -> Self:
        """All of a round by name, with what the monitor shows of them."""
        found = self.filter(round=round_).select_related(
            "organisation__parent__parent__parent", "round__collection"
        )
        return found.with_sections().with_last_change().order_by("organisation__sort_key", "pk")

    def with_sections(self) -> Self:
        """How far each section is comes along, in one more query."""
        return self.prefetch_related("section_states")

    def with_last_change(self) -> Self:
        """`changed_at` tells when somebody last typed something."""
        return self.annotate(changed_at=models.Max("answers__at"))


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
    #: What the office has before it.
    WAITING: ClassVar = (State.SUBMITTED, State.IN_REVIEW)
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
    def last_moment(self) -> datetime.datetime:
        """When it is too late: the last day to answer while it is ahead, else the closing."""
        return self.due_at if timezone.now() < self.due_at else self.round.closes_at

    @property
    def is_open(self) -> bool:
        """Whether the school may still change it: in its hands, and the time is not over."""
        return self.state in self.UNSENT and self.has_time_left

    @property
    def has_time_left(self) -> bool:
        """Whether the round, or the school's own extension of it, goes on."""
        extended = self.due_override is not None and timezone.now() < self.due_override
        return self.round.is_open or extended

    @property
    def is_ready(self) -> bool:
        """Whether nothing but the sending is left. A returned answer is ready when what the office
        asked for has been marked ready; with `with_sections` this asks nothing."""
        states = self.section_states.all()
        if self.state == self.State.RETURNED:
            return all(state.is_done and (state.is_hidden or state.ready_at) for state in states)
        return self.state == self.State.DRAFT and all(state.is_done for state in states)

    @property
    def was_on_time(self) -> bool:
        return self.submitted_at is not None and self.submitted_at <= self.due_at

    @property
    def thing(self) -> Thing:
        return Thing(line=frozenset(place.pk for place in self.organisation.line()))

    def sent_before(self) -> dict[str, Entry] | None:
        """What was sent the time before, by cell: what the present answer is compared with. None
        where nothing was."""
        sent = self.snapshots.filter(event=Snapshot.Event.SUBMITTED).order_by("-number")
        place = 1 if self.state in self.SENT else 0
        before = sent[place : place + 1].first()
        return before.entries if before else None

    def last_sent(self) -> Snapshot | None:
        sent = self.snapshots.filter(event=Snapshot.Event.SUBMITTED)
        return sent.select_related("by").order_by("-number").first()

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


class AnswersOpened(models.Model):
    """Somebody of the office has looked at a school's own figures. Rows are only added."""

    response = models.ForeignKey(
        Response, models.CASCADE, related_name="openings", verbose_name=_("response")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="opened_answers",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("opening of answers")
        verbose_name_plural = _("openings of answers")
        ordering = ["at", "pk"]
        triggers = [
            pgtrigger.Protect(name="openings_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="openings_are_frozen", fields=["response", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.at}"


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

    @property
    def entries(self) -> dict[str, Entry]:
        """What it says, by cell."""
        return {
            key: Entry(said.get("text", ""), said.get("missing", ""))
            for key, said in self.document["answers"].items()
        }
