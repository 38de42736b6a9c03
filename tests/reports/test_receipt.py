"""What the receipt says: just what was sent, whatever happens later."""

import re
import shutil
import subprocess
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.utils import translation

from members.models import User
from portal.lib import pdf
from reports.actions import make_report, receipt_html, request_receipt, stylesheet
from reports.models import Report
from surveys.actions.responses import extend, return_response, submit, take_back
from surveys.models import Response, Snapshot
from surveys.receipt import receipt_of
from tests.surveys.conftest import Travel
from tests.surveys.test_answers import type_all

#: The words of the receipt by language: of a code, of the footer, of being in time.
WORDS = {
    "fi": ("ei koske meitä", "Lähetetty 24.11.2026 klo 12.00 · tunniste", "ajoissa"),
    "sv": ("gäller inte oss", "Skickat 24.11.2026 kl. 12.00 · kännetecken", "i tid"),
    "en": ("does not apply to us", "Sent 24 November 2026 at 12:00 · mark", "in time"),
}


def made(snapshot: Snapshot, language: str, by: User) -> Report:
    report = request_receipt(snapshot, language, by)
    make_report(report.pk)
    return Report.objects.get(pk=report.pk)


def text_of(content: bytes) -> str:
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing (Debian: apt-get install poppler-utils)"
    command = [program, "-layout", "-", "-"]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout
    return plain(told.decode())


def plain(text: str) -> str:
    """As it comes out of a PDF: blanks are blanks."""
    return text.replace("\u00a0", " ")


def rows_of(text: str, width: int) -> list[list[str]]:
    """The lines that have so many cells."""
    lines = (re.split(" {2,}", line.strip()) for line in text.splitlines())
    return [cells for cells in lines if len(cells) == width]


@pytest.mark.parametrize("language", list(WORDS))
def test_every_figure_is_on_paper_as_it_was_sent(
    snapshot: Snapshot, head: User, language: str
) -> None:
    code, foot, in_time = WORDS[language]
    text = text_of(bytes(made(snapshot, language, head).content))
    with translation.override(language):
        lines = [each for part in receipt_of(snapshot, language).parts for each in part.lines]
    rows = [row for row in rows_of(text, 4) if row[1:3] != ["2026", "2025"]]

    assert [row[1] for row in rows] == [plain(each.value) for each in lines]
    assert [row[2:] for row in rows] == [
        [plain(each.before or "–"), plain(each.change or "–")] for each in lines
    ]
    assert {each.key for each in lines} | {"huomautus"} == set(snapshot.document["answers"])
    assert rows[4][1:] == [code, "1", "–"]
    assert f"{foot} {snapshot.sha256[:8]}" in text
    assert in_time in text
    told = ["Yksi ryhmä", "Linja muutti.", "Uusi linja alkoi", "Ritva Respo", "Heikki Honka"]
    assert [each for each in told if each not in text] == []
    hashes = {snapshot.sha256, snapshot.response.form_version.content_hash}
    assert {each for each in hashes if each not in text} == set()


def test_figures_stand_as_they_are_read(snapshot: Snapshot, head: User) -> None:
    rows = rows_of(text_of(bytes(made(snapshot, "fi", head).content)), 4)

    assert rows[-3:] == [
        ["kulut, €", "1 000 000,00", "812 000,50", "+187 999,50"],
        ["htv", "12,5", "10,0", "+2,5"],
        ["kulut_htv", "80 000,00", "81 200,05", "−1 200,05"],
    ]


def test_who_signed_what_and_when(snapshot: Snapshot, head: User) -> None:
    rows = rows_of(text_of(bytes(made(snapshot, "fi", head).content)), 3)

    assert rows == [
        ["Kohta", "Kuka", "Milloin"],
        ["1 Opiskelijat", "Heikki Honka", "24.11.2026 klo 12.00"],
        ["2 Talous", "Heikki Honka", "24.11.2026 klo 12.00"],
    ]


def test_pages_are_counted(snapshot: Snapshot, head: User) -> None:
    content = bytes(made(snapshot, "en", head).content)
    pages = text_of(content).split("\f")[:-1]

    assert [page.split()[-1] for page in pages] == [f"{n}/{len(pages)}" for n in (1, 2)]


def test_it_can_be_read_aloud(snapshot: Snapshot, head: User) -> None:
    content = bytes(made(snapshot, "sv", head).content)
    with pikepdf.open(BytesIO(content)) as document:
        tags = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        heads = [each for each in tags if each.get("/S") == "/TH"]
        said: dict[str, Any] = {
            "part": document.open_metadata()["pdfuaid:part"],
            "language": str(document.Root.Lang),
            "title": str(document.docinfo.Title),
            "without scope": sum(
                "/Scope" not in each.get("/A", pikepdf.Dictionary()) for each in heads
            ),
            "headings": sorted({str(each.S) for each in tags if str(each.get("/S"))[:2] == "/H"}),
        }

    assert len(heads) > 20
    assert said == {
        "part": "1",
        "language": "sv",
        "title": f"Vuosikeruu 2026: kvitto, {snapshot.response.organisation}",
        "without scope": 0,
        "headings": ["/H1", "/H2", "/H3"],
    }


def test_what_is_typed_later_does_not_change_it(
    snapshot: Snapshot, answer: Response, head: User, ritva: User, outi: User, travel: Travel
) -> None:
    """Neither the answers, nor last year's, nor a later last day."""
    before = receipt_html(Snapshot.objects.get(pk=snapshot.pk), "fi")
    report = made(snapshot, "fi", head)
    travel("2026-12-20 12:00")
    return_response(
        answer, {"talous": "?"}, "", outi, until=answer.round.closes_at.replace(year=2027)
    )
    type_all(answer, ritva, kulut="5")
    Response.objects.get(round__period="2025").answers.update(text="1")

    assert receipt_html(Snapshot.objects.get(pk=snapshot.pk), "fi") == before
    assert made(snapshot, "fi", head).sha256 == report.sha256


def test_what_is_sent_anew_has_a_receipt_of_its_own(
    snapshot: Snapshot, answer: Response, head: User, ritva: User
) -> None:
    take_back(answer, head)
    type_all(answer, ritva, kulut="1000001")
    again = submit(answer, head)
    first, second = made(snapshot, "fi", head), made(again, "fi", head)

    assert first.sha256 != second.sha256
    assert "1 000 001,00" in text_of(bytes(second.content))


def test_an_answer_that_came_late_says_so(
    answer: Response, head: User, outi: User, travel: Travel
) -> None:
    travel("2026-12-10 12:00")
    late = submit(answer, head)
    assert "määräajan jälkeen" in receipt_html(late, "fi")
    take_back(answer, head)
    extend(answer, answer.round.closes_at, outi)

    assert "ajoissa" in receipt_html(submit(answer, head), "fi")


def test_without_an_earlier_year_nothing_is_compared(
    answer: Response, head: User, ritva: User
) -> None:
    before = Response.objects.with_all().get(round__period="2025")
    [snapshot] = before.snapshots.sent()
    html = receipt_html(snapshot, "en")

    assert [word for word in ("Change", "Compared") if word in html] == []


def test_the_same_snapshot_gives_the_same_bytes(snapshot: Snapshot, head: User) -> None:
    files = {pdf.make(receipt_html(snapshot, "fi"), stylesheet()) for _ in range(2)}

    assert files == {bytes(made(snapshot, "fi", head).content)}


def test_words_of_the_school_stay_words(answer: Response, head: User, ritva: User) -> None:
    """What was typed asks for nothing and is no markup."""
    type_all(answer, ritva, huomautus='<img src="file:///etc/passwd"><script>x</script>')
    report = made(submit(answer, head), "fi", head)

    assert report.status == "done"
    assert '<img src="file:///etc/passwd">' in text_of(bytes(report.content))


def test_people_are_called_what_they_are_called_today(snapshot: Snapshot, ritva: User) -> None:
    """The snapshot knows them by key alone: who has been erased leaves no name in it."""
    with translation.override("fi"):
        before = receipt_html(snapshot, "fi")
    User.objects.filter(pk=ritva.pk).update(name="Raili Ranta")
    after = receipt_html(snapshot, "fi")

    assert ("Ritva Respo" in before, "Ritva" in str(snapshot.document)) == (True, False)
    assert ("Ritva Respo" in after, "Raili Ranta" in after) == (False, True)
