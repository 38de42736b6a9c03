"""The expression language of questionnaires: relevance, computed cells and rules.

A part of XLSForm with decimals, three-valued nulls and functions of our own (docs/expressions.md);
nothing of Python is reachable from it.

    rule = parse("sum(${t.*.women}) <= ${whole}")
    check(rule, form, wanted=Kind.BOOLEAN)   -> faults against the form
    sources(rule, ranges)                    -> what it reads
    judge(rule, scope)                       -> True, False or None
    explain(rule, scope)                     -> why it is false
"""

from surveys.expressions.cells import (
    Cell,
    Missing,
    PublicFigure,
    Scope,
    Value,
    ranges_of,
)
from surveys.expressions.checks import Field, Form, check, kind_of
from surveys.expressions.contradictions import is_never_true
from surveys.expressions.errors import ExpressionError, Fault
from surveys.expressions.evaluation import Strategy, evaluate, judge
from surveys.expressions.explanations import Clause, Comparison, explain, write
from surveys.expressions.parsing import parse
from surveys.expressions.signatures import Kind
from surveys.expressions.sources import (
    Origin,
    Source,
    dependents,
    fingerprint,
    in_order,
    look_up,
    reads_now,
    sources,
)
from surveys.expressions.trees import (
    Expression,
    conjunction,
    from_json,
    rename,
    render,
    to_json,
)

__all__ = [
    "Cell",
    "Clause",
    "Comparison",
    "Expression",
    "ExpressionError",
    "Fault",
    "Field",
    "Form",
    "Kind",
    "Missing",
    "Origin",
    "PublicFigure",
    "Scope",
    "Source",
    "Strategy",
    "Value",
    "check",
    "conjunction",
    "dependents",
    "evaluate",
    "explain",
    "fingerprint",
    "from_json",
    "in_order",
    "is_never_true",
    "judge",
    "kind_of",
    "look_up",
    "parse",
    "ranges_of",
    "reads_now",
    "rename",
    "render",
    "sources",
    "to_json",
    "write",
]
