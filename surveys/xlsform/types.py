"""The type column: what a row asks for. Spelled in the many ways of twenty years."""

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """What a row is."""

    GROUP = "group"
    REPEAT = "repeat"
    LOOP = "loop"  # over a list of choices
    MATRIX = "matrix"  # Kobo's
    END = "end"
    NOTE = "note"
    CALCULATE = "calculate"
    INTEGER = "integer"
    DECIMAL = "decimal"
    RANGE = "range"
    PERCENT = "percent"
    TEXT = "text"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    ACKNOWLEDGE = "acknowledge"
    ONE = "one"
    MANY = "many"
    METADATA = "metadata"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Type:
    """`choices` is the name of the list; for an END, `of` is what it ends."""

    sort: Sort
    choices: str = ""
    has_other: bool = False
    of: Sort | None = None

    @property
    def is_container(self) -> bool:
        return self.sort in CONTAINERS


CONTAINERS = {Sort.GROUP, Sort.REPEAT, Sort.LOOP, Sort.MATRIX}
NUMBERS = {Sort.INTEGER, Sort.DECIMAL, Sort.RANGE, Sort.PERCENT}
ANSWERS = NUMBERS | {
    Sort.TEXT,
    Sort.PHONE,
    Sort.DATE,
    Sort.TIME,
    Sort.ACKNOWLEDGE,
    Sort.ONE,
    Sort.MANY,
}

_CONTAINERS = {
    "group": Sort.GROUP,
    "repeat": Sort.REPEAT,
    "lgroup": Sort.REPEAT,
    "looped group": Sort.REPEAT,
    "loop": Sort.LOOP,
    "kobomatrix": Sort.MATRIX,
}
_PLAIN = {
    "note": Sort.NOTE,
    "calculate": Sort.CALCULATE,
    "integer": Sort.INTEGER,
    "int": Sort.INTEGER,
    "decimal": Sort.DECIMAL,
    "range": Sort.RANGE,
    "percentage": Sort.PERCENT,
    "text": Sort.TEXT,
    "string": Sort.TEXT,
    "phone number": Sort.PHONE,
    "date": Sort.DATE,
    "time": Sort.TIME,
    "datetime": Sort.TIME,
    "date time": Sort.TIME,
    "acknowledge": Sort.ACKNOWLEDGE,
    "trigger": Sort.ACKNOWLEDGE,
}
_METADATA = frozenset(
    (
        *("start", "end", "today", "start time", "end time", "deviceid", "device id", "imei"),
        *("subscriberid", "subscriber id", "simserial", "sim id", "phonenumber", "username"),
        *("email", "audit", "hidden", "start-geopoint", "background-audio", "xml-external"),
        *("csv-external",),
    )
)
_UNSUPPORTED = frozenset(
    (
        *("image", "photo", "audio", "video", "file", "barcode", "rank", "osm"),
        *("geopoint", "geotrace", "geoshape", "gps", "location"),
    )
)
_OTHER_SELECTS = (
    *("select_one_external", "select_one_from_file", "select_multiple_from_file"),
    *("select one from file", "select multiple from file", "rank ", "osm "),
)
_SELECTS = {
    "add select multiple prompt using": Sort.MANY,
    "select all that apply from": Sort.MANY,
    "select all that apply": Sort.MANY,
    "select multiple from": Sort.MANY,
    "select multiple using": Sort.MANY,
    "select multiple": Sort.MANY,
    "select_multiple": Sort.MANY,
    "add select one prompt using": Sort.ONE,
    "select one from": Sort.ONE,
    "select one using": Sort.ONE,
    "select one": Sort.ONE,
    "select_one": Sort.ONE,
    "select1": Sort.ONE,
}
_OTHERS = (" or specify other", " or_other", " or other", " specify_other")


def type_of(cell: str) -> Type | None:
    """The type that the cell says; None if nobody knows it."""
    text = " ".join(cell.split())
    low = text.lower()
    if found := _container(text, low) or _select(text, low):
        return found
    bare = low.removeprefix("q ").removeprefix("add ").removesuffix(" prompt")
    if bare in _PLAIN:
        return Type(_PLAIN[bare])
    if low in _METADATA or low.startswith(("get ", "set ", "uri:")):
        return Type(Sort.METADATA)
    if bare in _UNSUPPORTED or low.startswith(_OTHER_SELECTS):
        return Type(Sort.UNSUPPORTED)
    return None


def _container(text: str, low: str) -> Type | None:
    """`begin group`, `end_repeat`, `begin loop over list`, `begin_kobomatrix`."""
    for verb in ("begin", "end"):
        rest = low.removeprefix(verb)
        if rest == low or rest[:1] not in {" ", "_"}:
            continue
        word, _, choices = rest[1:].partition(" over ")
        sort = _CONTAINERS.get(word.strip())
        if sort is None:
            return None
        if verb == "end":
            return Type(Sort.END, of=sort)
        return Type(sort, text[len(text) - len(choices) :] if choices else "")
    return None


def _select(text: str, low: str) -> Type | None:
    if low.startswith(_OTHER_SELECTS):
        return None
    for words, sort in _SELECTS.items():
        if low.startswith(f"{words} "):
            choices = text[len(words) + 1 :]
            for other in _OTHERS:
                if choices.lower().endswith(other):
                    return Type(sort, choices[: -len(other)].strip(), has_other=True)
            return Type(sort, choices.strip())
    return None
