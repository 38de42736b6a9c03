"""Before real members come in, one command says what is missing."""

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from members.actions import found_association
from members.models import Organisation
from portal.going_live import points
from tests.factories import make_contact_point, make_member, make_person, make_strategy


@pytest.fixture
def live_settings(settings: LazySettings) -> None:
    settings.IS_DEMO, settings.SITE_URL = False, "https://portaali.liitto.fi"
    settings.SECRET_KEY = "k" * 50
    settings.MAILERS = settings.MAILERS | {
        "carrier": {"BACKEND": "communications.carriers.SmtpCarrier"}
    }
    settings.DEFAULT_FROM_EMAIL = "Unisono <portaali@liitto.fi>"
    settings.DKIM_DOMAIN = "liitto.fi"
    settings.BOUNCES_URL = "imaps://portaali@liitto.fi/INBOX"


@pytest.fixture
def founded(db: None) -> None:
    found_association("Liitto ry", "aino@liitto.fi", "Aino Alku")
    association = Organisation.objects.get()
    make_person(association, "admin", email="olli@liitto.fi")
    make_contact_point(association, value="toimisto@liitto.fi")
    make_strategy()
    make_member()


def missing() -> list[str]:
    return [point.says for point in points() if not point.is_so]


def test_where_all_is_so_members_may_come(
    live_settings: None, founded: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("going_live")

    assert missing() == []
    assert capsys.readouterr().out.endswith("\nReal members may come in.\n")


@pytest.mark.parametrize(
    "name, value, says",
    [
        ("IS_DEMO", True, ["the portal is not a demonstration"]),
        ("SITE_URL", "http://portaali.liitto.fi", ["people reach it by https"]),
        ("SECRET_KEY", "short", ["the secret key is long"]),
        ("SITE_URL", "https://portaali.muu.fi", ["letters come from the portal's own domain"]),
        (
            "DEFAULT_FROM_EMAIL",
            "U <u@localhost>",
            [
                "letters have a sender that can be answered",
                "letters come from the portal's own domain",
                "letters are signed for the sender's domain",
            ],
        ),
        (
            "MAILERS",
            {"carrier": {"BACKEND": "communications.carriers.TerminalCarrier"}},
            ["letters leave the machine"],
        ),
    ],
)
def test_each_setting_that_is_wrong_stops(
    live_settings: None,
    founded: None,
    settings: LazySettings,
    name: str,
    value: object,
    says: list[str],
) -> None:
    setattr(settings, name, value)

    assert missing() == says
    with pytest.raises(CommandError, match=" of "):
        call_command("going_live")


def test_advice_stops_nobody(live_settings: None, founded: None, settings: LazySettings) -> None:
    settings.BOUNCES_URL = settings.DKIM_DOMAIN = ""

    assert missing() == [
        "letters are signed for the sender's domain",
        "letters that come back are read",
    ]
    call_command("going_live")


def test_the_demonstration_is_left_behind(live_settings: None, founded: None) -> None:
    make_person(make_member(), "head", email="rehtori@koivuranta.example.org")

    assert missing() == ["nobody has an invented address"]


def test_an_empty_database_lacks_its_people(live_settings: None, db: None) -> None:
    assert missing() == [
        "there is an association",
        "somebody is its administrator",
        "a second administrator can step in",
        "questions to the office have an address",
        "there are members",
        "a strategy is in force",
    ]
