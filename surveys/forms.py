"""Why a figure is right, and what the office decides: each form of the review does its step."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User
from portal.lib.spreadsheets import MAX_BYTES
from surveys.actions import responses as actions
from surveys.actions.imports import request_import
from surveys.models import Collection, FormImport, Response, Round

State = Response.State


class ExplanationForm(forms.Form):
    """Why a figure is right; empty where a nod is enough."""

    text = forms.CharField(label=_("Why is the figure right?"), max_length=2000, required=False)


class FormFileForm(forms.Form):
    """The file that a form is made of. What it holds is looked at by the import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("An Excel workbook in the XLSForm way, or a code book as CSV. At most 5 MB."),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large: at most 5 MB can be sent."))
        return file

    def take(self, collection: Collection, by: User) -> FormImport:
        file: UploadedFile = self.cleaned_data["file"]
        return request_import(collection, file.name or "", file.read(), by)


class Step(Protocol):
    """A form of the review page: it is offered in some states, and does one thing."""

    done: ClassVar[str | Promise]
    offered: ClassVar[frozenset[str]]

    def is_valid(self) -> bool: ...

    def take(self, response: Response, by: User) -> None: ...


def _day(**options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **options)


class BeginForm(forms.Form):
    done = _("The review has begun: the school cannot take its answer back any more.")
    offered = frozenset({State.SUBMITTED})

    def take(self, response: Response, by: User) -> None:
        actions.begin_review(response, by)


class ApproveForm(forms.Form):
    done = _("The answer has been approved, and the school has been told.")
    offered = frozenset(Response.WAITING)

    note = forms.CharField(label=_("Note for the log"), max_length=1000, required=False)

    def take(self, response: Response, by: User) -> None:
        actions.approve(response, by, self.cleaned_data["note"])


class ReturnForm(forms.Form):
    """One text for each section; those that have one open again."""

    done = _("The answer has been returned, and the school has been told what to complete.")
    offered = frozenset({*Response.WAITING, State.APPROVED})

    until = _day(
        label=_("Own last day for the school"),
        required=False,
        help_text=_("Needed only when the round has closed, or the school needs more time."),
    )

    def take(self, response: Response, by: User) -> None:
        texts = {code: self.cleaned_data[name] for code, name in self.names.items()}
        until = end_of(self.cleaned_data["until"], response)
        actions.return_response(response, texts, "", by, until)

    @property
    def names(self) -> dict[str, str]:
        """The field of each section, by its code."""
        known = (name for name in self.fields if name.startswith("section:"))
        return {name.removeprefix("section:"): name for name in known}

    @property
    def texts(self) -> dict[str, forms.BoundField]:
        return {code: self[name] for code, name in self.names.items()}


class ExemptForm(forms.Form):
    done = _("The school need not answer.")
    offered = frozenset(Response.UNSENT)

    reason = forms.CharField(label=_("Why the school need not answer"), max_length=500)

    def take(self, response: Response, by: User) -> None:
        actions.exempt(response, self.cleaned_data["reason"], by)


class ExtendForm(forms.Form):
    done = _("The school has a last day of its own.")
    offered = frozenset(Response.UNSENT)

    until = _day(label=_("Own last day for the school"))

    def take(self, response: Response, by: User) -> None:
        until = end_of(self.cleaned_data["until"], response)
        assert until is not None  # noqa: S101  the day is required
        actions.extend(response, until, by)


def end_of(day: datetime.date | None, response: Response) -> datetime.datetime | None:
    """The day ends for answers at the same hour as the round's last day does."""
    if day is None:
        return None
    due = timezone.localtime(response.round.due_at)
    return datetime.datetime.combine(day, due.time(), due.tzinfo)


def review_forms(response: Response, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """The forms of the page by the name of their step; only the posted one has data."""
    step = data.get("step") if data else None
    made = {
        name: form(data if name == step else None, prefix=name)
        for name, form in (
            ("begin", BeginForm),
            ("approve", ApproveForm),
            ("exempt", ExemptForm),
            ("extend", ExtendForm),
        )
    }
    return made | {"return": _return_form(response, data if step == "return" else None)}


def _return_form(response: Response, data: Mapping[str, Any] | None) -> ReturnForm:
    form = ReturnForm(data, prefix="return")
    language = get_language() or "fi"
    for section in response.form_version.compiled.questionnaire.sections:
        form.fields[f"section:{section.code}"] = forms.CharField(
            label=_("Ask to complete “%(section)s”") % {"section": section.title.in_(language)},
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    return form


class ReminderDaysForm(forms.ModelForm):
    """On which days a school that has not sent is reminded."""

    reminder_days = SimpleArrayField(
        forms.IntegerField(validators=[MinValueValidator(-60), MaxValueValidator(120)]),
        label=_("Reminders, days before the last day to answer"),
        required=False,
        max_length=10,
        help_text=_("For example 14, 7, 2, 0, -7: a negative number is days after it."),
    )

    class Meta:
        model = Round
        fields = ["reminder_days"]

    def clean_reminder_days(self) -> list[int]:
        return sorted(set(self.cleaned_data["reminder_days"]), reverse=True)
