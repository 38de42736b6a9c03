"""The national cost survey of 2018, where a machine has it beside the project: 161 providers with
their figures, and 1,476 rows of their groups. The numbers are those of its own README."""

import datetime
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from members.models import Identifier, Organisation, User
from surveys.actions.answers import desk
from surveys.actions.exporting import export_round
from surveys.actions.history import Order, load_round
from surveys.compiled import Entries
from surveys.history.ledger import CELLS, ROWS, Ledger, What
from surveys.history.rows import Columns
from surveys.models import Answer, Round
from surveys.questionnaire import Cell
from surveys.sheet import Finding
from tests.surveys.history import DATA
from tests.surveys.shared import shared

pytestmark = pytest.mark.django_db
FOLDER = "amos/"
KEY, NAME = "ytunnus", "ytunnus_nimi"


def survey(table: str, *books: str, additions: str = "", **fields: Any) -> Order:
    more = [(DATA / additions).read_bytes()] if additions else []
    defaults: dict[str, Any] = {
        "collection": "kustannukset",
        "period": 2018,
        "title": "Kustannuskysely",
    }
    return Order(
        **defaults
        | {
            "answers": shared(f"{FOLDER}{table}.csv").read_bytes(),
            "columns": Columns(KEY, NAME),
            "books": (*(shared(f"{FOLDER}{each}.csv").read_bytes() for each in books), *more),
            "tolerance": Decimal(0),
        }
        | fields
    )


def providers(**fields: Any) -> Order:
    return survey(
        "kustannuskysely_jarjestajakohtainen_2018",
        "koodisto_kustannuskysely_jarjestaja_2018",
        additions="cost_survey_additions.csv",
        **fields,
    )


def groups(**fields: Any) -> Order:
    return survey(
        "kustannuskysely_seurantaryhmat_2018",
        "koodisto_kustannuskysely_seurantaryhma_2018",
        additions="group_survey_additions.csv",
        collection="ryhmat",
        columns=Columns(KEY, NAME, "seuranta", "seuranta_nimi"),
        **fields,
    )


def load(order: Order) -> Ledger:
    ledger = load_round(order)
    assert ledger.is_whole, (ledger.rows, ledger.cells)
    return ledger


def misses(collection: str, *totals: str) -> list[int]:
    """By how much the totals of these items miss their parts, over all answers of the round."""
    round_ = Round.objects.get(collection__code=collection)
    found = []
    for response in round_.responses.with_all():
        at = desk(response)
        for finding in at.sheet().findings:
            item = finding.rule.anchors[0].partition(".")[0]
            if finding.rule.origin == "total" and item in totals:
                found.append(_miss(at.entries, at.compiled.by_key, finding))
    return found


def _miss(entries: Entries, cells: Mapping[str, Cell], finding: Finding) -> int:
    total = cells[finding.rule.anchors[0]]
    by_name = {cell.name: key for key, cell in cells.items()}
    parts = sum(int(entries[by_name[name]].text) for name in total.parts)
    return abs(parts - int(entries[total.key].text))


def test_every_provider_is_loaded_and_its_totals_miss_their_parts_where_the_survey_says() -> None:
    ledger = load(providers())

    assert ledger.rows == Counter(read=161, loaded=161)
    assert ledger.cells == Counter(read=22_701, saved=22_221, empty=158, listed=322)
    assert ledger.organisations == Counter(created=161)
    assert ledger.responses == Counter(new=161)
    assert ledger.of(*ROWS) == []
    assert [(note.column, note.details) for note in ledger.of(*CELLS)] == [
        ("omistaja", {"cells": 161}),
        ("vuosi", {"cells": 161}),
    ]
    assert len(ledger.of(What.CREATED)) == len(ledger.notes) - 2
    assert not Organisation.objects.members().exists()
    assert Answer.objects.exclude(text="").count() == 22_221

    missed = misses("kustannukset", "k00m1", "k00m2")

    assert len(missed) == 25
    assert Counter(missed) == Counter({1: 20, 2: 2, 3: 1, 5_848: 1, 26_451: 1})


def test_the_cost_totals_of_the_groups_miss_their_parts_where_the_survey_says() -> None:
    ledger = load(groups())
    assert ledger.rows == Counter(read=1_476, loaded=1_476)
    assert ledger.cells == Counter(read=51_660, saved=47_232, listed=4_428)
    assert ledger.organisations == Counter(created=159)
    totals = Answer.objects.filter(key__startswith="k00").count()

    missed = misses("ryhmat", "k00m1", "k00m2", "k00x1")

    assert (totals, len(missed)) == (4_428, 119)
    assert (missed.count(1), sum(2 <= miss <= 22 for miss in missed)) == (104, 15)
    assert sum(miss > 10 for miss in missed) == 3
    assert load(groups()).changes_nothing


def test_it_is_given_back_without_a_loss(outi: User) -> None:
    load(providers())
    for form in ("csv", "xlsx"):
        back = export_round(Round.objects.get(), form, outi)

        ledger = load(providers(answers=back, columns=Columns("identifier", "organisation")))

        assert ledger.changes_nothing
        assert ledger.notes == []
        assert ledger.cells == Counter(read=22_379, saved=22_221, empty=158)


def target_years(period: int, **fields: Any) -> Order:
    book = (
        b"key;type;label_fi\n"
        b"tavoitteelliset_opiskelijavuodet;integer;Tavoitteelliset opiskelijavuodet\n"
    )
    return survey(
        "tavoitteelliset_opiskelijavuodet_2018_2020",
        collection="tavoite",
        columns=Columns(KEY, "koulutuksen_jarjestaja", only=("vuosi", str(period))),
        period=period,
        books=(book,),
        **fields,
    )


def test_names_that_were_cut_are_told_and_new_identifiers_are_asked_about() -> None:
    first = load(target_years(2018))
    second = load(target_years(2019))
    third = load(target_years(2020))

    assert first.rows == Counter(read=473, passed=308, loaded=165)
    assert second.rows == Counter(read=473, passed=315, loaded=157, listed=1)
    assert third.rows == Counter(read=473, passed=323, loaded=147, listed=3)
    assert len(second.of(What.CUT)) == 81
    asked = [sorted(note.details["key"] for note in each.of(*ROWS)) for each in (second, third)]
    assert asked == [["2918298-7"], ["2918298-7", "2962876-6", "3008326-5"]]
    assert {note.what for each in (second, third) for note in each.of(*ROWS)} == {What.NEWCOMER}


def test_an_organisation_goes_on_under_a_new_identifier_once_a_person_has_said_so() -> None:
    load(target_years(2019))
    old = Identifier.objects.get(value="0204843-8")
    old.until_on = datetime.date(2020, 1, 1)
    old.save()
    Identifier.objects.create(
        organisation=old.organisation, value="2962876-6", from_on=old.until_on
    )

    ledger = load(target_years(2020))

    assert "2962876-6" not in {note.details["key"] for note in ledger.of(*ROWS)}
    assert sorted(old.organisation.responses.values_list("round__period", flat=True)) == [
        "2019",
        "2020",
    ]
