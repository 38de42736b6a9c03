"""What no linter knows of our templates. A template is flattened to the HTML a reader would get:
variables become one sign that is no letter, translated sentences vanish, and what stays is read
by Python's own HTML parser."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

VARIABLE = "\ufffc"
#: The same in every language: our name, and the languages in themselves.
SAME_EVERYWHERE = re.compile(r"\b(?:Unisono|FI|SV|EN|Suomeksi|På svenska|In English)\b")
#: Attributes that people see or hear.
SPOKEN = {
    *("abbr", "alt", "aria-description", "aria-label", "aria-placeholder", "aria-roledescription"),
    *("aria-valuetext", "hx-confirm", "hx-prompt", "label", "placeholder", "title"),
}
#: What a tag hands on to a piece that shows it.
HANDED_ON = SPOKEN | {"caption", "description", "heading", "help_text", "legend", "message", "text"}
#: What a tag hands on that no person reads.
UNSPOKEN = {"class", "css_class", "classes", "rel", "tags"}
BUTTONS = {"submit", "button", "reset"}
#: Says from where a page fetches something by itself, or sends a form; and `href`, but of links.
FETCHED = {"action", "data", "formaction", "poster", "src", "srcset", "xlink:href"}
LINKS = {"a", "area"}
ELSEWHERE = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
CODE = re.compile(r"\s*(?:javascript|js):", re.IGNORECASE)
LITERAL = r"""(?:"([^"]*)"|'([^']*)')"""
#: Filters whose argument may be what the reader gets.
SHOWN = re.compile(r"\|\s*(?:default|default_if_none|yesno|pluralize|join|add):" + LITERAL)
HAND_OVER = re.compile(r"([\w-]+)=" + LITERAL)


def bare_words(source: str, is_html: bool = True) -> list[str]:
    """Words a person would see, or hear, that stand outside translate and blocktranslate."""
    flat = _flat(source, with_sentences=False)
    found = _Reader(flat).words if is_html else list(_lines_with_words(flat, 1))
    return _told([*found, *_words_handed_on(source)])


def forbidden_marks(source: str) -> list[str]:
    """Style, code and sources that the content security policy refuses, and unescaped text."""
    return _told([*_Reader(_flat(source, with_sentences=True)).marks, *_unescaped(source)])


def spaced_numbers(source: str) -> list[str]:
    """The number of a row as a number of things: from 1,000 on it is written with a space, and no
    form knows it again."""
    bare = re.compile(r"\{\{ *(?!original\.)[\w.]*(?:\bpk|_id) *\}\}")
    lines = enumerate(source.splitlines(), 1)
    return [f"{n}: {found[0]}" for n, line in lines for found in bare.finditer(line)]


def untrimmed_sentences(source: str) -> list[str]:
    """A blocktranslate without `trimmed` takes the line breaks of the template into its msgid."""
    return _told(
        (token.lineno or 0, token.contents)
        for token in Lexer(source).tokenize()
        if _tag(token).startswith("blocktrans") and "trimmed" not in token.split_contents()
    )


class _Reader(HTMLParser):
    """Reads flattened HTML once; `words` and `marks` hold (line, what)."""

    def __init__(self, flat: str) -> None:
        super().__init__()
        self.words: list[tuple[int, str]] = []
        self.marks: list[tuple[int, str]] = []
        self.in_code = False
        self.feed(flat)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_code = tag in {"script", "style"}
        line, known = self.getpos()[0], {name: value or "" for name, value in attrs}
        self.words += [
            (line, f"{name}={value!r}")
            for name, value in known.items()
            if _is_spoken(tag, name, known) and _has_words(value)
        ]
        if tag == "style" or (tag == "script" and "nonce" not in known):
            self.marks.append((line, f"<{tag}>"))
        self.marks += [
            (line, f"{name}={value!r}")
            for name, value in known.items()
            if _is_forbidden(tag, name, value)
        ]

    def handle_endtag(self, tag: str) -> None:
        self.in_code = False

    def handle_data(self, data: str) -> None:
        if not self.in_code:
            self.words += _lines_with_words(data, self.getpos()[0])


def _is_spoken(tag: str, name: str, attributes: dict[str, str]) -> bool:
    return (
        name in SPOKEN
        or (tag == "input" and name == "value" and attributes.get("type") in BUTTONS)
        or (tag == "meta" and name == "content" and attributes.get("name") == "description")
    )


def _is_forbidden(tag: str, name: str, value: str) -> bool:
    return (
        name == "style"
        or name.startswith(("on", "hx-on"))
        or bool(CODE.match(value))
        or (_is_fetched(tag, name) and bool(ELSEWHERE.match(value)))
    )


def _is_fetched(tag: str, name: str) -> bool:
    return name in FETCHED or (name == "href" and tag not in LINKS)


def _has_words(text: str) -> bool:
    return any(sign.isalpha() for sign in SAME_EVERYWHERE.sub("", text))


def _lines_with_words(text: str, first: int) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), first):
        if _has_words(line):
            yield number, line.strip()


def _flat(source: str, *, with_sentences: bool) -> str:
    """The template as a reader would get it; each line stays where it was."""
    flat, hidden = "", ""
    for token in Lexer(source).tokenize():
        flat += "\n" * ((token.lineno or 0) - 1 - flat.count("\n"))
        tag = _tag(token)
        if hidden:
            hidden = "" if tag == hidden else hidden
        elif tag == "comment" or (tag.startswith("blocktrans") and not with_sentences):
            hidden = f"end{tag}"
            flat += VARIABLE
        else:
            flat += _shown(token, tag)
    return flat


def _shown(token: Token, tag: str) -> str:
    if token.token_type is TokenType.TEXT:
        return token.contents
    if token.token_type is TokenType.VAR:
        whole = re.match(LITERAL, token.contents)
        return VARIABLE + _literals([whole] if whole else SHOWN.finditer(token.contents))
    if tag == "csp_nonce_attr":
        return f'nonce="{VARIABLE}"'
    if tag in {"firstof", "cycle"}:
        return VARIABLE + _literals(re.finditer(r"(?<!\()" + LITERAL, token.contents))
    return VARIABLE if tag in {"translate", "trans", "url", "static"} else ""


def _literals(matches: Iterator[re.Match[str]] | list[re.Match[str]]) -> str:
    return " ".join(match[1] or match[2] or "" for match in matches)


def _words_handed_on(source: str) -> Iterator[tuple[int, str]]:
    """`{% include "…" with heading="Words" %}`: words that another template would show."""
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK and not _tag(token).startswith(("trans", "blockt")):
            for match in HAND_OVER.finditer(token.contents):
                if _reads_as_words(match[1], match[2] or match[3] or ""):
                    yield token.lineno or 0, match[0]


def _reads_as_words(name: str, value: str) -> bool:
    looks_so = name in HANDED_ON or value[:1].isupper() or bool(re.search(r"\w\s+\w", value))
    return looks_so and name not in UNSPOKEN and _has_words(value)


def _unescaped(source: str) -> Iterator[tuple[int, str]]:
    for token in Lexer(source).tokenize():
        is_safe = token.token_type is TokenType.VAR and re.search(r"\|\s*safe", token.contents)
        if is_safe or (_tag(token) == "autoescape" and token.contents.endswith("off")):
            yield token.lineno or 0, token.contents


def _tag(token: Token) -> str:
    """The name of a block tag; nothing of anything else."""
    is_block = token.token_type is TokenType.BLOCK and token.contents
    return token.contents.split()[0] if is_block else ""


def _told(findings: Iterator[tuple[int, str]] | list[tuple[int, str]]) -> list[str]:
    return [f"{line}: {what}" for line, what in sorted(findings)]
