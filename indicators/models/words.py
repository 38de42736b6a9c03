"""Words that a row has in three languages."""

from typing import Any

from django.utils.translation import get_language


def said(row: Any, field: str) -> str:
    """In the reader's language where the row says it so, else in Finnish."""
    own: str = getattr(row, f"{field}_{(get_language() or 'fi')[:2]}", "")
    return own or getattr(row, f"{field}_fi")
