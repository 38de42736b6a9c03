"""The office plans collections here. Answers are only looked up: they change by their own way."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.actions import Refused
from members.http import MemberRequest
from surveys import remarks
from surveys.actions.forms import publish_form
from surveys.actions.rounds import open_round
from surveys.models import Collection, FormImport, FormVersion, Response, Round, Transition
from surveys.questionnaire import from_json


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):
    list_display = ("code", "name_fi", "name_sv", "survey_may_submit")
    search_fields = ("code", "name_fi", "name_sv", "name_en")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Collection | None = None
    ) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(FormVersion)
class FormVersionAdmin(admin.ModelAdmin):
    """Forms come from an import and are published here; nobody edits them by hand."""

    actions = ("publish",)
    fields = (
        *("collection", "number", "state", "sections", "import_report"),
        *("created_at", "published_at", "published_by", "content_hash"),
    )
    list_display = ("collection", "number", "state", "created_at", "published_at")
    list_filter = ("state", "collection")
    list_select_related = ("collection",)
    search_fields = ("collection__code", "collection__name_fi", "collection__name_sv")

    @admin.action(description=_("Publish"))
    def publish(self, request: MemberRequest, queryset: QuerySet[FormVersion]) -> None:
        for version in queryset:
            try:
                publish_form(version, request.user)
            except Refused as refused:
                self.message_user(request, f"{version}: {refused}", messages.ERROR)
            else:
                said = gettext("%(form)s is published, and does not change any more.")
                self.message_user(request, said % {"form": version}, messages.SUCCESS)

    @admin.display(description=_("sections"))
    def sections(self, version: FormVersion) -> SafeString:
        language = get_language() or "fi"
        lines = (
            (section.title.in_(language), _cells(sum(1 for _cell in section.cells)))
            for section in from_json(version.document).sections
        )
        return format_html("<ol>{}</ol>", format_html_join("", "<li>{}: {}</li>", lines))

    @admin.display(description=_("import report"))
    def import_report(self, version: FormVersion) -> SafeString | str:
        """Each remark on its line, under what became of its row."""
        lines = ((each.title, _lines(each)) for each in remarks.groups(version.report))
        groups = format_html_join("", "<p>{}</p><ul>{}</ul>", lines)
        return groups or gettext("Nothing was left out or changed.")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and request.user.has_perm("surveys")  # the list's action, no fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("surveys")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FormImport)
class FormImportAdmin(admin.ModelAdmin):
    """Files that forms were made of; a new one is sent on the page of its collection."""

    fields = (
        *("collection", "file_name", "status", "error", "form_version"),
        *("requested_at", "requested_by", "attempts", "sha256", "page"),
    )
    list_display = ("file_name", "collection", "status", "requested_at", "requested_by", "page")
    list_filter = ("status", "collection")
    list_select_related = ("collection", "requested_by")
    search_fields = ("file_name", "collection__code", "collection__name_fi", "requested_by__name")

    @admin.display(description=_("what came of it"))
    def page(self, job: FormImport) -> SafeString:
        url = reverse("surveys:form_import", args=[job.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("What came of it"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[FormImport]:
        return super().get_queryset(request).defer("file")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin):
    actions = ("open_now",)
    fields = (
        *("collection", "form_version", "period", "state"),
        *("opens_at", "due_at", "closes_at", "reminder_days", "monitor"),
    )
    list_display = ("collection", "period", "state", "opens_at", "due_at", "closes_at", "monitor")
    list_filter = ("state", "collection")
    list_select_related = ("collection",)
    search_fields = ("collection__code", "collection__name_fi", "collection__name_sv", "period")

    @admin.display(description=_("who has answered"))
    def monitor(self, round_: Round) -> SafeString | str:
        if not round_.pk:
            return "–"
        url = reverse("surveys:monitor", args=[round_.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Who has answered"))

    @admin.action(description=_("Open now"))
    def open_now(self, request: HttpRequest, queryset: QuerySet[Round]) -> None:
        """A round that is open already gives members that have joined since their answers."""
        for round_ in queryset:
            made = open_round(round_)
            said = ngettext(
                "%(round)s: %(n)s school was invited.",
                "%(round)s: %(n)s schools were invited.",
                made,
            )
            self.message_user(request, said % {"round": round_, "n": made}, messages.SUCCESS)

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """A round asks what is published."""
        if db_field.name == "form_version":
            published = FormVersion.objects.filter(state=FormVersion.State.PUBLISHED)
            kwargs["queryset"] = published.select_related("collection")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Round | None = None) -> list[str]:
        """What has been opened keeps what it asks, and whom."""
        always = ["state", "monitor"]
        is_open = obj is not None and obj.state != Round.State.PLANNED
        return [*always, "collection", "form_version", "period"] if is_open else always

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        is_planned = obj is not None and obj.state == Round.State.PLANNED
        return is_planned and super().has_delete_permission(request, obj)


class TransitionInline(admin.TabularInline):
    model = Transition
    extra = 0
    fields = ("at", "from_state", "to_state", "by", "reason")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Response)
class ResponseAdmin(admin.ModelAdmin):
    """Answers are found here and read elsewhere, where opening them is written down."""

    fields = (
        *("organisation", "round", "state", "form_version", "source", "due_override"),
        *("exempt_reason", "reviewer", "submitted_at", "submitted_by", "approved_at", "answer"),
    )
    inlines = (TransitionInline,)
    list_display = ("organisation", "round", "state", "submitted_at", "approved_at", "answer")
    list_filter = ("state", "round")
    list_select_related = ("organisation", "round__collection")
    search_fields = ("organisation__name_fi", "organisation__name_sv", "organisation__name_en")

    @admin.display(description=_("the answer"))
    def answer(self, response: Response) -> SafeString:
        url = reverse("surveys:review", args=[response.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("Open the answer"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _cells(count: int) -> str:
    return ngettext("%(n)s figure", "%(n)s figures", count) % {"n": count}


def _lines(group: remarks.Group) -> SafeString:
    lines = ((each.sheet, each.cell, each.sentence) for each in group.remarks)
    return format_html_join("", "<li>{} {}: {}</li>", lines)
