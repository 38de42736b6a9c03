import json
from typing import Any

import pytest
from django.test import Client

from members.models import Organisation, User
from strategy import outline
from tests.conftest import signed_in
from tests.factories import make_association, make_person


@pytest.fixture
def shipped() -> dict[str, Any]:
    """The shipped file as it is on the disk, to be changed by the test."""
    content: dict[str, Any] = json.loads(outline.SHIPPED.read_text(encoding="utf-8"))
    return content


@pytest.fixture
def as_birgit(birgit: User) -> Client:
    return signed_in(birgit)


@pytest.fixture
def as_english_reader(koivuranta: Organisation) -> Client:
    return signed_in(make_person(koivuranta, language="en"))


@pytest.fixture
def as_english_office(db: None) -> Client:
    return signed_in(make_person(make_association(), "office", language="en"))
