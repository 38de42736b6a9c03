import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection
from django.utils import translation

from strategy import actions
from strategy.actions import Difference, Differs, Loaded, load
from strategy.models import Goal, Measure, Strategy, Theme
from strategy.outline import Malformed, read
from tests.factories import make_measure, make_strategy
from tests.strategy.test_outline import FINNISH, MEASURES

TABLES = (Strategy, Goal, Theme, Measure)
ALL = {"strategy": 1, "goal": 2, "theme": 6, "measure": 15}


def counts() -> dict[str, int]:
    return {m._meta.model_name or "": m.objects.count() for m in TABLES}


def written() -> int:
    """How many times a row of the strategy has been written, from its history."""
    histories = [apps.get_model("strategy", f"{table.__name__}History") for table in TABLES]
    return sum(history.objects.count() for history in histories)


def test_load_makes_2_goals_6_themes_and_15_measures(db: None) -> None:
    loaded = load(read())

    assert loaded == Loaded(created=ALL)
    assert counts() == ALL
    assert list(Measure.objects.values_list("code", flat=True)) == MEASURES


def test_the_finnish_in_the_database_is_the_associations_word_for_word(db: None) -> None:
    load(read())

    strategy = Strategy.objects.get()
    finnish = [getattr(strategy, f"{text}_fi") for text in Strategy.TEXTS]
    for goal in strategy.goals.all():
        finnish += [goal.name_fi, goal.aim_fi]
        for theme in goal.themes.all():
            finnish += [theme.name_fi, *theme.measures.values_list("text_fi", flat=True)]

    assert hashlib.sha256("\n".join(finnish).encode()).hexdigest() == FINNISH


def test_every_translation_begins_as_a_draft(db: None) -> None:
    load(read())

    assert {m: m.objects.filter(is_draft_sv=True, is_draft_en=True).count() for m in TABLES} == {
        m: m.objects.count() for m in TABLES
    }


def test_load_twice_is_as_once(db: None) -> None:
    load(read())
    before = written()

    assert load(read()) == Loaded()
    assert (counts(), written()) == (ALL, before)


def test_load_takes_the_content_of_a_file_too(db: None, shipped: dict[str, Any]) -> None:
    assert load(shipped) == Loaded(created=ALL)


def test_a_changed_finnish_letter_stops_with_both_texts_and_changes_nothing(
    db: None, shipped: dict[str, Any]
) -> None:
    load(shipped)
    before = written()
    measure = shipped["goals"][0]["themes"][0]["measures"][0]["text"]
    original = measure["fi"]
    measure["fi"] = original.replace("koskeissa", "koskevissa")
    shipped["goals"][1]["name"]["sv"] = "En ny svensk text"
    shipped["goals"][1]["themes"][2]["measures"].append(
        {"code": "2.3.4", "text": {"fi": "Levätään."}, "drafts": ["sv", "en"]}
    )

    with pytest.raises(Differs) as stopped:
        load(shipped)

    assert stopped.value.differences == [Difference("1.1.1, text_fi", measure["fi"], original)]
    assert measure["fi"] in str(stopped.value) and original in str(stopped.value)
    assert (counts(), written()) == (ALL, before)


@pytest.mark.parametrize("text", ["title", "preamble", "mission", "values"])
def test_every_finnish_text_of_the_strategy_itself_is_compared(
    db: None, shipped: dict[str, Any], text: str
) -> None:
    load(shipped)
    shipped[text]["fi"] += "."

    with pytest.raises(Differs):
        load(shipped)


def test_other_days_stop_too(db: None, shipped: dict[str, Any]) -> None:
    load(shipped)
    shipped["until_on"] = "2030-01-01"

    with pytest.raises(Differs) as stopped:
        load(shipped)

    assert stopped.value.differences == [
        Difference("2026-2028, until_on", "2030-01-01", "2029-01-01")
    ]


def test_a_draft_follows_the_file_and_an_approved_text_is_left_alone(
    db: None, shipped: dict[str, Any]
) -> None:
    load(shipped)
    Goal.objects.filter(code="1").update(is_draft_sv=False)
    goal = shipped["goals"][0]
    goal["name"] |= {"sv": "Ny svenska", "en": "New English"}

    assert load(shipped) == Loaded(updated=["1 en"], left_alone=["1 sv"])
    assert Goal.objects.values_list("name_sv", "name_en").get(code="1") == (
        "Ett klarare påverkansarbete",
        "New English",
    )
    assert load(shipped) == Loaded(left_alone=["1 sv"])


def test_a_translation_approved_in_the_file_is_approved(db: None, shipped: dict[str, Any]) -> None:
    load(shipped)
    shipped["goals"][0]["drafts"] = ["en"]

    assert load(shipped) == Loaded(updated=["1 sv"])
    assert Goal.objects.values_list("is_draft_sv", "is_draft_en").get(code="1") == (False, True)
    assert load(shipped) == Loaded()


def test_a_translation_approved_in_the_portal_stays_approved(
    db: None, shipped: dict[str, Any]
) -> None:
    load(shipped)
    actions.approve(Goal.objects.all(), "sv")

    assert load(shipped) == Loaded()
    assert set(Goal.objects.values_list("is_draft_sv", flat=True)) == {False}


def test_what_the_file_does_not_say_takes_nothing_away(db: None, shipped: dict[str, Any]) -> None:
    load(shipped)
    del shipped["goals"][0]["name"]["sv"]

    assert load(shipped) == Loaded()
    assert Goal.objects.get(code="1").name_sv == "Ett klarare påverkansarbete"


def test_a_row_that_is_missing_is_made_again(db: None, shipped: dict[str, Any]) -> None:
    load(shipped)
    Measure.objects.get(code="2.2.2").delete()

    assert load(shipped) == Loaded(created={"measure": 1})
    assert list(Measure.objects.values_list("code", flat=True)) == MEASURES


def test_a_row_that_the_file_lacks_is_named_and_stays(db: None, shipped: dict[str, Any]) -> None:
    load(shipped)
    make_measure("2.3.4")

    assert load(shipped) == Loaded(not_in_file=["2.3.4"])
    assert Measure.objects.filter(code="2.3.4").exists()


@pytest.mark.parametrize(
    "change, said",
    [
        ({"text": {"fi": ""}}, "2.3.3, text_fi: This field cannot be blank."),
        (
            {"text": {"fi": "Levätään."}, "drafts": ["en"]},
            "2.3.3, __all__: The Swedish stays a draft until it has been written.",
        ),
        (
            {"code": "2.3.x"},
            "2.3.x, __all__: The code of a measure is three numbers, such as 1.1.1.",
        ),
    ],
)
def test_a_fault_in_the_last_row_loads_nothing(
    db: None, shipped: dict[str, Any], change: dict[str, Any], said: str
) -> None:
    shipped["goals"][1]["themes"][2]["measures"][2] |= change

    with pytest.raises(Malformed) as problem, translation.override("en"):
        load(shipped)

    assert str(problem.value) == said
    assert counts() == dict.fromkeys(ALL, 0)


def test_two_strategies_do_not_hold_on_one_day(db: None, shipped: dict[str, Any]) -> None:
    make_strategy(code="2028-2030", from_on="2028-12-31", until_on="2031-01-01")

    with pytest.raises(Malformed) as problem, translation.override("en"):
        load(shipped)

    assert str(problem.value) == (
        "2026-2028, __all__: Another strategy is in force during these days."
    )


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_are_as_one() -> None:
    def load_once(_: int) -> Loaded:
        try:
            return load(read())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        loaded = list(pool.map(load_once, range(4)))

    assert sorted(loaded, key=str) == [Loaded(created=ALL)] + [Loaded()] * 3
    assert counts() == ALL


def test_approve_takes_what_is_written_in_one_language(db: None) -> None:
    both = make_measure("1.1.1", text_sv="Vi spelar.", text_en="We play.")
    finnish = make_measure("1.1.2")

    assert actions.approve(Measure.objects.all(), "sv") == 1
    assert list(Measure.objects.values_list("code", "is_draft_sv", "is_draft_en")) == [
        (both.code, False, True),
        (finnish.code, True, True),
    ]


def test_approve_twice_is_as_once(db: None) -> None:
    measure = make_measure(text_sv="Vi spelar.")
    actions.approve(Measure.objects.all(), "sv")

    assert actions.approve(Measure.objects.all(), "sv") == 0
    history = pghistory.models.Events.objects.references(measure).order_by("pgh_created_at")
    assert [event.pgh_data["is_draft_sv"] for event in history] == [True, False]


def test_a_goal_is_approved_when_all_its_texts_are_written(db: None) -> None:
    make_measure("1.1.1")
    make_measure("2.1.1")
    Goal.objects.filter(code="1").update(name_sv="Mål")
    Goal.objects.filter(code="2").update(name_sv="Mål", aim_sv="Vi vill spela.")

    assert actions.approve(Goal.objects.all(), "sv") == 1
    assert list(Goal.objects.filter(is_draft_sv=False).values_list("code", flat=True)) == ["2"]


@pytest.mark.parametrize(
    "loaded, said",
    [
        (Loaded(), "Everything is as in the file."),
        (
            Loaded(ALL, ["1 sv"], ["1.1 en", "2 en"], ["2.3.4"]),
            "Created: strategy 1, goal 2, theme 6, measure 15.\n"
            "Drafts brought up to date: 1 sv.\n"
            "Left alone, for they have been approved: 1.1 en, 2 en.\n"
            "In the database and not in the file: 2.3.4.",
        ),
    ],
)
def test_loaded_says_what_was_done(loaded: Loaded, said: str) -> None:
    assert str(loaded) == said
