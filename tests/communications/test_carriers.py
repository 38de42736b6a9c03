import json
import os
import subprocess
import sys

import pytest

from communications.tasks import relay
from tests.factories import make_letter

TERMINAL = {"BACKEND": "communications.carriers.TerminalCarrier"}


def carrier_of(module: str, environment: dict[str, str]) -> object:
    """The carrier in these settings, read by a process of its own."""
    code = f"import json; from {module} import MAILERS; print(json.dumps(MAILERS['carrier']))"
    return json.loads(subprocess.check_output([sys.executable, "-c", code], env=environment))


def test_without_a_carrier_a_letter_is_printed_as_its_reader_would_see_it(
    db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "Hei Åke,\n\nkirjautumiskoodisi on 123456. Näyttäkö tämä hyvältä?\n" + "ä" * 1000 + "\n"
    letter = make_letter(
        address="ake@example.org", subject="Kirjautumiskoodisi — tässä", text=text, secret=True
    )

    relay()

    letter.refresh_from_db()
    assert (letter.state, letter.text) == ("sent", "")
    edge = 72 * "─"
    assert capsys.readouterr().out == (
        f"{edge}\nTo: ake@example.org\nSubject: Kirjautumiskoodisi — tässä\n\n{text}{edge}\n"
    )


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (None, TERMINAL),
        (
            "smtp+tls://kaiku:s%40lainen@mail.example.org:587",
            {
                "BACKEND": "communications.carriers.SmtpCarrier",
                "OPTIONS": {
                    "host": "mail.example.org",
                    "port": 587,
                    "username": "kaiku",
                    "password": "s@lainen",
                    "use_tls": True,
                    "use_ssl": False,
                    "timeout": 5,
                },
            },
        ),
    ],
)
def test_the_carrier_is_what_the_environment_says(url: str | None, expected: object) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "CARRIER_URL"}
    if url:
        environment["CARRIER_URL"] = url

    assert carrier_of("portal.settings", environment) == expected


def test_tests_reach_no_real_carrier_whatever_the_environment_says() -> None:
    environment = os.environ | {"CARRIER_URL": "smtp://mail.example.org"}

    assert carrier_of("tests.settings", environment) == TERMINAL
