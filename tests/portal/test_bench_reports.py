"""The making of reports is measured in processes of its own."""

import pytest

from members.models import User
from portal.bench import reports
from portal.bench.measuring import NothingToMeasure
from reports.models import Report
from tests.factories import make_association
from tests.indicators.factories import make_schools
from tests.reports.releases import make_told


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("BENCHMARKS", 2), ("TIMES", 1)):
        monkeypatch.setattr(reports, name, size)


@pytest.mark.usefixtures("_quick")
@pytest.mark.django_db(transaction=True)
def test_reports_are_measured_and_none_is_left(outi: User) -> None:
    make_association()
    make_told(make_schools(5), outi, ["2026"])
    found = list(reports.measure())

    assert [(each.name, each.unit, each.budget) for each in found] == [
        ("report of the board, processor", "s", 5),
        ("benchmark report of a school, processor", "s", 2),
        ("benchmark report, memory", "MB", 300),
        ("2 benchmark reports, 2 processes", "s", 180),
    ]
    assert all(each.value > 0 for each in found)
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_without_a_release_there_is_nothing_to_measure() -> None:
    with pytest.raises(NothingToMeasure):
        list(reports.measure())
