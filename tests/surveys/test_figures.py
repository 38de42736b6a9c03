"""What is shown in a field is read back as it was, in every language; anything else is refused."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import figures, show
from surveys.figures import Problem, Unreadable
from surveys.questionnaire import LANGUAGES, Cell, Kind

CODES = ("lahi", "eta", "moni")
NUMERIC = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)


def cell(kind: Kind, decimals: int = 0) -> Cell:
    return Cell("k", "k", kind, decimals=decimals)


@given(
    whole=st.integers(-(10**13), 10**13),
    decimals=st.integers(0, 4),
    kind=st.sampled_from(NUMERIC),
    language=st.sampled_from(LANGUAGES),
)
def test_a_number_shown_is_the_number_read(
    whole: int, decimals: int, kind: Kind, language: str
) -> None:
    field = cell(kind, decimals)
    canonical = figures.canonical_number(Decimal(whole).scaleb(-decimals), decimals)

    assert figures.read(field, show.field_text(field, canonical, language)) == canonical


@given(date=st.dates(), language=st.sampled_from(LANGUAGES))
def test_a_day_shown_is_the_day_read(date: datetime.date, language: str) -> None:
    field, canonical = cell(Kind.DATE), date.isoformat()

    assert figures.read(field, show.field_text(field, canonical, language)) == canonical


@given(st.text(max_size=60), st.sampled_from(list(Kind)), st.integers(0, 3))
def test_any_text_is_read_or_refused_by_name(text: str, kind: Kind, decimals: int) -> None:
    field = cell(kind, decimals)
    try:
        canonical = figures.read(field, text, CODES)
    except Unreadable:
        return

    assert figures.read(field, canonical, CODES) == canonical
    assert (figures.value(field, canonical) is None) == (canonical == "")


@given(st.text(alphabet="0123456789.,-+−–  '€%e\u00a0\u2009\u202f١²", max_size=24))
def test_whatever_looks_like_a_number_is_one_or_is_refused(text: str) -> None:
    field = cell(Kind.DECIMAL, 2)
    try:
        canonical = figures.read(field, text)
    except Unreadable:
        return

    assert canonical == "" or abs(Decimal(canonical)) < Decimal(10) ** figures.MAX_DIGITS
    assert canonical == "" or -Decimal(canonical).as_tuple().exponent == 2  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("1 234,5", "1234.50"),
        ("1\u00a0234.5", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1'234", "1234.00"),
        ("−3", "-3.00"),
        ("–3,1 €", "-3.10"),
        ("-0", "0.00"),
        (",5", "0.50"),
        ("  ", ""),
    ],
)
def test_numbers_are_read_as_people_and_excel_write_them(typed: str, canonical: str) -> None:
    assert figures.read(cell(Kind.MONEY, 2), typed) == canonical


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("1,234", Problem.TOO_MANY_DECIMALS),
        ("1e5", Problem.NOT_A_NUMBER),
        ("١٢", Problem.NOT_A_NUMBER),
        ("1-2", Problem.NOT_A_NUMBER),
        ("9" * 15, Problem.TOO_LARGE),
        ("9" * 1_000_000, Problem.TOO_LARGE),
        ("5\0", Problem.NUL),
    ],
)
def test_what_is_no_number_is_refused(typed: str, problem: Problem) -> None:
    with pytest.raises(Unreadable) as refused:
        figures.read(cell(Kind.INTEGER), typed)

    assert refused.value.problem == problem


@pytest.mark.parametrize(
    ("figure", "language", "shown"),
    [
        ("1234567.5", "fi", "1\u00a0234\u00a0567,5"),
        ("1234567.5", "sv", "1\u00a0234\u00a0567,5"),
        ("-1234.50", "en", "−1\u00a0234.50"),
        ("0", "fi", "0"),
    ],
)
def test_numbers_are_written_as_the_reader_does(figure: str, language: str, shown: str) -> None:
    assert show.number(Decimal(figure), language) == shown


@pytest.mark.parametrize(("now", "change"), [("5", "+3"), ("2", "±0"), ("1", "−1")])
def test_a_change_has_its_sign(now: str, change: str) -> None:
    assert show.change(Decimal(now), Decimal(2), "fi") == change
