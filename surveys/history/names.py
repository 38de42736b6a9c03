"""Names of organisations as registers write them. They only raise questions: nothing is ever
matched by a name."""

#: A shorter beginning says nothing.
CUT = 10


def is_same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def is_cut(one: str, other: str) -> bool:
    """Whether one of them is the beginning of the other."""
    short, long = sorted((_plain(one), _plain(other)), key=len)
    return short != long and len(short) >= CUT and long.startswith(short)


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
