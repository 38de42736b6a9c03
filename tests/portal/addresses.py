"""Every address of the portal, as the URLconf has them: ours, allauth's and the admin's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver


@dataclass(frozen=True)
class Address:
    name: str
    route: str
    is_closed: bool

    @property
    def arguments(self) -> set[str]:
        return set(re.findall(r"<(?:\w+:)?(\w+)>", self.route))

    def url(self, **values: object) -> str:
        """The route with the values in it, also where it has no name."""
        path = re.sub(r"\(\?P(<\w+>)[^)]*\)|[$^]", r"\1", self.route)
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), path)


def addresses(resolver: URLResolver, space: str = "", start: str = "") -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = start + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inner, route)
        elif isinstance(entry, URLPattern):
            name = entry.name or entry.callback.__name__
            is_closed = getattr(entry.callback, "login_required", True)
            yield Address(space + name, route, is_closed)
