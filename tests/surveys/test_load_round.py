"""A collection of an earlier year: whose the rows are, what they say, and what is only listed."""

import datetime
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from communications.models import Letter
from members.models import Identifier, Membership, Organisation, Seats, User
from reports.models import without_receipt
from surveys.actions.approving import approve_round
from surveys.actions.history import load_round
from surveys.actions.refusals import (
    FormStays,
    NoCollection,
    NoColumns,
    NoForm,
    NotTheOffice,
    OtherForm,
    RoundGoesOnInPortal,
)
from surveys.actions.rounds import open_round
from surveys.compiled import Compiled
from surveys.history.ledger import CELLS, ROWS, Ledger, What
from surveys.history.rows import Columns, Reading, cells_by_name
from surveys.history.table import Row, Wide
from surveys.models import Answer, FormVersion, Response, Round, Snapshot, Transition
from surveys.reading import read
from surveys.todo import todo
from tests.surveys.factories import make_round
from tests.surveys.history import (
    ANSWERS,
    BOOK,
    DATA,
    KAIKULA,
    KOSKENRANTA,
    LUMILAHTI,
    PELTOLA,
    answers,
    load,
    order,
    rows,
    the_round,
    told,
)

pytestmark = pytest.mark.django_db
YEAR = datetime.date(2019, 1, 1)


def test_each_row_becomes_a_sent_answer_of_an_organisation() -> None:
    ledger = load()

    assert ledger.rows == Counter(read=4, loaded=4)
    assert ledger.cells == Counter(read=24, saved=17, empty=6, listed=1)
    assert ledger.organisations == Counter(created=4)
    assert ledger.responses == Counter(new=4)
    assert ledger.findings == Counter({"total:a0": 1})
    assert told(ledger) == [
        ("huom", "The code book does not know this column; figures that were not loaded: 1."),
        ("row 2", "9900001-8 Kaikulan soitto-opisto was not known: it is there now, and is no member."),
        ("row 3", "9900002-6 Lumilahden tanssiopisto was not known: it is there now, and is no member."),
        ("row 4", "9900003-4 Koskenrannan konservatorio was not known: it is there now, and is no member."),
        ("row 5", "9900004-2 Peltolan musiikkikoulu was not known: it is there now, and is no member."),
        ("row 2, T1", "“12,5” was read as 12.50."),
    ]  # fmt: skip
    assert answers(KAIKULA) == {"a0": "150", "a1": "100", "a2": "50", "a3": "20", "t1": "12.50"}
    assert answers(PELTOLA) == {"a0": "7", "a1": "-5", "a2": ".m", "a3": "0", "t1": "3.25"}
    assert answers(KOSKENRANTA) == {"a0": "10", "a1": "10"}


def test_what_is_loaded_is_sent_and_over_and_nobody_is_written_to(outi: User) -> None:
    load(by=outi)

    response = Response.objects.get(organisation__name_fi="Kaikulan soitto-opisto")
    assert (response.state, response.source, response.submitted_by) == ("submitted", "import", None)
    assert response.organisation.kind == Organisation.Kind.PROVIDER
    assert not Organisation.objects.members().filter(responses=response).exists()
    assert not Membership.objects.exists()
    assert not Letter.objects.exists()
    round_ = the_round()
    assert (round_.state, round_.period, round_.is_open) == ("closed", "2018", False)
    [step] = Transition.objects.filter(response=response)
    assert (step.from_state, step.to_state, step.by) == ("not_started", "submitted", outi)
    assert step.reason.startswith("vanha.csv ")
    [snapshot] = Snapshot.objects.filter(response=response)
    assert (snapshot.event, snapshot.entries["a1"].text) == ("submitted", "100")
    assert not without_receipt().exists()


def test_loading_the_same_again_changes_nothing() -> None:
    load()
    before = list(Answer.objects.order_by("pk").values())
    counts = [model.objects.count() for model in (Transition, Snapshot, FormVersion, Organisation)]

    ledger = load()

    assert ledger.changes_nothing
    assert ledger.responses == Counter(same=4)
    assert ledger.organisations == Counter(matched=4)
    assert ledger.cells == Counter(read=24, saved=17, empty=6, listed=1)
    assert ledger.findings == Counter({"total:a0": 1})
    assert list(Answer.objects.order_by("pk").values()) == before
    assert counts == [
        model.objects.count() for model in (Transition, Snapshot, FormVersion, Organisation)
    ]


def test_a_mended_table_changes_what_it_mends_and_lists_it() -> None:
    load()

    ledger = load(ANSWERS.replace("200;30;0;231", "200;30;;230"))

    assert ledger.responses == Counter(same=3, changed=1)
    assert ledger.changed == 2
    assert told(ledger, What.CHANGED) == [
        ("row 3, a3", "Lumilahden tanssiopisto: “0” became “”."),
        ("row 3, a0", "Lumilahden tanssiopisto: “231” became “230”."),
    ]
    assert answers(LUMILAHTI) == {"a0": "230", "a1": "200", "a2": "30", "a3": ".", "t1": "40.00"}
    assert ledger.findings == Counter()
    response = Response.objects.get(organisation__identifiers__value=LUMILAHTI)
    assert [each.number for each in response.snapshots.all()] == [1, 2]
    assert load(ANSWERS.replace("200;30;0;231", "200;30;;230")).changes_nothing


def test_what_has_been_approved_stays_and_the_difference_is_listed(outi: User) -> None:
    load()
    approve_round(the_round(), "Julkaistu.", outi)

    ledger = load(ANSWERS.replace("200;30;0;231", "200;30;;230"))

    assert ledger.changes_nothing
    assert ledger.cells == Counter(read=24, saved=15, empty=7, listed=2)
    assert told(ledger, What.APPROVED) == [
        ("row 3, a3", "Lumilahden tanssiopisto has been approved: “0” stays, and the table says “”."),
        ("row 3, a0", "Lumilahden tanssiopisto has been approved: “231” stays, and the table says “230”."),
    ]  # fmt: skip
    assert answers(LUMILAHTI)["a0"] == "231"


@pytest.mark.parametrize(
    "line, place, said",
    [
        (";Nimetön;1;;;;", "row 2", "The row has no identifier."),
        ("9900001-7;Kaikula;1;;;;", "row 2",
         "“9900001-7” is not a valid identifier: look for a typing mistake."),
        ("9900001-8;Kaikula;1;;;;;", "row 2", "The row has 8 cells, and there are 7 columns."),
        ("9900001-8;Kaikula;1;", "row 2", "The row has 4 cells, and there are 7 columns."),
        ("9900001-8;;1;;;;", "row 2", "9900001-8 is not known, and has no name here."),
    ],
)  # fmt: skip
def test_a_row_that_nobody_can_be_found_for_is_listed(line: str, place: str, said: str) -> None:
    ledger = load(rows(line))

    assert told(ledger, *ROWS) == [(place, said)]
    assert ledger.rows == Counter(read=1, listed=1)
    assert (ledger.cells["listed"], ledger.cells["saved"]) == (1, 0)
    assert not Response.objects.exists()
    assert not Organisation.objects.exists()


def test_of_two_rows_of_one_organisation_none_is_loaded() -> None:
    ledger = load(
        rows("9900001-8;Kaikula;1;;;;", "9900002-6;Lumilahti;2;;;;", "9900001-8;Kaikula;3;;;;")
    )

    assert told(ledger, *ROWS) == [
        ("row 2", "9900001-8 stands also on row 4: none of them was loaded."),
        ("row 4", "9900001-8 stands also on row 2: none of them was loaded."),
    ]
    assert ledger.rows == Counter(read=3, loaded=1, listed=2)


def test_of_two_identifiers_of_one_organisation_none_is_loaded(koivuranta: Organisation) -> None:
    for value in (KAIKULA, LUMILAHTI):
        Identifier.objects.create(organisation=koivuranta, value=value)

    ledger = load(rows("9900001-8;Kaikula;1;;;;", "9900002-6;Lumilahti;2;;;;"))

    assert told(ledger, *ROWS) == [
        ("row 2", "Koivurannan konservatorio has also row 3, by another identifier: none was loaded."),
        ("row 3", "Koivurannan konservatorio has also row 2, by another identifier: none was loaded."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed, said",
    [
        ("abc", "“abc” was not saved: Write this as a number, for example 1 234,5."),
        ("..", "“..” was not saved: Write this as a number, for example 1 234,5."),
        ("1,5", "“1,5” was not saved: There are too many decimals."),
        (".q", "“.q” was not saved: Write this as a number, for example 1 234,5."),
        ("1" * 15, f"“{'1' * 15}” was not saved: The number is too large."),
    ],
)
def test_a_cell_that_cannot_be_read_is_listed_and_the_rest_is_loaded(typed: str, said: str) -> None:
    ledger = load(rows(f"9900001-8;Kaikula;{typed};7;;;"))

    assert told(ledger, *CELLS) == [("row 2, A1", said)]
    assert answers() == {"a2": "7"}
    assert ledger.cells == Counter(read=5, saved=1, listed=1, empty=3)


def test_a_cell_that_cannot_be_read_leaves_what_was_loaded_before() -> None:
    load(rows("9900001-8;Kaikula;5;7;;;"))

    ledger = load(rows("9900001-8;Kaikula;abc;7;;;"))

    assert ledger.changes_nothing
    assert answers() == {"a1": "5", "a2": "7"}


def test_a_comma_is_a_decimal_mark_and_is_told() -> None:
    ledger = load(rows("9900001-8;Kaikula;;;;;1 234,5"))

    assert told(ledger, What.COMMA) == [("row 2, T1", "“1 234,5” was read as 1234.50.")]
    assert answers() == {"t1": "1234.50"}


def test_columns_and_items_without_each_other_are_listed() -> None:
    ledger = load("ytunnus;nimi;A1;A9;a2\n9900001-8;Kaikula;1;2;3\n9900002-6;Lumilahti;1;;3\n")

    assert told(ledger, What.NO_ITEM, What.NO_COLUMN) == [
        ("A9", "The code book does not know this column; figures that were not loaded: 1."),
        ("a0", "The table has no column for this figure of the code book."),
        ("a3", "The table has no column for this figure of the code book."),
        ("t1", "The table has no column for this figure of the code book."),
    ]
    assert answers() == {"a1": "1", "a2": "3"}
    assert ledger.cells == Counter(read=6, saved=4, listed=1, empty=1)


def test_who_is_known_by_the_identifier_is_matched_whatever_the_name(
    koivuranta: Organisation,
) -> None:
    Identifier.objects.create(organisation=koivuranta, value=KAIKULA)

    ledger = load(rows("9900001-8;Koivurannan konserva;1;;;;"))

    assert ledger.organisations == Counter(matched=1)
    assert told(ledger) == [
        ("row 2", "Koivurannan konservatorio is called “Koivurannan konserva” here: one of the "
         "names has been cut.")
    ]  # fmt: skip
    other = load(rows("9900001-8;Soittoniekat;1;;;;"))
    assert told(other) == [("row 2", "Koivurannan konservatorio is called “Soittoniekat” here.")]
    assert answers() == {"a1": "1"}


def test_nobody_is_matched_by_a_name(koivuranta: Organisation) -> None:
    ledger = load(rows("9900001-8;KOIVURANNAN Konservatorio;1;;;;"))

    assert told(ledger, *ROWS) == [
        ("row 2", "9900001-8 KOIVURANNAN Konservatorio: there is Koivurannan konservatorio without "
         "this identifier. If it is the same, give it the identifier from its first day on; if "
         "not, say --new 9900001-8.")
    ]  # fmt: skip
    assert not Response.objects.exists()
    load(rows("9900001-8;KOIVURANNAN Konservatorio;1;;;;"), new=frozenset({KAIKULA}))
    assert Response.objects.exclude(organisation=koivuranta).count() == 1


def test_an_identifier_that_was_not_valid_then_is_listed(koivuranta: Organisation) -> None:
    Identifier.objects.create(organisation=koivuranta, value=KAIKULA, from_on=YEAR)

    ledger = load(rows("9900001-8;Koivurannan konservatorio;1;;;;"))

    assert told(ledger, *ROWS) == [
        ("row 2", "9900001-8 is an identifier of Koivurannan konservatorio, but not valid in this "
         "period: mend its days.")
    ]  # fmt: skip
    assert load(rows("9900001-8;Koivuranta;1;;;;"), period=2019).rows["loaded"] == 1


def test_a_changed_identifier_must_be_said_by_a_person() -> None:
    load()
    changed = ANSWERS.replace(LUMILAHTI, "9900005-0").replace(
        "Lumilahden tanssiopisto", "Revontuli"
    )

    ledger = load(changed, period=2019)

    assert told(ledger, *ROWS) == [
        ("row 3", "9900005-0 Revontuli is new, and organisations of other years are missing here: "
         "1. If it is one of them under a new identifier, give it this identifier from its first "
         "day on; if not, say --new 9900005-0.")
    ]  # fmt: skip
    old = Identifier.objects.get(value=LUMILAHTI)
    old.until_on = YEAR
    old.save()
    Identifier.objects.create(organisation=old.organisation, value="9900005-0", from_on=YEAR)
    again = load(changed, period=2019)
    assert again.rows == Counter(read=4, loaded=4)
    assert again.organisations == Counter(matched=4)
    assert old.organisation.responses.count() == 2
    assert load(period=2018).changes_nothing


def test_a_newcomer_is_made_where_a_person_says_so() -> None:
    load()
    changed = ANSWERS.replace(LUMILAHTI, "9900005-0").replace(
        "Lumilahden tanssiopisto", "Revontuli"
    )

    ledger = load(changed, period=2019, new=frozenset({"9900005-0"}))

    assert ledger.organisations == Counter(matched=3, created=1)


def test_who_is_missing_from_a_later_table_keeps_its_answer() -> None:
    load()

    ledger = load(ANSWERS.replace("9900004-2;9900004-2 Peltolan", "9900004-3;Peltolan"))

    assert told(ledger, What.ABSENT) == [
        ("", "Peltolan musiikkikoulu is missing here: its answer stays as it is.")
    ]
    assert answers(PELTOLA)["a0"] == "7"


def test_an_answer_given_in_the_portal_stays(koivuranta: Organisation) -> None:
    Identifier.objects.create(organisation=koivuranta, value=KAIKULA)
    load(rows("9900002-6;Lumilahti;2;;;;"))
    round_ = the_round()
    Response.objects.create(
        round=round_, organisation=koivuranta, form_version=round_.form_version, state="draft"
    )

    ledger = load(rows("9900001-8;Koivurannan konservatorio;1;;;;", "9900002-6;Lumilahti;2;;;;"))

    assert told(ledger, *ROWS) == [
        ("row 2", "Koivurannan konservatorio has answered in the portal: its answer stays.")
    ]
    assert ledger.rows == Counter(read=2, loaded=1, listed=1)
    assert answers(KAIKULA) == {}


def test_only_the_rows_of_a_year_are_loaded_and_the_others_counted() -> None:
    text = "vuosi;ytunnus;nimi;A1\n2018;9900001-8;Kaikula;1\n2019;9900001-8;Kaikula;2\n"

    ledger = load(text, columns=Columns("ytunnus", "nimi", only=("vuosi", "2019")), period=2019)

    assert ledger.rows == Counter(read=2, loaded=1, passed=1)
    assert answers(period="2019") == {"a1": "2"}


GROUPS = (
    "ytunnus;nimi;ala;ala_nimi;A1;A2;A0\n"
    "9900001-8;Kaikula;102;102 Tanssi;5;6;11\n"
    "9900001-8;Kaikula;101;101 Musiikki;1;2;4\n"
    "9900002-6;Lumilahti;101;101 Musiikki;7;;7\n"
    "9900002-6;Lumilahti;102;102 Tanssi;1;;\n"
    "9900002-6;Lumilahti;102;102 Tanssi;2;;\n"
)


def test_a_row_for_each_group_becomes_a_table() -> None:
    columns = Columns("ytunnus", "nimi", "ala", "ala_nimi")

    ledger = load(GROUPS, columns=columns)

    assert answers(KAIKULA) == {
        "a0.101": "4", "a0.102": "11", "a1.101": "1", "a1.102": "5", "a2.101": "2", "a2.102": "6",
    }  # fmt: skip
    assert answers(LUMILAHTI) == {"a0.101": "7", "a1.101": "7"}
    assert ledger.findings == Counter({"total:a0.101": 1})
    assert ledger.rows == Counter(read=5, loaded=3, listed=2)
    asked = the_round().form_version.compiled.questionnaire
    assert [row.label.fi for row in asked.sections[0].questions[0].rows] == [
        "101 Musiikki",
        "102 Tanssi",
    ]
    assert load(GROUPS, columns=columns).changes_nothing
    more = GROUPS + "9900002-6;Lumilahti;103;103 Teatteri;9;;\n"
    assert load(more, columns=columns).responses == Counter(same=1, changed=1)
    assert FormVersion.objects.count() == 2
    assert load(GROUPS, columns=columns).changes_nothing


def test_the_office_alone_loads(ritva: User, outi: User) -> None:
    with pytest.raises(NotTheOffice):
        load(by=ritva)
    assert not Response.objects.exists()
    load(by=outi)
    with pytest.raises(NotTheOffice):
        load(by=ritva)


def test_a_round_that_goes_on_in_the_portal_is_left_alone(koivuranta: Organisation) -> None:
    round_ = make_round(period="2018")
    open_round(round_)

    with pytest.raises(RoundGoesOnInPortal):
        load(collection="vuosi")


def test_what_is_missing_from_the_order_is_told() -> None:
    with pytest.raises(NoCollection):
        load(title="")
    with pytest.raises(NoColumns) as refused:
        load(columns=Columns("tunnus", "nimi", "ala"))
    assert refused.value.facts == {"columns": "tunnus, ala"}
    with pytest.raises(NoForm):
        load(books=())
    assert not Round.objects.exists()
    load()
    assert load(books=()).changes_nothing


def test_a_mended_code_book_is_taken_while_nothing_is_lost_or_approved(outi: User) -> None:
    load()
    mended = BOOK.replace(b"Opetustunnit,Toiminta", b"Tunnit,Toiminta")
    shorter = b"\n".join(BOOK.splitlines()[:-1])

    assert load(books=(mended,)).changes_nothing
    assert the_round().form_version.number == 2
    assert set(Response.objects.values_list("form_version__number", flat=True)) == {2}
    with pytest.raises(OtherForm) as refused:
        load(books=(shorter,))
    assert refused.value.facts["keys"] == "t1"
    approve_round(the_round(), "Julkaistu.", outi)
    with pytest.raises(FormStays):
        load()
    assert the_round().form_version.number == 2


def test_loaded_answers_wait_for_the_office(outi: User) -> None:
    load()

    assert [str(task.url) for task in todo(outi, Seats())] != []


names = st.sampled_from(["ytunnus", "nimi", "A1", "A2", "huom", "A1:comment", ""])
cells = st.sampled_from(["", "9900001-8", "9900002-6", "9", "1,5", "abc", ".m", ".q", "'=1"])


@given(
    st.lists(names, min_size=1, max_size=7, unique=True).filter({"ytunnus", "nimi"}.issubset),
    st.lists(st.lists(cells, min_size=1, max_size=8), max_size=6),
)
def test_whatever_the_table_every_row_and_cell_is_accounted_for(
    header: list[str], lines: list[list[str]]
) -> None:
    wide = Wide(tuple(header), tuple(Row(n, tuple(line)) for n, line in enumerate(lines, 2)))
    ledger, compiled = Ledger(), Compiled(read(BOOK).questionnaire)
    reading = Reading(wide, Columns("ytunnus", "nimi"), ledger)

    for found in reading.by_key().values():
        reading.read(found, cells_by_name(compiled), compiled)

    assert ledger.is_whole
    assert ledger.rows["read"] == len(lines)


def command(*words: str, **options: object) -> str:
    out = StringIO()
    call_command("load_round", *words, stdout=out, **options)
    return out.getvalue()


WORDS = (
    *("--collection", "kulut", "--title", "Kulut", "--period", "2018"),
    *("--codebook", str(DATA / "small_book.csv"), "--answers", str(DATA / "small_answers.csv")),
    *("--key", "ytunnus", "--name", "nimi", "--tolerance", "0"),
)


def test_the_command_tells_what_became_of_everything(outi: User) -> None:
    said = command(*WORDS)

    assert said.splitlines() == [
        "Cells that were not saved: 1",
        "  huom: The code book does not know this column; figures that were not loaded: 1.",
        "Good to know: 5",
        "  row 2: 9900001-8 Kaikulan soitto-opisto was not known: it is there now, and is no member.",
        "  row 3: 9900002-6 Lumilahden tanssiopisto was not known: it is there now, and is no member.",
        "  row 4: 9900003-4 Koskenrannan konservatorio was not known: it is there now, and is no member.",
        "  row 5: 9900004-2 Peltolan musiikkikoulu was not known: it is there now, and is no member.",
        "  row 2, T1: “12,5” was read as 12.50.",
        "Rows: 4 read, 4 loaded",
        "Cells: 24 read, 6 empty, 17 saved, 1 listed",
        "Organisations: 4 created",
        "Answers of organisations: 4 new",
        "Findings: 1 total",
        "Findings by rule: 1 total:a0",
    ]
    assert "Nothing has changed." in command(*WORDS)
    assert Transition.objects.filter(by=outi).count() == 4


def test_a_dry_run_only_tells(outi: User) -> None:
    said = command(*WORDS, "--dry-run")

    assert said.endswith("This was a dry run: nothing was kept.\n")
    assert not Round.objects.exists()
    assert not Organisation.objects.exclude(kind="association").exists()


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "Nothing was loaded.\nThe file is empty."),
        (b"ytunnus;nimi;A1;a1\n", "Nothing was loaded.\nCSV, D1: “a1” says the same as the column at C1."),
        ("ytunnus;nimi;ä\n".encode("latin-1"), "Nothing was loaded.\nCSV: The letters of the file cannot be read. "
         "Save it anew as “CSV UTF-8” and import that file."),
        (b"tunnus;nimi;A1\n1;2;3\n", "Nothing was loaded. The table has no column called: ytunnus."),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_changes_nothing(
    outi: User, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "taulu.csv"
    file.write_bytes(content)

    with pytest.raises(CommandError) as refused:
        command(*WORDS, "--answers", str(file))

    assert str(refused.value) == said
    assert not Round.objects.exists()


def test_the_command_asks_in_whose_name() -> None:
    with pytest.raises(CommandError, match="0 people work in the office"):
        command(*WORDS)
    with pytest.raises(CommandError, match="nobody with the address"):
        command(*WORDS, "--by", "nobody@example.org")


def test_a_missing_file_is_told(outi: User, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        command(*WORDS, "--answers", str(tmp_path / "no.csv"))


def test_an_order_is_loaded_whole_or_not_at_all(ritva: User) -> None:
    with pytest.raises(NotTheOffice):
        load_round(order(), ritva)

    assert not Round.objects.exists()
