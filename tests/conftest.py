"""The cast. School A (Koivuranta) has Ritva the respondent and Kaisa the key contact; Sten is the
stranger, key contact of school B (Granholmen); Outi works in the office and Birgit sits on the
board."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from members.models import Organisation, User
from tests.factories import make_association, make_member, make_person
from tests.members.signing_in import show_who_it_is
from tests.settings import MAILERS


@pytest.fixture(autouse=True, scope="session")
def _real_mailers(django_test_environment: None) -> None:
    """Django has put a list in memory in the place of every mailer. Here too a mail is a Letter."""
    settings.MAILERS = MAILERS


@pytest.fixture(autouse=True)
def _in_finnish() -> None:
    """The last page of the test before may have spoken another language, and left it in force."""
    translation.deactivate()


@pytest.fixture
def koivuranta(db: None) -> Organisation:
    return make_member(name_fi="Koivurannan konservatorio")


@pytest.fixture
def granholmen(db: None) -> Organisation:
    return make_member(name_fi="Granholmin musiikkiopisto", name_sv="Musikinstitutet Granholmen")


@pytest.fixture
def ritva(koivuranta: Organisation) -> User:
    return make_person(koivuranta, "survey", email="ritva@example.org", name="Ritva Respo")


@pytest.fixture
def kaisa(koivuranta: Organisation) -> User:
    return make_person(koivuranta, "key_contact", email="kaisa@example.org", name="Kaisa Keto")


@pytest.fixture
def sten(granholmen: Organisation) -> User:
    return make_person(
        granholmen, "key_contact", email="sten@example.org", name="Sten Strand", language="sv"
    )


@pytest.fixture
def outi(db: None) -> User:
    return make_person(make_association(), "office", email="outi@example.org", name="Outi Oras")


@pytest.fixture
def birgit(db: None) -> User:
    return make_person(make_association(), "board", email="birgit@example.org", name="Birgit Berg")


def signed_in(user: User) -> Client:
    """Their browser, as the door leaves it: just come in, with a second step where one is due."""
    client = Client()
    client.force_login(user)
    show_who_it_is(client, user)
    return client


@pytest.fixture
def as_ritva(ritva: User) -> Client:
    return signed_in(ritva)


@pytest.fixture
def as_kaisa(kaisa: User) -> Client:
    return signed_in(kaisa)


@pytest.fixture
def as_sten(sten: User) -> Client:
    return signed_in(sten)


@pytest.fixture
def as_outi(outi: User) -> Client:
    return signed_in(outi)
