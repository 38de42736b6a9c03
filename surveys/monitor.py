"""A round as the office sees it: schools by sections, with signs and words, and no figures."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from members.models import User
from surveys.models import People, Response, Round, SectionState, people_of
from surveys.models.answers import Mark
from surveys.wording import Tone

State = Response.State


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One school. A square is None where the school's form has no such section."""

    response: Response
    state: Tone
    squares: tuple[tuple[Column, SectionState | None], ...]
    is_silent: bool

    @property
    def share(self) -> float:
        """How much of what is asked has been answered; what has been sent is all of it."""
        if self.response.state not in Response.UNSENT:
            return 1
        states = [state for _column, state in self.squares if state and not state.is_hidden]
        asked = sum(state.asked for state in states)
        return sum(state.answered for state in states) / asked if asked else 0

    @property
    def has_errors(self) -> bool:
        return any(state is not None and state.mark is Mark.ERRORS for _, state in self.squares)


Test = Callable[[Row], bool]


def _is(*states: State) -> Test:
    return lambda row: row.response.state in states


#: What may be shown, in this order; "all" shows everything.
SHOWN: dict[str, tuple[Any, Test]] = {
    "all": (gettext_lazy("All schools"), lambda row: True),
    "missing": (gettext_lazy("Not sent yet"), _is(*Response.UNSENT)),
    "not_started": (gettext_lazy("Not started"), _is(State.NOT_STARTED)),
    "draft": (gettext_lazy("Being filled in"), _is(State.DRAFT)),
    "ready": (gettext_lazy("Ready to be sent"), lambda row: row.response.is_ready),
    "errors": (gettext_lazy("With errors"), lambda row: row.has_errors),
    "returned": (gettext_lazy("Returned for completion"), _is(State.RETURNED)),
    "waiting": (gettext_lazy("Waiting for the office"), _is(*Response.WAITING)),
    "approved": (gettext_lazy("Approved"), _is(State.APPROVED, State.LOCKED)),
    "extended": (gettext_lazy("With an own last day"), lambda row: bool(row.response.due_override)),
    "exempt": (gettext_lazy("Exempt"), _is(State.EXEMPT)),
    "silent": (gettext_lazy("Nobody hears our letters"), lambda row: row.is_silent),
}
SORTS: dict[str, tuple[Any, Callable[[Row], Any]]] = {
    "name": (gettext_lazy("By name"), lambda row: 0),
    "least": (gettext_lazy("Least ready first"), lambda row: row.share),
    "latest": (gettext_lazy("Last changed first"), lambda row: -_moment(row.response)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Monitor:
    """Everything on the page. `rows` is what the choice lets through, `every` all of it."""

    round: Round
    columns: tuple[Column, ...]
    every: tuple[Row, ...]
    rows: tuple[Row, ...]
    shows: tuple[Choice, ...]
    sorts: tuple[Choice, ...]

    def of(self, show: str) -> list[Row]:
        return [row for row in self.every if SHOWN[show][1](row)]

    @property
    def asked(self) -> int:
        """Who is exempt is not counted."""
        return len(self.every) - len(self.of("exempt"))

    @property
    def sent(self) -> list[Row]:
        return [row for row in self.every if row.response.state in Response.SENT]

    @property
    def on_time(self) -> int:
        return sum(row.response.was_on_time for row in self.sent)

    @property
    def missing(self) -> list[Row]:
        return self.of("missing")

    @property
    def not_started(self) -> list[Row]:
        return self.of("not_started")

    @property
    def waiting(self) -> list[Row]:
        return self.of("waiting")

    @property
    def silent(self) -> list[Row]:
        return self.of("silent")

    @property
    def oldest_waiting_days(self) -> int | None:
        moments = [row.response.submitted_at for row in self.waiting if row.response.submitted_at]
        return (timezone.now() - min(moments)).days if moments else None

    @property
    def days_left(self) -> int:
        return (timezone.localdate(self.round.due_at) - timezone.localdate()).days


def monitor(round_: Round, responses: Iterable[Response], show: str, sort: str) -> Monitor:
    """`responses` come by name, with their sections. What is unknown shows all, by name."""
    known = list(responses)
    people, columns = people_of(known, ""), _columns(round_)
    every = tuple(_row(response, columns, people) for response in known)
    show, sort = (show if show in SHOWN else "all"), (sort if sort in SORTS else "name")
    rows = sorted(filter(SHOWN[show][1], every), key=SORTS[sort][1])
    counts = {code: sum(map(test, every)) for code, (_label, test) in SHOWN.items()}
    shows = tuple(
        Choice(code, str(label), counts[code], code == show)
        for code, (label, _test) in SHOWN.items()
        if counts[code] or code in {"all", show}
    )
    sorts = tuple(
        Choice(code, str(label), 0, code == sort) for code, (label, _key) in SORTS.items()
    )
    return Monitor(round_, columns, every, tuple(rows), shows, sorts)


def rounds_for(user: User) -> Sequence[Round]:
    """The rounds that the person runs, with their counts: for the office's part of the list."""
    rounds = Round.objects.visible_to(user).with_counts().order_by("-due_at", "pk")
    return [round_ for round_ in rounds if round_.may_review(user)]


def sent_at_this_time_before(round_: Round) -> int | None:
    """How many had sent in the round before, as long before its last day; None without one."""
    left = round_.due_at - timezone.now()
    then = Q(responses__submitted_at__lte=F("due_at") - left)
    before = Round.objects.filter(collection=round_.collection_id, period__lt=round_.period)
    latest = before.annotate(sent=Count("responses", filter=then)).order_by("-period").first()
    return latest.sent if latest else None


def state_of(response: Response) -> Tone:
    """How the state of a response is said; a day where it helps."""
    match response.state:
        case State.SUBMITTED:
            return Tone("ok", "sent", _("sent %(day)s") % {"day": _day(response.submitted_at)})
        case State.IN_REVIEW:
            return Tone("", "eye", _("in review"))
        case State.APPROVED | State.LOCKED:
            return Tone("ok", "ok", _("approved %(day)s") % {"day": _day(response.approved_at)})
        case State.RETURNED:
            return Tone("warn", "back", _("returned for completion"))
        case State.EXEMPT:
            return Tone("", "none", _("exempt"))
    return _unsent(response)


def _unsent(response: Response) -> Tone:
    if response.is_ready:
        return Tone("mine", "part", _("ready to be sent"))
    if response.due_override:
        return Tone("warn", "clock", _("own last day %(day)s") % {"day": _day(response.due_at)})
    if response.state == State.DRAFT:
        return Tone("", "part", _("being filled in"))
    return Tone("", "blank", _("not started"))


def _row(response: Response, columns: tuple[Column, ...], people: People) -> Row:
    states = {state.section: state for state in response.section_states.all()}
    squares = tuple((column, states.get(column.code)) for column in columns)
    is_silent = response.state in Response.UNSENT and not people.fillers(response)
    return Row(response, state_of(response), squares, is_silent)


def _columns(round_: Round) -> tuple[Column, ...]:
    language = get_language() or "fi"
    sections = round_.form_version.compiled.questionnaire.sections
    return tuple(Column(section.code, section.title.in_(language)) for section in sections)


def _moment(response: Response) -> float:
    changed: datetime.datetime | None = getattr(response, "changed_at", None)
    return changed.timestamp() if changed else 0


def _day(moment: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT") if moment else ""
