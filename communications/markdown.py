"""A small part of Markdown: headings, lists, quotations, emphasis, links, and pictures of our own
with words for those who do not see them. Plain values: text in, text out.

Whatever is not on the list does not come out: HTML is shown as it was typed, addresses other than
those of pages and mail are left out, and so is a picture from elsewhere, which would tell its owner
who reads: its words stay. nh3 then holds the HTML to a list of its own, whatever came before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: More is not read; the forms refuse it before.
CHARACTERS = 20_000
#: Lists in quotations in lists …: what lies deeper is left out.
NESTING = 12
LOWEST = 6
TAGS = {
    *("a", "blockquote", "br", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol"),
    *("p", "strong", "ul"),
}
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "img": {"src", "alt"}, "*": set()}
SCHEMES = {"http", "https", "mailto"}
#: An own address begins with one stroke; two would be another server.
OURS = re.compile(r"/(?![/\\])")
#: As in members.models.words, but for the end of a line: what turns the text or is not seen.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
RULES = ["heading", "list", "blockquote", "hr", "emphasis", "link", "image", "newline", "escape"]

_reader = MarkdownIt("zero", {"maxNesting": NESTING}).enable([*RULES, "entity", "autolink"])


@dataclass(frozen=True)
class Picture:
    source: str
    words: str


def plain(text: str) -> str:
    """The text with the ends of its lines as one sign, and nothing that is not seen."""
    return HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:CHARACTERS]


def to_html(text: str, top: int = 2) -> str:
    """Safe HTML. The first heading is h`top`, and none leaves out a level."""
    tokens = _told(text)
    _level_headings(tokens, top)
    return nh3.clean(
        _reader.renderer.render(tokens, _reader.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def to_text(text: str, site: str = "") -> str:
    """The words for a letter: paragraphs apart, and each address after its words. `site` stands
    before the addresses of our own pages."""
    return "\n\n".join(filter(None, _lines(_told(text), site)))


@lru_cache(maxsize=256)
def lead(text: str, length: int = 200) -> str:
    """The first words, about two lines of a letter, without headings and addresses. Items of a list
    would run into each other: they are told only where there is nothing else."""
    blocks = [
        (token.level, _words(token.children or []))
        for before, token in pairwise(_told(text))
        if token.type == "inline" and before.type != "heading_open"
    ]
    paragraphs = [words for level, words in blocks if level == 1] or [words for _, words in blocks]
    told = ""
    for word in " ".join(paragraphs).split():
        if len(told) + len(word) + 1 > length:
            return f"{told or word[:length]} …"
        told = f"{told} {word}".strip()
    return told


def links(text: str) -> list[str]:
    """Where its links lead, in their order."""
    return [str(token.attrs["href"]) for token in _inner(text) if token.type == "link_open"]


def pictures(text: str) -> list[Picture]:
    return [
        Picture(str(token.attrs["src"]), _words(token.children or []).strip())
        for token in _inner(text)
        if token.type == "image"
    ]


def is_ours(address: str) -> bool:
    """Whether it is a page of this portal, written without its host."""
    return bool(OURS.match(address))


def is_told(address: str) -> bool:
    """Whether a link may lead there: a page of ours or of others, a place on this page, or mail."""
    scheme, _, rest = address.partition(":")
    return is_ours(address) or address.startswith("#") or bool(scheme.lower() in SCHEMES and rest)


def _parse(text: str) -> list[Token]:
    return _reader.parse(plain(text))


def _told(text: str) -> list[Token]:
    """As it is read: without links to where none may lead, and pictures from elsewhere."""
    tokens = _parse(text)
    for token in tokens:
        token.children = list(_allowed(token.children or []))
    return tokens


def _allowed(children: list[Token]) -> Iterator[Token]:
    is_open = True
    for token in children:
        if token.type == "link_open":
            is_open = is_told(str(token.attrs["href"]))
        if token.type == "image" and not is_ours(str(token.attrs["src"])):
            yield Token("text", "", 0, content=_words(token.children or []))
        elif is_open or token.type not in {"link_open", "link_close"}:
            yield token


def _inner(text: str) -> Iterator[Token]:
    return (child for token in _parse(text) for child in token.children or [])


def _level_headings(tokens: list[Token], top: int) -> None:
    above: list[str] = []
    for opening in (n for n, token in enumerate(tokens) if token.type == "heading_open"):
        written = tokens[opening].tag
        while above and above[-1] >= written:
            above.pop()
        above.append(written)
        told = f"h{min(top + len(above) - 1, LOWEST)}"
        tokens[opening].tag = tokens[opening + 2].tag = told


def _lines(tokens: Iterable[Token], site: str) -> Iterator[str]:
    """Each heading, paragraph and item; an item begins with its sign."""
    signs: list[str] = []
    counts: list[int] = []
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                counts.append(-1)
            case "ordered_list_open":
                counts.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                counts.pop()
            case "list_item_open":
                signs.append("– " if counts[-1] < 0 else f"{counts[-1]}. ")
                counts[-1] += counts[-1] >= 0
            case "inline":
                yield "".join(signs) + _words(token.children or [], site)
                signs.clear()


def _words(children: Iterable[Token], site: str | None = None) -> str:
    """What is read, of a picture the words that stand for it; with a site also the addresses."""
    told, address = "", ""
    for token in children:
        match token.type:
            case "softbreak" | "hardbreak":
                told += " "
            case "link_open":
                address = str(token.attrs["href"])
            case "link_close" if site is not None and not told.endswith(address):
                told += f" ({site if is_ours(address) else ''}{address})"
            case "image":
                told += _words(token.children or [])
            case _:
                told += token.content
    return told
