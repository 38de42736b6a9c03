"""What people agree to, and what they withdraw. Done twice, each is as once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from members import audit
from members.models import Consent, User, Verb

#: Of the words that ask for it, where the page asks: changed when they change.
TEXT_VERSION = "2026-11"


@transaction.atomic
def keep_consent(
    who: User | str, kind: Consent.Kind, channel: Consent.Channel, *, is_given: bool
) -> None:
    """The person, or an address without an account, agrees from now on, or no longer."""
    by = who if isinstance(who, User) else None
    if by is not None:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
    owner = {"user": who} if isinstance(who, User) else {"user": None, "address": who.lower()}
    live = Consent.objects.live().filter(**owner, kind=kind)
    if is_given and not live.exists():
        language = (get_language() or "fi")[:2]
        said = {"text_version": TEXT_VERSION, "language": language, "channel": channel}
        given = Consent.objects.create(**owner, kind=kind, **said)
        audit.record(Verb.CONSENTED, by, given)
    elif not is_given and (ended := live.first()):
        live.update(withdrawn_at=timezone.now())
        audit.record(Verb.WITHDRAWN, by, ended)


def keep_public(user: User) -> None:
    """Whoever shows something to everyone agrees to it by showing it."""
    marks = [user.title_visibility, user.email_visibility, user.phone_visibility]
    homes = user.affiliations.live().values_list("visibility", flat=True)
    is_given = "public" in {*marks, *homes}
    keep_consent(user, Consent.Kind.PUBLIC, Consent.Channel.PROFILE, is_given=is_given)
