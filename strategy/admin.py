"""The office's side: the words may be edited, a code stays as it was given."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from strategy import actions
from strategy.models import Goal, Measure, Strategy, Theme


@admin.action(description=_("Approve the selected Swedish translations"))
def approve_swedish(office: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
    _approve(request, rows, "sv")


@admin.action(description=_("Approve the selected English translations"))
def approve_english(office: Any, request: HttpRequest, rows: QuerySet[Any]) -> None:
    _approve(request, rows, "en")


def _approve(request: HttpRequest, rows: QuerySet[Any], language: str) -> None:
    number = actions.approve(rows, language)
    said = ngettext(
        "%(number)d translation has been approved.",
        "%(number)d translations have been approved.",
        number,
    )
    messages.info(request, said % {"number": number})


@admin.display(boolean=True, description=_("approved in Swedish"), ordering="is_draft_sv")
def approved_in_swedish(row: Any) -> bool:
    return not row.is_draft_sv


@admin.display(boolean=True, description=_("approved in English"), ordering="is_draft_en")
def approved_in_english(row: Any) -> bool:
    return not row.is_draft_en


@admin.register(Strategy)
class StrategyAdmin(admin.ModelAdmin):
    actions = (approve_swedish, approve_english)
    list_display = (
        "code",
        "title_fi",
        "from_on",
        "until_on",
        approved_in_swedish,
        approved_in_english,
    )
    list_filter = ("is_draft_sv", "is_draft_en")
    search_fields = ("code", "title_fi", "title_sv", "title_en")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Strategy | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    actions = (approve_swedish, approve_english)
    list_display = ("code", "name_fi", approved_in_swedish, approved_in_english)
    list_filter = ("is_draft_sv", "is_draft_en", "strategy")
    search_fields = ("code", "name_fi", "name_sv", "name_en", "aim_fi", "aim_sv", "aim_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Goal | None = None) -> tuple[str, ...]:
        return ("strategy", "code") if obj else ()


@admin.register(Theme)
class ThemeAdmin(admin.ModelAdmin):
    actions = (approve_swedish, approve_english)
    list_display = ("code", "name_fi", approved_in_swedish, approved_in_english)
    list_filter = ("is_draft_sv", "is_draft_en", "goal")
    search_fields = ("code", "name_fi", "name_sv", "name_en")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Theme | None = None
    ) -> tuple[str, ...]:
        return ("goal", "code") if obj else ()


@admin.register(Measure)
class MeasureAdmin(admin.ModelAdmin):
    actions = (approve_swedish, approve_english)
    list_display = ("code", "text_fi", approved_in_swedish, approved_in_english)
    list_filter = ("is_draft_sv", "is_draft_en", "theme__goal", "theme")
    search_fields = ("code", "text_fi", "text_sv", "text_en")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Measure | None = None
    ) -> tuple[str, ...]:
        return ("theme", "code") if obj else ()
