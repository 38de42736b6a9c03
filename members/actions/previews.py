"""The office looks at the portal as a school sees it: when it begins and ends is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audit
from members.access import Standing, reach
from members.actions import Refused
from members.models import Affiliation, Organisation, Preview, Role, User, Verb
from members.models.previews import LONGEST
from members.roles import RoleName, fits


class LookNotYours(Refused):
    sentence = _("Only the office looks at the portal as a school sees it.")


class NoSchool(Refused):
    sentence = _("%(organisation)s has no key contact of its own: it is not a member today.")


@transaction.atomic
def begin(organisation: Organisation, by: User) -> Preview:
    if not may_look(by):
        raise LookNotYours
    is_fit = fits(RoleName.KEY_CONTACT, organisation.kind)
    if not (is_fit and organisation.live_membership()):
        raise NoSchool(organisation=organisation)
    audit.record(Verb.LOOK_BEGUN, by, organisation, organisation=organisation)
    return Preview.objects.create(by=by, organisation=organisation)


@transaction.atomic
def end(preview: Preview) -> None:
    """The first end holds; one that was forgotten ended after its hour."""
    now = min(timezone.now(), preview.begun_at + LONGEST)
    if Preview.objects.filter(pk=preview.pk, ended_at=None).update(ended_at=now):
        place = preview.organisation
        audit.record(Verb.LOOK_ENDED, preview.by, place, organisation=place)


def forget(pk: Any, by: User) -> None:
    """A look that lasts no longer: its hour is over, or its person may not look any more."""
    if preview := Preview.objects.filter(pk=pk, by=by).first():
        end(preview)


def may_look(user: User) -> bool:
    return reach(user.standing, "preview_school").everything


def live_look(pk: Any, by: User) -> Preview | None:
    """The look of this number, while it lasts and the person may still look."""
    preview = Preview.objects.filter(pk=pk, by=by).select_related("organisation").first()
    return preview if preview and preview.is_live and may_look(by) else None


def look(user: User, organisation: Organisation) -> None:
    """For this request the person is what a key contact of the organisation is. What belongs to a
    person stays their own: nobody sees another's."""
    home = Affiliation(pk=0, user=user, organisation=organisation)  # in no table
    role = Role(pk=0, affiliation=home, role=RoleName.KEY_CONTACT)
    home._prefetched_objects_cache = {"roles": [role]}  # type: ignore[attr-defined]
    user.sees_as = organisation
    user.homes = [home]
    user.standing = Standing(
        user=user.pk,
        roles=frozenset({(organisation.pk, RoleName.KEY_CONTACT.value)}),
        homes=frozenset({organisation.pk}),
        is_member=organisation.live_membership() is not None,
    )
