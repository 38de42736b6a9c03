"""What we write about a round. Each letter is in the reader's language, tells the state, the last
day and the place to go on, and is written once, however often it is asked for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.models import User
from portal.lib import mail
from surveys.models import (
    ChangeRequest,
    People,
    Response,
    Round,
    Snapshot,
    Transition,
    office,
    people_of,
)

#: A reminder that comes later than this would meet the next one.
USEFUL = datetime.timedelta(days=3)


def occasion(round_: Round, letter: str, slot: object, user: User) -> str:
    """The key of a letter: `letters_of` in surveys/letters.py reads it back."""
    return f"surveys:{round_.pk}:{letter}:{slot}:{user.pk}"


def invite(round_: Round, responses: Sequence[Response]) -> None:
    """The round has opened: one letter to each who fills in, whatever number of schools it is."""
    people = people_of(responses, "")
    for user, mine in _by_reader(responses, people.fillers):
        key = occasion(round_, "invitation", mine[0].pk, user)
        _write("invitation", user, key, {"round": round_, "answers": _told(mine, user)})
    tell_of_silence(round_, [each for each in responses if not people.fillers(each)])


def remind(round_: Round, user: User, responses: Sequence[Response], slot: datetime.date) -> None:
    """What is still missing, or waits only for being sent."""
    context = {
        "round": round_,
        "answers": _told(responses, user),
        "due_at": min(response.due_at for response in responses),
        "is_late": all(response.due_at < timezone.now() for response in responses),
    }
    key = occasion(round_, "reminder", slot, user)
    expires_at = timezone.now() + USEFUL
    _write("reminder", user, key, context, service="reminder", expires_at=expires_at)


def tell_returned(response: Response, requests: Iterable[ChangeRequest], step: Transition) -> None:
    """What the office asks to be completed, with its reasons."""
    people = people_of([response], "")
    sender = response.snapshots.sent().first()
    for user in _and_the_sender(people, response, sender.by_id if sender else None):
        titles = _titles(response, user)
        asked = [(titles.get(each.section, each.section), each.text) for each in requests]
        context = {"response": response, "requests": asked, "url": _url(response, "response")}
        key = occasion(response.round, "returned", step.pk, user)
        _write("returned", user, key, context)


def tell_received(response: Response, snapshot: Snapshot, sender: User) -> None:
    """A receipt to the one who sent the answer."""
    context = {"response": response, "snapshot": snapshot, "url": _url(response, "confirm")}
    key = occasion(response.round, "received", snapshot.pk, sender)
    _write("received", sender, key, context)


def tell_approved(response: Response, snapshot: Snapshot) -> None:
    people = people_of([response], "notice")
    for user in _and_the_sender(people, response, response.submitted_by_id):
        key = occasion(response.round, "approved", snapshot.pk, user)
        context = {"response": response, "url": _url(response, "receipt")}
        _write("approved", user, key, context, service="notice")


def tell_of_silence(
    round_: Round, silent: Sequence[Response], slot: datetime.date | None = None
) -> None:
    """The office hears which schools nobody would hear for: one letter with all of them."""
    if not silent:
        return
    url = f"{settings.SITE_URL}{reverse('surveys:monitor', args=[round_.pk])}?show=silent"
    for user in office():
        key = occasion(round_, "silence", slot or timezone.localdate(), user)
        names = [response.organisation for response in silent]
        _write("silence", user, key, {"round": round_, "organisations": names, "url": url})


def _write(letter: str, user: User, key: str, context: dict[str, Any], **options: Any) -> None:
    mail.send(
        f"surveys/emails/{letter}",
        user.email,
        {"name": str(user), "site": settings.SITE_URL} | context,
        key=key,
        language=user.language,
        **options,
    )


def _by_reader(
    responses: Iterable[Response], readers: Any
) -> Iterator[tuple[User, list[Response]]]:
    """Each reader with their responses, always in the same order."""
    found: dict[User, list[Response]] = defaultdict(list)
    for response in responses:
        for user in readers(response):
            found[user].append(response)
    yield from sorted(found.items(), key=lambda pair: pair[0].pk)


def _and_the_sender(people: People, response: Response, sender: int | None) -> list[User]:
    """Who fills in, and who has sent it, if that is still theirs to do."""
    readers = people.fillers(response)
    also = [user for user in people.senders(response) if user.pk == sender]
    return list(dict.fromkeys([*readers, *also]))


def _told(responses: Sequence[Response], user: User) -> list[dict[str, Any]]:
    """The answers as a letter tells of them."""
    return [
        {
            "response": response,
            "step": "ready" if response.is_ready else response.state,
            "sections": _missing(response, user),
            "is_late": response.due_at < timezone.now(),
            "url": _url(response, "confirm" if response.is_ready else "response"),
        }
        for response in responses
    ]


def _missing(response: Response, user: User) -> list[tuple[str, str]]:
    """The sections that are not done, each with how far it is, or with what the office asks."""
    titles = _titles(response, user)
    if response.state == Response.State.RETURNED:
        requests = [each for each in response.change_requests.all() if each.resolved_at is None]
        return [(titles.get(each.section, each.section), each.text) for each in requests]
    states = {state.section: state for state in response.section_states.all()}
    return [
        (title, f"{states[code].answered}/{states[code].asked}")
        for code, title in titles.items()
        if code in states and not states[code].is_done
    ]


def _titles(response: Response, user: User) -> dict[str, str]:
    """The sections in the order of the form, in the reader's language."""
    sections = response.form_version.compiled.questionnaire.sections
    return {section.code: section.title.in_(user.language) for section in sections}


def _url(response: Response, page: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'surveys:{page}', args=[response.pk])}"
