"""Facts of organisations: dated, one value at a time."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.models import Fact, Organisation
from members.models.facts import VALUES
from tests.factories import make_member, make_organisation

JANUARY, JULY = datetime.date(2026, 1, 1), datetime.date(2026, 7, 1)


def make_fact(organisation: Organisation, **fields: object) -> Fact:
    defaults = {"name": "size", "value": "small", "from_on": JANUARY}
    return Fact.objects.create(organisation=organisation, **defaults | fields)


def test_a_fact_holds_from_day_to_day(db: None) -> None:
    school, other = make_member(), make_member()
    make_fact(school, until_on=JULY)
    make_fact(school, value="large", from_on=JULY)
    make_fact(school, name="region", value="west")
    make_fact(other, name="owner", value="joint")

    def on(day: datetime.date) -> dict[int, dict[str, str]]:
        return Fact.objects.live(day).by_organisation([school.pk, other.pk])

    assert on(datetime.date(2026, 6, 30)) == {
        school.pk: {"size": "small", "region": "west"},
        other.pk: {"owner": "joint"},
    }
    assert on(JULY)[school.pk] == {"size": "large", "region": "west"}
    assert on(datetime.date(2025, 12, 31)) == {school.pk: {}, other.pk: {}}


def test_two_values_at_a_time_are_refused(db: None) -> None:
    school = make_member()
    make_fact(school)

    with pytest.raises(IntegrityError, match="fact_one_at_a_time"), transaction.atomic():
        make_fact(school, value="large", from_on=JULY)
    make_fact(make_member())


@pytest.mark.parametrize("name", VALUES)
def test_each_fact_has_its_own_values(db: None, name: str) -> None:
    school = make_member()
    for other, values in VALUES.items():
        for value in values:
            fact = Fact(organisation=school, name=name, value=value, from_on=JANUARY)
            try:
                fact.full_clean()
                is_refused = False
            except ValidationError:
                is_refused = True
            assert is_refused == (other != name)
    with pytest.raises(IntegrityError, match="fact_has_a_value_of_its_own"), transaction.atomic():
        make_fact(school, name=name, value=next(v[0] for n, v in VALUES.items() if n != name))


def test_all_that_a_provider_runs_is_held_by_it(db: None) -> None:
    provider = make_organisation(kind="provider")
    college = make_organisation(kind="institution", parent=provider)
    site = make_organisation(kind="site", parent=college)
    alone = make_member()

    assert [each.holder() for each in (site, college, provider, alone)] == [
        provider,
        provider,
        provider,
        alone,
    ]


def test_every_change_of_a_fact_is_remembered(db: None) -> None:
    fact = make_fact(make_member())
    Fact.objects.update(value="large")
    Fact.objects.update(value="large")

    events = apps.get_model("members", "FactHistory").objects.order_by("pgh_id")
    assert list(events.values_list("pgh_obj", "pgh_label", "value")) == [
        (fact.pk, "insert", "small"),
        (fact.pk, "update", "large"),
    ]
