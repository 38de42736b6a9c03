"""Charts say every value, and draw only what is told, on their sheet."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from django.utils import translation
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.lib.charts import (
    NARROW,
    NARROW_STRIP,
    PAPER,
    STRIP,
    TILE_STRIP,
    WIDE,
    Band,
    Bar,
    Break,
    Series,
    Spread,
    Value,
    bars,
    line,
    shares,
    spark,
    strip,
)
from portal.lib.numbers import local
from portal.lib.pdf import FACES

SVG = "{http://www.w3.org/2000/svg}"
FINITE = st.one_of(
    st.decimals(0, 100, places=1),
    st.decimals(-(10**15), 10**15, places=2),
    st.decimals(
        allow_nan=False, allow_infinity=False, min_value=-Decimal("1E40"), max_value=Decimal("1E40")
    ),
    st.sampled_from([Decimal(0), Decimal("1E-12"), Decimal("-0.5"), Decimal("999999999999999")]),
)
SHAPES = {"title", "path", "rect", "circle", "text"}
ATTRIBUTES = {
    *("id", "class", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin"),
    *("font-weight", "text-anchor", "x", "y", "d", "width", "height", "cx", "cy", "r"),
}
WORDS = st.text(max_size=40)


def value(number: Decimal | int | str | None) -> Value:
    """As a page would write it: `..` where it is withheld."""
    if number is None:
        return Value(None, "..")
    number = Decimal(number)
    return Value(number, local(f"{number:f}") if abs(number.adjusted()) < 16 else str(number))


VALUES = st.one_of(st.none(), FINITE).map(value)


def rows_of(length: int) -> st.SearchStrategy[list[Value]]:
    return st.lists(VALUES, min_size=length, max_size=length)


def of(*numbers: str | None) -> list[Value]:
    return [value(number) for number in numbers]


# --- what is on a sheet ----------------------------------------------------------------


def read(svg: str) -> ET.Element:
    root = ET.fromstring(svg)  # noqa: S314  our own
    assert root.tag == f"{SVG}svg"
    return root


def title(svg: str) -> str:
    return read(svg).findtext(f"{SVG}title") or ""


def texts(svg: str) -> list[str]:
    return [mark.text or "" for mark in read(svg).iter(f"{SVG}text")]


def marks(svg: str, kind: str) -> list[ET.Element]:
    return [mark for mark in read(svg) if mark.get("class") == kind]


def height(svg: str) -> float:
    return float(read(svg).attrib["viewBox"].split()[3])


@cache
def face(weight: int) -> tuple[dict[int, str], dict[str, tuple[int, int]]]:
    font = TTFont(FACES["Source Sans Pro", weight])
    return font.getBestCmap(), dict(font["hmtx"].metrics)


def measured(text: str, size: float, weight: int) -> float:
    """How wide the text is in the face of our PDFs."""
    signs, widths = face(weight)
    return sum(widths[signs[ord(sign)]][0] for sign in text if ord(sign) in signs) * size / 1000


def reaches(svg: str) -> Iterator[tuple[str, float, float]]:
    """Every point at which a mark ends, stroke and text included."""
    root = read(svg)
    size = float(root.attrib["font-size"])
    for mark in root:
        at, stroke = (
            mark.attrib,
            float(mark.get("stroke-width", "1" if "stroke" in mark.attrib else "0")) / 2,
        )
        if mark.tag == f"{SVG}path":
            found = [float(each) for each in re.findall(r"-?[\d.]+", at["d"])]
            for x, y in zip(found[::2], found[1::2], strict=True):
                yield "path", x, y
        elif mark.tag == f"{SVG}rect":
            x, y = float(at["x"]), float(at["y"])
            yield "rect", x, y
            yield "rect", x + float(at["width"]), y + float(at["height"])
        elif mark.tag == f"{SVG}circle":
            reach = float(at["r"]) + stroke
            yield "circle", float(at["cx"]) - reach, float(at["cy"]) - reach
            yield "circle", float(at["cx"]) + reach, float(at["cy"]) + reach
        elif mark.tag == f"{SVG}text":
            wide = measured(mark.text or "", size, int(at.get("font-weight", "400")))
            left = (
                float(at["x"])
                - {"middle": 0.5, "end": 1.0}.get(at.get("text-anchor", ""), 0.0) * wide
            )
            yield f"text {mark.text!r}", left, float(at["y"]) - 0.75 * size
            yield f"text {mark.text!r}", left + wide, float(at["y"]) + 0.25 * size


def outside(svg: str) -> list[tuple[str, float, float]]:
    _, _, width, tall = map(float, read(svg).attrib["viewBox"].split())
    return [
        (what, x, y)
        for what, x, y in reaches(svg)
        if not (-0.01 <= x <= width + 0.01 and -0.01 <= y <= tall + 0.01)
    ]


def is_sound(svg: str, shown: list[Value]) -> None:
    """Valid XML, on its sheet, without style or script, and with every value in its title."""
    assert outside(svg) == []
    assert [each.text for each in shown if each.text not in title(svg)] == []
    assert {mark.tag.removeprefix(SVG) for mark in read(svg)} <= SHAPES
    assert {name for mark in read(svg) for name in mark.attrib} <= ATTRIBUTES
    places = [at for mark in read(svg) for name, at in mark.attrib.items() if name != "id"]
    assert [at for at in places if re.search(r"\.\d{3,}", at)] == []


# --- whatever the values are --------------------------------------------------------------


@settings(max_examples=200)
@given(st.data(), st.integers(1, 12), st.sampled_from([WIDE, NARROW, PAPER]), WORDS)
def test_any_line(data: st.DataObject, years: int, size: object, words: str) -> None:
    labels = [str(2030 - years + n) for n in range(years)]
    own, median, low, high = (data.draw(rows_of(years)) for _ in range(4))
    breaks = (
        [Break(n, words) for n in data.draw(st.sets(st.integers(1, years - 1)))]
        if years > 1
        else []
    )
    svg = line(
        "k1",
        words,
        labels,
        own=Series("Oma oppilaitos", "Oma", own),
        group=Series("Jäsenten mediaani", "Mediaani", median),
        band=Band("Keskiväli", "Keskiväli", low, high),
        breaks=breaks,
        size=size,  # type: ignore[arg-type]
    )

    if svg:
        is_sound(svg, [*own, *median, *low, *high])
        assert len(marks(svg, "mine-mark")) == sum(each.number is not None for each in own)
        assert len(marks(svg, "group-mark")) == sum(each.number is not None for each in median)
    else:
        assert {each.number for each in [*own, *median, *low, *high]} == {None}


@given(VALUES, VALUES, VALUES, VALUES, st.sampled_from([STRIP, NARROW_STRIP, TILE_STRIP]), WORDS)
def test_any_strip(
    own: Value, median: Value, low: Value, high: Value, size: object, words: str
) -> None:
    svg = strip("s", words, Spread(median, low, high, "mediaani", "keskiväli", own, "oma"), size)  # type: ignore[arg-type]

    told = None not in (median.number, low.number, high.number)
    assert bool(svg) == told
    if svg:
        is_sound(svg, [own, median, low, high])
        assert len(marks(svg, "mine-mark")) == (own.number is not None)


@given(st.integers(1, 7).flatmap(rows_of), WORDS)
def test_any_spark(values: list[Value], words: str) -> None:
    svg = spark("t", words, [str(2020 + n) for n in range(len(values))], values)

    assert bool(svg) == any(each.number is not None for each in values)
    if svg:
        is_sound(svg, values)


@given(
    st.lists(
        st.tuples(WORDS, VALUES, st.sampled_from(["mine", "group"]), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_any_bars(found: list[tuple[str, Value, str, bool]]) -> None:
    rows = [Bar(*each) for each in found]  # type: ignore[arg-type]
    svg = bars("b", "Täyttöaste", rows)

    assert bool(svg) == any(row.value.number is not None for row in rows)
    if svg:
        is_sound(svg, [row.value for row in rows])
        drawn = [
            kind
            for kind in ("mark", "hollow")
            for who in ("mine", "group")
            for _ in marks(svg, f"{who}-{kind}")
        ]
        assert len(drawn) == sum(row.value.number is not None for row in rows)


PERCENT = st.one_of(st.none(), st.decimals(0, 100, places=1)).map(value)


@given(st.lists(st.tuples(WORDS, PERCENT, PERCENT), max_size=30))
def test_any_shares(found: list[tuple[str, Value, Value]]) -> None:
    parts, own, group = ([each[n] for each in found] for n in range(3))
    svg = shares("p", "Tulot", parts, ("Oma", own), ("Mediaani", group))  # type: ignore[arg-type]

    assert bool(svg) == any(each.number for each in [*own, *group])  # type: ignore[union-attr]
    if svg:
        is_sound(svg, [*own, *group])  # type: ignore[list-item]


def test_a_part_below_nought_is_no_share() -> None:
    assert shares("p", "Tulot", ["Tuki"], ("Oma", of("-1")), ("Mediaani", of("3"))) == ""


# --- what a reader sees ---------------------------------------------------------------------


def chart(**more: object) -> str:
    return line(
        "k4",
        "Hakijoita aloituspaikkaa kohti 2023–2025",
        ["2023", "2024", "2025"],
        own=Series("Oma oppilaitos", "Oma", of("2.9", None, "3.2")),
        group=Series("Jäsenten mediaani", "Mediaani", of("2.5", "2.5", "2.6")),
        band=Band("Keskiväli", "Keskiväli", of(None, "2.0", "2.1"), of(None, "3.0", "3.0")),
        breaks=[Break(1, "hakutapa muuttui")],
        **more,  # type: ignore[arg-type]
    )


def test_the_title_says_every_value_and_every_gap() -> None:
    with translation.override("en"):
        told = title(
            line(
                "k",
                "Applicants",
                ["2024", "2025"],
                own=Series("Own school", "Own", of("1234.5", None)),
                band=Band("Middle half", "Middle half", of("-2", None), of("3", None)),
                breaks=[Break(1, "counted anew")],
            )
        )

    assert told == (
        "Applicants. Own school: 2024 1,234.5, 2025 .. Middle half: 2024 −2–3, 2025 .."
        " Between 2024 and 2025: counted anew."
    )


def test_a_gap_parts_the_line_and_is_not_drawn() -> None:
    assert len(marks(chart(), "mine-mark")) == 2
    assert marks(chart(), "mine") == []
    assert len(marks(chart(), "group")) == 1


def test_a_year_alone_has_its_band_too() -> None:
    one = line(
        "k", "N", ["2025"], band=Band("K", "K", of("1"), of("3")), own=Series("O", "O", of("2"))
    )
    [band] = marks(one, "band")
    assert float(band.attrib["width"]) > 10 and float(band.attrib["height"]) > 10


def test_axes_start_from_nought() -> None:
    for svg in (chart(), line("k", "N", ["1"], own=Series("O", "O", of("-990")))):
        assert "0" in texts(svg)
    with translation.override("fi"):
        found = texts(line("k", "N", ["1", "2"], own=Series("O", "O", of("990", "1010"))))
        assert found[:4] == ["0", "500", "1\u202f000", "1\u202f500"]


def test_a_higher_value_is_drawn_higher() -> None:
    ys = [float(mark.attrib["cy"]) for mark in marks(chart(), "mine-mark")]
    assert ys[0] > ys[1]
    longest = bars("b", "N", [Bar("a", value("2"), "mine"), Bar("b", value("1"), "group")])
    [mine], [group] = marks(longest, "mine-mark"), marks(longest, "group-mark")
    assert float(mine.attrib["width"]) == pytest.approx(2 * float(group.attrib["width"]), abs=0.02)


def test_words_at_the_ends_of_lines_stand_apart() -> None:
    same = line(
        "k",
        "N",
        ["1", "2"],
        own=Series("Oma", "Oma", of("1", "1")),
        group=Series("Mediaani", "Mediaani", of("1", "1")),
        band=Band("Keskiväli", "Keskiväli", of("1", "1"), of("1", "1")),
    )
    ends = [mark for mark in read(same).iter(f"{SVG}text") if (mark.text or "")[0] in "OMK"]
    ys = sorted(float(mark.attrib["y"]) for mark in ends)
    assert len(ys) == 3
    assert all(lower - upper >= 13 for upper, lower in pairwise(ys))


def test_own_and_median_stand_apart_under_a_strip() -> None:
    for own in ("2.6", "0", "5"):
        spread = Spread(
            value("2.6"), value("2.1"), value("3"), "mediaani", "keskiväli", value(own), "oma"
        )
        svg = strip("s", "N", spread, NARROW_STRIP)
        spans = sorted(
            (x, x + measured(mark.text or "", 12.5, int(mark.get("font-weight", "400"))))
            for mark in read(svg).iter(f"{SVG}text")
            if " " in (mark.text or "")
            for x in [float(mark.attrib["x"])]
        )
        assert len(spans) == 2
        assert spans[0][1] < spans[1][0]


def test_words_are_escaped_and_what_xml_does_not_know_is_left_out() -> None:
    wild = "A<b>&\"'\x00\x0b\ud800\uffff"
    svg = line(wild, wild, [wild], own=Series(wild, wild, [Value(Decimal(1), wild)]), breaks=[])

    assert title(svg).startswith("A<b>&\"'. A<b>&")
    assert outside(svg) == []
    assert [mark.get("id") for mark in read(svg)][:1] == ["A<b>&\"'-title"]


def test_the_same_values_give_the_same_bytes() -> None:
    assert chart() == chart()
    assert chart(size=NARROW) != chart()
    assert '"2 4"' in chart()  # the break is drawn


def test_neighbours_among_parts_differ_without_colour() -> None:
    svg = shares(
        "p",
        "Tulot",
        ["Valtio", "Maksut", "Muut"],
        ("Oma", of("50", "30", "20")),
        ("M", of("40", None, "20")),
    )
    kinds = [mark.attrib["class"] for mark in read(svg) if mark.tag == f"{SVG}rect"]
    assert kinds == ["mine-mark", "mine-hollow", "mine-mark", "group-mark", "group-mark"]
    assert "B  Maksut  30 / .." in texts(svg)
