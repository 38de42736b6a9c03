from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members import directory
from members.actions.consents import keep_public
from members.models import (
    Affiliation,
    ContactPoint,
    Organisation,
    OutdatedReport,
    User,
    Visibility,
)
from members.models.words import one_plain_line
from members.roles import RoleName, fits
from portal.lib.spreadsheets import MAX_BYTES


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **options)


def _line(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, validators=[one_plain_line], **options)


class ProfileForm(forms.ModelForm):
    """A person's own details, and who sees each of them: at each home too, that they are there."""

    class Meta:
        model = User
        fields = ["name", "phone", "title_visibility", "email_visibility", "phone_visibility"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for home in self.instance.homes:
            self.fields[f"home_{home.pk}"] = forms.ChoiceField(
                label=_("Who sees that you are at %(place)s") % {"place": home.organisation},
                choices=Visibility,
                initial=home.visibility,
                required=False,
            )

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        for home in self.instance.homes:
            chosen = self.cleaned_data[f"home_{home.pk}"]
            if chosen and chosen != home.visibility:
                home.visibility = chosen
                home.save(update_fields=["visibility"])
        person: User = super().save(commit)
        keep_public(person)
        return person


class PlaceForm(forms.Form):
    """Where to look, and for what. Nothing of it is kept."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, towns: directory.Towns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name) for name in towns]
        regions = [(region.value, region.label) for region in directory.regions(towns)]
        self.fields["municipality"].choices = [("", _("all")), *named]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("all")), *regions]  # type: ignore[attr-defined]


class OrganisationForm(PlaceForm):
    """The kinds that may be members: the association is none itself."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("all")),
            *((kind, name) for kind, name in Organisation.Kind.choices if kind != "association"),
        ],
    )


class PersonForm(PlaceForm):
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("all")), *RoleName.choices]
    )


class OutdatedForm(forms.ModelForm):
    class Meta:
        model = OutdatedReport
        fields = ["line"]


class InvitationForm(forms.Form):
    """Whom to invite, and to what; only roles that the inviter may give are offered."""

    name = _line(capfirst(_("name")), 150)
    email = forms.EmailField(label=capfirst(_("email address")), max_length=254)
    title = _line(
        capfirst(_("title")), 100, required=False, help_text=_("What the organisation calls them.")
    )
    roles = forms.MultipleChoiceField(
        label=capfirst(_("roles")), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=capfirst(_("language of letters")), choices=User.LANGUAGES)

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """One more role for somebody who is there; a stand-in has a last day."""

    role = forms.ChoiceField(label=capfirst(_("role")))
    last_day = _day(
        label=capfirst(_("last day")),
        required=False,
        help_text=_("For a stand-in only. Without a day the role goes on."),
    )
    reason = _line(capfirst(_("reason")), 200, required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """Where one works; the names of members are no secret."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=capfirst(_("organisation")), empty_label=_("Choose one")
    )
    message = _line(
        capfirst(_("what you do there")),
        300,
        required=False,
        help_text=_("So that those who answer know you, for example “piano teacher since August”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.members()  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    title = _line(
        capfirst(_("title")), 100, required=False, help_text=_("What the organisation calls them.")
    )
    roles = forms.MultipleChoiceField(
        label=capfirst(_("roles")), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Which roles go to whom, and when."""

    roles = forms.MultipleChoiceField(
        label=capfirst(_("roles to hand over")), widget=forms.CheckboxSelectMultiple
    )
    successor = forms.ModelChoiceField(
        Affiliation.objects.none(), label=capfirst(_("who takes over")), empty_label=_("Choose one")
    )
    day = _day(
        label=capfirst(_("from which day")),
        required=False,
        help_text=_("The first day of the one who takes over. Without a day, today."),
    )
    leaves = forms.BooleanField(
        label=_("The one who hands over leaves the organisation on the same day"), required=False
    )

    def __init__(
        self, *args: Any, place: Affiliation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        roles = [role for role in place.roles.all() if role.role in grantable]
        choices = [(role.role, role.get_role_display()) for role in roles]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]
        self.initial = {"roles": [role.role for role in roles]}
        others = Affiliation.objects.at(place.organisation).exclude(user=place.user)
        choice = self.fields["successor"]
        choice.queryset = others  # type: ignore[attr-defined]
        choice.label_from_instance = lambda row: str(row.user)  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """When the yearly confirmation opens."""

    year = forms.IntegerField(label=capfirst(_("year")), min_value=2000, max_value=2100)
    opens_on = _day(label=capfirst(_("opens on")))


class CorrectionsForm(forms.Form):
    corrections = forms.CharField(
        label=_("What is wrong in the facts above"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office corrects names and identifiers. Leave this empty if all is right."),
    )


class RosterFileForm(forms.Form):
    """A file of people. What it holds is looked at by the import."""

    file = forms.FileField(
        label=_("File"), help_text=_("An Excel workbook or CSV, at most 5 MB and 20,000 rows.")
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB can be sent."))
        return file


class CheckForm(forms.Form):
    """The office looks at an invitation to an address that is not of the organisation."""

    trust = forms.BooleanField(label=_("Trust addresses that end like this one"), required=False)


def roles_to_give(organisation: Organisation, grantable: frozenset[str]) -> list[tuple[str, Any]]:
    return [
        (role.value, role.label)
        for role in RoleName
        if role in grantable and fits(role, organisation.kind)
    ]


class ContactPointForm(forms.ModelForm):
    """One address, number or page of an organisation, and what it was when the form was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=400)

    class Meta:
        model = ContactPoint
        fields = ["kind", "value", "label", "visibility"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("choose one")), *ContactPoint.Kind.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_value(self) -> str:
        """What people usually leave out, or type too much of, is mended for them."""
        value, kind = str(self.cleaned_data["value"]), self.cleaned_data.get("kind")
        if kind == ContactPoint.Kind.WEB and "://" not in value:
            return f"https://{value}"
        if kind == ContactPoint.Kind.E_INVOICE:
            return value.upper()
        return value


class RenameForm(forms.Form):
    name_fi = _line(_("Name in Finnish"), 200)
    name_sv = _line(_("Name in Swedish"), 200, required=False)
    name_en = _line(_("Name in English"), 200, required=False)
    short = _line(_("Short name"), 40, required=False)
    day = _day(label=_("First day of the new name"), initial=timezone.localdate)
    source = _line(
        _("Source"), 200, required=False, help_text=_("Where the new name was decided or read.")
    )


class SuccessionForm(forms.Form):
    """Whose work the successor goes on with, and how."""

    predecessors = forms.ModelMultipleChoiceField(
        label=_("Whose work goes on"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    day = _day(label=_("First day at the successor"), initial=timezone.localdate)
    is_member = forms.BooleanField(
        label=_("Membership goes on at the successor"), required=False, initial=True
    )
    keeps_identifiers = forms.BooleanField(
        label=_("The identifiers go on at the successor"), required=False
    )
    source = _line(_("Decision or source"), 200, required=False)

    def __init__(self, *args: Any, predecessors: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["predecessors"].queryset = predecessors  # type: ignore[attr-defined]


class LoginCodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for a code. It reads the address from the field of the sign-in page, so that nobody
    has to write it twice."""

    def add_prefix(self, field_name: str) -> str:
        return "login" if field_name == "email" else field_name
