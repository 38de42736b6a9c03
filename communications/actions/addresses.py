"""Addresses that do not work: who looks after the person's places corrects them, and a reader shows
that the mailbox is open again."""

from __future__ import annotations

from typing import ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communications import emails
from communications.actions.bounces import lift
from communications.models import Suppression
from communications.tokens import Proof
from members.access import Thing, may
from members.actions import NotYours, Refused, change_address
from members.models import Affiliation, Organisation, User


class BelongsElsewhere(Refused):
    sentence: ClassVar[str | Promise] = _(
        "%(person)s belongs to other organisations too, so the office changes the address. Write "
        "to the office."
    )


class AddressTaken(Refused):
    sentence = _("Somebody has this address already.")


class SameAddress(Refused):
    sentence = _("This is the address that does not work.")


@transaction.atomic
def correct(affiliation: Affiliation, email: str, by: User) -> None:
    """The person is written to at, and signs in by, the new address, and hears of it there.

    An address opens an account: only who looks after every place of the person may give it."""
    person = User.objects.select_for_update().get(pk=affiliation.user_id)
    email = email.strip().lower()
    if not looks_after(by, affiliation.organisation):
        raise NotYours(organisation=affiliation.organisation)
    places = [home.organisation for home in person.homes]
    if not by.is_staff and not all(looks_after(by, place) for place in places):
        raise BelongsElsewhere(person=person)
    if email == person.email:
        raise SameAddress
    if User.objects.filter(email=email).exists():
        raise AddressTaken
    change_address(person, email, by)
    emails.tell_new_address(person, by)


def looks_after(by: User, organisation: Organisation) -> bool:
    line = frozenset(organisation.line_ids)
    return may(by.standing, "end_affiliation", Thing(line=line))


def show_it_works(proof: Proof, by: User | None) -> bool:
    """Somebody has read mail at the address after letters had come back: they are sent again."""
    there = Suppression.objects.live().filter(address=proof.address, since__lte=proof.at)
    return there.exists() and lift(proof.address, by)
