"""What the post asks of people."""

import datetime
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communications.models import Letter, Question, Subscription
from communications.recipients import silent_members, silent_people
from members.models import Seats, User
from portal.lib.todo import Task

SHOWN = 20


def todo(user: User, seats: Seats) -> Iterator[Task]:
    if seats.silent:
        yield from _own_address(user, seats.silent)
        yield from _addresses_that_do_not_work(user, seats.silent)
    if user.is_staff:
        yield from _letters_in_doubt()
        yield from _failed_letters()
        yield from _silent_members(seats)
        yield from _wishes()
        yield from _questions()


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


def _letters_in_doubt() -> Iterator[Task]:
    """The line broke, and a second copy would be worse than none: somebody must decide."""
    held = list(Letter.objects.held()[: SHOWN + 1])
    for letter in held[:SHOWN]:
        yield _stop(
            _("Did a letter arrive?"),
            str(letter),
            reverse("admin:communications_letter_change", args=[letter.pk]),
            _("Send it again, or not"),
        )
    if len(held) > SHOWN:
        more = Letter.objects.held().count() - SHOWN
        yield _stop(
            _("Did a letter arrive?"),
            _more(more),
            reverse("admin:communications_letter_changelist") + "?doubt=held",
            _("Send it again, or not"),
        )


def _failed_letters() -> Iterator[Task]:
    """Somebody has not heard what they should: a wrong address, or a mailbox that is full."""
    month_ago = timezone.now() - datetime.timedelta(days=30)
    failed = Letter.objects.failed_since(month_ago)
    letters = list(failed[: SHOWN + 1])
    for letter in letters[:SHOWN]:
        yield _failed(str(letter), reverse("admin:communications_letter_change", args=[letter.pk]))
    if len(letters) > SHOWN:
        every = reverse("admin:communications_letter_changelist") + "?state__exact=failed"
        yield _failed(_more(failed.count() - SHOWN), every)


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
    """Who would join a topic that one joins by request."""
    for wish in Subscription.objects.wishes().select_related("topic", "user")[:SHOWN]:
        yield Task(
            title=_("Somebody would like to join"),
            about=str(wish),
            url=reverse("admin:communications_subscription_change", args=[wish.pk]),
            state=_("Decide"),
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
