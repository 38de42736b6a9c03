"""What is typed at the desk for erasures."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User


class AskForm(forms.Form):
    """Whose erasure somebody has asked the office for."""

    email = forms.EmailField(label=gettext_lazy("email address"), max_length=254)
    person: User

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        found = User.objects.get_queryset().filter(email=email, erased_at=None).first()
        if found is None:
            raise forms.ValidationError(_("Nobody signs in with this address."))
        self.person = found
        return email


class ConfirmForm(forms.Form):
    """Look, confirm or withdraw; a reason only where one works alone."""

    do = forms.ChoiceField(choices=[("look", ""), ("confirm", ""), ("withdraw", "")])
    reason = forms.CharField(
        label=gettext_lazy("Why nobody else confirms it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["do"].widget = forms.HiddenInput()
