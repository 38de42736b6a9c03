"""A line of a roster as JSON, and back."""

from typing import Any

from members.rosters import Fault, Field, Line, Reason


def from_line(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "values": dict(line.values),
        "organisation": line.organisation,
        "key": line.key,
        "marks": dict(line.marks),
        "faults": [[each.reason, each.field, dict(each.details)] for each in line.faults],
    }


def to_line(data: dict[str, Any]) -> Line:
    return Line(
        data["number"],
        _by_field(data["values"]),
        data["organisation"],
        data["key"],
        _by_field(data["marks"]),
        tuple(
            Fault(Reason(reason), Field(name), details) for reason, name, details in data["faults"]
        ),
    )


def _by_field(values: dict[str, str]) -> dict[Field, str]:
    return {Field(name): value for name, value in values.items()}
