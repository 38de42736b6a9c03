"""What a key contact proposes to change, and what the office answers."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from members.actions.names import names_of
from members.models import Organisation, StructureProposal, User
from members.models.words import one_plain_line

Kind = StructureProposal.Kind
NAMES = ("name_fi", "name_sv", "name_en", "short")


def _line(label: Any, length: int, **options: Any) -> forms.CharField:
    validators = [one_plain_line]
    return forms.CharField(label=label, max_length=length, validators=validators, **options)


class ProposalForm(forms.Form):
    """One change from a day on. Each kind asks for what it needs, and for nothing more."""

    ASKED: ClassVar[dict[str, tuple[str, ...]]] = {
        Kind.NAME: NAMES,
        Kind.SITE: (*NAMES, "municipality"),
        Kind.PARENT: ("parent",),
        Kind.CLOSES: (),
    }

    name_fi = _line(_("Name in Finnish"), 200)
    name_sv = _line(_("Name in Swedish"), 200, required=False)
    name_en = _line(_("Name in English"), 200, required=False)
    short = _line(_("Short name"), 40, required=False)
    municipality = _line(_("Municipality"), 100, required=False)
    parent = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Part of"),
        required=False,
        empty_label=_("no other organisation"),
    )
    from_on = forms.DateField(
        label=capfirst(_("from which day")),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("It may be past or to come. The office does it on the day or after it."),
    )
    note = _line(
        capfirst(_("note to the office")),
        300,
        required=False,
        help_text=_("For example who has decided it, and when."),
    )

    def __init__(
        self, *args: Any, organisation: Organisation, kind: str, user: User, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"from_on": timezone.localdate(), "parent": organisation.parent_id}
        if kind == Kind.NAME:
            self.initial |= vars(names_of(organisation))
        whole = Organisation.objects.visible_to(user).wholes_for(organisation)
        self.fields["parent"].queryset = whole  # type: ignore[attr-defined]
        for field in {*self.fields} - {*self.ASKED[kind], "from_on", "note"}:
            del self.fields[field]


class AnswerForm(forms.Form):
    reason = _line(
        capfirst(_("why not")),
        300,
        required=False,
        help_text=_("Only when you decline. The proposer reads it in a letter."),
    )
