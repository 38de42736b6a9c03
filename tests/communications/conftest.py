from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.communications.post_office import PostOffice, open_post_office


@pytest.fixture
def post_office(settings: Settings) -> Iterator[PostOffice]:
    """The carrier is a mail server that speaks SMTP on this machine."""
    with open_post_office() as office:
        options = {"host": "127.0.0.1", "port": office.server_address[1], "timeout": 5}
        smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
        settings.MAILERS = settings.MAILERS | {"carrier": smtp}
        yield office
