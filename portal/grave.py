"""What is grave: one confirms who one is before it, unless one has done so within five minutes.

A page is named by its URL name. `always` closes it whole, `when_sent` only what is sent from it;
another function says for which things. A new page that exports people, or changes what opens a
door, gets its line here.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from members import fresh
from members.models import Affiliation, Organisation

Asks = Callable[[HttpRequest], bool]
DESK_SEEN = "desk_seen"


def always(request: HttpRequest) -> bool:
    return True


def when_sent(request: HttpRequest) -> bool:
    return request.method == "POST"


def at_the_association(request: HttpRequest) -> bool:
    """Somebody is invited to the association itself, whose roles reach everything."""
    pk = _argument(request, "pk")
    is_there = Organisation.objects.filter(pk=pk, kind=Organisation.Kind.ASSOCIATION).exists()
    return when_sent(request) and is_there


def of_the_association(request: HttpRequest) -> bool:
    """Somebody's roles in the association itself are changed, at the desk or on its page."""
    pk = str(_argument(request, "object_id") or _argument(request, "pk"))
    places = Affiliation.objects.filter(organisation__kind=Organisation.Kind.ASSOCIATION)
    return when_sent(request) and pk.isdecimal() and places.filter(pk=pk).exists()


def _argument(request: HttpRequest, name: str) -> Any:
    return request.resolver_match and request.resolver_match.kwargs.get(name)


GRAVE: dict[str, Asks] = {
    "account_change_password": always,
    "account_set_password": always,
    "mfa_activate_totp": always,
    "mfa_deactivate_totp": always,
    "mfa_add_webauthn": always,
    "mfa_edit_webauthn": always,
    "mfa_remove_webauthn": always,
    "mfa_view_recovery_codes": always,
    "mfa_generate_recovery_codes": always,
    "members:invite": at_the_association,
    "members:give_role": of_the_association,
    "members:end_role": of_the_association,
    "members:end_place": of_the_association,
    "members:restore_place": of_the_association,
    "members:hand_over": of_the_association,
    "members:roster_xlsx": always,
    "members:roster_csv": always,
    "members:organisations_xlsx": always,
    "members:organisations_csv": always,
    "communications:address": when_sent,
    "privacy:copy": always,
    "privacy:ask_for_erasure": when_sent,
    "privacy:erasures": when_sent,  # asks for somebody else
    "privacy:erasure": when_sent,
    "admin:members_user_change": when_sent,  # the address, and whether the account is open
    "admin:members_user_changelist": when_sent,  # signs people out
    "admin:members_lostfactor_add": when_sent,
    "admin:members_lostfactor_changelist": when_sent,
    "admin:members_affiliation_change": of_the_association,
    "admin:members_affiliation_changelist": when_sent,  # ends places, whoever's
}


def is_asked(request: HttpRequest) -> bool:
    """Whether the person is to confirm first. The desk too, left alone for too long, asks."""
    match = request.resolver_match
    if match is None:
        return False
    asks = GRAVE.get(match.view_name)
    if asks is not None and asks(request) and not fresh.is_fresh(request):
        return True
    return match.app_name == "admin" and not _is_open_desk(request)


def _is_open_desk(request: HttpRequest) -> bool:
    """The desk stays open while it is used."""
    now, seen = time.time(), request.session.get(DESK_SEEN, 0)
    if now - seen > settings.DESK_IDLE and not fresh.is_fresh(request, settings.DESK_IDLE):
        return False
    if now - seen > 60:  # noqa: PLR2004
        request.session[DESK_SEEN] = now
    return True
