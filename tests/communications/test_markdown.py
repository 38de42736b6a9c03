"""What comes out of the small part of Markdown, and above all what does not."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communications.markdown import (
    CHARACTERS,
    TAGS,
    Picture,
    lead,
    links,
    pictures,
    plain,
    to_html,
    to_text,
)

NO_FOLLOWING = 'rel="noopener noreferrer"'
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](  java\nscript:alert(1))",
    "<javascript:alert(1)>",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    '[x](/a "onmouseover=alert(1)")',
    "[x](/a'onclick='alert(1))",
    "```\n<b>\n```",
    "<!-- x --><style>p{}</style>",
    "&lt;script&gt;",
    "</div></main><h1>",
    "\0[x](/a)\0",
]


class Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def faults(html: str) -> list[str]:
    """Elements, attributes and addresses that are not on the list."""
    found = []
    for tag, attributes in Reader(html).tags:
        allowed = {"a": {"href", "rel"}, "img": {"src", "alt"}}.get(tag, set())
        address = attributes.get("href") or attributes.get("src") or "/"
        ours = re.match(r"(?:/(?![/\\])|#)", address)
        others = tag == "a" and re.match(r"(?:https?|mailto):", address, re.IGNORECASE)
        if tag not in TAGS or set(attributes) - allowed or not (ours or others):
            found.append(f"{tag} {attributes}")
    return found


def test_what_the_office_may_write() -> None:
    text = "## Yksi\n\n**a** _b_ [c](https://example.org/?d=1&e=2)\n\n- x\n- y\n\n> z"

    assert to_html(text) == (
        "<h2>Yksi</h2>\n"
        f'<p><strong>a</strong> <em>b</em> <a href="https://example.org/?d=1&amp;e=2" {NO_FOLLOWING}>'
        "c</a></p>\n"
        "<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n"
        "<blockquote>\n<p>z</p>\n</blockquote>\n"
    )
    assert to_text(text) == "Yksi\n\na b c (https://example.org/?d=1&e=2)\n\n– x\n\n– y\n\nz"
    assert lead(text) == "a b c x y z"


def test_a_picture_of_our_own_is_shown_and_one_from_elsewhere_is_its_words() -> None:
    text = "![Kuoro](/static/kuoro.png) ![Pikseli](https://evil.example/p.png) ![](/x.png)"

    assert to_html(text) == (
        '<p><img src="/static/kuoro.png" alt="Kuoro"> Pikseli <img src="/x.png" alt=""></p>\n'
    )
    assert lead(text) == "Kuoro Pikseli"
    assert pictures(text) == [
        Picture("/static/kuoro.png", "Kuoro"),
        Picture("https://evil.example/p.png", "Pikseli"),
        Picture("/x.png", ""),
    ]


@pytest.mark.parametrize(
    "written, told",
    [
        ("# a\n# b\n## c", ["h2", "h2", "h3"]),
        ("#### a\n# b\n### c", ["h2", "h2", "h3"]),
        ("# a\n###### b\n# c", ["h2", "h3", "h2"]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_begin_below_the_title_and_leave_out_no_level(
    written: str, told: list[str]
) -> None:
    assert [tag for tag, _ in Reader(to_html(written)).tags] == told
    assert Reader(to_html(written, top=3)).tags[0][0] == "h3"


def test_addresses_in_a_letter_are_whole() -> None:
    text = "[a](/news/x/) <https://example.org> [b](mailto:a@example.org) [c](javascript:x)"

    assert to_text(text, "https://portaali.example") == (
        "a (https://portaali.example/news/x/) https://example.org b (mailto:a@example.org) "
        "[c](javascript:x)"
    )
    assert links(text) == ["/news/x/", "https://example.org", "mailto:a@example.org"]


def test_the_lead_ends_at_a_word() -> None:
    assert lead("# Otsikko\n\nyksi kaksi kolme", 10) == "yksi kaksi …"
    assert lead("yksi kaksi", 10) == "yksi kaksi"
    assert lead("a" * 300, 10) == "a" * 10 + " …"
    assert lead("") == lead("## Otsikko") == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_comes_out(text: str) -> None:
    assert faults(to_html(text)) == []


def test_the_reader_of_faults_finds_them() -> None:
    bad = '<script></script><a href="javascript:x">a</a><p onclick="x"></p><img src="//evil/x">'

    assert len(faults(bad)) == 4


@given(
    st.text(
        alphabet=st.sampled_from("[]()!<>*_#-`&;:/\\\n \"'=javscriptx0\u202e\u200b"), max_size=80
    )
)
@example("[a](b\n)![c](d)")
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_only_what_is_on_the_list_comes_out(text: str) -> None:
    assert faults(to_html(text)) == []
    for told in (to_html(text), to_text(text), lead(text)):
        assert not re.search("[\0\u202e\u200b]", told)


def test_what_is_not_seen_and_turns_the_text_is_gone() -> None:
    assert plain("a\u202eb\u200bc\u2066d\ufeff\0\x07\r\ne\rf\tg") == "abcd\ne\nf\tg"
    assert plain("👩\u200d🎤") == "👩\u200d🎤"  # one sign of several


@pytest.mark.parametrize(
    "piece",
    ["> ", ">", "- ", "[", "![a]", "[a](", "*a ", "_a*", "<http://", "&", "\\", "# ", "x\n> "],
)
def test_a_million_signs_take_no_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.perf_counter()

    told = to_html(text)

    assert time.perf_counter() - begun < 10
    assert len(told) < 10 * CHARACTERS


def test_a_list_in_a_list_in_a_list_has_an_end() -> None:
    deep = "\n".join("  " * level + "- a" for level in range(140))

    assert 1 < to_html(deep).count("<ul>") < 10
