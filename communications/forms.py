from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import (
    UploadedFile,
)
from django.http import (
    QueryDict,
)
from django.utils.functional import (
    Promise,
)
from django.utils.translation import (
    gettext_lazy as _,
)

from communications import (
    files,
)
from communications.actions import (
    newsletters,
)
from communications.models import (
    DocumentVersion,
    Newsletter,
    Question,
    Refusal,
    Topic,
)
from communications.preferences import Choice
from members.models import User


class VersionForm(forms.ModelForm):
    """A file for the library, and what has changed in it."""

    file = forms.FileField(
        label=_("File"),
        max_length=200,
        help_text=_(
            "PDF, Word, Excel, PowerPoint or OpenDocument, at most 20 MB, without macros; or a "
            "picture as PNG, JPEG or WebP, at most 10 MB."
        ),
        widget=forms.FileInput(attrs={"accept": files.ACCEPT}),
    )

    class Meta:
        model = DocumentVersion
        fields = ["note"]

    @property
    def checked(self) -> files.File:
        read: files.File = self.cleaned_data["file"]
        return read

    def clean_file(self) -> files.File:
        sent: UploadedFile = self.cleaned_data["file"]
        if (sent.size or 0) > files.DOCUMENT:
            raise forms.ValidationError(files.TOO_LARGE)
        return files.read(sent.read())


class QuestionForm(forms.ModelForm):
    class Meta:
        model = Question
        fields = ["text"]
        labels = {"text": _("What would you like to know?")}


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea)


class ChoicesForm(forms.Form):
    """Which newsletters, and for people which service letters."""

    topics = forms.MultipleChoiceField(
        label=_("Newsletters you get"), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=_("Service letters you get"),
        choices=Refusal.Service.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Codes, receipts and invitations always come. Where nobody else at your organisation "
            "would hear, a key contact hears for you."
        ),
    )

    def __init__(self, data: Any, choices: list[Choice], refused: list[str] | None) -> None:
        self.shown = {each.topic.slug: each.topic for each in choices}
        initial = {
            "topics": [each.topic.slug for each in choices if each.is_on or each.is_wish],
            "services": [each for each in Refusal.Service.values if each not in (refused or [])],
        }
        super().__init__(data, initial=initial)
        self.fields["topics"].choices = [  # type: ignore[attr-defined]
            (each.topic.slug, _label(each)) for each in choices
        ]
        if refused is None:
            del self.fields["services"]
        if not choices:
            del self.fields["topics"]

    @property
    def all_topics(self) -> list[Topic]:
        """All that were shown."""
        return list(self.shown.values())

    @property
    def chosen(self) -> list[Topic]:
        return [self.shown[slug] for slug in self.cleaned_data.get("topics", [])]

    @property
    def refused(self) -> list[str]:
        return [
            each for each in Refusal.Service.values if each not in self.cleaned_data["services"]
        ]


class LinkForm(forms.Form):
    email = forms.EmailField(label=_("email address"), max_length=254)


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("The address that works"), max_length=254)


class StepForm(forms.Form):
    """A button that says nothing but what it does."""

    def __init__(
        self, data: QueryDict, act: Callable[[Newsletter, User], None], done: str | Promise
    ) -> None:
        super().__init__(data)
        self.act, self.done = act, done

    def take(self, newsletter: Newsletter, by: User) -> str:
        self.act(newsletter, by)
        return str(self.done)


class ApproveForm(forms.Form):
    send_at = forms.DateTimeField(
        label=_("When it leaves"),
        help_text=_("Empty: now."),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    reason = forms.CharField(
        label=_("Why you approve it without a colleague"),
        help_text=_("Needed only when you have written it yourself. The chair reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def take(self, newsletter: Newsletter, by: User) -> str:
        newsletters.approve(newsletter, by, **self.cleaned_data)
        return str(_("The newsletter is approved. It leaves at its time, within a minute."))


STEPS: dict[str, tuple[Callable[[Newsletter, User], None], str | Promise]] = {
    "hand_over": (newsletters.hand_over, _("The newsletter waits for a colleague.")),
    "try": (newsletters.send_test, _("The test letters are on their way to you alone.")),
    "take_back": (newsletters.take_back, _("The newsletter is a draft again.")),
    "discard": (newsletters.discard, _("The newsletter is discarded. It is not sent.")),
}


def step_of(data: QueryDict) -> StepForm | ApproveForm | None:
    """What a button of the newsletter's page asks for."""
    name = data.get("step", "")
    if name == "approve":
        return ApproveForm(data)
    return StepForm(data, *STEPS[name]) if name in STEPS else None


def _label(choice: Choice) -> str:
    about = choice.topic.about
    name = f"{choice.topic} – {about}" if about else str(choice.topic)
    if choice.is_wish:
        return str(_("%s (waits for the office)")) % name
    return str(_("%s (the office decides)")) % name if choice.topic.is_closed else name
