"""Whom letters reach: who has the role, has not refused, and has an address that works."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from communications.models import Letter, Reader, Refusal, Subscription, Suppression, Topic
from members.access import Reach, reach
from members.models import Affiliation, Organisation, Role, Seats, User
from members.models.organisations import within

#: Who hears where nobody else does. Without them the office has a task.
LAST_ONES = ("key_contact", "head")
#: Kept in English, translated where it is shown.
DOES_NOT_WORK = gettext_noop("Not sent: letters to this address came back.")
WOULD_RATHER_NOT = gettext_noop("Not sent: the reader has refused letters of this kind.")
UNWANTED = gettext_noop("Not sent: the reader has reported newsletters as unwanted.")


def unreached(service: str = "") -> QuerySet[User]:
    """People whose address does not work, or who have refused this kind of service letter."""
    silent = Q(email__in=Suppression.objects.whole().values("address"))
    if service:
        silent |= Q(pk__in=Refusal.objects.filter(service=service).values("user"))
    return User.objects.get_queryset().filter(silent)


def seats_of_today() -> Seats:
    """Who has which role where, and whose address works."""
    return Seats(frozenset(Suppression.objects.whole().values_list("address", flat=True)))


def hold_back(letters: list[Letter]) -> None:
    """Letters that nobody would get, or that their reader has refused, are not sent; the letter
    says so. A code goes out all the same: its reader has asked for it, and shows that the address
    works by using it."""
    live = Suppression.objects.live().filter(address__in={each.address.lower() for each in letters})
    partial = dict(live.values_list("address", "newsletters_only")) if letters else {}
    refused = _refused(letters)
    for letter in letters:
        if reason := _reason(letter, partial.get(letter.address.lower()), refused):
            letter.state, letter.last_reply = Letter.State.SUPPRESSED, reason


def _reason(letter: Letter, partial: bool | None, refused: set[tuple[int, str]]) -> str:
    if letter.secret:
        return ""
    if partial is False:
        return DOES_NOT_WORK
    if partial and letter.kind == Letter.Kind.NEWSLETTER:
        return UNWANTED
    if letter.user_id is not None and (letter.user_id, letter.service) in refused:
        return WOULD_RATHER_NOT
    return ""


def _refused(letters: list[Letter]) -> set[tuple[int, str]]:
    asked = {letter.user_id for letter in letters if letter.service and letter.user_id}
    found = Refusal.objects.filter(user__in=asked) if asked else Refusal.objects.none()
    return set(found.values_list("user", "service"))


def silent_people(user: User, silent: frozenset[str]) -> list[Affiliation]:
    """Colleagues at the places whose people this person looks after, to whom letters come back."""
    places = reach(user.standing, "see_roster").organisations
    if not places:
        return []
    theirs = within(Reach(organisations=places), "organisation__")
    found = Affiliation.objects.live().filter(theirs, user__email__in=silent)
    return list(found.exclude(user=user).select_related("user", "organisation"))


def silent_members(seats: Seats) -> list[Organisation]:
    """Members that have key contacts or heads, but none whose address works."""
    deaf = seats.places(*LAST_ONES) - seats.hearing(*LAST_ONES)
    return list(Organisation.objects.members().filter(pk__in=deaf)) if deaf else []


def subscribers(topic: Topic) -> list[Reader]:
    """Who gets the newsletters of the topic, each address once, in the order of addresses: people
    whose role it goes with, and all who have chosen it; not who has refused, nor whose address does
    not work or has reported newsletters as unwanted."""
    said = {_reader(each): each for each in _latest_last(topic)}
    by_role = Role.objects.reached().filter(role__in=topic.default_roles)
    people = {
        Reader.of(user)
        for user in User.objects.filter(pk__in=by_role.values("affiliation__user"))
        if Reader.of(user) not in said
    }
    chosen = {_reader(each) for each in said.values() if each.is_live}  # in the latest language
    able = {reader for reader in chosen if reader.user is None or reader.user.is_active}
    silent = set(Suppression.objects.live().values_list("address", flat=True))
    heard = (reader for reader in people | able if reader.address not in silent)
    return sorted(heard, key=lambda reader: reader.address)


def reasons(topic: Topic, readers: list[Reader]) -> dict[int, Role]:
    """Of those who have not chosen the topic themselves, by their number, the first of their roles
    that it goes with."""
    people = {reader.user.pk for reader in readers if reader.user}
    chosen = topic.subscriptions.live().filter(user__in=people).values("user")
    held = Role.objects.reached().filter(role__in=topic.default_roles, affiliation__user__in=people)
    found = held.exclude(affiliation__user__in=chosen).select_related("affiliation__organisation")
    latest_first = found.order_by("-from_on", "-pk")
    return {role.affiliation.user_id: role for role in latest_first}


def _latest_last(topic: Topic) -> list[Subscription]:
    """What was said about the topic; each address that has become a person's carries the person."""
    found = list(topic.subscriptions.select_related("user").order_by("from_at", "pk"))
    addresses = [each.address for each in found if each.address]
    people = {user.email: user for user in User.objects.filter(email__in=addresses)}
    for each in found:
        each.user = each.user or people.get(each.address)
    return found


def _reader(said: Subscription) -> Reader:
    return Reader.of(said.user) if said.user else Reader(said.address, None, said.language)
