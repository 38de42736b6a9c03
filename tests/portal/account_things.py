"""What the pages of one's own account are about, for the access table."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model

from members.models import LostFactor, Organisation, User
from tests.members.passkey import make_passkey
from tests.members.signing_in import make_session

MISSING = 999_999_999


def make_account_things(ritva: User, sten: User, outi: User) -> None:
    for person in (ritva, sten):
        make_passkey(person)
        make_session(person)
    LostFactor.objects.create(person=ritva, asked_by=outi, reason="Tunsin äänen.")


def _of(school: Organisation | None, model: type[Model], **facts: str) -> int:
    """What is a person's own: Ritva's at her school, Sten's at his."""
    emails = ["ritva@example.org", "sten@example.org"]
    mine = {"user__email__in": emails, "user__affiliations__organisation": school}
    return model._default_manager.get(**mine, **facts).pk if school else MISSING


def _house(school: Organisation | None) -> dict[str, Any]:
    """Without an address in the settings there is no such house, whatever it is called."""
    return {"provider_id": "house" if school else "no-such"}


ACCOUNT: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    "openid_connect_login": _house,
    "openid_connect_callback": _house,
    "mfa_edit_webauthn": lambda school: {"pk": _of(school, Authenticator, type="webauthn")},
    "mfa_remove_webauthn": lambda school: {"pk": _of(school, Authenticator, type="webauthn")},
    "end_session": lambda school: {"pk": _of(school, UserSession, session_key__startswith="other")},
}
