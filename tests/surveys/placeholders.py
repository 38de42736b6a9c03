"""Pages that another part of the portal brings: here only their names, so that links to them can
be written. What has a page already keeps it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from surveys import urls


def placeholder(request: HttpRequest, **_where: object) -> HttpResponse:
    return HttpResponse()


_KNOWN = {pattern.name for pattern in urls.urlpatterns}
urls.urlpatterns += [
    pattern
    for pattern in (
        path("", placeholder, name="list"),
        path("responses/<int:pk>/", placeholder, name="response"),
        path("responses/<int:pk>/<slug:section>/", placeholder, name="section"),
    )
    if pattern.name not in _KNOWN
]
