import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import Error, IntegrityError, transaction
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from members.access import Reach, Standing, reach
from members.models import User
from strategy.models import Goal, Measure, Strategy, Theme
from strategy.models.texts import Text, for_reader
from tests.factories import make_measure, make_strategy, make_user


def seen(text: Text) -> tuple[str, str, bool, bool]:
    return str(text), text.language, text.is_fallback, text.is_draft


# --- what the database refuses ------------------------------------------------------------


@pytest.mark.parametrize(
    "code", ["", "1.1", "1.1.", "1.1.0", "1.1.01", "1.1.1.1", "a.1.1", "1.1.1 "]
)
def test_the_code_of_a_measure_is_three_numbers(db: None, code: str) -> None:
    theme = make_measure("1.1.9").theme

    with pytest.raises(IntegrityError, match=r"measure_code_has_its_form|code_goes_on_from"):
        Measure.objects.create(theme=theme, code=code, text_fi="Soitetaan.")


@pytest.mark.parametrize("code", ["", "0", "01", "1.", "x"])
def test_the_code_of_a_goal_is_one_number(db: None, code: str) -> None:
    with pytest.raises(IntegrityError, match="goal_code_has_its_form"):
        Goal.objects.create(strategy=make_strategy(), code=code, name_fi="Soida", aim_fi="Soi")


@pytest.mark.parametrize("code", ["", "2026", "2026–2028", "2026-28"])
def test_the_code_of_a_strategy_is_two_years(db: None, code: str) -> None:
    with pytest.raises(IntegrityError, match="strategy_code_has_its_form"):
        make_strategy(code=code)


def test_a_code_is_there_once_on_each_level(db: None) -> None:
    measure = make_measure("1.1.1")
    theme, goal = measure.theme, measure.theme.goal
    again: dict[str, Any] = {
        "measure": lambda: Measure.objects.create(theme=theme, code="1.1.1", text_fi="Soi"),
        "theme": lambda: Theme.objects.create(goal=goal, code="1.1", name_fi="Soi"),
        "goal": lambda: Goal.objects.create(
            strategy=goal.strategy, code="1", name_fi="Soi", aim_fi="Soi"
        ),
        "strategy": lambda: make_strategy(from_on="2030-01-01", until_on="2031-01-01"),
    }

    for level, create in again.items():
        with pytest.raises(IntegrityError, match=f"{level}_one_of_each_code"), transaction.atomic():
            create()


def test_a_code_goes_on_from_the_code_above_it(db: None) -> None:
    """So a code is there once in a strategy, whatever it stands under."""
    theme = make_measure("2.1.1").theme

    with pytest.raises(IntegrityError, match="code_goes_on_from_its_theme"), transaction.atomic():
        Measure.objects.create(theme=theme, code="1.1.1", text_fi="Soitetaan.")
    with pytest.raises(IntegrityError, match="code_goes_on_from_its_goal"):
        Theme.objects.create(goal=theme.goal, code="1.1", name_fi="Soida")


def test_the_office_hears_that_a_code_goes_on_from_the_code_above_it(db: None) -> None:
    theme = make_measure("2.1.1").theme

    with pytest.raises(ValidationError) as measure:
        Measure(theme=theme, code="1.1.1", text_fi="Soitetaan.").full_clean()
    with pytest.raises(ValidationError) as below:
        Theme(goal=theme.goal, code="1.1", name_fi="Soida").full_clean()

    with translation.override("en"):
        assert [error.value.message_dict for error in (measure, below)] == [
            {"code": ["The code goes on from the code of the theme."]},
            {"code": ["The code goes on from the code of the goal."]},
        ]


@pytest.mark.parametrize("table", [Strategy, Goal, Theme, Measure])
def test_a_code_stays(db: None, table: Any) -> None:
    make_measure("1.1.1")
    code = table.objects.values_list("code", flat=True).get()

    with pytest.raises(Error, match="Cannot update rows"), transaction.atomic():
        table.objects.update(code={"2026-2028": "2027-2028"}.get(code, code.replace("1", "2")))

    assert table.objects.values_list("code", flat=True).get() == code


def test_a_strategy_ends_after_it_starts(db: None) -> None:
    with pytest.raises(Error, match=r"strategy_ends_after_it_starts|lower bound"):
        make_strategy(until_on="2025-12-31")


def test_strategies_follow_one_another(db: None) -> None:
    make_strategy()
    make_strategy(code="2029-2031", from_on="2029-01-01", until_on="2032-01-01")

    with pytest.raises(IntegrityError, match="strategy_one_at_a_time"):
        make_strategy(code="2025-2025", from_on="2025-01-01", until_on="2026-01-02")


@pytest.mark.parametrize("text", Strategy.TEXTS)
def test_every_finnish_text_is_written(db: None, text: str) -> None:
    with pytest.raises(IntegrityError, match="strategy_finnish_is_written"):
        make_strategy(**{f"{text}_fi": ""})


@pytest.mark.parametrize("language, name", [("sv", "swedish"), ("en", "english")])
def test_an_approved_translation_is_written(db: None, language: str, name: str) -> None:
    make_measure("1.1.1", **{f"text_{language}": "Hej", f"is_draft_{language}": False})

    with pytest.raises(IntegrityError, match=f"measure_approved_{name}_is_written"):
        make_measure("1.1.2", **{f"is_draft_{language}": False})


def test_what_has_something_under_it_is_not_deleted(db: None) -> None:
    measure = make_measure()

    for row in (measure.theme.goal.strategy, measure.theme.goal, measure.theme):
        with pytest.raises(IntegrityError):
            row.delete()


# --- the words a reader gets ----------------------------------------------------------------


@pytest.mark.parametrize(
    "reader, text",
    [
        ("fi", ("Soitetaan.", "fi", False, False)),
        ("sv", ("Vi spelar.", "sv", False, True)),
        ("en", ("Soitetaan.", "fi", True, False)),
        (None, ("Soitetaan.", "fi", False, False)),
    ],
)
def test_a_reader_gets_the_own_language_or_else_finnish(
    reader: str | None, text: tuple[str, str, bool, bool]
) -> None:
    measure = Measure(code="1.1.1", text_fi="Soitetaan.", text_sv="Vi spelar.")

    with translation.override(reader):
        assert seen(measure.text) == text


def test_an_approved_translation_is_no_draft() -> None:
    measure = Measure(text_fi="Soitetaan.", text_sv="Vi spelar.", is_draft_sv=False)

    with translation.override("sv"):
        assert seen(measure.text) == ("Vi spelar.", "sv", False, False)


@pytest.mark.parametrize(
    "reader, others",
    [
        ("fi", [("Vi spelar.", "sv", False, True)]),
        ("sv", [("Soitetaan.", "fi", False, False)]),
        ("en", [("Vi spelar.", "sv", False, True)]),
    ],
)
def test_other_texts_are_those_the_reader_is_not_reading(
    reader: str, others: list[tuple[str, str, bool, bool]]
) -> None:
    measure = Measure(text_fi="Soitetaan.", text_sv="Vi spelar.")

    with translation.override(reader):
        assert [seen(text) for text in measure.other_texts()] == others


@given(
    fi=st.text(min_size=1), sv=st.text(), en=st.text(), reader=st.sampled_from(["fi", "sv", "en"])
)
def test_a_reader_is_never_left_without_words(fi: str, sv: str, en: str, reader: str) -> None:
    measure = Measure(text_fi=fi, text_sv=sv, text_en=en)

    with translation.override(reader):
        text = for_reader(measure, "text")

    own = {"fi": fi, "sv": sv, "en": en}[reader]
    assert text == (own or fi)
    assert text.is_fallback == (not own)
    assert text.language == (reader if own else "fi")


def test_rows_are_called_by_code_and_words(db: None) -> None:
    measure = make_measure("1.1.1", text_fi="Soitetaan.")

    assert [str(row) for row in (measure, measure.theme, measure.theme.goal)] == [
        "1.1.1 Soitetaan.",
        "1.1 Teema 1.1",
        "1 Tavoite 1",
    ]
    assert str(measure.theme.goal.strategy) == "title suomeksi"


def test_each_row_has_its_place_in_the_portal(db: None) -> None:
    measure = make_measure("1.1.1")
    theme, goal = measure.theme, measure.theme.goal

    assert [row.get_absolute_url() for row in (measure, theme, goal, goal.strategy)] == [
        "/strategy/1.1.1/",
        "/strategy/#1.1",
        "/strategy/#1",
        "/strategy/",
    ]


# --- which rows --------------------------------------------------------------------------------


def test_codes_stand_in_the_order_people_count(db: None) -> None:
    codes = ["1.1.1", "1.1.2", "1.1.10", "1.2.1", "1.10.1", "2.1.1", "10.1.1"]
    for code in reversed(codes):
        make_measure(code)

    assert list(Measure.objects.values_list("code", flat=True)) == codes
    assert list(Theme.objects.values_list("code", flat=True)) == [
        *("1.1", "1.2", "1.10", "2.1", "10.1")
    ]
    assert Measure.objects.order_by("-theme")[0].code == "10.1.1"


def test_a_strategy_holds_until_the_next_one_begins(db: None) -> None:
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=back) for back in (900, 600, 300)]
    coming = today + datetime.timedelta(days=30)
    make_strategy(code="2020-2021", from_on=days[0], until_on=days[1])
    ended = make_strategy(code="2021-2022", from_on=days[1], until_on=days[2])
    make_strategy(code="2030-2031", from_on=coming, until_on=coming.replace(year=coming.year + 1))

    assert Strategy.objects.begun().first() == ended


def test_current_measures_are_those_of_the_strategy_that_holds(db: None) -> None:
    measure = make_measure("1.1.1")
    older = make_strategy(code="2023-2025", from_on="2023-01-01", until_on="2026-01-01")
    goal = Goal.objects.create(strategy=older, code="1", name_fi="Vanha", aim_fi="Vanha")
    theme = Theme.objects.create(goal=goal, code="1.1", name_fi="Vanha")
    Measure.objects.create(theme=theme, code="1.1.1", text_fi="Vanha")

    assert list(Measure.objects.current()) == [measure]


def test_everybody_who_signs_in_reads_the_strategy(
    ritva: User, kaisa: User, sten: User, outi: User, birgit: User
) -> None:
    measure = make_measure()

    for person in (ritva, kaisa, sten, outi, birgit, make_user()):
        assert list(Measure.objects.visible_to(person)) == [measure]
        assert list(Strategy.objects.visible_to(person)) == [measure.theme.goal.strategy]


def test_nobody_else_does() -> None:
    assert reach(Standing(), "read_strategy") == Reach()
    assert not hasattr(AnonymousUser(), "standing")


def test_the_last_day_is_the_day_before_the_end() -> None:
    strategy = Strategy(until_on=datetime.date(2029, 1, 1))

    assert strategy.last_on == datetime.date(2028, 12, 31)
