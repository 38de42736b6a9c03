import pytest
from django.test import Client

from strategy import actions, outline
from strategy.models import Measure, Strategy
from tests.factories import make_measure

TABLES = ("strategy", "goal", "theme", "measure")
MEASURES = "/office/strategy/measure/"


@pytest.mark.parametrize("table", TABLES)
def test_the_desk_is_open_to_the_office_alone(
    as_outi: Client, as_birgit: Client, as_kaisa: Client, as_sten: Client, table: str
) -> None:
    url = f"/office/strategy/{table}/"
    make_measure()

    people = (as_outi, as_birgit, as_kaisa, as_sten, Client())
    assert [person.get(url).status_code for person in people] == [200, 404, 404, 404, 302]
    assert [person.get(f"{url}add/").status_code for person in people] == [200, 404, 404, 404, 302]


@pytest.mark.parametrize("table", TABLES)
def test_every_list_is_searched(as_outi: Client, table: str) -> None:
    actions.load(outline.read())

    found = as_outi.get(f"/office/strategy/{table}/", {"q": "1"})
    nothing = as_outi.get(f"/office/strategy/{table}/", {"q": "xyzzy"})

    assert found.status_code == 200
    assert nothing.context["cl"].result_count == 0


def test_a_measure_is_found_by_its_swedish_words(as_outi: Client) -> None:
    actions.load(outline.read())

    found = as_outi.get(MEASURES, {"q": "mentorskaps"})

    assert [measure.code for measure in found.context["cl"].result_list] == ["2.2.2"]


@pytest.mark.parametrize("table", TABLES)
def test_a_code_is_given_once(as_outi: Client, table: str) -> None:
    actions.load(outline.read())
    row = as_outi.get(f"/office/strategy/{table}/").context["cl"].result_list[0]

    added = as_outi.get(f"/office/strategy/{table}/add/")
    changed = as_outi.get(f"/office/strategy/{table}/{row.pk}/change/")

    assert "code" in added.context["adminform"].form.fields
    assert "code" not in changed.context["adminform"].form.fields


def change(measure: Measure, **fields: str) -> dict[str, str]:
    """What the form of the measure sends."""
    names = ("text_fi", "text_sv", "text_en")
    return {name: getattr(measure, name) for name in names} | {"is_draft_en": "on"} | fields


def test_the_office_edits_and_approves_a_translation(as_outi: Client) -> None:
    measure = make_measure("1.1.1")

    as_outi.post(
        f"{MEASURES}{measure.pk}/change/", change(measure, text_sv="Vi spelar.", code="1.1.2")
    )

    assert list(Measure.objects.values_list("code", "text_sv", "is_draft_sv", "is_draft_en")) == [
        ("1.1.1", "Vi spelar.", False, True)
    ]


def test_a_translation_that_is_not_written_is_not_approved(as_english_office: Client) -> None:
    measure = make_measure("1.1.1")

    answer = as_english_office.post(f"{MEASURES}{measure.pk}/change/", change(measure))

    assert answer.context["errors"] == [["The Swedish stays a draft until it has been written."]]
    assert Measure.objects.get().is_draft_sv


def test_the_finnish_words_are_said_to_be_the_associations(as_english_office: Client) -> None:
    measure = make_measure("1.1.1")

    form = as_english_office.get(f"{MEASURES}{measure.pk}/change/").context["adminform"].form

    assert str(form.fields["text_fi"].help_text) == (
        "The association's own words. Change them only when the association has changed them."
    )


@pytest.mark.parametrize("table", TABLES)
def test_the_selected_translations_are_approved(as_english_office: Client, table: str) -> None:
    actions.load(outline.read())
    url = f"/office/strategy/{table}/"
    chosen = as_english_office.get(url).context["cl"].result_list[0]

    answer = as_english_office.post(
        url, {"action": "approve_swedish", "_selected_action": [chosen.pk]}, follow=True
    )

    assert [str(message) for message in answer.context["messages"]] == [
        "1 translation has been approved."
    ]
    rows = type(chosen).objects
    assert list(rows.filter(is_draft_sv=False)) == [chosen]
    assert not rows.filter(is_draft_en=False).exists()


def test_english_is_approved_by_itself(as_outi: Client) -> None:
    measure = make_measure("1.1.1", text_sv="Vi spelar.", text_en="We play.")

    as_outi.post(MEASURES, {"action": "approve_english", "_selected_action": [measure.pk]})

    assert list(Measure.objects.values_list("is_draft_sv", "is_draft_en")) == [(True, False)]


def test_a_reader_approves_nothing(as_kaisa: Client) -> None:
    measure = make_measure("1.1.1", text_sv="Vi spelar.")

    answer = as_kaisa.post(MEASURES, {"action": "approve_swedish", "_selected_action": measure.pk})

    assert answer.status_code == 404
    assert Measure.objects.get().is_draft_sv


def test_the_office_writes_a_new_measure(as_outi: Client) -> None:
    theme = make_measure("1.1.1").theme

    as_outi.post(
        f"{MEASURES}add/",
        {
            "theme": theme.pk,
            "code": "1.1.2",
            "text_fi": "Tanssitaan.",
            "is_draft_sv": "on",
            "is_draft_en": "on",
        },
    )

    assert list(Measure.objects.values_list("code", "text_fi")) == [
        ("1.1.1", "Soitetaan."),
        ("1.1.2", "Tanssitaan."),
    ]
    assert Strategy.objects.count() == 1
