"""What the models of the portal promise: words in three languages, names as sentences, one door
to the rows, and a line for every field that tells of a person."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise

Model = type[models.Model]

#: The languages in themselves are the same in every language.
LANGUAGES = {"suomi", "svenska", "English"}
KEEPING = (models.CASCADE, models.PROTECT, models.RESTRICT)
ALWAYS_PERSONAL = (models.EmailField, models.GenericIPAddressField)


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
    """Fields that tell of a person and are declared neither way, and declarations of nothing.

    A whole model is declared by its name: "Event" in place of "Event.name"."""
    told = {f"{model.__name__}.{name}" for model in found for name in personal_fields(model)}
    declared = personal | not_personal
    existing = {
        name
        for model in found
        for name in [model.__name__, *(f"{model.__name__}.{f.name}" for f in _fields(model))]
    }
    missing = {name for name in told if declared.isdisjoint({name, name.split(".")[0]})}
    return sorted(missing) + sorted(f"{name}: no such thing" for name in declared - existing)


def personal_fields(model: Model) -> set[str]:
    """Every field of a model that hangs on a person; of others the keys to people and addresses."""
    everything = hangs_on_a_person(model)
    return {
        field.name
        for field in _fields(model)
        if (everything and not field.is_relation)
        or field.related_model is get_user_model()
        or isinstance(field, ALWAYS_PERSONAL)
    }


def hangs_on_a_person(model: Model, seen: frozenset[Model] = frozenset()) -> bool:
    """Whether a row stands for a person, or could not be without one."""
    return model is get_user_model() or any(
        hangs_on_a_person(field.related_model, seen | {model})
        for field in _fields(model)
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete in KEEPING
        and not field.null
        and field.related_model not in seen | {model}
    )


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
        if not isinstance(field, models.AutoField | models.GeneratedField):
            yield field
