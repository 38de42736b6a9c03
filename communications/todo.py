"""What the post asks of people."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communications.models import (
    Letter,
    Newsletter,
    Question,
    Subscription,
)
from communications.recipients import silent_members, silent_people
from members.models import Seats, User
from portal.lib.todo import Task

SHOWN = 20


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if seats.silent:
        yield from _own_address(user, seats.silent)
        yield from _addresses_that_do_not_work(user, seats.silent)
    if user.is_staff:
        yield from _letters()
        yield from _silent_members(seats)
        yield from _wishes()
        yield from _questions()
    if user.standing.holds("sender"):
        yield from _newsletters_that_wait(user)


def _own_address(user: User, silent: frozenset[str]) -> Iterator[Task]:
    """The person has come in, so perhaps the address works again."""
    if user.email in silent:
        yield _stop(
            _("Our letters to you come back"),
            user.email,
            reverse("communications:preferences"),
            _("Show that the address works"),
        )


def _addresses_that_do_not_work(user: User, silent: frozenset[str]) -> Iterator[Task]:
    """Key contacts correct the address of a colleague, or say that the person has left."""
    for affiliation in silent_people(user, silent):
        yield _stop(
            _("An address does not work"),
            f"{affiliation.user}, {affiliation.organisation}",
            reverse("communications:address", args=[affiliation.pk]),
            _("Correct it, or say who has left"),
        )


def _letters() -> Iterator[Task]:
    """A line that broke, and somebody must decide whether to send again; or a reader who has not
    heard what they should: a wrong address, or a mailbox that is full."""
    month_ago = timezone.now() - datetime.timedelta(days=30)
    found = list(Letter.objects.for_the_office(month_ago)[: SHOWN + 1])
    for letter in found[:SHOWN]:
        url = reverse("admin:communications_letter_change", args=[letter.pk])
        yield _in_doubt(str(letter), url) if letter.is_uncertain else _failed(str(letter), url)
    if len(found) > SHOWN:
        in_doubt = sum(letter.is_uncertain for letter in found[:SHOWN])
        yield from _more_letters(in_doubt, month_ago)


def _more_letters(in_doubt: int, since: datetime.datetime) -> Iterator[Task]:
    """How many there are beside those shown, `in_doubt` of which are letters in doubt."""
    every = reverse("admin:communications_letter_changelist")
    if more := Letter.objects.held().count() - in_doubt:
        yield _in_doubt(_more(more), f"{every}?doubt=held")
    if more := Letter.objects.failed_since(since).count() - (SHOWN - in_doubt):
        yield _failed(_more(more), f"{every}?state__exact=failed")


def _silent_members(seats: Seats) -> Iterator[Task]:
    """Members where there is somebody to write to, but no address that works."""
    for organisation in silent_members(seats):
        yield _stop(
            _("Find an address that works"),
            str(organisation),
            organisation.get_absolute_url(),
            _("Nobody hears our letters"),
        )


def _wishes() -> Iterator[Task]:
    """How many would join a topic that one joins by request."""
    if count := Subscription.objects.wishes().count():
        wishes = ngettext("%(count)d wish", "%(count)d wishes", count) % {"count": count}
        yield Task(
            title=_("Somebody would like to join"),
            about=wishes,
            url=reverse("admin:communications_subscription_changelist")
            + "?is_wish__exact=1&until_at__isempty=1",
            state=_("Decide"),
        )


def _in_doubt(about: str, url: str) -> Task:
    return _stop(_("Did a letter arrive?"), about, url, _("Send it again, or not"))


def _newsletters_that_wait(user: User) -> Iterator[Task]:
    """For other eyes than its writer's."""
    for newsletter in Newsletter.objects.waiting()[:SHOWN]:
        is_own = newsletter.written_by_id == user.pk
        yield Task(
            title=_("Look at a newsletter before it is sent"),
            about=str(newsletter),
            url=reverse("communications:newsletter_desk", args=[newsletter.pk]),
            state=_("Waits for a colleague") if is_own else _("Waits for you"),
        )


def _questions() -> Iterator[Task]:
    """Somebody has asked the office and waits for its answer."""
    for question in Question.objects.waiting().select_related("asked_by")[:SHOWN]:
        yield Task(
            title=_("Answer a question"),
            about=f"{question.asked_by or ''}: {question}",
            url=question.get_absolute_url(),
            state=_("Waits for an answer"),
            sign="ask",
            tone="warn",
        )


def _failed(about: str, url: str) -> Task:
    return _stop(_("A letter did not arrive"), about, url, _("Check the address"))


def _stop(title: str, about: str, url: str, state: str) -> Task:
    return Task(title=title, about=about, url=url, state=state, sign="stop", tone="stop")


def _more(count: int) -> str:
    more = ngettext("%(count)d more letter", "%(count)d more letters", count)
    return more % {"count": count}
