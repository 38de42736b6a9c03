"""The demonstration federation for the tests of it: loading it takes seconds."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from portal.demo.seed import seed


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, int]]:
    """Once for all tests of a file, each of which leaves it as it was: how many there are of each.
    Tests that need an empty database stand in files of their own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield seed()
        transaction.set_rollback(True)


@pytest.fixture
def made(loaded: dict[str, int], db: None) -> dict[str, int]:
    """The demonstration as it was loaded."""
    return loaded
