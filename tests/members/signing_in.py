"""What the tests of signing in share: a person at the door."""

import re

from django.http import HttpResponse
from django.test import Client

from communications.models import Letter

PASSWORD = "kolme pitkää sanaa"


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
