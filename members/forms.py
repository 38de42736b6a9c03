import unicodedata
from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Affiliation, Organisation, User
from members.roles import RoleName, fits


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]


class InvitationForm(forms.Form):
    """Whom to invite, and to what; only roles that the inviter may give are offered."""

    name = forms.CharField(label=_("name"), max_length=150)
    email = forms.EmailField(label=_("email address"), max_length=254)
    title = forms.CharField(
        label=_("title"),
        max_length=100,
        required=False,
        help_text=_("What the organisation calls them."),
    )
    roles = forms.MultipleChoiceField(
        label=_("roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("language of letters"), choices=User.LANGUAGES)

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"])

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])


class RoleForm(forms.Form):
    """One more role for somebody who is there; a stand-in has a last day."""

    role = forms.ChoiceField(label=_("role"))
    last_day = forms.DateField(
        label=_("last day"),
        required=False,
        help_text=_("For a stand-in only. Without a day the role goes on."),
    )
    reason = forms.CharField(label=_("reason"), max_length=200, required=False)

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """Where one works; the names of members are no secret."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("organisation"), empty_label=_("Choose one")
    )
    message = forms.CharField(
        label=_("what you do there"),
        max_length=300,
        required=False,
        help_text=_("So that those who answer know you, for example “piano teacher since August”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.members()  # type: ignore[attr-defined]

    def clean_message(self) -> str:
        return one_line(self.cleaned_data["message"])


class AcceptForm(forms.Form):
    title = forms.CharField(
        label=_("title"),
        max_length=100,
        required=False,
        help_text=_("What the organisation calls them."),
    )
    roles = forms.MultipleChoiceField(
        label=_("roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, organisation: Organisation, grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = roles_to_give(organisation, grantable)  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])


class HandOverForm(forms.Form):
    """Which roles go to whom, and when."""

    roles = forms.MultipleChoiceField(
        label=_("roles to hand over"), widget=forms.CheckboxSelectMultiple
    )
    successor = forms.ModelChoiceField(
        Affiliation.objects.none(), label=_("who takes over"), empty_label=_("Choose one")
    )
    day = forms.DateField(
        label=_("from which day"),
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

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)
    opens_on = forms.DateField(label=_("opens on"))


class CorrectionsForm(forms.Form):
    corrections = forms.CharField(
        label=_("What is wrong in the facts above"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The office corrects names and identifiers. Leave this empty if all is right."),
    )


class CheckForm(forms.Form):
    """The office looks at an invitation to an address that is not of the organisation."""

    trust = forms.BooleanField(label=_("Trust addresses that end like this one"), required=False)


def roles_to_give(organisation: Organisation, grantable: frozenset[str]) -> list[tuple[str, Any]]:
    return [
        (role.value, role.label)
        for role in RoleName
        if role in grantable and fits(role, organisation.kind)
    ]


def one_line(text: str) -> str:
    """Words as they are read: what has no shape, or turns the reading round, is refused."""
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text):
        raise forms.ValidationError(_("There are signs here that nobody can see. Type it anew."))
    return text


class LoginCodeForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for a code. It reads the address from the field of the sign-in page, so that nobody
    has to write it twice."""

    def add_prefix(self, field_name: str) -> str:
        return "login" if field_name == "email" else field_name
