"""Numbers as people write them: the digits stay, the marks change."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.numbers import local

WRITTEN = {
    "fi": ["0", "3,2", "−3", "1\u202f234,50", "−12\u202f345\u202f678,9", "..", ".", "–", "1–4"],
    "sv": ["0", "3,2", "−3", "1\u202f234,50", "−12\u202f345\u202f678,9", "..", ".", "–", "1–4"],
    "en": ["0", "3.2", "−3", "1,234.50", "−12,345,678.9", "..", ".", "–", "1–4"],
}
NEUTRAL = ["0", "3.2", "-3", "1234.50", "-12345678.9", "..", ".", "–", "1–4"]


@pytest.mark.parametrize("language", WRITTEN)
def test_each_language_has_its_marks(language: str) -> None:
    with translation.override(language):
        assert [local(text) for text in NEUTRAL] == WRITTEN[language]


@given(st.decimals(-(10**15), 10**15, places=3, allow_nan=False))
def test_no_digit_changes(number: object) -> None:
    neutral = f"{number:f}"
    with translation.override("fi"):
        written = local(neutral)

    assert written.replace("\u202f", "").replace("−", "-").replace(",", ".") == neutral
