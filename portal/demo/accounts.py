"""The demonstration's accounts: one for each role, with random passwords kept in var/demo.json."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils.crypto import get_random_string

from members.models import User

FILE = settings.BASE_DIR / "var" / "demo.json"

#: What the person is to the portal, in the order of printing. From the head to the teacher all
#: are of one school, Koivurannan konservatorio; the stranger is of another, and speaks Swedish.
ACCOUNTS = {
    "office": "outi.rantakivi@kaikuliitto.example.org",
    "admin": "katariina.kaikumaki@kaikuliitto.example.org",
    "board": "elina.saarnikko@saarnilaakso.example.org",
    "head": "hannele.vesikallio@koivuranta.example.org",
    "key_contact": "jaana.honkapuro@koivuranta.example.org",
    "respondent": "maija.salovaara@koivuranta.example.org",
    "teacher": "ilkka.nurmikoski@koivuranta.example.org",
    "stranger": "sten.strandback@granholmen.example.org",
    "partner": "veera.soinnunmaa@soittokunta.example.org",
}


def write_accounts(url: str, file: Path = FILE) -> list[dict[str, str]]:
    """Write the portal's address and the accounts ({"role", "email", "password"}) for this user's
    eyes only. Passwords that still open their accounts are kept, the others are made anew."""
    found = User.objects.in_bulk(ACCOUNTS.values(), field_name="email")
    kept = _kept(file)
    with ThreadPoolExecutor() as pool:  # each password takes a third of a second of arithmetic
        passwords = dict(
            zip(found, pool.map(lambda user: _password(user, kept), found.values()), strict=True)
        )
    changed = [user for email, user in found.items() if passwords[email] != kept.get(email)]
    User.objects.bulk_update(changed, ["password"])
    accounts = [
        {"role": role, "email": email, "password": passwords[email]}
        for role, email in ACCOUNTS.items()
        if email in found
    ]
    file.parent.mkdir(exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(json.dumps({"url": url, "accounts": accounts}, indent=2) + "\n")
    return accounts


def _kept(file: Path) -> dict[str, str]:
    """Passwords by address, as the last run wrote them."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        accounts = json.loads(file.read_text())["accounts"]
        return {account["email"]: account["password"] for account in accounts}
    return {}


def _password(user: User, kept: dict[str, str]) -> str:
    """The kept password if it opens the account, else a new one, given to the person unsaved."""
    password = kept.get(user.email, "")
    if not (password and check_password(password, user.password)):
        password = get_random_string(16)
        user.set_password(password)
    return password
