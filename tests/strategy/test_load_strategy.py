import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from strategy.models import Measure, Strategy


def load_strategy(*arguments: str) -> str:
    out = StringIO()
    call_command("load_strategy", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_loads_the_shipped_strategy_and_says_what_it_did(db: None) -> None:
    assert load_strategy() == "Created: strategy 1, goal 2, theme 6, measure 15.\n"
    assert load_strategy() == "Everything is as in the file.\n"
    assert Measure.objects.count() == 15


def test_the_command_takes_another_file(db: None, shipped: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(shipped | {"goals": []}), encoding="utf-8")

    assert load_strategy(str(path)) == "Created: strategy 1.\n"


def test_a_changed_finnish_letter_stops_the_command_with_both_texts(
    db: None, shipped: dict[str, Any], tmp_path: Path
) -> None:
    load_strategy()
    shipped["mission"]["fi"] = "Suomen konservatorioliitto soi."
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(shipped), encoding="utf-8")

    with pytest.raises(CommandError) as stopped:
        load_strategy(str(path))

    assert stopped.value.returncode == 1
    assert str(stopped.value) == (
        "Nothing has been changed. 2026-2028, mission_fi\n"
        "  file:     Suomen konservatorioliitto soi.\n"
        f"  database: {Strategy.objects.get().mission_fi}"
    )


def test_a_malformed_file_stops_the_command_with_a_sentence(db: None, tmp_path: Path) -> None:
    path = tmp_path / "empty.json"
    path.write_text("{}", encoding="utf-8")

    with pytest.raises(CommandError) as stopped:
        load_strategy(str(path))

    assert (stopped.value.returncode, str(stopped.value)) == (
        1,
        "Nothing has been changed. from_on: a day is needed, such as 2026-01-01.",
    )
    assert not Strategy.objects.exists()
