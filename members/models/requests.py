"""Somebody says "I work here": a request that opens nothing until it is accepted."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import KEYS_AND_DEPUTY, Reach, reach
from members.models.invitations import KEPT
from members.models.organisations import NOTHING, Organisation, within
from members.models.people import Seats, User
from members.models.words import one_plain_line

#: After so long without an answer the office is asked too.
PATIENCE = datetime.timedelta(days=7)
OPEN = Q(accepted_at=None, refused_at=None, withdrawn_at=None)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def visible_to(self, user: User) -> Self:
        """Those one may answer; one's own are on one's own page."""
        return self.filter(within(reach(user.standing, "grant_roles"), "organisation__"))

    def open(self) -> Self:
        return self.filter(OPEN)

    def to_remove(self, now: datetime.datetime) -> Self:
        """What was answered or withdrawn 90 days ago."""
        long_ago, over = now - KEPT, Q()
        for moment in JoinRequest.ENDS:
            over |= Q(**{f"{moment}__lte": long_ago})
        return self.filter(over)

    def waiting_for(self, user: User, seats: Seats) -> Self:
        """What this person is asked to answer: at their own organisation at once; as the office
        after a week, or at once where nobody would hear."""
        reached = reach(user.standing, "grant_roles")
        theirs = within(Reach(organisations=reached.organisations), "organisation__")
        return self.open().filter(theirs | (_offices(seats) if reached.everything else NOTHING))

    def with_all(self) -> Self:
        return self.select_related("user", "organisation")


def _offices(seats: Seats) -> Q:
    late = Q(created_at__date__lte=timezone.localdate() - PATIENCE)
    heard = Reach(organisations=frozenset(seats.hearing(*KEYS_AND_DEPUTY)))
    return late | ~within(heard, "organisation__")


@pghistory.track(model_name="JoinRequestHistory", exclude=["message"])
class JoinRequest(models.Model):
    """A person asks to belong to an organisation, and gets no access by asking."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    ENDS: ClassVar[dict[str, State]] = {
        "accepted_at": State.ACCEPTED,
        "refused_at": State.REFUSED,
        "withdrawn_at": State.WITHDRAWN,
    }

    user = models.ForeignKey(
        User, models.CASCADE, related_name="join_requests", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="join_requests", verbose_name=_("organisation")
    )
    message = models.CharField(
        _("what you do there"), max_length=300, blank=True, validators=[one_plain_line]
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    answered_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        related_name="answered_requests",
        verbose_name=_("answered by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    refused_at = models.DateTimeField(_("refused at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=OPEN,
                name="joinrequest_is_open_once_for_a_person",
                violation_error_message=_("The person has an open request there already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("members:answer_request", args=[self.pk])

    @property
    def state(self) -> State:
        ended = (state for moment, state in self.ENDS.items() if getattr(self, moment))
        return next(ended, self.State.OPEN)

    @property
    def is_late(self) -> bool:
        return timezone.localdate() - timezone.localdate(self.created_at) >= PATIENCE

    def end(self, how: str, by: User) -> None:
        setattr(self, how, timezone.now())
        self.answered_by = by
        self.save(update_fields=[how, "answered_by"])
