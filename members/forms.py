from collections.abc import Iterable
from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.actions.consents import keep_public
from members.models import ContactPoint, Organisation, OutdatedReport, User, Visibility
from members.models.words import one_plain_line
from members.roles import RoleName, fits


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

    def __init__(self, *args: Any, municipalities: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name) for name in municipalities]
        self.fields["municipality"].choices = [("", _("all")), *named]  # type: ignore[attr-defined]


class PersonForm(PlaceForm):
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("all")), *RoleName.choices]
    )


class OutdatedForm(forms.ModelForm):
    class Meta:
        model = OutdatedReport
        fields = ["line"]


class AppointmentForm(forms.Form):
    """Give a person a place and its roles; whoever has no account yet gets one."""

    email = forms.EmailField(label=_("email address"))
    name = forms.CharField(label=_("name"), max_length=150)
    language = forms.ChoiceField(label=_("language of letters"), choices=User.LANGUAGES)
    title = forms.CharField(
        label=_("title"),
        max_length=100,
        required=False,
        help_text=_("What the organisation calls them."),
    )
    roles = forms.MultipleChoiceField(
        label=_("roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in RoleName if fits(role, organisation.kind)
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


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **options)


def _line(label: Any, length: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, validators=[one_plain_line], **options)


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
