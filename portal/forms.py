from django import forms
from django.utils.translation import gettext_lazy as _


class SearchForm(forms.Form):
    """What somebody looks for. Nothing of it is kept."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
