"""A form that waits for its sender: sent when the session had ended, kept until they have signed
in, and then theirs to send or to let go. Why so: docs/adr/0004-kept-forms.md."""

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

KEPT = "kept_form"
SECONDS = 30 * 60
CHARACTERS = 2_000_000


def keep(request: HttpRequest) -> bool:
    """Remember what was typed, without its token, for whoever typed it. False where it cannot be
    sent again as it was, and for passwords."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = "".join(value for name, value in fields)
    is_secret = any("password" in name for name, value in fields)
    is_whole = not request.FILES and "\0" not in text and len(text) <= CHARACTERS
    if is_secret or not is_whole or request.path == reverse("kept_form"):
        return False
    request.session[KEPT] = {
        "path": request.get_full_path(),
        "fields": fields,
        "at": time.time(),
        "owner": _sender(request),
    }
    if not request.user.is_authenticated:
        messages.success(request, _("What you wrote is kept. Sign in, and then you can send it."))
    return True


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """The form that waits in this session: its path and its fields. After half an hour, or when
    somebody else than its sender has signed in, it is forgotten."""
    kept: dict[str, Any] | None = request.session.get(KEPT)
    if not kept:
        return None
    is_fresh = time.time() - kept["at"] < SECONDS
    if is_fresh and kept["owner"] in {None, str(request.user.pk)}:
        return kept
    forget(request)
    return None


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _sender(request: HttpRequest) -> str | None:
    """Who typed it: who is signed in, else whose session it was that ended, if that is known."""
    owner: str | None = None
    cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if request.user.is_authenticated:
        owner = str(request.user.pk)
    elif before := request.session.get(KEPT):
        owner = before["owner"]
    elif ended := Session.objects.filter(session_key=cookie).first():
        owner = ended.get_decoded().get(SESSION_KEY)
    return owner
