"""The lists of choices."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveys.questionnaire import Choice, Words
from surveys.xlsform.languages import Languages
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.sheets import Row, Table

#: What an acknowledgement says, and what a choice of one's own is called.
ACKNOWLEDGED, OTHER = "acknowledged", "other"
_ACKNOWLEDGED = (Choice("OK", Words("Vahvistan", "Jag bekräftar", "I confirm")),)
_OTHER = Choice(OTHER, Words("Muu", "Annat", "Other"))
#: How the text question beside a choice of one's own is labelled.
WHICH_OTHER = Words("Muu, mikä", "Annat, vad", "Other, please specify")


@dataclass
class Lists:
    """Lists by name. The acknowledgement, and lists with «other», are made when asked for."""

    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    def with_other(self, name: str) -> str:
        """The name of the same list with «other» at its end."""
        choices = tuple(each for each in self.lists[name] if each.code != OTHER)
        return self._named(f"{name}_or_{OTHER}", (*choices, _OTHER))

    def acknowledged(self) -> str:
        return self._named(ACKNOWLEDGED, _ACKNOWLEDGED)

    def _named(self, name: str, choices: tuple[Choice, ...]) -> str:
        """A name for the list, which the form may have given to another."""
        while self.lists.setdefault(name, choices) != choices:
            name += "_"
        return name


def lists(tables: Mapping[str, Table], languages: Languages, report: Report) -> Lists:
    """All lists of the choices sheet; a choice without a label is called by its name."""
    found: dict[str, dict[str, Choice]] = {}
    first: dict[tuple[str, str], Row] = {}
    settings = tables["settings"].rows if "settings" in tables else ()
    may_repeat = any(_is_yes(row.get("allow_choice_duplicates")) for row in settings)
    table = tables.get("choices")
    if table is None or not table.rows:
        return Lists()
    for name in ("list_name", "name"):
        if not table.has(name):
            report.refuse((table.name, ""), Reason.NO_COLUMN, column=name)
    for row in table.rows:
        choices, code = row.get("list_name"), row.get("name")
        if not choices:
            continue
        if not code:
            report.refuse(row.at("name"), Reason.NO_NAME)
        elif (choices, code) in first:
            _again(row, first[choices, code], may_repeat, report)
        else:
            first[choices, code] = row
            label = languages.words(row, "label") or Words(code)
            found.setdefault(choices, {})[code] = Choice(code, label)
    return Lists({name: tuple(choices.values()) for name, choices in found.items()})


def _again(row: Row, first: Row, may_repeat: bool, report: Report) -> None:
    choices, code = row.get("list_name"), row.get("name")
    if may_repeat:
        report.add(
            Outcome.APPROXIMATED, row.at("name"), Reason.CHOICE_AGAIN, list=choices, name=code
        )
    else:
        report.refuse(
            row.at("name"),
            Reason.DUPLICATE_CHOICE,
            list=choices,
            name=code,
            first=first.at("name")[1],
        )


def _is_yes(text: str) -> bool:
    return text.lower() in {"yes", "true", "true()", "1"}
