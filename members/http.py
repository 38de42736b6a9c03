"""The request as our views see it: signed in, perhaps from htmx, acting for an organisation."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from members.models import Affiliation, User


class MemberRequest(HttpRequest):
    user: User
    htmx: HtmxDetails
    #: The home the person acts from; nobody without a live affiliation has one.
    acting: Affiliation | None
