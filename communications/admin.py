"""The office reads the outbox; it does not write letters by hand."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from communications.models import Letter


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):
    actions = ("send_again", "cancel")
    date_hierarchy = "created_at"
    list_display = ("address", "subject", "kind", "state", "created_at", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("address", "subject")
    fields = (
        "address",
        "subject",
        "body",
        "state",
        "reply",
        "kind",
        "language",
        "created_at",
        "not_before",
        "expires_at",
        "sent_at",
        "attempts",
        "key",
    )

    @admin.display(description=_("text"))
    def body(self, letter: Letter) -> str:
        if letter.secret:
            return gettext("This letter holds a secret, so its text is not shown.")
        return letter.text

    @admin.display(description=_("last reply"))
    def reply(self, letter: Letter) -> str:
        return gettext(letter.last_reply)

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        self._tell(
            request,
            count := Letter.objects.filter(pk__in=queryset).send_again(),
            ngettext("%(count)d letter is sent again.", "%(count)d letters are sent again.", count),
            gettext("Only a letter that was not delivered can be sent again."),
        )

    @admin.action(description=_("Cancel"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        self._tell(
            request,
            count := Letter.objects.filter(pk__in=queryset).cancel(),
            ngettext("%(count)d letter was cancelled.", "%(count)d letters were cancelled.", count),
            gettext("Only a letter that waits or was not delivered can be cancelled."),
        )

    def _tell(self, request: HttpRequest, count: int, done: str, why_not: str) -> None:
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
        else:
            self.message_user(request, why_not, messages.WARNING)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A filter typed into the address must not guess at secrets letter by letter."""
        return not lookup.startswith("text") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
