"""What the database itself refuses of figures."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from indicators.models import Group, Release, SdcPolicy, Stat
from tests.factories import make_member
from tests.indicators.factories import (
    make_element,
    make_group,
    make_observation,
    make_release,
    make_schools,
    make_waiver,
)

REFUSED = (IntegrityError, ProgrammingError, InternalError)
TOLD = ("published", "withdrawn")


def refused(change: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            change()
    except REFUSED:
        return True
    return False


def sql(statement: str) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


CHANGES = [
    "UPDATE indicators_stat SET shown = '31', value = 31",
    "UPDATE indicators_stat SET conf = 'N'",
    "UPDATE indicators_stat SET stat = 'mean'",
    "DELETE FROM indicators_stat",
    "INSERT INTO indicators_stat (release_id, element_id, group_id, stat, value, conf, obs, shown)"
    " SELECT release_id, element_id, group_id, 'median', 9, 'F', 'A', '9' FROM indicators_stat",
    "UPDATE indicators_group SET members = '[1]'",
    "UPDATE indicators_group SET label_fi = 'x'",
    "DELETE FROM indicators_group",
    "UPDATE indicators_release SET policy = '{\"p\": 1}'",
    "UPDATE indicators_release SET audit = '{\"x\": 1}'",
    "UPDATE indicators_release SET input_hash = repeat('1', 64)",
    "UPDATE indicators_release SET seq = 9",
    "UPDATE indicators_release SET period = '2031'",
    "UPDATE indicators_release SET published_at = now()",
    "UPDATE indicators_release SET state = 'draft'",
    "UPDATE indicators_release SET state = 'audited'",
    "DELETE FROM indicators_release",
]


@pytest.mark.parametrize("state", TOLD)
@pytest.mark.parametrize("change", CHANGES)
def test_what_has_been_told_is_not_changed_by_sql(db: None, state: str, change: str) -> None:
    make_release(state)
    models = (Stat, Group, Release)
    before = [list(model._default_manager.values()) for model in models]

    assert refused(sql(change))
    assert [list(model._default_manager.values()) for model in models] == before


def test_a_figure_is_not_moved_into_what_has_been_told_nor_out_of_it(db: None) -> None:
    told, draft = make_release(), make_release("draft", period="2025")

    assert refused(lambda: told.stats.update(release=draft, stat="mean"))
    assert refused(lambda: draft.stats.update(release=told, stat="mean"))
    assert [told.stats.count(), draft.stats.count()] == [1, 1]


def test_withdrawn_figures_are_not_published_again(db: None) -> None:
    make_release("withdrawn")

    assert refused(sql("UPDATE indicators_release SET state = 'published'"))


@pytest.mark.parametrize("state", ["draft", "audited"])
def test_what_has_not_been_told_may_be_built_anew(db: None, state: str) -> None:
    release = make_release(state)

    release.stats.update(shown="31", value=31)
    release.stats.all().delete()
    Group.objects.update(label_fi="x")
    release.delete()


def test_a_withheld_figure_has_no_value(db: None) -> None:
    release = make_release("draft")
    stat = release.stats.get()

    for fields in (
        {"obs": "Q", "conf": "A", "shown": ".."},  # with its value
        {"obs": "Q", "conf": "A", "value": None},  # with its text
        {"obs": "Q", "conf": "F", "value": None, "shown": ".."},  # without a reason
        {"conf": "D"},  # told, with a reason
    ):
        assert refused(partial(Stat.objects.filter(pk=stat.pk).update, **fields)), fields
    Stat.objects.filter(pk=stat.pk).update(obs="Q", conf="A", value=None, shown="..")


def test_there_is_one_of_each_figure(db: None) -> None:
    release = make_release("draft")
    of: dict[str, Any] = {"element": make_element(), "group": Group.objects.get(), "shown": "1"}

    assert refused(lambda: Stat.objects.create(release=release, stat="sum", **of))
    assert refused(
        lambda: Stat.objects.create(release=release, stat="n", shown="1", group=of["group"])
    )
    assert not refused(lambda: Stat.objects.create(release=release, stat="n", **of))


def test_one_release_is_published_and_one_is_in_the_making(db: None) -> None:
    make_release()

    assert refused(lambda: make_release(seq=1, state="draft"))
    assert refused(
        lambda: Release.objects.create(
            collection="vuosi", period="2026", seq=2, state="published", status="done",
            input_hash="1", published_at=datetime.datetime.now(datetime.UTC),
        )
    )  # fmt: skip
    assert not refused(lambda: Release.objects.create(collection="vuosi", period="2026", seq=2))
    assert refused(lambda: Release.objects.create(collection="vuosi", period="2026", seq=3))


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "audited"},
        {"state": "audited", "status": "done"},
        {"state": "published", "status": "done", "input_hash": "1"},
    ],
)
def test_a_release_goes_on_only_with_what_it_needs(db: None, fields: dict[str, str]) -> None:
    assert refused(lambda: Release.objects.create(collection="a", period="2026", **fields))


@pytest.mark.parametrize(
    "value, status, is_refused",
    [
        (1, "reported", False),
        (0, "nil", False),
        (None, "missing", False),
        (None, "not_applicable", False),
        (None, "reported", True),
        (None, "nil", True),
        (1, "missing", True),
        (0, "not_applicable", True),
    ],
)
def test_a_reported_figure_and_no_other_has_a_value(
    db: None, value: int | None, status: str, is_refused: bool
) -> None:
    element, school = make_element(), make_member()

    assert refused(lambda: make_observation(element, school, value, status=status)) == is_refused


def test_a_school_reports_a_figure_once_in_a_period(db: None) -> None:
    element, school = make_element(), make_member()
    make_observation(element, school)

    assert refused(lambda: make_observation(element, school, 11))
    make_observation(element, school, period="2025")
    make_observation(element, school, collection="kevat")


def test_one_waiver_holds_at_a_time(db: None) -> None:
    element, school = make_element(), make_member()
    make_waiver(element, school, until_on="2026-01-01")

    assert refused(lambda: make_waiver(element, school, level="open", from_on="2025-12-31"))
    make_waiver(element, school, level="open", from_on="2026-01-01")


@pytest.mark.parametrize(
    "field, least",
    [("min_sum", 3), ("min_median", 5), ("min_quartile", 10), ("min_diff", 3), ("p", 1)],
)
def test_the_rules_are_never_looser_than_the_promise(db: None, field: str, least: int) -> None:
    SdcPolicy.objects.create(collection="a", **{field: least})

    assert refused(lambda: SdcPolicy.objects.create(collection="b", **{field: least - 1}))


def test_a_group_has_its_code_once_in_a_period(db: None) -> None:
    make_group(make_schools(1))

    assert refused(lambda: make_group([]))
    make_group([], period="2025")
