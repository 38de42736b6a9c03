"""Who does what at the schools that answer: asked at the moment of writing, never kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from communications.recipients import unreached
from members.models import Organisation, Role, Seats, User
from surveys.models.responses import Response, ResponseQuerySet

SENDERS = ("head", "deputy")
#: Who is written to about the filling: the first of these that a school has anybody for.
FILLERS = (("survey",), ("key_contact",), SENDERS)
WRITTEN_TO = tuple(chain(*FILLERS))


@dataclass(frozen=True)
class People:
    """Today's people of some responses, by organisation and role."""

    seats: Mapping[int, Mapping[str, list[User]]]

    def doing(self, response: Response, *roles: str) -> list[User]:
        """Who does one of these things at the school or above it, each once."""
        found: dict[int, User] = {}
        for place in response.organisation.line_ids:
            for role in roles:
                found |= {user.pk: user for user in self.seats.get(place, {}).get(role, ())}
        return list(found.values())

    def fillers(self, response: Response) -> list[User]:
        """Whom letters about the filling reach; nobody where the school hears nothing."""
        asked = (self.doing(response, *roles) for roles in FILLERS)
        return next((people for people in asked if people), [])

    def senders(self, response: Response) -> list[User]:
        """Who may send the answer: the same as `Response.may_submit`, for all at once."""
        senders = self.doing(response, *SENDERS) or self.doing(response, "key_contact")
        allowed = response.round.collection.survey_may_submit
        also = self.doing(response, "survey") if allowed else []
        return list({user.pk: user for user in [*senders, *also]}.values())


def people_of(responses: Iterable[Response], letters: str | None = None) -> People:
    """In one query, however many responses; those whose account is turned off hear nothing. Where
    letters of a kind are meant ("": any), nor do those whose address does not work or who have
    refused the kind: then the next in line hear."""
    places = {place for response in responses for place in response.organisation.line_ids}
    held = Role.objects.reached().filter(role__in=WRITTEN_TO, affiliation__organisation__in=places)
    if letters is not None:
        held = held.exclude(affiliation__user__in=unreached(letters))
    seats: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
    for row in held.select_related("affiliation__user").order_by("affiliation__user__name", "pk"):
        seats[row.affiliation.organisation_id][row.role].append(row.affiliation.user)
    return People(seats)


def unheard(responses: ResponseQuerySet, seats: Seats) -> Counter[int]:
    """How many of the responses have nobody to write to, by round, as the monitor shows them; cheap
    enough to ask on each page: only keys are read."""
    heard = seats.hearing(*WRITTEN_TO)
    lines = responses.values_list("round", "organisation__line_ids")
    return Counter(round_ for round_, line in lines if heard.isdisjoint(line))


def office() -> list[User]:
    """Who works in the office today."""
    association = Organisation.objects.association()
    return list(User.objects.holding(["office"], association))
