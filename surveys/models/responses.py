"""What a school answers: one response to a round, and its way to approval."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.access import Reach, Thing, may, reach
from members.models import Organisation, User
from members.models.organisations import within
from surveys.compiled import Entry
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
        return self.select_related("organisation", "round__collection", "form_version").defer(
            "form_version__document", "form_version__report"
        )

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

    def waiting(self) -> Self:
        """Those that wait for the office, the longest waiting first."""
        waiting = self.filter(state__in=Response.WAITING)
        return waiting.order_by("submitted_at", "pk")

    def open_now(self) -> Self:
        """Those that the school may still change, as `Response.is_open` says of one."""
        now = timezone.now()
        round_is_open = Q(round__state=Round.State.OPEN, round__closes_at__gt=now)
        is_frozen = Q(round__state=Round.State.FROZEN)
        extended = Q(due_override__gt=now) & ~is_frozen
        return self.unsent().filter(round_is_open | extended)

    def of_round(self, round_: Round) -> Self:
        """All of a round by name, with what the monitor shows of them."""
        found = self.filter(round=round_).select_related("organisation", "round__collection")
        return found.with_sections().with_last_change().order_by("organisation__sort_key", "pk")

    def with_sections(self) -> Self:
        """How far each section is comes along, in one more query."""
        return self.prefetch_related("section_states")

    def with_last_change(self) -> Self:
        """`changed_at` tells when somebody last typed something."""
        return self.annotate(changed_at=models.Max("answers__at"))


#: How an answer that was loaded from tables of an earlier year says where it came from.
BROUGHT_ALONG = "import"
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
    #: What the office has before it.
    WAITING: ClassVar = (State.SUBMITTED, State.IN_REVIEW)
    #: What the office has accepted: these become observations.
    ACCEPTED: ClassVar = (State.APPROVED, State.LOCKED)
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
    facts = models.JSONField(_("facts when the round was frozen"), default=dict, blank=True)
    holder = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_responses",
        verbose_name=_("provider when the round was frozen"),
    )

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
        """Whether the round, or the school's own extension of it, goes on. What is frozen does
        not."""
        extended = self.due_override is not None and timezone.now() < self.due_override
        return self.round.is_open or (extended and not self.round.is_frozen)

    @property
    def is_ready(self) -> bool:
        """Whether nothing but the sending is left. A returned answer is ready when what the office
        asked for has been marked ready; with `with_sections` this asks nothing."""
        states = self.section_states.all()
        if self.state == self.State.RETURNED:
            return all(state.is_done and (state.is_hidden or state.ready_at) for state in states)
        return self.state == self.State.DRAFT and all(state.is_done for state in states)

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
    def is_brought_along(self) -> bool:
        """Whether it was loaded from tables of an earlier year."""
        return self.source == BROUGHT_ALONG

    @property
    def was_on_time(self) -> bool:
        return self.submitted_at is not None and self.submitted_at <= self.due_at

    @property
    def thing(self) -> Thing:
        return Thing(line=frozenset(self.organisation.line_ids))

    def sent_before(self) -> dict[str, Entry] | None:
        """What was sent the time before, by cell: what the present answer is compared with. None
        where nothing was."""
        place = 1 if self.state in self.SENT else 0
        before = self.snapshots.sent()[place : place + 1].first()
        return before.entries if before else None

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
        return User.objects.holding(["head", "deputy"], self.organisation.line_ids)
