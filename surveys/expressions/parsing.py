"""From text to tree: a parser by precedence that stops at the first fault."""

from decimal import Decimal

from surveys.expressions.errors import ExpressionError, Fault
from surveys.expressions.tokens import Kind, Token, tokens
from surveys.expressions.trees import (
    MAX_DEPTH,
    MAX_NODES,
    RANKS,
    UNARY,
    Call,
    Expression,
    Negation,
    Node,
    Number,
    Operation,
    Own,
    Reference,
    Text,
    called,
)


def parse(text: str) -> Expression:
    """The expression that the text says. Raises nothing but ExpressionError.

    The work is bounded: 4,000 characters, 500 parts, 60 levels of brackets.
    """
    reader = _Reader(tokens(text))
    tree = reader.expression(0)
    end = reader.next
    if end.kind is not Kind.END:
        raise ExpressionError(Fault.TRAILING, end.position, found=end.text)
    return Expression(tree)


class _Reader:
    """Where we are in the words, and how much has been read."""

    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._place = self._nodes = self._depth = 0

    @property
    def next(self) -> Token:
        return self._words[self._place]

    def expression(self, rank: int) -> Node:
        """All that binds more tightly than the rank."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError(Fault.TOO_DEEP, self.next.position, limit=MAX_DEPTH)
        left = self._operand()
        while (own := _rank(self.next)) > rank:
            sign = self._take()
            right = self.expression(own)
            left = self._count(Operation(sign.text, left, right, position=sign.position))
        self._depth -= 1
        return left

    def _operand(self) -> Node:
        word = self._take()
        match word.kind:
            case Kind.NUMBER:
                return self._count(Number(Decimal(word.text), position=word.position))
            case Kind.TEXT:
                return self._count(Text(word.text, position=word.position))
            case Kind.REFERENCE:
                return self._count(Reference(word.text, position=word.position))
            case Kind.OWN:
                return self._count(Own(position=word.position))
            case Kind.NAME if not _rank(word):
                return self._call(word)
            case _:
                return self._signed_or_bracketed(word)

    def _signed_or_bracketed(self, word: Token) -> Node:
        match word.kind, word.text:
            case Kind.SIGN, "-":
                return self._count(Negation(self.expression(UNARY), position=word.position))
            case Kind.SIGN, "(":
                inner = self.expression(0)
                self._expect(")")
                return inner
            case _:
                raise ExpressionError(Fault.UNEXPECTED, word.position, found=word.text)

    def _call(self, name: Token) -> Call:
        if not self._is_next("("):
            raise ExpressionError(Fault.BARE_NAME, name.position, name=name.text)
        self._take()
        arguments: list[Node] = []
        while not self._is_next(")"):
            if arguments:
                self._expect(",")
            arguments.append(self.expression(0))
        self._take()
        return self._count(called(name.text, tuple(arguments), name.position))

    def _is_next(self, sign: str) -> bool:
        return self.next.kind is Kind.SIGN and self.next.text == sign

    def _expect(self, sign: str) -> None:
        if not self._is_next(sign):
            raise ExpressionError(
                Fault.EXPECTED, self.next.position, wanted=sign, found=self.next.text
            )
        self._take()

    def _take(self) -> Token:
        """The next word; the end is never passed."""
        word = self.next
        if word.kind is not Kind.END:
            self._place += 1
        return word

    def _count[N: Node](self, node: N) -> N:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ExpressionError(Fault.TOO_BIG, node.position, limit=MAX_NODES)
        return node


def _rank(word: Token) -> int:
    """How tightly an operator binds; 0 for what is none."""
    return RANKS.get(word.text, 0) if word.kind in {Kind.NAME, Kind.SIGN} else 0
