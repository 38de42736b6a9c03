"""What collections ask of people, derived from rows."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.access import reach
from members.models import Seats, User
from portal.lib.todo import Task
from surveys.models import People, Response, Round, people_of, unheard

#: Answers that wait for the office, each by itself; the rest are counted.
SHOWN = 5


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if reach(user.standing, "fill_collection").organisations:
        yield from _my_answers(user)
    if user.is_staff:
        yield from _waiting()
        yield from _silent(seats)


def _my_answers(user: User) -> Iterator[Task]:
    found = Response.objects.answered_by(user).open_now().with_all().with_sections()
    responses = list(found.order_by("pk"))
    ready = [response for response in responses if response.is_ready]
    people = people_of(ready) if ready else People({})
    for response in responses:
        if response not in ready:
            yield _fill(response)
        elif not (senders := people.senders(response)):
            yield _nobody_sends(response)
        elif user in senders:
            yield _send(response)


def _fill(response: Response) -> Task:
    is_returned = response.state == Response.State.RETURNED
    states = [state for state in response.section_states.all() if not state.is_hidden]
    facts = {"done": sum(state.is_done for state in states), "all": len(states)}
    if is_returned:
        state, sign, tone = _("Returned by the office"), "back", "warn"
    elif response.state == Response.State.NOT_STARTED:
        state, sign, tone = _("Not started"), "blank", ""
    else:
        state, sign, tone = _("%(done)s of %(all)s sections ready") % facts, "part", ""
    return Task(
        _("Complete the returned sections") if is_returned else _("Fill in the form"),
        _about(response),
        response.get_absolute_url(),
        state,
        sign,
        tone,
        _due_on(response),
    )


def _send(response: Response) -> Task:
    return Task(
        _("Confirm and send"),
        _about(response),
        reverse("surveys:confirm", args=[response.pk]),
        _("Everything is filled in"),
        "sent",
        "mine",
        _due_on(response),
    )


def _nobody_sends(response: Response) -> Task:
    return Task(
        _("Ask who confirms the answer"),
        _about(response),
        reverse("surveys:confirm", args=[response.pk]),
        _("Nobody may send it"),
        "stop",
        "stop",
        _due_on(response),
    )


def _about(response: Response) -> str:
    return f"{response.round}, {response.organisation}"


def _due_on(response: Response) -> datetime.date:
    return timezone.localdate(response.last_moment)


def _waiting() -> Iterator[Task]:
    """The longest waiting first, one by one; the rest by their number."""
    waiting = Response.objects.waiting().select_related("organisation", "round__collection")
    found = list(waiting[: SHOWN + 1])
    for response in found[:SHOWN]:
        is_new = response.state == Response.State.SUBMITTED
        yield Task(
            _("Review the answer"),
            _about(response),
            reverse("surveys:review", args=[response.pk]),
            _("Sent to the office") if is_new else _("In review"),
            "sent" if is_new else "eye",
        )
    if len(found) > SHOWN:
        more = waiting.count() - SHOWN
        about = ngettext("%(n)s more answer", "%(n)s more answers", more) % {"n": more}
        url = reverse("surveys:monitor", args=[found[SHOWN].round_id]) + "?show=waiting"
        yield Task(_("Review the answer"), about, url, _("Sent to the office"), "sent")


def _silent(seats: Seats) -> Iterator[Task]:
    """Rounds that some school does not hear of: its letters would go to nobody."""
    counts = unheard(Response.objects.open_now(), seats)
    rounds = Round.objects.select_related("collection").filter(pk__in=counts).order_by("pk")
    for round_ in rounds if counts else ():
        count = counts[round_.pk]
        said = ngettext("%(n)s school", "%(n)s schools", count) % {"n": count}
        yield Task(
            _("Find somebody who answers"),
            f"{round_}: {said}",
            reverse("surveys:monitor", args=[round_.pk]) + "?show=silent",
            _("Nobody hears our letters"),
            "stop",
            "stop",
        )
