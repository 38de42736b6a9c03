"""Every code has a sentence, and every sentence what it needs."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from portal.lib import file_words
from portal.lib.spreadsheets import Problem, UnreadableFile
from surveys import sentences
from surveys.expressions import ExpressionError, Fault, Field, Form, Kind, check, in_order, parse
from surveys.expressions.signatures import Takes
from surveys.xlsform import Line, Outcome, Reason


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_every_code_has_a_sentence() -> None:
    assert set(sentences._FAULTS) == set(Fault)
    assert set(sentences._REASONS) == set(Reason)
    assert set(file_words._PROBLEMS) == set(Problem)
    assert set(sentences._KINDS) >= {*Kind, *Takes} - {Takes.BOOLEAN}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 +", "At character 4: Something is missing at the end."),
        ("1 + )", "At character 5: “)” is in the wrong place."),
        ("(1", "At character 3: “)” is missing here."),
        ("1 2", "At character 3: A sign or a word is missing before “2”."),
        ("a > 1", "At character 1: “a” stands alone. A question is written ${a}, a text in quotes."),
        ("f(1)", "At character 1: There is no function “f”."),
        ("sum()", "At character 1: The function “sum” does not take 0 values."),
        ("1 # 2", "At character 3: The character “#” does not belong here."),
        ("1.2.3", "At character 1: “1.2.3” is no usable number: at most 15 digits and 12 decimals."),
        (" " * 5_000, "At character 4001: The expression is too long: at most 4000 characters fit."),
        ("(" * 70, "At character 61: There are too many brackets within brackets: at most 60."),
        ("1" + "+1" * 300, "At character 500: The expression has too many parts: at most 500."),
        ("${nope} > 1", "At character 1: The questionnaire has no “nope” that could be read here."),
        ("${a} + 'x' > 1", "At character 8: “+” needs: a number. Here is: a text."),
        ("prev(${a} + 1) > 1", "At character 11: “prev” needs: a question with earlier years. Here is: something else."),
        ("${a} + 1", "At character 6: The expression should give: true or false. It gives: a number."),
    ],
)  # fmt: skip
def test_a_fault_is_a_sentence(text: str, sentence: str) -> None:
    form = Form({"a": Field(Kind.NUMBER)})
    try:
        (error,) = check(parse(text), form, wanted=Kind.BOOLEAN)
    except ExpressionError as raised:
        error = raised
    assert sentences.of_expression(error) == sentence


def test_a_circle_is_told_with_its_path() -> None:
    with pytest.raises(ExpressionError) as caught:
        in_order({"a": {"a"}})
    assert sentences.of_expression(caught.value) == "These read one another in a circle: a → a"


def test_a_line_of_a_report_is_a_sentence() -> None:
    def sentence(reason: Reason | None, **details: str | int) -> str:
        return sentences.of_line(Line(Outcome.APPROXIMATED, "survey", "B7", reason, details))

    assert sentence(None) == "Taken as it is."
    assert sentence(Reason.TYPE, kind="time", taken="text") == "“time” became: a text."
    language = {"language": "Deutsch (de)"}
    assert sentence(Reason.LANGUAGE, **language, taken="") == (
        "The language “Deutsch (de)” is left out."
    )
    assert sentence(Reason.LANGUAGE, **language, taken="fi") == (
        "The texts in “Deutsch (de)” were taken as the main texts of the form."
    )
    assert sentence(Reason.MEANING, text="${a} = 100 %", fault="type", position=3) == (
        "The expression does not fit the form at character 3, and is left out: ${a} = 100 %"
    )


def test_a_file_that_cannot_be_read_is_a_sentence() -> None:
    error = UnreadableFile(Problem.NUL, sheet="survey", cell="C2")
    assert file_words.of_file(error) == (
        "The cell C2 of the sheet “survey” holds a character that cannot be stored."
    )
