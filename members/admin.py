from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from members import actions, factor_admin, privacy_admin
from members.actions import names, signing_out
from members.http import MemberRequest
from members.models import (
    Affiliation,
    Confirmation,
    ContactPoint,
    EmailDomain,
    Fact,
    Identifier,
    Invitation,
    JoinRequest,
    Membership,
    Municipality,
    Organisation,
    OrganisationName,
    Preview,
    Role,
    RosterImport,
    StructureProposal,
    Tie,
    User,
    Visibility,
)

#: Rights come from roles and addresses from people: the libraries' own rows of them mean nothing.
#: Second factors and sessions are their owner's; what the office may do to them are actions.
admin.site.unregister(
    [Group, EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken]
)


__all__ = ["factor_admin", "privacy_admin"]  # register their own


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 0
    can_delete = False


class FactInline(admin.StackedInline):
    model = Fact
    extra = 0
    fields = ("name", "value", "from_on", "until_on")


class EmailDomainInline(admin.StackedInline):
    model = EmailDomain
    extra = 0


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
        *(MembershipInline, ContactPointInline, IdentifierInline, EmailDomainInline, FactInline),
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

    actions = ("sign_out_selected",)
    fields = ("name", "email", "phone", "language", "is_active", "created_at", "last_login")
    list_display = ("name", "email", "language", "is_active", "last_login")
    list_filter = ("is_active", "language")
    readonly_fields = ("created_at", "last_login")
    search_fields = ("name", "email")

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        email, obj.email = obj.email, form.initial["email"]
        super().save_model(request, obj, form, change)
        by = cast(MemberRequest, request).user
        actions.change_address(obj, email, by)
        if not obj.is_active:
            signing_out.sign_out(obj, by)

    @admin.action(description=_("Sign the selected people out everywhere"))
    def sign_out_selected(self, request: MemberRequest, queryset: QuerySet[User]) -> None:
        for person in queryset:
            signing_out.sign_out(person, request.user)
        self.message_user(request, _("They are signed out everywhere."))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody writes a name to somebody erased again, nor opens their account."""
        return super().has_change_permission(request, obj) and not (obj and obj.erased_at)

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


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who has been invited, by whom and with what outcome; they are sent and taken back on the
    organisation's page."""

    fields = (
        *("name", "email", "organisation", "title", "roles", "language", "invited_by"),
        *("created_at", "sent_at", "letters", "expires_at", "checked_at", "checked_by"),
        *("accepted_at", "declined_at", "revoked_at", "refused_at", "affiliation"),
    )
    list_display = ("__str__", "state_label", "created_at")
    list_select_related = ("organisation",)
    search_fields = ("name", "email", "organisation__name_fi", "organisation__name_sv")

    @admin.display(description=_("state"))
    def state_label(self, invitation: Invitation) -> str:
        return str(invitation.state.label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False


@admin.register(JoinRequest)
class JoinRequestAdmin(admin.ModelAdmin):
    """Who has asked to belong where, and what was answered."""

    list_display = ("user", "organisation", "created_at", "state_label")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "organisation__name_fi", "organisation__name_sv")

    @admin.display(description=_("state"))
    def state_label(self, request: JoinRequest) -> str:
        return str(request.state.label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: JoinRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: JoinRequest | None = None) -> bool:
        return False


@admin.register(StructureProposal)
class StructureProposalAdmin(admin.ModelAdmin):
    """Which changes have been proposed, and what was answered; the portal's own page answers."""

    list_display = ("__str__", "from_on", "proposed_by", "proposed_at", "state_label")
    list_filter = ("kind",)
    list_select_related = ("organisation", "parent", "proposed_by")
    search_fields = ("organisation__name_fi", "organisation__name_sv", "name_fi", "name_sv")

    @admin.display(description=_("state"))
    def state_label(self, proposal: StructureProposal) -> str:
        return str(proposal.state.label)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: StructureProposal | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: StructureProposal | None = None
    ) -> bool:
        return False


@admin.register(Municipality)
class MunicipalityAdmin(admin.ModelAdmin):
    """Where municipalities lie; by their names organisations come on the map."""

    list_display = ("name_fi", "name_sv", "region", "longitude", "latitude")
    list_filter = ("region",)
    search_fields = ("name_fi", "name_sv")


@admin.register(Confirmation)
class ConfirmationAdmin(admin.ModelAdmin):
    """What each member has confirmed, year by year; the portal's own page sets the day."""

    list_display = ("organisation", "year", "opens_on", "confirmed_at", "confirmed_by")
    list_filter = ("year",)
    list_select_related = ("organisation", "confirmed_by")
    search_fields = ("organisation__name_fi", "organisation__name_sv")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Confirmation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Confirmation | None = None) -> bool:
        return False


@admin.register(RosterImport)
class RosterImportAdmin(admin.ModelAdmin):
    """Which files of people have come, and what became of them; the portal's own pages do it."""

    fields = (
        *("organisation", "file_name", "sha256", "requested_by", "requested_at", "step", "status"),
        *("counts", "error", "acted_by", "applied_at", "undone_at", "attempts", "heartbeat_at"),
    )
    list_display = ("file_name", "organisation", "step", "status", "requested_by", "requested_at")
    list_filter = ("step", "status")
    list_select_related = ("organisation", "requested_by")
    search_fields = ("file_name", "organisation__name_fi", "organisation__name_sv")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RosterImport]:
        return super().get_queryset(request).defer("file")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RosterImport | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RosterImport | None = None) -> bool:
        return False


@admin.register(Preview)
class PreviewAdmin(admin.ModelAdmin):
    """Who has looked as which school, and when. Rows come from the looks alone."""

    list_display = ("organisation", "by", "begun_at", "ended_at")
    list_select_related = ("organisation", "by")
    date_hierarchy = "begun_at"
    search_fields = ("organisation__name_fi", "by__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Preview | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Preview | None = None) -> bool:
        return False
