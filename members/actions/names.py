"""What the office does when an organisation gets another name or another whole it is part of."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from members import audit
from members.actions import Refused, locked
from members.models import Organisation, OrganisationName, Tie, User, Verb


class StructureNotYours(Refused):
    sentence = _("Only the office changes names and structure.")


class NotYet(Refused):
    sentence = _("The day has not come yet. Do this on the day or after it.")


class NameBefore(Refused):
    sentence = _("%(organisation)s got its present name on %(day)s: the new one begins later.")


@dataclass(frozen=True)
class Names:
    name_fi: str
    name_sv: str = ""
    name_en: str = ""
    short: str = ""


def names_of(organisation: Organisation) -> Names:
    return Names(**{field: getattr(organisation, field) for field in Names.__dataclass_fields__})


@transaction.atomic
def rename(
    organisation: Organisation, names: Names, day: datetime.date, by: User, source: str = ""
) -> None:
    """The organisation is called so from the day on; what it was called until then is kept. The
    same names again change nothing."""
    organisation = locked_for(organisation, by, day)
    if names_of(organisation) == names:
        return
    last = organisation.former_names.order_by("until_on").last()
    if last and last.until_on >= day:
        raise NameBefore(organisation=organisation, day=date_format(last.until_on))
    OrganisationName.objects.create(
        organisation=organisation,
        from_on=last.until_on if last else None,
        until_on=day,
        source=source,
        **asdict(names_of(organisation)),
    )
    for field, name in asdict(names).items():
        setattr(organisation, field, name)
    organisation.save(update_fields=list(asdict(names)))
    audit.record(Verb.RENAMED, by, organisation, organisation=organisation)


@transaction.atomic
def move(
    organisation: Organisation, parent: Organisation | None, day: datetime.date, by: User
) -> None:
    """From the day on it is a part of this one, or of none; of what it was a part before is kept
    as a tie. A move that the tree does not allow is a ValidationError."""
    organisation = locked_for(organisation, by, day)
    before = organisation.parent
    if before == parent:
        return
    organisation.parent = parent
    organisation.clean()
    organisation.save(update_fields=["parent"])
    audit.record(Verb.MOVED, by, organisation, organisation=organisation)
    if before:
        last = organisation.ties.filter(kind=Tie.Kind.PART_OF).order_by("until_on").last()
        since = last.until_on if last else None
        if since is None or since <= day:
            organisation.ties.create(kind=Tie.Kind.PART_OF, to=before, from_on=since, until_on=day)


def locked_for(organisation: Organisation, by: User, day: datetime.date) -> Organisation:
    """The organisation, changed by one person at a time, by the office alone, and for a day that
    has come."""
    organisation = locked(organisation)
    if not organisation.allows(by, "edit_structure"):
        raise StructureNotYours
    if day > timezone.localdate():
        raise NotYet
    return organisation
