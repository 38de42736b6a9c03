"""Every change of people and organisations is remembered by the database itself."""

from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, models, transaction

from members.models import (
    Affiliation,
    AuditEvent,
    AuditSeal,
    Consent,
    Erasure,
    Export,
    Identifier,
    Membership,
    Municipality,
    Organisation,
    Preview,
    Role,
    RosterImport,
    RosterRow,
    User,
)
from tests.factories import make_affiliation, make_member, make_role, make_user


def history(row: models.Model) -> list[str]:
    events = apps.get_model("members", f"{type(row).__name__}History")
    return list(
        events.objects.filter(pgh_obj=row.pk).order_by("pgh_id").values_list("pgh_label", flat=True)
    )


@pytest.mark.parametrize("model", [User, Organisation, Membership, Affiliation, Role, Identifier])
def test_every_change_is_remembered_whoever_makes_it(db: None, model: type[models.Model]) -> None:
    changes: dict[Any, dict[str, Any]] = {
        User: {"name": "Uusi Nimi"},
        Organisation: {"municipality": "Kotka"},
        Membership: {"reason": "Hallitus 3/2026"},
        Affiliation: {"title": "rehtori"},
        Role: {"reason": "sijaisuus"},
        Identifier: {"value": "9900002-6"},
    }
    member = make_member()
    make_role(affiliation=make_affiliation(organisation=member), role="survey")
    Identifier.objects.create(organisation=member, value="9900001-8")
    row = model._default_manager.get()
    assert history(row) == ["insert"]
    model._default_manager.update(**changes[model])
    assert history(row) == ["insert", "update"]
    model._default_manager.update(**changes[model])
    assert history(row) == ["insert", "update"], "nothing has changed"
    table, [column] = model._meta.db_table, changes[model]
    raw = "9900003-4" if model is Identifier else "SQL"
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s', [raw])  # noqa: S608
    assert history(row) == ["insert", "update", "update"]


def test_a_password_is_not_remembered(db: None) -> None:
    user = make_user(password="a long sentence")
    user.set_password("another long sentence")
    user.save()

    assert history(user) == ["insert"]
    fields = {field.name for field in apps.get_model("members", "UserHistory")._meta.fields}
    assert fields & {"password", "last_login"} == set()


@pytest.mark.parametrize(
    "name", ["User", "Organisation", "Membership", "Affiliation", "Role", "Identifier"]
)
def test_history_is_only_added_to(db: None, name: str) -> None:
    member = make_member()
    make_role(affiliation=make_affiliation(organisation=member), role="survey")
    Identifier.objects.create(organisation=member, value="9900001-8")
    events = apps.get_model("members", f"{name}History").objects
    refused = []
    for change in (lambda: events.update(pgh_label="x"), events.all().delete):
        try:
            with transaction.atomic():
                change()
        except ProgrammingError:
            refused.append(True)

    assert events.exists()
    assert refused == [True, True]


def test_every_table_of_people_and_organisations_has_a_history() -> None:
    ours = {
        model
        for model in apps.get_app_config("members").get_models()
        if not issubclass(model, pghistory.models.Event)
    }
    tracked = {
        model.pgh_tracked_model  # type: ignore[attr-defined]
        for model in apps.get_app_config("members").get_models()
        if issubclass(model, pghistory.models.Event)
    }

    assert ours - tracked == {
        *(Preview, RosterImport, RosterRow),  # they tell of themselves
        *(AuditEvent, AuditSeal, Consent, Erasure, Export),
        Municipality,  # facts of the country, of nobody here
    }
