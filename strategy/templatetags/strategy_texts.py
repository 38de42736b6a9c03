from django import template
from django.utils.html import format_html

from strategy.models.texts import Text

register = template.Library()


@register.filter
def with_language(text: Text) -> str:
    """The words for a page, marked where they stand in for the reader's own language."""
    if text.is_fallback:
        return format_html('<span lang="{}">{}</span>', text.language, text)
    return text
