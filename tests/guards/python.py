"""What no linter knows of our Python. Each guard takes source text and returns its findings as
"line: what"."""

import ast
import re
from collections.abc import Iterator

#: What asks the database how it is; it reads no row.
HEALTH = {"readyz"}
SHORTCUTS = {"get_object_or_404", "get_list_or_404"}
NOT_WAITING = {"delay", "apply_async", "send_task"}
POST = ("django.core.mail", "smtplib", "aiosmtplib")
#: Written apart, so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + r"XX)\b")

Finding = tuple[ast.AST, str]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def roads_to_rows(source: str) -> list[str]:
    """A view is a function; it reaches rows through `visible_to(request.user)` or
    `request.user.…`, and asks nothing else of a model."""
    tree = ast.parse(source)
    models = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "models" in (node.module or "").split(".")
        for alias in node.names
    }
    found: list[Finding] = [
        (node, f"class {node.name}") for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found += _road(node, models, _above(tree))
        elif isinstance(node, ast.Call) and _name(node.func) in SHORTCUTS:
            found += [
                (node, f"{_name(node.func)}({_name(argument)}, …)")
                for argument in node.args[:1]
                if _name(argument) in models or _name(argument)[:1].isupper()
            ]
    return _told(found)


def calls_that_do_not_wait(source: str) -> list[str]:
    """Work is woken after the commit, with `delay_on_commit`."""
    return _told(
        (node, f".{node.func.attr}(")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in NOT_WAITING
    )


def roads_to_the_post(source: str) -> list[str]:
    """Only the one door and the outbox know Django's mail."""
    return _told(
        (node, name)
        for node in ast.walk(ast.parse(source))
        for name in _imported(node)
        if name.startswith(POST)
    )


def late_imports(source: str) -> list[str]:
    """Imports stand at the top of a module."""
    return _told(
        (inner, ast.unparse(inner))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, FUNCTIONS)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    )


def unfinished_words(source: str) -> list[str]:
    """What is begun is finished, or it is not begun."""
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(source.splitlines(), 1)
        if UNFINISHED.search(line)
    ]


def _road(node: ast.Attribute, models: set[str], above: dict[ast.AST, ast.AST]) -> list[Finding]:
    wrong = (
        node.attr in {"_default_manager", "_base_manager", "raw"}
        or (node.attr == "objects" and not _asks_for_the_reader(node, above))
        or (
            node.attr != "objects"
            and node.attr[0].islower()
            and isinstance(node.value, ast.Name)
            and node.value.id in models
        )
        or (node.attr == "cursor" and _function(node, above) not in HEALTH)
    )
    return [(node, ast.unparse(above.get(node, node)))] if wrong else []


def _asks_for_the_reader(node: ast.AST, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether this `….objects` goes on with `.visible_to(request.user)`."""
    road = above[node]
    call = above.get(road)
    return (
        isinstance(road, ast.Attribute)
        and road.attr == "visible_to"
        and isinstance(call, ast.Call)
        and [ast.unparse(argument) for argument in call.args] == ["request.user"]
    )


def _function(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    while node in above:
        node = above[node]
        if isinstance(node, ast.FunctionDef):
            return node.name
    return ""


def _above(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def _name(node: ast.AST) -> str:
    """`b` of both `b` and `a.b`; nothing of anything else."""
    return getattr(node, "id", "") or getattr(node, "attr", "")


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _told(findings: list[Finding] | Iterator[Finding]) -> list[str]:
    return [f"{getattr(node, 'lineno', 0)}: {what}" for node, what in findings]
