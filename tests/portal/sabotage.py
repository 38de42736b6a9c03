"""Does the matrix see it when a check is gone? Each is taken away, one at a time, and put back.

By hand, for it takes some minutes: ./run pytest tests/portal/sabotage.py -s (docs/architecture.md).
What is listed in SECOND_LOCKS stands behind another check, and opens nothing when it is gone alone."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from communications.actions import addresses as looking_after
from members.access import RULES, Where
from members.actions import previews
from members.models import Organisation, User
from portal.admin import OfficeSite
from tests.portal.asking import Desk
from tests.portal.test_access import DESKS, OURS, World, desk_arguments, world
from tests.portal.test_matrix import (
    ROWS_OF_ALL,
    desk,
    every_fault,
    faults_at_the_desk,
    faults_of_nothing,
    rows_of,
    twelve,
    wrong_lists,
)

OWN_APPS = ("members", "strategy", "communications", "indicators", "surveys", "reports", "portal")
#: Where it is looked first; the rest only where nothing was found.
FIRST = {"members": ("members:", "privacy:"), "strategy": ("strategy:",)}

SECOND_LOCKS = {
    # The middleware that knows few methods refuses these too.
    "kept_form decorators",
    "surveys:confirm decorators",
    "account_confirm_by_code decorators",
    # A guard of the view and the rows it looks among, each alone enough.
    "members.views.requests.answer 0: not theirs",
    "JoinRequestQuerySet.visible_to",
    "AuditEventQuerySet.visible_to",
    "ConfirmationQuerySet.visible_to",
    "ErasureQuerySet.visible_to",
    "RoundQuerySet.visible_to",
    # Not about who asks: a state, a code or an empty answer. The tests of their apps know them.
    "portal.views.handed_over 0: not roles",
    "surveys.views.answering.section_form 0: not drawn.sheet.is_shown(section)",
    "surveys.views.sending.receipt 0: snapshot is None",
    "surveys.views.cells.paste 0: not question.is_table",
    "indicators.views.figures.indicator_chart 0: not svg",
    "indicators.views.figures.element_csv 0: found.release is None",
    "reports.views._known 0: language not in dict(settings.LANGUAGES)",
    "NewsletterAdmin.has_change_permission",
    "FormVersionAdmin.has_view_permission",
    # Asked by the search alone, whose tests know what is the office's alone.
    "DataElementQuerySet.visible_to",
}


@dataclass(frozen=True)
class Check:
    """A check, how it is taken away, and the pages where its absence must be seen."""

    name: str
    gone: Callable[[], Any]
    views: tuple[str, ...] = ()
    at_the_desk: str | None = None


@contextmanager
def replaced(thing: Any, name: str, value: Any) -> Iterator[None]:
    before = thing.__code__ if name == "__code__" else inspect.getattr_static(thing, name)
    setattr(thing, name, value)
    try:
        yield
    finally:
        setattr(thing, name, before)


# --- what is taken away ------------------------------------------------------------------


def querysets() -> Iterator[Check]:
    """`visible_to` and `in_hands_of` of each kind of rows: everything."""
    seen: set[tuple[type, str]] = set()
    for model in apps.get_models():
        rows = model._default_manager.all().__class__
        for name in ("visible_to", "in_hands_of"):
            if hasattr(rows, name) and (rows, name) not in seen:
                seen.add((rows, name))
                gone = lambda rows=rows, name=name: replaced(rows, name, lambda self, user: self)
                yield Check(f"{rows.__name__}.{name}", gone, first(model._meta.app_label))


def first(app: str) -> tuple[str, ...]:
    return tuple(view for view in OURS if view.startswith(FIRST.get(app, (f"{app}:",))))


def questions() -> Iterator[Check]:
    """Whether somebody may: yes."""
    places: list[tuple[Any, str]] = [
        (Organisation, "allows"),
        (looking_after, "looks_after"),
        (previews, "may_look"),
        (User, "is_staff"),
        (User, "reads_figures"),
    ]
    for model in apps.get_models():
        places += [
            (model, name)
            for name in vars(model)
            if name.startswith("may_") and "alone" not in name and callable(vars(model)[name])
        ]
    for place, name in places:
        is_property = isinstance(inspect.getattr_static(place, name), property)
        yes: Any = property(lambda self: True) if is_property else lambda *_args: True
        gone = lambda place=place, name=name, yes=yes: replaced(place, name, yes)
        app = getattr(getattr(place, "_meta", None), "app_label", "members")
        yield Check(f"{place.__name__}.{name}", gone, first(app))


def rules() -> Iterator[Check]:
    """Each verb of the one rule of access that somebody asks for: anyone, everywhere."""
    sources = [path.read_text() for app in OWN_APPS for path in Path(app).rglob("*.py")]
    for verb in RULES:
        if not any(f'"{verb}"' in text for text in sources if "RULES: dict" not in text):
            continue

        @contextmanager
        def gone(verb: str = verb) -> Iterator[None]:
            before = RULES[verb]
            RULES[verb] = {"anyone": Where.EVERYWHERE}
            try:
                yield
            finally:
                RULES[verb] = before

        yield Check(f"may {verb}", gone)


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield space + (entry.name or entry.callback.__name__), entry


def is_ours(view: Any) -> bool:
    return view.__module__.split(".")[0] in OWN_APPS


def gates() -> Iterator[Check]:
    """Each view open that is closed, closed that is open, and without its decorators."""
    for name, pattern in patterns(get_resolver()):
        view = pattern.callback
        if name not in OURS or not is_ours(view):
            continue
        is_closed = getattr(view, "login_required", True)

        @contextmanager
        def gone(view: Any = view, is_closed: bool = is_closed) -> Iterator[None]:
            view.login_required = not is_closed
            try:
                yield
            finally:
                view.login_required = is_closed

        yield Check(f"{name} {'closed' if is_closed else 'open'}", gone, (name,))
        inner = view
        while hasattr(inner, "__wrapped__"):
            inner = inner.__wrapped__
        if inner is not view:
            bare = lambda pattern=pattern, inner=inner: replaced(pattern, "callback", inner)
            yield Check(f"{name} decorators", bare, (name,))


def guards() -> Iterator[Check]:
    """Each `if …: raise Http404` of the views."""
    views = [(name, pattern.callback) for name, pattern in patterns(get_resolver())]
    ours = [(name, view) for name, view in views if name in OURS and is_ours(view)]
    modules = {module: True for _, view in ours if (module := inspect.getmodule(view))}
    for module in modules:
        pages = tuple(name for name, view in ours if view.__module__ == module.__name__)
        for function in vars(module).values():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                yield from guards_of(module, inspect.unwrap(function), pages)


def guards_of(module: ModuleType, function: Any, pages: tuple[str, ...]) -> Iterator[Check]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found = [node for node in ast.walk(tree) if is_guard(node)]
    for number, node in enumerate(found):
        before = node.test  # type: ignore[attr-defined]
        said = ast.unparse(before)
        node.test = ast.Constant(value=False)  # type: ignore[attr-defined]
        code = compiled(tree, function)
        node.test = before  # type: ignore[attr-defined]
        gone = lambda function=function, code=code: replaced(function, "__code__", code)
        yield Check(f"{module.__name__}.{function.__name__} {number}: {said}", gone, pages)


def is_guard(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "Http404" in ast.unparse(node.body[0])


def compiled(tree: ast.Module, function: Any) -> Any:
    [definition] = tree.body
    definition.decorator_list, before = [], definition.decorator_list  # type: ignore[attr-defined]
    space: dict[str, Any] = {}
    exec(
        compile(ast.fix_missing_locations(tree), "sabotage", "exec"),
        vars(inspect.getmodule(function)) | {"__name__": "x"},
        space,
    )
    definition.decorator_list = before  # type: ignore[attr-defined]
    return space[function.__name__].__code__


def admins() -> Iterator[Check]:
    """Each permission that one of our admin pages refuses."""
    for model, page in admin.site._registry.items():
        for verb in ("add", "change", "delete", "view"):
            name = f"has_{verb}_permission"
            if getattr(type(page), name) is not getattr(admin.ModelAdmin, name) or name in vars(
                page
            ):
                at = f"{model._meta.app_label}_{model._meta.model_name}_"
                yield Check(
                    f"{type(page).__name__}.{name}",
                    partial(given, page, name),
                    (),
                    at,
                )


@contextmanager
def given(page: Any, name: str) -> Iterator[None]:
    before = vars(page).get(name)
    setattr(page, name, lambda *_args, **_kwargs: True)
    try:
        yield
    finally:
        if before is None:
            delattr(page, name)
        else:
            setattr(page, name, before)


def middlewares() -> Iterator[Check]:
    for path in (
        "portal.lib.middleware.ClosedByDefaultMiddleware",
        "portal.lib.middleware.know_few_methods",
        "portal.middleware.keep_the_office_closed",
        "portal.middleware.SecondFactorMiddleware",
    ):
        rest = [each for each in settings.MIDDLEWARE if each != path]
        yield Check(path, partial(override_settings, MIDDLEWARE=rest))
    yield Check(
        "OfficeSite.has_permission",
        lambda: replaced(OfficeSite, "has_permission", lambda *_args: True),
    )


# --- looking for it ------------------------------------------------------------------------


def test_every_check_that_is_gone_is_noticed(twelve: World, desk: Desk) -> None:
    checks = [*gates(), *guards(), *admins(), *querysets(), *questions(), *middlewares(), *rules()]
    assert list(signs(twelve, desk, Check("nothing", lambda: None), tuple(OURS))) == []
    unseen = []
    for check in checks:
        sign = sign_of(twelve, desk, check)
        print(f"{'seen' if sign else 'NOT SEEN'}: {check.name}: {sign}", flush=True)
        if sign is None:
            unseen.append(check.name)
    print(f"{len(checks) - len(unseen)} of {len(checks)}")
    assert set(unseen) == SECOND_LOCKS


def sign_of(world: World, desk: Desk, check: Check) -> str | None:
    """The first thing that anybody would be told wrongly."""
    desk.answers.clear()
    with transaction.atomic():
        with check.gone():
            desk.handler.load_middleware()
            found = next(signs(world, desk, check, check.views), None)
            if found is None and not check.at_the_desk:
                found = next(wrong_lists(world, desk), None)
            is_wide = check.at_the_desk is None and check.name.split()[0] not in OURS
            if found is None and is_wide and ":" not in check.name:
                found = next(signs(world, desk, check, tuple(OURS)), None)
        transaction.set_rollback(True)
    desk.handler.load_middleware()
    return found


def signs(world: World, desk: Desk, check: Check, views: Iterable[str]) -> Iterator[str]:
    yield from every_fault(world, desk, views)
    for view, whose in ROWS_OF_ALL:
        if view in views:
            yield from faults_of_nothing(desk, view, whose)
            yield from answers_to_options(desk, view, next(rows_of(world, view, whose)).url)
    if check.at_the_desk or len(tuple(views)) == len(OURS):
        for address in DESKS:
            if address.name.removeprefix("admin:").startswith(check.at_the_desk or ""):
                yield from faults_at_the_desk(desk, address)
                if desk.ask("outi", "put", address.url(**desk_arguments(address))).status != "405":
                    yield f"put {address.name}"


def answers_to_options(desk: Desk, view: str, url: str) -> Iterator[str]:
    is_asked = ":" in view and view != "members:invitation"
    if is_asked and desk.ask("outi", "options", url).status not in {"405", "404"}:
        yield f"options {url}"
