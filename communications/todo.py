"""What the post asks of people."""

from collections.abc import Iterator

from members.models import User
from portal.lib.todo import Task


def todo(user: User) -> Iterator[Task]:
    yield from ()
