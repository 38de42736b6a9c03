"""From approved answers to the downloaded report: the office, the board and two schools."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indicators.actions import build_release
from indicators.models import Release
from members.models import Organisation, User
from reports.actions import make_report
from reports.models import Report
from surveys.actions import responses as steps
from surveys.actions.answers import desk, explain
from surveys.actions.rounds import close_round
from surveys.models import Response, Round
from tests.browser import look
from tests.factories import make_association, make_member, make_person
from tests.flows.conftest import NewContext
from tests.flows.test_answering import enter
from tests.flows.test_round import press
from tests.surveys.factories import make_form, make_response, make_round
from tests.surveys.test_answers import FULL, type_all


def answer(school: Organisation, round_: Round, office: User, number: int) -> User:
    """Typed, sent and approved; its head."""
    head = make_person(school, "head", email=f"head{number}@example.org", name=f"Rehtori {number}")
    response = make_response(school, round_)
    more = {"uudet": str(9 + number), "tpo": "ei", "kulut": str(90000 + 5000 * number)}
    type_all(response, head, **FULL | more, htv=str(8 + number), huomautus="–")
    at = desk(response)
    for finding in at.unsettled(at.sheet().findings):
        explain(response, finding.rule.code, "Näin se oli.", head)
    steps.submit(response, head)
    steps.approve(Response.objects.with_all().get(pk=response.pk), office)
    return head


@pytest.fixture
def colleague(outi: User) -> User:
    return make_person(make_association(), "office", email="olli@example.org", name="Olli Oksa")


@pytest.fixture
def heads(koivuranta: Organisation, granholmen: Organisation, outi: User) -> list[User]:
    """Of seven schools, Koivuranta's first and Granholmen's next."""
    others = [make_member(name_fi=f"Koulu {number}") for number in range(5)]
    round_ = make_round(make_form())
    schools = [koivuranta, granholmen, *others]
    heads = [answer(each, round_, outi, number) for number, each in enumerate(schools)]
    close_round(round_)
    return heads


def taken(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.locator(link).first.click()
    return Path(download.value.path()).read_bytes()


def release(page: Page, colleague: Page) -> Release:
    """One freezes and builds, the other publishes."""
    page.goto(f"/collections/rounds/{Round.objects.get().pk}/")
    press(page, "a[href$='/freeze/']")
    look(page, "freeze")
    press(page, "main form button.btn-primary")
    look(page, "releases")
    press(page, "main form button.btn-primary")
    look(page, "release-waits")
    made = Release.objects.get()
    build_release(made.pk)
    expect(page.locator(".notice-ok")).to_be_visible()
    press(page, "#progress a")
    look(page, "release")
    colleague.goto(page.url)
    press(colleague, "aside form button.btn-primary")
    expect(colleague.locator(".notice-ok").first).to_be_visible()
    return made


def test_figures_are_released_and_reports_taken_home(
    new_context: NewContext,
    base_url: str,
    heads: list[User],
    outi: User,
    colleague: User,
    birgit: User,
) -> None:
    as_outi, as_olli, as_birgit, as_koivuranta, as_granholmen = (
        enter(new_context(), user, base_url) for user in (outi, colleague, birgit, *heads[:2])
    )
    made = release(as_outi, as_olli)

    as_olli.goto(made.get_absolute_url())
    press(as_olli, f"a[href='/reports/releases/{made.pk}/']")
    press(as_olli, "#progress form button")
    look(as_olli, "reports-wait")
    for report in Report.objects.all():
        make_report(report.pk)
    expect(as_olli.locator("#progress progress")).to_have_attribute("value", "100")
    look(as_olli, "reports-done")

    as_birgit.goto("/indicators/")
    press(as_birgit, "a[href='/reports/']")
    look(as_birgit, "reports-board")
    press(as_birgit, f"a[href='/reports/releases/{made.pk}/']")
    press(as_birgit, f"form[action$='/releases/{made.pk}/board/fi/'] button")
    [board] = Report.objects.filter(kind=Report.Kind.BOARD)
    make_report(board.pk)
    assert taken(as_birgit, f"a[href='/reports/{board.pk}/file/']").startswith(b"%PDF-1.7")

    own = {}
    for page, head in ((as_koivuranta, heads[0]), (as_granholmen, heads[1])):
        [report] = Report.objects.filter(organisation__affiliations__user=head)
        page.goto(f"/reports/releases/{made.pk}/")
        look(page, "reports-own")
        own[report.pk] = taken(page, f"a[href='/reports/{report.pk}/file/']")
        assert page.goto("/indicators/elements/").status == 200  # type: ignore[union-attr]
    assert len({*own.values()}) == len(own) == 2
    foreign = min(own)
    assert as_granholmen.request.get(f"/reports/{foreign}/file/").status == 404
    assert Report.objects.count() == len(heads) + 1
