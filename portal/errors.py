"""When something goes wrong: what happened, that nothing was changed, and one way on.

403, 404 and 500 are Django's own views with our templates; 429 is allauth's.
"""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import defaults
from django.views.decorators.csrf import requires_csrf_token

from portal.lib import kept
from portal.lib.middleware import go

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", status=413)
    return defaults.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without the right token. Where our own page sent it, the page was only too old: its
    sender has signed in anew meanwhile, or lost their cookies. What they typed is kept for them."""
    match = request.resolver_match
    is_closed = match is not None and getattr(match.func, "login_required", True)
    if is_closed and _is_ours(request) and kept.keep(request):
        return go(request, reverse("kept_form"))
    if match and match.view_name == "account_login" and request.user.is_authenticated:
        return redirect(request.get_full_path())
    return render(request, "403_csrf.html", status=403)


def _is_ours(request: HttpRequest) -> bool:
    """Browsers tell with every form whose page it came from; no page can lie about it."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
