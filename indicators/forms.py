"""What the office does with a release: each form does its step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from indicators import actions
from indicators.models import Release
from members.models import User


class PublishForm(forms.Form):
    done = _("The figures are published: members and the board see them now.")

    reason = forms.CharField(
        label=_("Why you publish it without a colleague"),
        help_text=_("Needed only when you have built the figures yourself. The chair reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def take(self, release: Release, by: User) -> None:
        actions.publish_release(release, by, self.cleaned_data["reason"])


class WithdrawForm(forms.Form):
    done = _("The figures are withdrawn: only the office sees them now.")

    reason = forms.CharField(
        label=_("Why the figures are withdrawn"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def take(self, release: Release, by: User) -> None:
        actions.withdraw_release(release, self.cleaned_data["reason"], by)


def step_of(release: Release, data: Mapping[str, Any] | None) -> PublishForm | WithdrawForm | None:
    """What may be done with the release now; nothing while it is built or when it is over."""
    if release.state == Release.State.AUDITED:
        return PublishForm(data)
    return WithdrawForm(data) if release.state == Release.State.PUBLISHED else None
