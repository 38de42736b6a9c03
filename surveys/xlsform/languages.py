"""Texts in the languages of a form, as texts in ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from surveys.questionnaire import LANGUAGES, Words
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.sheets import Row, Table

_NAMES = {
    "suomi": "fi",
    "suomeksi": "fi",
    "finnish": "fi",
    "finska": "fi",
    "ruotsi": "sv",
    "swedish": "sv",
    "svenska": "sv",
    "englanti": "en",
    "english": "en",
    "engelska": "en",
}
_CODE = re.compile(r"\(([A-Za-z]{2,3})(-[A-Za-z0-9]+)*\)\s*$")


def code_of(language: str) -> str:
    """`Svenska (sv)`, `Swedish` and `sv` are sv; of others the code, or else the name itself."""
    match = _CODE.search(language)
    low = match[1].lower() if match else language.strip().lower()
    return _NAMES.get(low, low)


@dataclass(frozen=True)
class Languages:
    """Which of a form's languages becomes which of ours. Texts without a language are ''."""

    taken: Mapping[str, str]  # the form's language to fi, sv or en

    def words(self, row: Row, name: str) -> Words:
        """The texts of the column in our languages."""
        found: dict[str, str] = {}
        for language, text in row.texts(name).items():
            own = self.taken.get(language)
            if own and (language or own not in found):
                found[own] = text
        return Words(**found)

    def used(self) -> tuple[str, ...]:
        return tuple(language for language in LANGUAGES if language in self.taken.values())


def languages(tables: Mapping[str, Table], default: str, report: Report) -> Languages:
    """Texts without a language are in the form's own. A form in none of ours is taken as Finnish
    in its own language: Finnish is what stands in for a missing text."""
    columns = [
        (column, tables[name].at(column))
        for name in ("survey", "choices")
        if name in tables
        for column in tables[name].columns
        if column.language or column.name in {"label", "hint"}
    ]
    first = {column.language: place for column, place in reversed(columns)}
    own = code_of(default)
    taken = {each: code_of(each) for each in first if code_of(each) in LANGUAGES}
    if "" in first:
        taken[""] = own if own in LANGUAGES else "fi"
    if not taken and first:
        chosen = next((each for each in first if code_of(each) == own), next(iter(first)))
        taken[chosen] = "fi"
    for language, place in first.items():
        if language and code_of(language) not in LANGUAGES:
            found = taken.get(language, "")
            report.add(Outcome.APPROXIMATED, place, Reason.LANGUAGE, language=language, taken=found)
    return Languages(taken)
