"""Cells, questions and rules from the entries of a form.

First every cell is made, then every calculation is read until all that can be used is known;
only then relevance and rules, so that each expression knows what it may read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from surveys import expressions as x
from surveys.questionnaire import Cell, Kind, Question, Rule, Section, Severity, Words
from surveys.xlsform.calculations import compute_of, held_kind, orderable
from surveys.xlsform.cells import Cells, required_if, severity_of, value_kind
from surveys.xlsform.choices import OTHER, WHICH_OTHER
from surveys.xlsform.formulas import Formulas, answered_if, judged_when_answered, together
from surveys.xlsform.languages import Languages
from surveys.xlsform.layout import Entry, Part
from surveys.xlsform.outline import Branch, fresh
from surveys.xlsform.report import Outcome, Reason, Report
from surveys.xlsform.tables import Body
from surveys.xlsform.types import ANSWERS, Sort

MAX_CELLS = 5_000
#: Calculations that lean on one another deeper than this keep what is known of them by then.
MAX_PASSES = 10


@dataclass
class Builder:
    """`made` holds the cells by name; `origins` the row of the sheet that each comes from, with
    what names mean on its line."""

    cells: Cells
    languages: Languages
    report: Report
    names: Mapping[str, str]
    made: dict[str, Cell] = field(default_factory=dict)
    origins: dict[str, tuple[Branch, Mapping[str, str]]] = field(default_factory=dict)
    form: x.Form = field(default_factory=lambda: x.Form({}))
    rules: list[Rule] = field(default_factory=list)
    shown: dict[Branch, x.Expression | None] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    def sections(self, parts: Sequence[Part]) -> tuple[Section, ...]:
        entries = [entry for part in parts for entry in part.entries]
        self.codes.update({entry.branch.code: 1 for entry in entries})
        self.codes.update({part.branch.code: 1 for part in parts if part.branch})
        for entry in entries:
            self._make_cells(entry)
        bodies = [entry.body for entry in entries if entry.body]
        totals = {name: text for body in bodies for name, text in body.sums(self.report).items()}
        fields = {
            name: x.Field(None if self._is_reckoned(name) else value_kind(cell.kind))
            for name, cell in self.made.items()
        }
        self.form = x.Form(fields, x.ranges_of(name for name in self.made if name not in totals))
        self._calculate(fields, totals)
        return tuple(self._section(part, number) for number, part in enumerate(parts, 1))

    def _formulas(self, report: Report) -> Formulas:
        return Formulas(self.names, self.form, report)

    # Cells

    def _make_cells(self, entry: Entry) -> None:
        body, branch = entry.body, entry.branch
        if body is None:
            if branch.type.sort in ANSWERS | {Sort.CALCULATE}:
                self._add(self.cells.cell(branch, branch.code), branch, {})
            return
        near_rows = body.names_by_row() if body.is_shared else {}
        for (row, column), origin in body.cells.items():
            near = near_rows.get(row, {})
            self._add(self.cells.cell(origin, body.name_of(row, column), row, column), origin, near)

    def _add(self, cell: Cell, branch: Branch, near: Mapping[str, str]) -> None:
        if cell.name not in self.made:
            self.made[cell.name] = cell
            self.origins[cell.name] = branch, near
        if len(self.made) > MAX_CELLS:
            self.report.refuse(branch.at, Reason.TOO_MANY_CELLS, limit=MAX_CELLS)
            self.report.stop_if_refused()

    def _is_reckoned(self, name: str) -> bool:
        return self.origins[name][0].type.sort is Sort.CALCULATE

    # Calculations

    def _calculate(self, fields: dict[str, x.Field], totals: Mapping[str, str]) -> None:
        """Read all calculations; one that cannot be used falls, and those that read it with it."""
        for name, text in totals.items():
            if text:
                fields[name] = x.Field(x.Kind.NUMBER)
                self.made[name] = compute_of(self.made[name], x.parse(text), self.form, self.made)
        names = [
            name for name, cell in self.made.items() if self._is_reckoned(name) and not cell.compute
        ]
        usable = self._usable(names, fields)
        reads = {name: x.reads_now(each, self.form.ranges, name) for name, each in usable.items()}
        order = orderable(reads)
        for name in order:
            self.made[name] = compute_of(self.made[name], usable[name], self.form, self.made)
        loud = self._formulas(self.report)
        for name in names:
            if name not in usable:
                self._calculation(name, loud)
            elif name not in order:
                self._drop_circle(name, fields)

    def _drop_circle(self, name: str, fields: dict[str, x.Field]) -> None:
        row = self.origins[name][0].row
        self.report.add(
            Outcome.APPROXIMATED, row.at("calculation"), Reason.CIRCLE, text=row.get("calculation")
        )
        del fields[name], self.made[name]

    def _usable(
        self, names: Sequence[str], fields: dict[str, x.Field]
    ) -> Mapping[str, x.Expression]:
        """What can be calculated. A pass may learn a kind or lose a cell on which others lean;
        what has no kind in the end is a text, and then all is seen once more."""
        self._pass(names, fields)
        fields.update(
            {name: x.Field(x.Kind.TEXT) for name in names if fields.get(name) == x.Field(None)}
        )
        return self._pass(names, fields)

    def _pass(self, names: Sequence[str], fields: dict[str, x.Field]) -> Mapping[str, x.Expression]:
        quiet = self._formulas(Report())
        usable: dict[str, x.Expression] = {}
        for _ in range(MAX_PASSES):
            before = dict(fields)
            for name in names:
                expression = self._calculation(name, quiet) if name in fields else None
                if expression:
                    usable[name] = expression
                    if not fields[name].kind:
                        fields[name] = x.Field(held_kind(expression, self.form, name))
                elif name in fields:
                    usable.pop(name, None)
                    del fields[name], self.made[name]
            if fields == before:
                break
        return usable

    def _calculation(self, name: str, formulas: Formulas) -> x.Expression | None:
        branch, near = self.origins[name]
        return formulas.read(branch.row, "calculation", name, near=near)

    # Questions

    def _section(self, part: Part, number: int) -> Section:
        questions = tuple(each for entry in part.entries for each in self._questions(entry))
        if part.branch is None:
            return Section(fresh(f"section_{number}", self.codes), Words(), questions)
        title = self.languages.words(part.branch.row, "label") or Words(part.branch.code)
        intro = self.languages.words(part.branch.row, "hint")
        relevant = together(self._relevant(part.branch))
        return Section(part.branch.code, title, questions, intro, relevant)

    def _questions(self, entry: Entry) -> Iterator[Question]:
        branch = entry.branch
        groups = [self._relevant(group) for group in entry.groups]
        relevant = together(*groups, self._relevant(branch))
        label = self.languages.words(branch.row, "label")
        help_ = self.languages.words(branch.row, "hint")
        if entry.body:
            yield self._table(entry.body, label, help_, relevant)
        elif branch.code in self.made and branch.type.sort in ANSWERS | {Sort.CALCULATE}:
            cell = self._finished(branch.code)
            label = label or Words(branch.code)
            yield Question(branch.code, label, (cell,), help=help_, relevant=relevant)
            if branch.type.has_other:
                yield self._other(branch, relevant)
        elif branch.type.sort in {Sort.NOTE, Sort.GROUP} and (label or help_):
            code = branch.code or fresh(f"note_{branch.row.number + 1}", self.codes)
            yield Question(code, label, help=help_, relevant=relevant)
        elif branch.type.sort is Sort.NOTE:
            self.report.add(Outcome.DROPPED, branch.at, Reason.EMPTY)

    def _table(self, body: Body, label: Words, help_: Words, relevant: str) -> Question:
        for branch in dict.fromkeys(body.cells.values()):
            if branch.row.get("relevant"):
                place = branch.row.at("relevant")
                self.report.add(Outcome.APPROXIMATED, place, Reason.COLUMN, column="relevant")
        names = [body.name_of(*place) for place in body.cells]
        return Question(
            body.branch.code,
            label or Words(body.branch.code),
            tuple(self._finished(name) for name in names if name in self.made),
            tuple(body.rows),
            tuple(body.columns),
            help=help_,
            relevant=relevant,
        )

    def _other(self, branch: Branch, relevant: str) -> Question:
        """The text beside a choice of one's own, asked when that is chosen."""
        self.report.add(Outcome.APPROXIMATED, branch.at, Reason.OTHER, list=branch.type.choices)
        code = fresh(f"{branch.code}_{OTHER}", self.codes)
        chosen = x.parse(f"selected(${{{branch.code}}}, '{OTHER}')")
        shown = together(x.parse(relevant) if relevant else None, chosen)
        key = self.cells.key(f"_.{code}")
        cell = Cell(key, code, Kind.TEXT, prior_years=0)
        return Question(code, WHICH_OTHER, (cell,), relevant=shown)

    def _relevant(self, branch: Branch) -> x.Expression | None:
        """When the row is shown, read once."""
        if branch not in self.shown:
            formulas = self._formulas(self.report)
            self.shown[branch] = formulas.read(branch.row, "relevant", wanted=x.Kind.BOOLEAN)
        return self.shown[branch]

    # Rules

    def _finished(self, name: str) -> Cell:
        """The cell, when its rules are written."""
        cell, (branch, near) = self.made[name], self.origins[name]
        self.cells.tell_what_has_no_place(branch)
        formulas = self._formulas(self.report)
        rule = formulas.read(branch.row, "constraint", name, x.Kind.BOOLEAN, near)
        if rule:
            self._rule(cell, "constraint", severity_of(branch), judged_when_answered(rule))
        if required_if(branch):
            when = formulas.read(branch.row, "required", name, x.Kind.BOOLEAN, near)
            if when:
                text = branch.row.get("required")
                place = branch.row.at("required")
                self.report.add(Outcome.APPROXIMATED, place, Reason.REQUIRED_IF, text=text)
                self._rule(cell, "required", Severity.ERROR, answered_if(when))
        return cell

    def _rule(self, cell: Cell, what: str, severity: Severity, expression: str) -> None:
        branch = self.origins[cell.name][0]
        message = self.languages.words(branch.row, f"{what}_message")
        code = f"{what}:{cell.name}"
        self.rules.append(Rule(code, severity, expression, message, anchors=(cell.key,)))
