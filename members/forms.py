import unicodedata
from typing import Any

from allauth.account.forms import RequestLoginCodeForm
from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import Organisation, User
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
