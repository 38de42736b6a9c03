"""What `check --deploy` asks of who sends letters to other houses."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


def found() -> list[str]:
    ours = ("portal.E002", "portal.W001", "portal.W002")
    said = run_checks(include_deployment_checks=True)
    return [str(each.id) for each in said if each.id in ours]


@pytest.mark.parametrize(
    ("site", "sender", "signed", "expected"),
    [
        ("https://liitto.fi", "L <kirje@liitto.fi>", "liitto.fi", []),
        ("https://portaali.liitto.fi", "L <kirje@liitto.fi>", "liitto.fi", []),
        ("https://portaali.liitto.fi:8443", "kirje@LIITTO.fi", "liitto.fi", []),
        ("https://portaali.liitto.fi", "L <a@liitto.fi>", "posti.liitto.fi", []),
        ("https://a.posti.liitto.fi", "L <a@posti.liitto.fi>", "liitto.fi", []),
        ("https://portaali.liitto.fi", "L <kirje@liitto.fi>", "", ["portal.W001"]),
        ("https://portaali.liitto.fi", "L <kirje@liitto.fi>", "toinenliitto.fi", ["portal.W002"]),
        ("https://portaali.liitto.fi", "L <kirje@liitto.fi>", "fi", ["portal.W002"]),
        ("https://portaali.toinenliitto.fi", "L <a@liitto.fi>", "liitto.fi", ["portal.E002"]),
        ("https://portaali.liitto.fi", "L <a@fi>", "", ["portal.E002", "portal.W001"]),
        ("https://liitto.fi", "L <liitto.fi@muu.fi>", "liitto.fi", ["portal.E002", "portal.W002"]),
    ],
)
def test_letters_name_one_house(
    db: None, settings: Settings, site: str, sender: str, signed: str, expected: list[str]
) -> None:
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL, settings.DKIM_DOMAIN = site, sender, signed

    assert found() == expected


def test_what_the_check_speaks_of_is_written_down() -> None:
    guide = Path(__file__).parents[2].joinpath("docs", "letters.md").read_text()

    assert [word for word in ("SPF", "DKIM", "DMARC", "DKIM_DOMAIN") if word not in guide] == []
