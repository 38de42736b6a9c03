from typing import Any, cast

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members import actions
from members.actions import names
from members.http import MemberRequest
from members.models import (
    Affiliation,
    AuditEvent,
    AuditSeal,
    Consent,
    ContactPoint,
    Fact,
    Identifier,
    Membership,
    Organisation,
    OrganisationName,
    Role,
    Tie,
    User,
    Visibility,
)

#: Rights come from roles and addresses from people: the libraries' own rows of them mean nothing.
admin.site.unregister([Group, EmailAddress])


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 0
    can_delete = False


class FactInline(admin.StackedInline):
    model = Fact
    extra = 0
    fields = ("name", "value", "from_on", "until_on")


class IdentifierInline(admin.StackedInline):
    model = Identifier
    extra = 0
    fields = ("kind", "value", "from_on", "until_on")


class ContactPointInline(admin.StackedInline):
    model = ContactPoint
    extra = 0
    fields = ("kind", "value", "label", "visibility", "checked_on")


class OrganisationNameInline(admin.StackedInline):
    model = OrganisationName
    extra = 0


class TieInline(admin.StackedInline):
    model = Tie
    extra = 0
    fk_name = "of"
    fields = ("kind", "to", "from_on", "until_on", "source")
    autocomplete_fields = ("to",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    autocomplete_fields = ("parent",)
    inlines = (
        *(MembershipInline, ContactPointInline, IdentifierInline, FactInline),
        *(OrganisationNameInline, TieInline),
    )
    list_display = ("name_fi", "kind", "municipality", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("name_fi", "name_sv", "name_en", "municipality", "identifiers__value")
    ordering = ("sort_key",)

    def save_model(
        self, request: HttpRequest, obj: Organisation, form: ModelForm, change: bool
    ) -> None:
        """What it was a part of until today is kept."""
        whole = obj.parent
        if change and "parent" in form.changed_data:
            obj.parent_id = form.initial["parent"]
        super().save_model(request, obj, form, change)
        if obj.parent != whole:
            names.move(obj, whole, timezone.localdate(), cast(MemberRequest, request).user)
            obj.refresh_from_db()


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """People are made by giving them a place; here they are found, and their details mended."""

    fields = ("name", "email", "phone", "language", "is_active", "created_at", "last_login")
    list_display = ("name", "email", "language", "is_active", "last_login")
    list_filter = ("is_active", "language")
    readonly_fields = ("created_at", "last_login")
    search_fields = ("name", "email")

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            actions.change_address(obj, obj.email, cast(MemberRequest, request).user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class RoleInline(admin.StackedInline):
    model = Role
    extra = 0
    can_delete = False
    fields = ("role", "from_on", "until_on", "reason", "granted_by")
    readonly_fields = ("granted_by",)
    show_change_link = True


class AffiliationForm(ModelForm):
    """The office may show less of a person than they chose, never more."""

    def clean_visibility(self) -> str:
        chosen, before = self.cleaned_data["visibility"], self.initial["visibility"]
        order = Visibility.values
        if order.index(chosen) > order.index(before):
            raise ValidationError(_("Only the person may show themself to more people."))
        return str(chosen)


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    """Who belongs where, and what they do there."""

    actions = ("end_selected",)
    form = AffiliationForm
    fields = ("user", "organisation", "title", "visibility", "from_on", "until_on")
    inlines = (RoleInline,)
    list_display = ("user", "organisation", "title", "from_on", "until_on")
    list_filter = ("roles__role", "organisation__kind")
    list_select_related = ("user", "organisation")
    ordering = ("user__name",)
    readonly_fields = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name_fi", "organisation__name_sv")

    @admin.action(description=_("End the selected affiliations today"))
    def end_selected(self, request: MemberRequest, queryset: QuerySet[Affiliation]) -> None:
        ended = 0
        for affiliation in queryset:
            try:
                actions.end_affiliation(affiliation, by=request.user)
                ended += 1
            except actions.Refused as refused:
                self.message_user(request, f"{affiliation}: {refused}", messages.ERROR)
        if ended:
            said = ngettext("%(n)s affiliation has ended.", "%(n)s affiliations have ended.", ended)
            self.message_user(request, said % {"n": ended})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a person gets a place on the organisation's page, by name and address

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool
    ) -> None:
        for role in formset.save(commit=False):
            role.granted_by_id = role.granted_by_id or request.user.pk
        formset.save()

    def has_delete_permission(self, request: HttpRequest, obj: Affiliation | None = None) -> bool:
        return False


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
