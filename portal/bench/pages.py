"""The pages that everybody opens."""

from collections.abc import Iterator
from functools import partial

from members.models import User
from portal.bench.measuring import Figure, NothingToMeasure, milliseconds, p50, signed_in

TIMES = 200
PAGES = (("office", "/"), ("key_contact", "/"), ("key_contact", "/members/"))


def measure() -> Iterator[Figure]:
    for role, path in PAGES:
        open_page = partial(signed_in(_somebody(role)).get, path)
        times = [milliseconds(open_page) for _ in range(TIMES)]
        yield Figure(f"{path} as {role}, p50", p50(times), "ms", 15)


def _somebody(role: str) -> User:
    user = User.objects.filter(affiliations__roles__role=role, is_active=True).first()
    if user is None:
        raise NothingToMeasure(
            f"Nobody has the role {role}. Load the demonstration first: ./run demo"
        )
    return user
