"""What the models of the portal promise: words in three languages, names as sentences, one door
to the rows, and a line for every field that tells of a person."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise

Model = type[models.Model]

#: The languages in themselves are the same in every language.
LANGUAGES = {"suomi", "svenska", "English"}
#: What can hold something about somebody, e-mail addresses and links among them.
TELLING = (
    *(models.CharField, models.TextField, models.JSONField, models.FileField),
    models.GenericIPAddressField,
)


def bare_names(model: Model) -> list[str]:
    """Names of models, fields, choices and constraints that nobody translates."""
    return [
        f"{model._meta.label}{what}"
        for what, words in _names(model)
        if not isinstance(words, Promise) and words not in LANGUAGES
    ]


def nameless_ways_back(model: Model) -> list[str]:
    """Keys without a related_name of their own."""
    return [
        f"{model._meta.label}.{field.name}: related_name"
        for field in _fields(model)
        if field.remote_field and not field.remote_field.related_name
    ]


def constraints_that_say_nothing(model: Model) -> list[str]:
    """Constraints and indexes not named `<model>_<sentence>`, and constraints without a message."""
    options, start = model._meta, f"{model._meta.model_name}_"
    unnamed = [
        f"{options.label}: {thing.name}"
        for thing in [*options.constraints, *options.indexes]
        if not thing.name.startswith(start)
    ]
    silent = [
        f"{options.label}: {constraint.name} has no message"
        for constraint in options.constraints
        if constraint.violation_error_message == constraint.default_violation_error_message
    ]
    return unnamed + silent


def side_doors(model: Model) -> list[str]:
    """Managers beside `objects`: views reach rows through that one door."""
    return [
        f"{model._meta.label}.{manager.name}"
        for manager in model._meta.managers
        if manager.name != "objects"
    ]


def undeclared(found: list[Model], personal: set[str], not_personal: set[str]) -> list[str]:
    """Fields that may tell of a person and are declared neither way, and declarations of nothing.

    A whole model is declared by its name: "Theme" in place of "Theme.name"."""
    declared = personal | not_personal
    telling = [(model.__name__, name) for model in found for name in _telling(model)]
    missing = [
        f"{model}.{name}"
        for model, name in telling
        if declared.isdisjoint({model, f"{model}.{name}"})
    ]
    existing = {model.__name__ for model in found} | {
        f"{model.__name__}.{field.name}" for model in found for field in _fields(model)
    }
    return missing + [f"{name}: no such thing" for name in sorted(declared - existing)]


def _telling(model: Model) -> Iterator[str]:
    """Fields that can hold something about somebody: texts without a fixed choice, files, IP
    addresses, and keys to people."""
    for field in _fields(model):
        is_open = isinstance(field, TELLING) and not field.choices
        if is_open or field.related_model is get_user_model():
            yield field.name


def _names(model: Model) -> Iterator[tuple[str, object]]:
    options = model._meta
    for name in ("verbose_name", "verbose_name_plural"):
        yield f": {name}", options.original_attrs.get(name)
    for field in _fields(model):
        yield f".{field.name}", field.verbose_name
        if field.help_text:
            yield f".{field.name}: help_text", field.help_text
        for value, label in getattr(field, "flatchoices", None) or ():
            if value:
                yield f".{field.name}: {value}", label
    for constraint in options.constraints:
        yield f": {constraint.name}", constraint.violation_error_message


def _fields(model: Model) -> Iterator[models.Field]:
    """Fields that somebody named: not the number of the row, not what the database computes."""
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        if not (field.primary_key or isinstance(field, models.GeneratedField)):
            yield field
