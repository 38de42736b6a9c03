"""The office sees which reports there are; people ask for them on the pages of their answers."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from reports.models import Report


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    fields = (
        *("kind", "snapshot", "release", "organisation", "language", "is_draft"),
        *("status", "error", "attempts"),
        *("requested_at", "requested_by", "made_at", "sha256"),
    )
    list_display = ("about", "kind", "language", "status", "requested_at", "made_at")
    list_filter = ("status", "kind", "language", "is_draft")
    search_fields = (
        *("snapshot__response__organisation__name_fi", "snapshot__response__organisation__name_sv"),
        *("organisation__name_fi", "organisation__name_sv", "snapshot__sha256", "sha256"),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return Report.objects.with_all()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
