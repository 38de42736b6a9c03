"""What the office does when a site begins, and when a part comes to its end."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import audit
from members.actions import Refused, end_affiliation
from members.actions.names import Names, locked_for, move
from members.models import Affiliation, Identifier, Membership, Organisation, User, Verb
from members.models.days import outlasts


class NotAPart(Refused):
    sentence = _("%(organisation)s is no part of another: its membership is ended instead.")


class HasParts(Refused):
    sentence = _("%(organisation)s has parts of its own. Move or close them first.")


@transaction.atomic
def open_site(
    whole: Organisation, names: Names, municipality: str, day: datetime.date, by: User
) -> Organisation:
    """The organisation has one site more. What the tree does not allow is a ValidationError. A site
    of the same name that is there already stays the only one."""
    whole = locked_for(whole, by, day)
    named = {"kind": Organisation.Kind.SITE, "name_fi": names.name_fi}
    if there := whole.children.filter(**named).first():
        return there
    site = Organisation(parent=whole, municipality=municipality, **vars(names), kind=named["kind"])
    site.full_clean(exclude=["line_ids", "search", "sort_key"])
    site.save()
    audit.record(Verb.FOUNDED, by, site, organisation=whole)
    return site


@transaction.atomic
def close(part: Organisation, day: datetime.date, by: User) -> None:
    """From the day on the part is no part any more: a tie remembers of what it was one, and what
    is in force there ends, its people's places too. Done twice it is as once."""
    part = locked_for(part, by, day)
    if part.parent is None:
        if part.ties.filter(kind="part_of", until_on=day).exists():
            return
        raise NotAPart(organisation=part)
    if part.children.exists():
        raise HasParts(organisation=part)
    whole = part.parent
    for place in Affiliation.objects.filter(outlasts(day), organisation=part):
        end_affiliation(place, by, day)
    for rows in (Identifier.objects, Membership.objects):
        for row in rows.filter(outlasts(day), organisation=part):
            row.until_on = max(day, row.from_on or day)
            row.save(update_fields=["until_on"])
    move(part, None, day, by)
    audit.record(Verb.CLOSED, by, part, organisation=whole)
