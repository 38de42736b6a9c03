"""What the tests of signing in share: a person at the door."""

import re
import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client

from communications.models import Letter
from members.factors import FORCED, has_one
from members.models import User

PASSWORD = "kolme pitkää sanaa"


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def take_an_app(user: User) -> Authenticator:
    """The person has an authenticator app now, if they had none."""
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return app or TOTP.activate(user, SEED).instance


def app_code(seed: str = SEED, step: int = 0) -> str:
    """What the app shows now, or so many half minutes from now. Not the last moments of a half
    minute: the code would be too old before it is read."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left)
    return str(format_hotp_value(hotp_value(seed, int(time.time()) // 30 + step)))


def show_who_it_is(client: Client, user: User, age: float = 0) -> None:
    """What signing in leaves in the session: when it was (so many seconds ago), and how. Who needs
    a second factor has one, and who has one has used it."""
    then = time.time() - age
    records = [{"method": "password", "at": then}]
    if user.standing.holds(*FORCED):
        take_an_app(user)
    if has_one(user):
        records.append({"method": "mfa", "at": then})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session["began"] = session["seen"] = time.time()
    session.save()
    UserSession.objects.get_or_create(
        session_key=session.session_key, defaults={"user": user, "ip": "127.0.0.1"}
    )


def make_session(user: User) -> UserSession:
    """Another browser, in which the person is signed in too."""
    return UserSession.objects.create(
        user=user, ip="192.0.2.1", session_key=f"other{user.pk}", user_agent=FIREFOX
    )


def sign_in(
    client: Client, email: str = "ritva@example.org", password: str = PASSWORD, **extra: str
) -> HttpResponse:
    return client.post("/account/login/", {"login": email, "password": password, **extra})  # type: ignore[return-value]


def ask_for_code(client: Client, email: str = "ritva@example.org") -> HttpResponse:
    return client.post("/account/login/code/", {"login": email})  # type: ignore[return-value]


def last_code() -> str:
    """The code of the letter written last."""
    letter = Letter.objects.latest("created_at")
    [code] = re.findall(r"^ +([A-Z]{4}-[A-Z]{4})$", letter.text, re.MULTILINE)
    return str(code)


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def masked(response: HttpResponse, *own: str) -> str:
    """The page without what differs between any two answers: tokens, and the asker's own words."""
    html = response.content.decode()
    for pattern in (r'"[A-Za-z0-9]{64}"', r'nonce="[^"]+"', *map(re.escape, own)):
        html = re.sub(pattern, "…", html)
    return html
