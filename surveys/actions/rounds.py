"""The way of a round: planned, opened, closed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from members.models import Organisation
from surveys import emails
from surveys.actions.answers import count_sections, desk
from surveys.models import Response, Round


@transaction.atomic
def open_round(round_: Round) -> int:
    """Give every member a response to fill in. A member that joined since gets one too; who has one
    keeps it. Returns how many were made."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.state in {Round.State.CLOSED, Round.State.FROZEN}:
        return 0
    answered = Response.objects.filter(round=round_, organisation=OuterRef("pk"))
    missing = Organisation.objects.members().filter(~Exists(answered))
    made = Response.objects.bulk_create(
        Response(round=round_, organisation=member, form_version=round_.form_version)
        for member in missing
    )
    new = Response.objects.filter(pk__in=[each.pk for each in made]).with_all().order_by("pk")
    for response in new:
        at = desk(response)
        count_sections(at, at.sheet())
    if round_.state != Round.State.OPEN:
        round_.state = Round.State.OPEN
        round_.save(update_fields=["state"])
    emails.invite(round_, list(new))
    return len(made)


@transaction.atomic
def close_round(round_: Round) -> None:
    """Nobody changes an answer any more, save those with a day of their own."""
    round_ = Round.objects.select_for_update().get(pk=round_.pk)
    if round_.state == Round.State.OPEN:
        round_.state = Round.State.CLOSED
        round_.save(update_fields=["state"])


def keep_time() -> None:
    """What the clock does: rounds open and close by their own moments."""
    now = timezone.now()
    for round_ in Round.objects.filter(state=Round.State.PLANNED, opens_at__lte=now):
        open_round(round_)
    for round_ in Round.objects.filter(state=Round.State.OPEN, closes_at__lte=now):
        close_round(round_)
