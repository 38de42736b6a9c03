"""What is answered where somebody may read nothing."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase

from portal.lib.middleware import go


def door_or_nothing(request: HttpRequest) -> HttpResponseBase:
    """Letters lead here: who is not signed in is asked to, and learns nothing by it; to who is,
    there is no such page."""
    if request.user.is_authenticated:
        raise Http404
    return go(request, redirect_to_login(request.get_full_path()).url)
