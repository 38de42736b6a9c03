"""The figures the portal promises are measured, and nothing of the measuring is left."""

import json

import pytest
from django.core.management import CommandError, call_command

from indicators.models import Release
from members.models import Organisation, User
from portal.bench import collections, directory, figure_pages, figures, pages, search
from portal.bench.measuring import Figure
from portal.management.commands.bench import as_json, as_text
from surveys.models import Round


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, sizes in (
        (collections, {"TABLES": 1, "ROWS": 2, "COLUMNS": 3, "SCHOOLS": 2, "RULES": 1, "TIMES": 1}),
        (figure_pages, {"YEARS": 2, "GROUPS": 2, "INDICATORS": 2, "TIMES": 1}),
        (pages, {"TIMES": 2}),
        (directory, {"SCHOOLS": 2, "PEOPLE": 10, "TIMES": 2}),
        (search, {"DOCUMENTS": 10, "TIMES": 2}),
        (figures, {"SCHOOLS": 11, "ELEMENTS": 9, "GROUPS": 2}),
    ):
        for name, size in sizes.items():
            monkeypatch.setattr(module, name, size)


def test_every_promised_figure_is_measured_and_nothing_is_left(outi: User, kaisa: User) -> None:
    parts = (pages, directory, search, collections, figures, figure_pages)
    found = [figure for part in parts for figure in part.measure()]

    assert [(each.name, each.unit, each.budget) for each in found] == [
        ("/ as office, p50", "ms", 15),
        ("/ as key_contact, p50", "ms", 15),
        ("/members/ as key_contact, p50", "ms", 15),
        ("directory of 300 organisations, p95", "ms", 150),
        ("directory of 300 organisations", "queries", 10),
        ("directory of 5,000 people, p95", "ms", 150),
        ("directory of 5,000 people", "queries", 10),
        ("search among 5,000 people, p95", "ms", 150),
        ("search among 5,000 people", "queries", 10),
        ("search for a word of one document, p95", "ms", 150),
        ("search for a word of every tenth, p95", "ms", 150),
        ("search for a word of all, p95", "ms", 150),
        ("search for the beginning of a name, p95", "ms", 150),
        ("search", "queries", 20),
        ("section of 300 cells, p50", "ms", 150),
        ("section of 300 cells", "queries", 15),
        ("saving one of 300 cells, 60 rules, p95", "ms", 60),
        ("monitor of 300 schools, p50", "ms", 200),
        ("monitor of 300 schools", "queries", 12),
        ("release of 11 × 9 × 2", "s", 5),
        ("figure of ten years in ten groups, p50", "ms", 100),
        ("figure of ten years in ten groups", "queries", 12),
    ]
    assert [each.value for each in found if each.unit == "queries"] == [9, 9, 9, 9, 10, 10, 10]
    assert (
        Organisation.objects.filter(name_fi__startswith="Mittaus").count(),
        Round.objects.count(),
        Release.objects.count(),
    ) == (0, 0, 0)


def test_figures_are_told_to_machines_and_to_people() -> None:
    figure = Figure("home", 15.2, "ms", 15)

    assert json.loads(as_json([figure])) == [
        {"name": "home", "value": 15.2, "unit": "ms", "budget": 15}
    ]
    assert as_text([figure]).split() == ["home", "15.2", "ms", "(at", "most", "15)"]
    assert (figure.is_within, Figure("home", 15, "ms", 15).is_within) == (False, True)


@pytest.mark.django_db
def test_without_people_there_is_nothing_to_measure() -> None:
    with pytest.raises(CommandError, match="Nobody has the role office"):
        call_command("bench")
