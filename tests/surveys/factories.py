"""A small questionnaire of our own, and rows around it."""

import datetime
import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone

from members.models import Organisation
from surveys.actions.forms import draft_form, publish_form
from surveys.actions.rounds import open_round
from surveys.models import Answer, Collection, FormImport, FormVersion, Response, Round, Snapshot
from surveys.questionnaire import (
    Cell,
    Choice,
    Kind,
    Line,
    Question,
    Questionnaire,
    Required,
    Rule,
    Section,
    Severity,
    Words,
)

#: The smallest code book.
BOOK = b"section;key;label_fi;type\ntalous;kulut;Kulut;money\n"
TOTALS = {
    ("total", "total"): "sum(${opiskelijat.*.*})",
    ("musiikki", "total"): "sum(${opiskelijat.musiikki.*})",
    ("tanssi", "total"): "sum(${opiskelijat.tanssi.*})",
    ("total", "naiset"): "sum(${opiskelijat.*.naiset})",
    ("total", "miehet"): "sum(${opiskelijat.*.miehet})",
}


def words(text: str) -> Words:
    return Words(text, f"{text} sv", f"{text} en")


def single(code: str, kind: Kind = Kind.INTEGER, relevant: str = "", **fields: Any) -> Question:
    cell = Cell(key=code, name=code, kind=kind, label=words(code), **fields)
    return Question(code, words(code), (cell,), relevant=relevant)


def students() -> Question:
    """Women and men by field, with computed totals downwards and across."""
    rows, columns = ("musiikki", "tanssi", "total"), ("naiset", "miehet", "total")
    cells = tuple(
        Cell(
            key=f"opiskelijat.{row}.{column}",
            name=f"opiskelijat.{row}.{column}",
            kind=Kind.INTEGER,
            label=words(f"{row}, {column}"),
            required=Required.NO if (row, column) in TOTALS else Required.HARD,
            missing=() if (row, column) in TOTALS else ("n", "a", "m", "x"),
            compute=TOTALS.get((row, column), ""),
            row=row,
            column=column,
        )
        for row in rows
        for column in columns
    )
    return Question(
        "opiskelijat",
        words("Opiskelijat"),
        cells,
        rows=tuple(Line(row, words(row), row == "total") for row in rows),
        columns=tuple(Line(column, words(column), column == "total") for column in columns),
    )


def small_questionnaire() -> Questionnaire:
    htv = "${kulut} div ${htv}"
    return Questionnaire(
        words("Vuosikeruu"),
        sections=(
            Section(
                "opiskelijat",
                words("Opiskelijat"),
                (
                    students(),
                    single("uudet", required=Required.HARD, minimum=Decimal(0)),
                    single("tpo", Kind.CHOICE, choices="kylla_ei"),
                    single("oppilaat", relevant="${tpo} = 'kylla'"),
                ),
            ),
            Section(
                "talous",
                words("Talous"),
                (
                    single("kulut", Kind.MONEY, decimals=2, unit=words("€")),
                    single("htv", Kind.DECIMAL, decimals=1),
                    single("kulut_htv", Kind.DECIMAL, decimals=2, compute=htv, prior_years=0),
                    single("huomautus", Kind.LONGTEXT),
                ),
            ),
        ),
        rules=(
            Rule(
                "uudet",
                Severity.ERROR,
                "${uudet} <= ${opiskelijat.total.total}",
                words("Uusia on enemmän kuin opiskelijoita."),
                anchors=("uudet",),
            ),
        ),
        lists={"kylla_ei": (Choice("kylla", words("Kyllä")), Choice("ei", words("Ei")))},
    )


def make_collection(**fields: Any) -> Collection:
    return Collection.objects.create(**{"code": "vuosi", "name_fi": "Vuosikeruu"} | fields)


def make_form(
    collection: Collection | None = None, questionnaire: Questionnaire | None = None
) -> FormVersion:
    collection = collection or make_collection()
    return publish_form(draft_form(collection, questionnaire or small_questionnaire(), []), None)


def make_form_import(collection: Collection | None = None, **fields: Any) -> FormImport:
    """A file that waits for its worker."""
    content = fields.setdefault("file", BOOK)
    defaults = {"file_name": "kirja.csv", "sha256": hashlib.sha256(content).hexdigest()}
    return FormImport.objects.create(
        collection=collection or make_collection(), **defaults | fields
    )


def make_round(form: FormVersion | None = None, **fields: Any) -> Round:
    form = form or make_form()
    now = timezone.now()
    defaults = {
        "period": "2026",
        "opens_at": now - datetime.timedelta(days=14),
        "due_at": now + datetime.timedelta(days=14),
        "closes_at": now + datetime.timedelta(days=21),
    }
    return Round.objects.create(collection=form.collection, form_version=form, **defaults | fields)


def make_response(organisation: Organisation, round_: Round | None = None) -> Response:
    """The organisation's response in an open round."""
    round_ = round_ or make_round()
    open_round(round_)
    return Response.objects.with_all().get(round=round_, organisation=organisation)


def make_snapshot(response: Response) -> Snapshot:
    """Something that was sent, and says nothing."""
    document = {
        "form": response.form_version.content_hash,
        "due_at": response.due_at.isoformat(),
        "answers": {},
        "earlier": [],
        "explanations": {},
        "sections": {},
    }
    return Snapshot.objects.create(
        response=response, number=1, event="submitted", document=document, sha256="0" * 64
    )


FIELDS = {"klassinen": "Musiikki: klassinen", "tanssi": "Tanssi", "osat": "Tutkinnon osat"}


def checked_table() -> Question:
    """Typed totals across that a rule checks, computed totals downwards, and one grey cell."""
    columns = (
        Line("miehet", Words("Miehet", "Män", "Men")),
        Line("naiset", Words("Naiset", "Kvinnor", "Women")),
        Line("yht", Words("Yhteensä", "Totalt", "Total"), is_total=True),
    )
    rows = tuple(Line(code, Words(label, f"{label} (sv)")) for code, label in FIELDS.items())
    typed = [(row, column.code) for row in FIELDS for column in columns]
    cells = tuple(
        Cell(
            key=f"op.{row}.{column}",
            name=f"op.{row}.{column}",
            kind=Kind.INTEGER,
            unit=Words("opiskelijaa", "studerande", "students"),
            required=Required.HARD,
            missing=("n", "a", "m", "x"),
            row=row,
            column=column,
        )
        for row, column in typed
        if (row, column) != ("osat", "miehet")
    )
    sums = {"miehet": "sum(${op.*.miehet})", "naiset": "sum(${op.*.naiset})"}
    sums["yht"] = "${op.kaikki.miehet} + ${op.kaikki.naiset}"
    totals = tuple(
        Cell(
            key=f"op.kaikki.{column}",
            name=f"op.kaikki.{column}",
            kind=Kind.INTEGER,
            compute=text,
            row="kaikki",
            column=column,
        )
        for column, text in sums.items()
    )
    return Question(
        "op",
        Words("Opiskelijat 20.9.2026", "Studerande 20.9.2026", "Students on 20 September 2026"),
        (*cells, *totals),
        rows=(*rows, Line("kaikki", Words("Kaikki", "Alla", "All"), is_total=True)),
        columns=columns,
        help=Words("Laske jokainen opiskelija kerran.", "Räkna varje studerande en gång."),
        where=Words("opintohallinto, raportti 3", "studieförvaltningen, rapport 3"),
    )


def wide_questionnaire() -> Questionnaire:
    """One section with every kind of question, and a short one after it."""
    kinds = (
        replace(
            single("vuodet", Kind.DECIMAL, decimals=1, unit=words("opv")),
            help=words("Tammi–lokakuu"),
        ),
        single("tuki", missing=("n", "a", "m", "x"), required=Required.HARD),
        single("tapa", Kind.CHOICE, choices="tavat"),
        single("kielet", Kind.CHOICES, choices="tavat"),
        single("paiva", Kind.DATE),
        single("kuvaus", Kind.LONGTEXT),
        single("nimi", Kind.TEXT),
    )
    note = Question("huom", words("Kiitos vastauksista."))
    tavat = tuple(Choice(code, words(code)) for code in ("lahi", "eta", "moni"))
    return Questionnaire(
        Words("Vuosikeruu", "Årsinsamling", "Yearly collection"),
        sections=(
            Section(
                "op",
                Words("Opiskelijat", "Studerande", "Students"),
                (checked_table(), *kinds, note),
            ),
            Section("talous", Words("Talous", "Ekonomi", "Money"), (single("kulut", Kind.MONEY),)),
        ),
        rules=(
            Rule(
                "vuodet",
                Severity.CONFIRM,
                "${vuodet} <= 200",
                words("Vuosia on paljon."),
                anchors=("vuodet",),
            ),
        ),
        lists={"tavat": tavat},
    )


def make_earlier(response: Response, period: str = "2025", **figures: str) -> Response:
    """What the same school sent a year before."""
    now = timezone.now() - datetime.timedelta(days=365)
    before = make_round(
        response.form_version,
        period=period,
        state="closed",
        opens_at=now - datetime.timedelta(days=30),
        due_at=now,
        closes_at=now,
    )
    earlier = Response.objects.create(
        round=before,
        organisation=response.organisation,
        form_version=response.form_version,
        state="approved",
    )
    Answer.objects.bulk_create(
        Answer(response=earlier, key=key, text=text) for key, text in figures.items()
    )
    return earlier
