"""A round is given back whole: loading what was exported changes nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from members.models import Identifier, Organisation, User
from portal.lib.spreadsheets import read as read_workbook
from surveys.actions.exporting import export_round
from surveys.actions.refusals import NotTheOffice
from surveys.compiled import Entry
from surveys.history.rows import Columns
from surveys.history.table import read, told, written
from surveys.models import Answer, AnswersOpened, Response
from tests.surveys.history import ANSWERS, BOOK, KAIKULA, load, rows, the_round

pytestmark = pytest.mark.django_db
BACK = Columns("identifier", "organisation")
#: Our own kinds of figures and texts, beside those of the small book.
MORE = (
    b"key;type;decimals;choices;missing\n"
    b"huom;longtext;;;a\nteksti;text;;;m\nosuus;decimal;4;;n\npaiva;date;;;\n"
    b"kielet;choices;;fi=suomi|sv=ruotsi;\n"
)
COMMENT = 'Luku on arvio;\n=toinen rivi, "lainaus"'


def everything() -> list[tuple[object, ...]]:
    fields = ("response__organisation", "key", "text", "missing", "comment", "version")
    return list(Answer.objects.order_by("pk").values_list(*fields))


@pytest.fixture
def filled(outi: User) -> None:
    """Values, codes, comments and texts that look like something else."""
    load(books=(BOOK, MORE))
    response = Response.objects.get(organisation__identifiers__value=KAIKULA)
    for key, text, missing in [
        ("_.huom", '=1+1\r\nToinen rivi; "näin", ja', ""),
        ("_.teksti", "..m", ""),
        ("osuus", "12345678901234.5678", ""),
        ("paiva", "2018-09-20", ""),
        ("kielet", "fi sv", ""),
    ]:
        Answer.objects.create(response=response, key=key, text=text, missing=missing)
    other = Response.objects.exclude(pk=response.pk).first()
    for key, text, missing in [("_.huom", "", "a"), ("_.teksti", "'=x", ""), ("osuus", "", "n")]:
        defaults = {"text": text, "missing": missing}
        Answer.objects.update_or_create(response=other, key=key, defaults=defaults)
    Answer.objects.filter(key="a1").update(comment=COMMENT)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_and_loaded_again_changes_nothing(
    filled: None, outi: User, form: str
) -> None:
    before = everything()

    back = export_round(the_round(), form, outi)
    ledger = load(back, columns=BACK, books=(BOOK, MORE))

    assert ledger.changes_nothing
    assert [note.what for note in ledger.notes if note.what != "comma"] == []
    assert ledger.rows["loaded"] == 4
    assert everything() == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_exported_makes_the_same_round_anew(filled: None, outi: User, form: str) -> None:
    before = [row[:5] for row in everything() if row[2] or row[3]]
    back = export_round(the_round(), form, outi)

    load(back, columns=BACK, books=(BOOK, MORE), period=2017)

    same = Answer.objects.filter(response__round__period="2017").exclude(text="", missing="")
    fields = ("response__organisation", "key", "text", "missing", "comment")
    assert set(same.values_list(*fields)) == set(before)


def test_the_workbook_holds_the_answers_the_code_book_and_the_states(
    filled: None, outi: User
) -> None:
    data, book, states = read_workbook(export_round(the_round(), "xlsx", outi))

    assert (data.name, book.name, states.name) == ("data", "codebook", "states")
    assert data.rows[0] == (
        *("identifier", "organisation", "a1", "a1:comment", "a2", "a3", "a0", "t1"),
        *("_.huom", "_.teksti", "osuus", "paiva", "kielet"),
    )
    assert data.rows[1] == (
        *(KAIKULA, "Kaikulan soitto-opisto", 100.0, COMMENT, 50.0, 20.0, 150.0, 12.5),
        *('=1+1\r\nToinen rivi; "näin", ja', "...m", "12345678901234.5678", "2018-09-20", "fi sv"),
    )
    assert data.formulas == frozenset()
    assert [row[0] for row in book.rows[1:]] == [
        *("a1", "a2", "a3", "a0", "t1", "_.huom", "_.teksti", "osuus", "paiva", "kielet"),
    ]
    described = dict(zip(book.rows[0], book.rows[4], strict=True))
    assert {name: described[name] for name in ("key", "type", "label_fi", "unit_fi", "parts")} == {
        "key": "a0",
        "type": "money",
        "label_fi": "Menot yhteensä",
        "unit_fi": "€",
        "parts": "a1 a2",
    }
    assert states.rows[1] == (KAIKULA, "Kaikulan soitto-opisto", "submitted")


def test_only_the_office_exports_and_that_is_written_down(ritva: User, outi: User) -> None:
    load()
    with pytest.raises(NotTheOffice):
        export_round(the_round(), "csv", ritva)
    assert not AnswersOpened.objects.exists()

    export_round(the_round(), "csv", outi)

    assert list(AnswersOpened.objects.values_list("by", flat=True)) == [outi.pk] * 4


def test_an_organisation_is_called_by_the_identifier_it_had_then(
    outi: User, koivuranta: Organisation
) -> None:
    for value, days in [
        ("9900005-0", {"until_on": "2018-06-01"}),
        (KAIKULA, {"from_on": "2018-06-01"}),
    ]:
        Identifier.objects.create(organisation=koivuranta, value=value, **days)
    load(rows(f"{KAIKULA};Koivurannan konservatorio;1;;;;"))

    wide = read(export_round(the_round(), "csv", outi))

    assert [row.cells[0] for row in wide.rows] == [KAIKULA]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_queries_do_not_grow_with_the_answers(outi: User, form: str) -> None:
    asked = []
    for text in (rows("9900001-8;Kaikula;1;;;;"), ANSWERS):
        load(text, new=frozenset({KAIKULA}))
        round_ = the_round()
        export_round(round_, form, outi)
        with CaptureQueriesContext(connection) as context:
            export_round(round_, form, outi)
        asked.append(len(context))

    assert Response.objects.count() == 4
    assert asked[0] == asked[1]


def test_the_command_writes_the_file(outi: User, tmp_path: Path) -> None:
    load()
    file, out = tmp_path / "kulut.csv", StringIO()

    call_command("export_round", "kulut", "2018", "--format", "csv", "--to", str(file), stdout=out)

    assert out.getvalue() == f"4 answers are in {file}.\n"
    assert file.read_bytes().decode("utf-8-sig").splitlines()[:2] == [
        "identifier,organisation,a1,a2,a3,a0,t1",
        "9900001-8,Kaikulan soitto-opisto,100,50,20,150,12.5",
    ]
    with pytest.raises(CommandError, match="cannot be written"):
        call_command(
            "export_round", "kulut", "2018", "--format", "csv", "--to", str(tmp_path / "no" / "x")
        )


texts = st.text(max_size=6) | st.from_regex(r"\.{0,3}[namxq]", fullmatch=True)


@given(texts)
def test_no_text_is_taken_for_a_code(text: str) -> None:
    assert told(written(Entry(text))) == (text, "")


@given(st.sampled_from("namx"))
def test_a_code_is_written_and_read(code: str) -> None:
    assert told(written(Entry(missing=code))) == ("", code)
