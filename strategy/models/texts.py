"""Words in three languages: the association's Finnish, and translations that begin as drafts."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("fi", "sv", "en")
OURS = _("The association's own words. Change them only when the association has changed them.")
CLEAR = _("Clear this when the association has approved the translation.")


class Text(str):
    """Words, and what a page has to know of them: their language, whether they stand in for a
    translation that is missing, and whether the association has yet to approve them."""

    language: str
    is_fallback: bool
    is_draft: bool

    def __new__(
        cls, words: str, language: str = "fi", is_fallback: bool = False, is_draft: bool = False
    ) -> Self:
        text = super().__new__(cls, words)
        text.language, text.is_fallback, text.is_draft = language, is_fallback, is_draft
        return text


def in_language(row: models.Model, field: str, language: str) -> Text:
    """Empty where it has not been written."""
    words = getattr(row, f"{field}_{language}", "")
    return Text(words, language, is_draft=getattr(row, f"is_draft_{language}", False))


def for_reader(row: models.Model, field: str) -> Text:
    """In the reader's language where it has been written, else in Finnish."""
    own = in_language(row, field, (get_language() or "fi")[:2])
    return own or Text(getattr(row, f"{field}_fi"), "fi", is_fallback=True)


def words_are_written(model: str, *texts: str) -> list[models.CheckConstraint]:
    """The Finnish is always there; a translation, once it is no draft."""
    return [
        models.CheckConstraint(
            condition=_all_written(texts, "fi"),
            name=f"{model}_finnish_is_written",
            violation_error_message=_("The Finnish has to be written."),
        ),
        models.CheckConstraint(
            condition=Q(is_draft_sv=True) | _all_written(texts, "sv"),
            name=f"{model}_approved_swedish_is_written",
            violation_error_message=_("The Swedish stays a draft until it has been written."),
        ),
        models.CheckConstraint(
            condition=Q(is_draft_en=True) | _all_written(texts, "en"),
            name=f"{model}_approved_english_is_written",
            violation_error_message=_("The English stays a draft until it has been written."),
        ),
    ]


def _all_written(texts: tuple[str, ...], language: str) -> Q:
    return Q(*(~Q(**{f"{text}_{language}": ""}) for text in texts))


def code_has_its_form(model: str, numbers: int, message: Any) -> models.CheckConstraint:
    """As many numbers from 1 to 99 as the row is levels deep, with points between them."""
    return models.CheckConstraint(
        condition=Q(code__regex="^" + r"\.".join(["[1-9][0-9]?"] * numbers) + "$"),
        name=f"{model}_code_has_its_form",
        violation_error_message=message,
    )
