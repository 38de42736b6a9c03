"""A questionnaire's figures as elements that are told of: their names, units and parts."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.models import DataElement
from surveys.compiled import Compiled
from surveys.questionnaire import LANGUAGES, Cell, Kind, Line, Question, Section
from surveys.terms import Terms, terms_of

#: What is counted where people are, by the Finnish word of the unit.
PEOPLE = frozenset(
    {
        *("opiskelijaa", "oppilasta", "henkilöä", "hakijaa", "opettajaa", "työntekijää"),
        *("osallistujaa", "opiskelijat", "oppilaat", "henkilöt", "hakijat", "opettajat"),
    }
)


def elements_of(compiled: Compiled) -> Iterator[DataElement]:
    """In the order of the form, not saved."""
    terms, order = terms_of(compiled), 0
    for section in compiled.questionnaire.sections:
        for question in section.questions:
            for cell in question.cells:
                if cell.is_number:
                    order += 1
                    yield _element(section, question, cell, terms[cell.key], order)


def _element(
    section: Section, question: Question, cell: Cell, terms: Terms | None, order: int
) -> DataElement:
    element = DataElement(
        code=cell.key,
        kind=cell.kind.value,
        decimals=cell.decimals,
        sensitivity=cell.sensitivity.value,
        is_person_count=cell.kind is Kind.INTEGER and cell.unit.fi in PEOPLE,
        is_additive=terms is not None and cell.kind is not Kind.PERCENT,
        terms=terms or {},
        topic=section.code,
        order=order,
    )
    for language in LANGUAGES:
        setattr(element, f"name_{language}", _name(question, cell, language)[:300])
        setattr(element, f"unit_{language}", cell.unit.in_(language)[:60])
        setattr(element, f"topic_{language}", section.title.in_(language)[:200])
    return element


def _name(question: Question, cell: Cell, language: str) -> str:
    """The question's words, in a table with those of the row and the column; a total, and the only
    row or column, go without theirs."""
    lines = [
        line.label.in_(language)
        for among, code in ((question.rows, cell.row), (question.columns, cell.column))
        for line in among
        if line.code == code and not line.is_total and len(_parts(among)) > 1
    ]
    asked = question.label.in_(language) or cell.label.in_(language)
    return f"{asked}: {', '.join(lines)}" if lines else asked


def _parts(lines: tuple[Line, ...]) -> list[Line]:
    return [line for line in lines if not line.is_total]
