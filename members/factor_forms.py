"""The forms of second factors: allauth's, in our words, and unmoved by whatever a browser sends."""

import json
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

LONGEST_CREDENTIAL = 20_000
NOT_A_PASSKEY = _("This passkey was not recognised. Try again, or choose another way.")


class CredentialField(forms.JSONField):
    """What a passkey answers, as the browser's script has written it: never long, never deep."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and len(value) > LONGEST_CREDENTIAL:
            raise ValidationError(NOT_A_PASSKEY)
        answer = read(lambda: super(CredentialField, self).to_python(value))
        if "\\u0000" in json.dumps(answer):
            raise ValidationError(NOT_A_PASSKEY)
        return answer


def read[Answer](parse: Callable[[], Answer]) -> Answer:
    """What no passkey would say is a mistake of who sent it, never ours: the library reads it byte
    by byte, and tells of it by many kinds of errors."""
    try:
        return parse()
    except DatabaseError:
        raise
    except ValidationError as error:
        if error.code == "too_many_login_attempts":
            raise
        raise ValidationError(NOT_A_PASSKEY) from error
    except Exception as error:
        raise ValidationError(NOT_A_PASSKEY) from error


class ActivateAppForm(ActivateTOTPForm):  # type: ignore[misc]
    code = forms.CharField(label=_("Code that the app shows"), max_length=20)


class PasskeyNameForm(passkeys.EditWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("So that you know it from the others, for example the device it is on."),
    )


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        required=False,
        help_text=_("So that you know it from the others, for example the device it is on."),
    )
    credential = CredentialField()
    passwordless = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = read(super().clean)
        return cleaned


class SecondStepPasskeyForm(passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return read(super().clean_credential)


class PasskeyLoginForm(passkeys.LoginWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return read(super().clean_credential)


class ConfirmPasskeyForm(passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    credential = CredentialField()

    def clean_credential(self) -> Any:
        return read(super().clean_credential)


class MailedCodeForm(forms.Form):
    code = forms.CharField(label=_("Code of the letter"), max_length=50)
