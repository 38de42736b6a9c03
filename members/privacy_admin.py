"""The log of deeds and consents at the office's desk, to be read alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from members.models import AuditEvent, AuditSeal, Consent


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    """Who has done, read or taken what. Nobody writes here by hand, and nobody removes anything."""

    date_hierarchy = "at"
    list_display = ("at", "actor", "acting_for", "verb", "row", "organisation", "note")
    list_filter = ("verb", "app")
    list_select_related = ("actor", "acting_for", "organisation")
    search_fields = ("actor__name", "actor__email", "organisation__name_fi", "object_pk")

    @admin.display(description=_("row"))
    def row(self, event: AuditEvent) -> str:
        return f"{event.model} {event.object_pk}".strip()


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnly):
    list_display = ("last_id", "count", "sha256", "sealed_at", "removed_at", "broken_at")


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    """What people have agreed to, and in which words."""

    list_display = ("user", "address", "kind", "text_version", "given_at", "withdrawn_at")
    list_filter = ("kind", ("withdrawn_at", admin.EmptyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__name", "user__email", "address")
