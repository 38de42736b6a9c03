"""The office reads the outbox and decides what is in doubt; it writes news and newsletters, and no
letter by hand."""

from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communications.actions import bounces
from communications.actions import letters as desk
from communications.models import (
    Bounce,
    Document,
    DocumentVersion,
    Letter,
    LetterQuerySet,
    LetterStep,
    NewsItem,
    Newsletter,
    NewsletterItem,
    Question,
    Subscription,
    Suppression,
    Topic,
)
from members.models import User


class ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DoubtFilter(admin.SimpleListFilter):
    title = _("in doubt")
    parameter_name = "doubt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("held", _("may have arrived: decide"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        held = Letter.objects.held().values("pk")
        return queryset.filter(pk__in=held) if self.value() == "held" else queryset


class StepInline(admin.TabularInline):
    model = LetterStep
    fields = ("at", "attempt", "state", "code", "answer", "by")
    readonly_fields = fields
    extra = 0
    can_delete = False

    @admin.display(description=_("reply"))
    def answer(self, step: LetterStep) -> str:
        return gettext(step.reply) if step.reply else ""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    actions = ("send_again", "say_arrived", "cancel")
    inlines = (StepInline,)
    date_hierarchy = "created_at"
    list_display = ("address", "subject", "kind", "state", "created_at", "sent_at")
    list_filter = (DoubtFilter, "state", "kind", "service")
    search_fields = ("address", "subject")
    fields = (
        "address",
        "user",
        "organisation",
        "subject",
        "body",
        "because",
        "state",
        "reply",
        "kind",
        "service",
        "topic",
        "on_doubt",
        "language",
        "created_at",
        "not_before",
        "expires_at",
        "sent_at",
        "attempts",
        "origin",
        "key",
    )

    @admin.display(description=_("text"))
    def body(self, letter: Letter) -> str:
        if letter.secret:
            return gettext("This letter holds a secret, so its text is not shown.")
        return letter.text

    @admin.display(description=_("written by"))
    def origin(self, letter: Letter) -> str:
        """The part of the portal that wrote it: the first word of the occasion is its name."""
        part = letter.key.split(":")[0].split("/")[0]
        known = {config.label: config.verbose_name for config in apps.get_app_configs()}
        return str(known.get(part, "Unisono"))

    @admin.display(description=_("last reply"))
    def reply(self, letter: Letter) -> str:
        code = f"{letter.last_code} " if letter.last_code else ""
        return code + (gettext(letter.last_reply) if letter.last_reply else "")

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, letters: LetterQuerySet) -> None:
        count = desk.send_again(letters, _person(request))
        done = ngettext(
            "%(count)d letter is sent again.", "%(count)d letters are sent again.", count
        )
        why_not = gettext("Only a letter that was not delivered can be sent again.")
        self._tell(request, count, done, why_not)

    @admin.action(description=_("It arrived"))
    def say_arrived(self, request: HttpRequest, letters: LetterQuerySet) -> None:
        count = desk.say_arrived(letters, _person(request))
        done = ngettext(
            "%(count)d letter is marked as arrived.",
            "%(count)d letters are marked as arrived.",
            count,
        )
        why_not = gettext("Only a letter that is in doubt can be marked as arrived.")
        self._tell(request, count, done, why_not)

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, letters: LetterQuerySet) -> None:
        count = desk.cancel(letters, _person(request))
        done = ngettext(
            "%(count)d letter was cancelled.", "%(count)d letters were cancelled.", count
        )
        why_not = gettext("Only a letter that waits or was not delivered can be cancelled.")
        self._tell(request, count, done, why_not)

    def _tell(self, request: HttpRequest, count: int, done: str, why_not: str) -> None:
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
        else:
            self.message_user(request, why_not, messages.WARNING)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A filter typed into the address must not guess at secrets letter by letter."""
        return not lookup.startswith("text") and super().lookup_allowed(lookup, value, request)


@admin.register(Question)
class QuestionAdmin(ReadOnly):
    """To be found again; answered on the question's page."""

    list_display = ("asked_at", "asked_by", "organisation", "text", "answered_at", "answered_by")
    list_filter = (("answered_at", admin.EmptyFieldListFilter),)
    list_select_related = ("asked_by", "organisation", "answered_by")
    search_fields = ("text", "answer")


@admin.register(Bounce)
class BounceAdmin(ReadOnly):
    list_display = ("address", "kind", "status", "diagnostic", "source", "at")
    list_filter = ("kind", "source")
    search_fields = ("address",)


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    actions = ("lift",)
    list_display = ("address", "reason", "newsletters_only", "since", "lifted_at", "lifted_by")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter), "newsletters_only")
    search_fields = ("address",)

    @admin.action(description=_("Write to it again"))
    def lift(self, request: HttpRequest, found: QuerySet[Suppression]) -> None:
        count = sum(bounces.lift(each.address, _person(request)) for each in found)
        done = ngettext(
            "%(count)d address is written to again.",
            "%(count)d addresses are written to again.",
            count,
        )
        self.message_user(request, done % {"count": count}, messages.SUCCESS)


class VersionInline(admin.TabularInline):
    """To be seen here; a file is added on the document's page."""

    model = DocumentVersion
    fields = ("number", "format", "size", "note", "added_by", "added_at")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("content")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin):
    """Its names and whom it is for. What was once in the library is put aside, not deleted."""

    inlines = (VersionInline,)
    list_display = ("title_fi", "kind", "audience", "language")
    list_filter = ("kind", "audience")
    search_fields = ("title_fi", "title_sv", "title_en")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        return redirect("communications:new_version", obj.pk)


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ("name_fi", "audience", "is_closed")
    prepopulated_fields = {"slug": ("name_fi",)}


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    list_display = ("topic", "user", "address", "source", "is_wish", "from_at", "until_at")
    list_filter = ("topic", "is_wish", ("until_at", admin.EmptyFieldListFilter))
    list_select_related = ("topic", "user")
    search_fields = ("address", "user__email", "user__name")
    autocomplete_fields = ("user",)
    fields = ("topic", "user", "address", "language", "source", "is_wish", "from_at", "until_at")


@admin.register(NewsItem)
class NewsItemAdmin(admin.ModelAdmin):
    list_display = ("title_fi", "audience", "publish_at", "expires_at", "is_pinned")
    list_filter = ("audience", "is_pinned", ("publish_at", admin.EmptyFieldListFilter))
    search_fields = ("title_fi", "title_sv", "title_en")
    fields = (
        *("title_fi", "slug", "body_fi", "title_sv", "body_sv", "title_en", "body_en"),
        *("audience", "publish_at", "expires_at", "is_pinned"),
    )

    def save_model(
        self, request: HttpRequest, obj: NewsItem, form: ModelForm, change: bool
    ) -> None:
        obj.written_by = _person(request)
        super().save_model(request, obj, form, change)

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: NewsItem | None = None
    ) -> dict[str, Any]:
        return {} if obj else {"slug": ("title_fi",)}

    def get_readonly_fields(
        self, request: HttpRequest, obj: NewsItem | None = None
    ) -> tuple[str, ...]:
        """Its address, under which others know it, stays."""
        return ("slug",) if obj else ()


class PlaceInline(admin.StackedInline):
    model = NewsletterItem
    fields = ("item", "position")
    autocomplete_fields = ("item",)
    extra = 1


@admin.register(Newsletter)
class NewsletterAdmin(admin.ModelAdmin):
    """Here it is written; it is handed over, approved and sent on a page of its own."""

    inlines = (PlaceInline,)
    list_display = ("title_fi", "topic", "state", "written_by", "send_at", "sent_at")
    list_filter = ("state", "topic")
    list_select_related = ("topic", "written_by")
    search_fields = ("title_fi", "title_sv", "title_en")
    readonly_fields = ("state", "written_by")
    fields = (
        *("topic", "title_fi", "intro_fi", "title_sv", "intro_sv", "title_en", "intro_en"),
        *readonly_fields,
    )

    def save_model(
        self, request: HttpRequest, obj: Newsletter, form: ModelForm, change: bool
    ) -> None:
        """Only what was written: its state may have gone on meanwhile."""
        obj.written_by = _person(request)
        obj.save(update_fields=[*form.changed_data, "written_by"] if change else None)

    def has_change_permission(self, request: HttpRequest, obj: Newsletter | None = None) -> bool:
        return obj is None or obj.is_draft

    def has_delete_permission(self, request: HttpRequest, obj: Newsletter | None = None) -> bool:
        return False


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  the desk is closed to anybody else
    return request.user
