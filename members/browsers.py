"""Which browsers somebody has signed in with before. Only the browser itself remembers it, in a
cookie that tells nobody whose it is: many people use the computer of a staff room."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from members.models import User

#: Browsers forget a cookie after 400 days, whatever is asked of them.
REMEMBERED = 400 * 24 * 60 * 60
#: So many people of one browser; then whoever has not come for longest is forgotten.
PEOPLE = 20


def is_known(request: HttpRequest, user: User) -> bool:
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))]
    response.set_cookie(
        settings.KNOWN_COOKIE_NAME,
        ".".join(marks[:PEOPLE]),
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    told = request.COOKIES.get(settings.KNOWN_COOKIE_NAME, "")
    return [mark for mark in told.split(".") if mark]


def _mark(user: User) -> str:
    """Nobody makes it who does not know the key of the house."""
    return salted_hmac("members.browsers", str(user.pk), algorithm="sha256").hexdigest()[:32]
