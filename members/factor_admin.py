"""Lost second factors at the office's desk: one asks, a colleague confirms in the list."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members import factor_actions
from members.actions import Refused
from members.http import MemberRequest
from members.models import LostFactor, User


class LostFactorForm(forms.ModelForm):
    """Asks in the name of whoever sends it, and says why when that is refused."""

    by: User

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "person" in cleaned:
            try:
                factor_actions.refuse_report(cleaned["person"], self.by)
            except Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return cleaned


@admin.register(LostFactor)
class LostFactorAdmin(admin.ModelAdmin):
    actions = ("confirm_selected", "let_selected_be")
    autocomplete_fields = ("person",)
    fields = ("person", "reason", "asked_by", "asked_at", "confirmed_by", "ended_at")
    form = LostFactorForm
    list_display = ("person", "reason", "asked_by", "asked_at", "confirmed_by", "ended_at")
    list_select_related = ("person", "asked_by", "confirmed_by")
    readonly_fields = ("asked_by", "asked_at", "confirmed_by", "ended_at")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: LostFactor, form: Any, change: bool) -> None:
        obj.pk = factor_actions.report_lost(obj.person, form.by, obj.reason).pk

    @admin.action(description=_("Confirm the selected, and take the second factors away"))
    def confirm_selected(self, request: MemberRequest, queryset: QuerySet[LostFactor]) -> None:
        self._each(request, queryset, factor_actions.confirm_lost)

    @admin.action(description=_("Let the selected be: the factors are not lost"))
    def let_selected_be(self, request: MemberRequest, queryset: QuerySet[LostFactor]) -> None:
        self._each(request, queryset, factor_actions.let_lost_be)

    def _each(
        self,
        request: MemberRequest,
        queryset: QuerySet[LostFactor],
        act: Callable[[LostFactor, User], None],
    ) -> None:
        for lost in queryset:
            try:
                act(lost, request.user)
                self.message_user(request, _("%(person)s: done.") % {"person": lost.person})
            except Refused as refused:
                self.message_user(request, str(refused), messages.ERROR)

    def has_change_permission(self, request: HttpRequest, obj: LostFactor | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: LostFactor | None = None) -> bool:
        return False
