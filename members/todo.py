"""What the members' side asks of people, derived from rows."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.access import reach
from members.models import (
    AuditSeal,
    Confirmation,
    Erasure,
    Invitation,
    JoinRequest,
    LostFactor,
    Membership,
    Organisation,
    OutdatedReport,
    Seats,
    StructureProposal,
    User,
)
from members.models.confirmations import due_on
from members.models.reports import OWN_DAYS
from members.models.requests import PATIENCE
from portal.lib.todo import Task

_YEAR = Cast("year", CharField())


class Waiting(NamedTuple):
    """An invitation, a request or a confirmation that waits for the person: what all of them have,
    so that they are asked from the database together."""

    what: str
    pk: int
    who: str
    day: datetime.date
    place: int | None
    organisation: Organisation | None = None

    @property
    def about(self) -> str:
        return ", ".join(filter(None, [self.who, str(self.organisation or "")]))


def todo(user: User, seats: Seats) -> Iterator[Task]:
    alone = _without_key_contact(seats) if user.is_staff else frozenset()
    waiting = _waiting(user, seats)
    each = [row for row in waiting if row.what in TASKS]
    places = Organisation.objects.in_bulk(alone | {row.place for row in each if row.place})
    for organisation in sorted((places[place] for place in alone), key=attrgetter("sort_key")):
        yield _name_somebody(organisation)
    for row in each:
        yield TASKS[row.what](row._replace(organisation=places.get(row.place or 0)))
    yield from _counted(Counter(row.what for row in waiting))


def _without_key_contact(seats: Seats) -> frozenset[int]:
    """No member may be left without somebody to write to."""
    members = Membership.objects.live().order_by().values_list("organisation", flat=True)
    return frozenset(members) - seats.places("key_contact")


def _name_somebody(organisation: Organisation) -> Task:
    return Task(
        title=_("Name a key contact"),
        about=str(organisation),
        url=reverse("members:invite", args=[organisation.pk]),
        state=_("Nobody hears our letters"),
        sign="stop",
        tone="stop",
    )


def _waiting(user: User, seats: Seats) -> list[Waiting]:
    """Each kind of what waits for this person, in one query for all of them."""
    own = reach(user.standing, "grant_roles").organisations
    if not own and not user.is_staff:
        return []
    month_ago = timezone.now() - datetime.timedelta(days=30)
    expired = user.sent_invitations.expired().filter(expires_at__gt=month_ago)
    requests = JoinRequest.objects.waiting_for(user, seats)
    mine = Confirmation.objects.waiting().filter(organisation__in=own)
    reports = OutdatedReport.objects.waiting_for(user, seats)
    whose = Coalesce("affiliation__user__name", Value(""))
    kinds = [
        _rows("again", expired, F("name"), TruncDate("expires_at")),
        _rows("request", requests, F("user__name"), TruncDate("created_at")),
        _rows("mine", mine, _YEAR, F("opens_on")),
        _rows("outdated", reports, whose, TruncDate("reported_at")),
    ]
    if user.is_staff:
        check, asked = Invitation.objects.to_check(), Confirmation.objects.visible_to(user)
        lost, proposals = LostFactor.objects.waiting_for(user), StructureProposal.objects.open()
        look = Case(When(prepared_at=None, then=Value("look")), default=Value("erase"))
        kinds += [
            _rows("change", proposals, F("proposed_by__name"), F("from_on")),
            _rows("check", check, F("name"), TruncDate("created_at")),
            _rows("late", asked.late(), _YEAR, F("opens_on")),
            _rows("wrong", asked.to_correct(), _YEAR, F("opens_on")),
            _nowhere(Value("lost"), lost, F("person__name"), "asked_at"),
            _nowhere(Value("seal"), AuditSeal.objects.broken(), Value(""), "broken_at"),
            _nowhere(look, Erasure.objects.open(), Value(""), "asked_at"),
        ]
    rows = kinds[0].union(*kinds[1:], all=True).order_by("day", "what", "pk")
    return [Waiting(*row) for row in rows]


def _rows(what: str, found: QuerySet[Any], who: Any, day: Any) -> Any:
    marked = found.order_by().annotate(what=Value(what), who=who, day=day)
    return marked.values_list("what", "pk", "who", "day", "organisation")


def _nowhere(what: Any, found: QuerySet[Any], who: Any, moment: str) -> Any:
    """What is of no organisation."""
    place = Value(None, BigIntegerField())
    marked = found.order_by().annotate(what=what, who=who, day=TruncDate(moment), place=place)
    return marked.values_list("what", "pk", "who", "day", "place")


def _check(invitation: Waiting) -> Task:
    """An invitation to a foreign address waits for the office."""
    return Task(
        title=_("Check the address of an invitation"),
        about=invitation.about,
        url=reverse("members:check_invitation", args=[invitation.pk]),
        state=_("The letter waits for you"),
        sign="letter",
        tone="warn",
    )


def _send_again(invitation: Waiting) -> Task:
    """Whoever invited may send the letter again; what is long past is not asked any more."""
    return Task(
        title=_("Send the invitation again, or take it back"),
        about=invitation.about,
        url=reverse("members:organisation", args=[invitation.place]) + "#invitations",
        state=_("Expired"),
        sign="clock",
    )


def _answer(request: Waiting) -> Task:
    is_late = timezone.localdate() - request.day >= PATIENCE
    return Task(
        title=_("Answer who wants to join"),
        about=request.about,
        url=reverse("members:answer_request", args=[request.pk]),
        state=_("Has waited for a week") if is_late else _("Asks for a place"),
        sign="person",
        tone="warn" if is_late else "",
    )


def _check_facts(report: Waiting) -> Task:
    return Task(
        title=_("Check what is out of date"),
        about=report.about,
        url=reverse("members:outdated", args=[report.pk]),
        state=_("Reported as outdated"),
        sign="ask",
        tone="warn",
        due_on=report.day + datetime.timedelta(days=OWN_DAYS),
    )


def _change(proposal: Waiting) -> Task:
    """A key contact proposes another name, or another tree; what lies ahead waits for its day."""
    is_ahead = proposal.day > timezone.localdate()
    return Task(
        title=_("Answer a proposed change"),
        about=proposal.about,
        url=reverse("members:proposal", args=[proposal.pk]),
        state=_("For a day to come") if is_ahead else _("Waits for you"),
        sign="comment",
        tone="" if is_ahead else "warn",
        due_on=proposal.day if is_ahead else None,
    )


def _confirm(confirmation: Waiting) -> Task:
    return Task(
        title=_("Confirm that our facts are right"),
        about=f"{confirmation.organisation}, {confirmation.who}",
        url=reverse("members:confirm", args=[confirmation.place]),
        state=_("Takes a minute"),
        sign="ask",
        tone="mine",
        due_on=due_on(confirmation.day),
    )


def _confirm_lost(lost: Waiting) -> Task:
    return Task(
        title=_("Confirm that a second factor is lost"),
        about=lost.who,
        url=reverse("admin:members_lostfactor_changelist"),
        state=_("Waits for you"),
        sign="lock",
        tone="mine",
    )


def _erasure(erasure: Waiting) -> Task:
    is_prepared = erasure.what == "erase"
    return Task(
        title=_("Confirm an erasure") if is_prepared else _("Look at an erasure"),
        about=_("Somebody asks to be erased"),
        url=reverse("privacy:erasure", args=[erasure.pk]),
        state=_("Waits for a second pair of eyes") if is_prepared else _("Asked for"),
        sign="ask",
        tone="warn",
    )


TASKS: dict[str, Callable[[Waiting], Task]] = {
    "check": _check,
    "again": _send_again,
    "request": _answer,
    "change": _change,
    "mine": _confirm,
    "outdated": _check_facts,
    "lost": _confirm_lost,
    "look": _erasure,
    "erase": _erasure,
}


def _counted(counts: Counter[str]) -> Iterator[Task]:
    """What is told once, however many there are: broken seals, and confirmations of the members."""
    if counts["seal"]:
        seals, state = reverse("admin:members_auditseal_changelist"), _("Seal broken")
        title = _("Find out who has changed the log of deeds")
        about = _("It does not fit its seal.")
        yield Task(title, about, seals, state, sign="stop", tone="stop")
    url = reverse("members:confirmations")
    if late := counts["late"]:
        about = ngettext("%(n)s member has not confirmed", "%(n)s members have not confirmed", late)
        call, state = _("Call about the yearly confirmation"), _("Late")
        yield Task(call, about % {"n": late}, url, state, sign="clock", tone="warn")
    if wrong := counts["wrong"]:
        about = ngettext("%(n)s member tells a mistake", "%(n)s members tell a mistake", wrong)
        mend, state = _("Correct the register"), _("Told in the confirmation")
        yield Task(mend, about % {"n": wrong}, url, state, sign="comment")
