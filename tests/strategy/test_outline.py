import datetime
import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy import outline
from strategy.outline import Malformed, parse, read

#: Of the association's own Finnish words, joined by line ends: the strategy's title, preamble,
#: mission and values, then each goal's name and aim, each theme's name and each measure's text.
FINNISH = "bb3e772e1ca205f1cef8add423894be6dbb0fa24ca3f12b825d86d135257754a"
MEASURES = [
    *("1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.2", "1.3.1", "1.3.2"),
    *("2.1.1", "2.1.2", "2.2.1", "2.2.2", "2.2.3", "2.3.1", "2.3.2", "2.3.3"),
]


def test_the_shipped_strategy_is_the_associations_word_for_word() -> None:
    rows = [row for _, _, row in read().walk()]
    finnish = [words for row in rows for name, words in row.words.items() if name.endswith("_fi")]

    assert hashlib.sha256("\n".join(finnish).encode()).hexdigest() == FINNISH


def test_the_shipped_strategy_has_2_goals_6_themes_and_15_measures() -> None:
    codes: dict[int, list[str]] = {}
    for depth, _, row in read().walk():
        codes.setdefault(depth, []).append(row.code)

    assert codes == {
        0: ["2026-2028"],
        1: ["1", "2"],
        2: ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"],
        3: MEASURES,
    }


def test_the_shipped_strategy_holds_for_three_years() -> None:
    data = read()

    assert (data.from_on, data.until_on) == (datetime.date(2026, 1, 1), datetime.date(2029, 1, 1))


def test_every_shipped_translation_is_written_and_a_draft() -> None:
    rows = [row for _, _, row in read().walk()]

    assert {row.drafts for row in rows} == {frozenset({"sv", "en"})}
    assert [name for row in rows for name, words in row.words.items() if not words] == []


@pytest.mark.parametrize("where", ["measures", "themes"])
def test_a_code_stands_under_the_code_it_goes_on_from(shipped: dict[str, Any], where: str) -> None:
    one, two = shipped["goals"]
    if where == "themes":
        two["themes"].append(one["themes"].pop())
        said = "1.3 does not go on from 2, the code above it."
    else:
        two["themes"][0]["measures"].append(one["themes"][0]["measures"].pop())
        said = "1.1.3 does not go on from 2.1, the code above it."

    with pytest.raises(Malformed, match=f"^{said}$"):
        parse(shipped)


BROKEN: dict[str, tuple[list[Any], Any, str]] = {
    "no list of goals": (["goals"], {}, "2026-2028, goals: a list is needed."),
    "no day": (["until_on"], "sometime", "until_on: a day is needed, such as 2026-01-01."),
    "a day that is a number": (["from_on"], 2026, "from_on: a day is needed, such as 2026-01-01."),
    "a goal that is a word": (
        ["goals", 1],
        "Soidaan",
        "2026-2028, goals, number 2: an object of names and values is needed.",
    ),
    "no aim": (["goals", 0, "aim"], None, "1, aim: an object of names and values is needed."),
    "no code": (["goals", 0, "code"], None, "2026-2028, goals, number 1, code: text is needed."),
    "an empty code": (["code"], "", "The strategy, code: text is needed."),
    "the same code twice": (["goals", 1, "code"], "1", "1 is there more than once."),
    "a text that is a number": (["title", "sv"], 7, "2026-2028, title, sv: text is needed."),
    "a language of somewhere else": (
        ["mission", "de"],
        "Musik",
        "2026-2028, mission: “de” is none of the languages fi, sv and en.",
    ),
    "an unknown name": (["goals", 0, "colour"], 1, "1: nobody knows what “colour” is."),
    "a measure with parts": (
        ["goals", 0, "themes", 0, "measures", 0, "measures"],
        [],
        "1.1.1: nobody knows what “measures” is.",
    ),
    "a draft in Finnish": (
        ["drafts"],
        ["fi"],
        "2026-2028, drafts: a list is needed, of sv and en alone.",
    ),
    "a NUL": (
        ["values", "fi"],
        "a\0",
        "2026-2028, values, fi: the text has a character that cannot be kept.",
    ),
    "half a character": (
        ["values", "fi"],
        "\ud800",
        "2026-2028, values, fi: the text has a character that cannot be kept.",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_malformed_strategy_is_refused_with_a_sentence(
    shipped: dict[str, Any], name: str
) -> None:
    way, value, said = BROKEN[name]
    place: Any = shipped
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value

    with pytest.raises(Malformed) as problem:
        parse(shipped)

    assert str(problem.value) == said


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match=r"strategy.json cannot be read: No such file"):
        read(tmp_path / "strategy.json")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 100_000], ids=repr)
def test_a_file_that_is_not_json_is_said_to_be_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strategy.json"
    path.write_bytes(content)

    with pytest.raises(Malformed, match="is not JSON in UTF-8"):
        read(path)


NAMES = st.sampled_from(
    ["code", "from_on", "until_on", "title", "goals", "themes", "name", "aim", "fi", "sv", "drafts"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["2026-01-01", "fi"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_whatever_is_read_is_either_a_strategy_or_malformed(content: Any) -> None:
    with suppress(Malformed):
        assert isinstance(parse(content), outline.StrategyData)


@given(st.data())
def test_a_shipped_file_with_one_part_replaced_is_a_strategy_or_malformed(
    data: st.DataObject,
) -> None:
    content: Any = json.loads(outline.SHIPPED.read_text(encoding="utf-8"))
    place = content
    while True:
        steps = list(place if isinstance(place, dict) else range(len(place)))
        step = data.draw(st.sampled_from(steps)) if steps else None
        if step is None:
            break
        if not isinstance(place[step], dict | list) or data.draw(st.booleans()):
            place[step] = data.draw(JSON)
            break
        place = place[step]

    with suppress(Malformed):
        assert all(row.code for _, _, row in parse(content).walk())
