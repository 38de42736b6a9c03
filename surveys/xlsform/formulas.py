"""The expressions of a form, with its names made ours. What does not fit is left out and told."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from surveys.expressions import (
    Expression,
    ExpressionError,
    Fault,
    Form,
    Kind,
    check,
    conjunction,
    parse,
    rename,
    render,
)
from surveys.expressions.trees import Call, Operation, Own, Text
from surveys.xlsform.outline import fit
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.sheets import Row

#: With these a rule may be false of an empty cell, of which XLSForm would not judge.
_JUDGES_NOTHING = frozenset(
    (
        *("string-length", "selected", "count-selected", "contains", "starts-with", "concat"),
        *("boolean-from-string", "matches-code", "coalesce", "count"),
    )
)
_OPEN = "${"


@dataclass(frozen=True)
class Formulas:
    """`names` leads from the form's names to ours; `form` knows what the cells hold."""

    names: Mapping[str, str]
    form: Form
    report: Report

    def read(
        self,
        row: Row,
        column: str,
        own: str = "",
        wanted: Kind | None = None,
        near: Mapping[str, str] | None = None,
    ) -> Expression | None:
        """The expression in the column; None if there is none, or none that can be used.

        `near` are names that mean something else on this line of a table.
        """
        text = row.get(column)
        if not text:
            return None
        try:
            expression = rename(parse(_plain(text)), {**self.names, **(near or {})})
        except ExpressionError as error:
            self._leave_out(row, column, text, Reason.EXPRESSION, error)
            return None
        faults = check(expression, self.form, own, wanted)
        if faults:
            self._leave_out(row, column, text, Reason.MEANING, faults[0])
            return None
        return expression

    def _leave_out(
        self, row: Row, column: str, text: str, reason: Reason, error: ExpressionError
    ) -> None:
        place = row.at(column)
        if error.fault is Fault.UNKNOWN_FUNCTION and error.details["name"] == "regex":
            self.report.add(Outcome.APPROXIMATED, place, Reason.PATTERN, text=text)
            return
        self.report.add(
            Outcome.APPROXIMATED,
            place,
            reason,
            text=text,
            fault=str(error.fault),
            position=error.position,
        )


def _plain(text: str) -> str:
    """The text with names as we write them, of the same length, so that positions stay."""
    before, *references = text.split(_OPEN)
    parts = [before]
    for reference in references:
        name, brace, after = reference.partition("}")
        parts.append(fit(name) + brace + after)
    return _OPEN.join(parts)


def together(*expressions: Expression | None) -> str:
    """The text of what is true when all of them are; empty if there are none."""
    given = [expression for expression in expressions if expression is not None]
    return render(reduce(conjunction, given)) if given else ""


def judged_when_answered(rule: Expression) -> str:
    """The text of a rule that leaves an empty cell alone, as constraints of XLSForm do."""
    if any(isinstance(node, Call) and node.name in _JUDGES_NOTHING for node in rule.steps):
        blank = Operation("=", Own(), Text(""))
        return render(Expression(Operation("or", blank, rule.tree)))
    return render(rule)


def answered_if(condition: Expression) -> str:
    """The text of the rule that the cell is answered when the condition holds."""
    free = Call("not", (condition.tree,))
    return render(Expression(Operation("or", free, Call("answered", (Own(),)))))
