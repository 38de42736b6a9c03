from django import forms
from django.utils.translation import gettext_lazy as _


class ExplanationForm(forms.Form):
    """Why a figure is right; empty where a nod is enough."""

    text = forms.CharField(label=_("Why is the figure right?"), max_length=2000, required=False)
