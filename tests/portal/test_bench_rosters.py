"""The measurement of people from spreadsheets measures, and leaves nothing behind."""

import pytest

from members.models import Affiliation, RosterImport
from portal.bench.rosters import measure


@pytest.mark.django_db
def test_5000_people_are_looked_at_within_ten_seconds() -> None:
    [figure] = measure()

    print(figure)  # noqa: T201
    assert (figure.name, figure.unit) == ("preview of 5,000 people from a workbook", "s")
    assert figure.is_within
    assert not Affiliation.objects.exists() and not RosterImport.objects.exists()
