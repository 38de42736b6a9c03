"""What the totals of a code book add up, read from its hierarchy as a person would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Levels from the widest to the item's own.
Path = tuple[str, ...]
_NUMBER = re.compile(r"([A-Z]+) ?(\d+(?:\.\d+)*)")
_RANGE = re.compile(r"([A-Z]+ ?\d+(?:\.\d+)*) ?[-–] ?([A-Z]+ ?\d+(?:\.\d+)*)")
#: So begins the name of an item that is a part of the item before it.
_OF_WHICH = ("josta ", "joista ", "därav ", "varav ", "of which ")


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the code book. `number` is how the form numbers it, such as `K3.1.2`; items of a
    form without numbers have none."""

    code: str
    path: Path
    is_total: bool = False
    number: str = ""

    @property
    def group(self) -> Path:
        return self.path[:-1]

    @property
    def is_of_another(self) -> bool:
        return self.path[-1].lower().startswith(_OF_WHICH)


def parts_of(items: Sequence[Item]) -> dict[str, tuple[str, ...]]:
    """The codes that each total adds up; nothing for a total whose parts cannot be told."""
    groups: dict[Path, list[Item]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return {
        item.code: tuple(part.code for part in _parts(item, groups, items))
        for item in items
        if item.is_total
    }


def _parts(total: Item, groups: Mapping[Path, list[Item]], items: Sequence[Item]) -> list[Item]:
    beside = groups[total.group]
    totals = [item for item in beside if item.is_total]
    if total is _top(beside):
        found = _loose(beside) if len(totals) == 1 else [*totals[:-1], *_run(total, beside)]
        found = [*found, *_below(total.group, groups)]
    else:
        found = _run(total, beside)
    return _named(total, found) or _across(total, items)


def _top(beside: Sequence[Item]) -> Item | None:
    """The total of a whole group: the only one, or the last."""
    return next((item for item in reversed(beside) if item.is_total), None)


def _loose(beside: Sequence[Item]) -> list[Item]:
    return [item for item in beside if not item.is_total and not item.is_of_another]


def _run(total: Item, beside: Sequence[Item]) -> list[Item]:
    """Where a group has several totals, each adds up what stands between it and the one before."""
    end = beside.index(total)
    begin = max((n + 1 for n, item in enumerate(beside[:end]) if item.is_total), default=0)
    return _loose(beside[begin:end])


def _below(group: Path, groups: Mapping[Path, list[Item]]) -> list[Item]:
    """What stands for each group right below: its total, or else all that it holds."""
    depth = len(group) + 1
    below = dict.fromkeys(
        path[:depth] for path in groups if len(path) >= depth and path[:-1][: len(group)] == group
    )
    found: list[Item] = []
    for each in below:
        beside = groups.get(each, [])
        top = _top(beside)
        found += [top] if top else [*_loose(beside), *_below(each, groups)]
    return found


def _named(total: Item, found: list[Item]) -> list[Item]:
    """A total that says which numbers it adds up (`K2.1-K7`) adds up those alone."""
    ranges = [(_numbered(low), _numbered(high)) for low, high in _RANGE.findall(total.path[-1])]
    if not ranges:
        return found
    return [item for item in found if any(_is_within(item, low, high) for low, high in ranges)]


def _numbered(text: str) -> tuple[str, list[int]]:
    """`K3.1.2` as its letter and its numbers; nothing where there is none."""
    match = _NUMBER.match(text)
    return (match[1], [*map(int, match[2].split("."))]) if match else ("", [])


def _is_within(item: Item, low: tuple[str, list[int]], high: tuple[str, list[int]]) -> bool:
    letter, numbers = _numbered(item.number)
    return letter == low[0] == high[0] and low[1] <= numbers and numbers[: len(high[1])] <= high[1]


def _across(total: Item, items: Sequence[Item]) -> list[Item]:
    """A total may stand beside its parts in another branch of the same shape: all levels but one
    are called the same."""
    return [
        item
        for item in items
        if not item.is_total
        and len(item.path) == len(total.path)
        and item.path[-1] == total.path[-1]
        and sum(a != b for a, b in zip(item.path, total.path, strict=True)) == 1
    ]
