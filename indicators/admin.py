"""The office names figures and sets the rules here; what schools reported and what was told is only
looked up."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import (
    DataElement,
    Group,
    Indicator,
    Observation,
    Release,
    SdcPolicy,
    Stat,
    Waiver,
)


@admin.register(DataElement)
class DataElementAdmin(admin.ModelAdmin):
    """Figures come from a frozen questionnaire; their words are mended here."""

    fields = (
        *("code", "name_fi", "name_sv", "name_en", "unit_fi", "unit_sv", "unit_en"),
        *("kind", "decimals", "sensitivity", "is_person_count", "is_additive", "terms", "topic"),
    )
    list_display = ("code", "name_fi", "topic", "kind", "sensitivity", "is_person_count")
    list_filter = ("sensitivity", "topic", "kind", "is_person_count", "is_additive")
    readonly_fields = ("code", "kind", "decimals", "is_additive", "terms", "topic")
    search_fields = ("code", "name_fi", "name_sv", "name_en")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Indicator)
class IndicatorAdmin(admin.ModelAdmin):
    list_display = ("code", "name_fi", "topic", "is_share", "order")
    list_filter = ("topic", "is_share")
    search_fields = ("code", "name_fi", "name_sv", "name_en")


@admin.register(SdcPolicy)
class SdcPolicyAdmin(admin.ModelAdmin):
    list_display = ("collection", "name_fi", "min_sum", "min_median", "min_quartile")
    search_fields = ("collection", "name_fi", "name_sv", "name_en")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("collection",) if obj else ()


@admin.register(Waiver)
class WaiverAdmin(admin.ModelAdmin):
    autocomplete_fields = ("organisation", "element")
    list_display = ("organisation", "element", "level", "from_on", "until_on", "signed_by")
    list_filter = ("level",)
    list_select_related = ("organisation", "element")
    search_fields = ("organisation__name_fi", "organisation__name_sv", "element__name_fi")


def looked_up[A: type[admin.ModelAdmin]](desk: A) -> A:
    """Nobody adds, changes or removes these rows by hand."""

    def never(self: Any, request: HttpRequest, obj: Any = None) -> bool:
        return False

    for verb in ("add", "change", "delete"):
        setattr(desk, f"has_{verb}_permission", never)
    return desk


@admin.register(Observation)
@looked_up
class ObservationAdmin(admin.ModelAdmin):
    list_display = ("element", "organisation", "period", "status", "collection", "survey_ref")
    list_filter = ("period", "collection", "status")
    list_select_related = ("element", "organisation")
    search_fields = ("element__code", "element__name_fi", "organisation__name_fi")
    ordering = ("-period", "element__order", "organisation__sort_key")


@admin.register(Group)
@looked_up
class GroupAdmin(admin.ModelAdmin):
    list_display = ("label_fi", "code", "collection", "period", "priority")
    list_filter = ("period", "collection", "system")
    search_fields = ("code", "label_fi", "label_sv", "label_en")


@admin.register(Release)
@looked_up
class ReleaseAdmin(admin.ModelAdmin):
    fields = (
        *("collection", "period", "seq", "state", "page", "status", "error", "attempts"),
        *("requested_by", "requested_at", "published_by", "published_at", "alone_reason"),
        *("withdrawn_by", "withdrawn_at", "withdraw_reason", "input_hash", "policy"),
    )
    list_display = ("collection", "period", "seq", "state", "published_at", "page")
    list_filter = ("state", "collection", "period")
    search_fields = ("collection", "period", "title_fi", "title_sv", "title_en")

    @admin.display(description=_("the release"))
    def page(self, release: Release) -> SafeString:
        url = reverse("indicators:release", args=[release.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Open the release"))

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("audit")


@admin.register(Stat)
@looked_up
class StatAdmin(admin.ModelAdmin):
    fields = ("release", "element", "indicator", "group", "stat", "shown", "obs", "conf")
    list_display = ("release", "element", "indicator", "group", "stat", "shown", "conf")
    list_filter = ("stat", "obs", "conf", "release")
    list_select_related = ("release", "element", "indicator", "group")
    search_fields = ("element__code", "element__name_fi", "indicator__code", "indicator__name_fi")
