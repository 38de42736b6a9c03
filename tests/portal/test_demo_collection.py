"""The demonstration's yearly collection: a school in every state of answering, and last year."""

from collections import Counter

import pytest
from django.utils import timezone, translation

from communications.delivery import claim
from communications.models import Letter
from members.models import Seats, User
from portal.demo.accounts import ACCOUNTS
from portal.demo.yearly import yearly_collection
from surveys.actions.answers import Desk, desk
from surveys.actions.reminders import remind_due
from surveys.actions.rounds import keep_time
from surveys.models import Answer, Response, Round, Snapshot, Transition
from surveys.monitor import sent_at_this_time_before
from surveys.questionnaire import (
    content_hash,
)
from surveys.summary import figures_of, key_figures, summarise
from surveys.todo import todo
from tests.conftest import signed_in

FORM = yearly_collection()


@pytest.fixture
def now(made: None) -> Round:
    return Round.objects.get(state="open")


def of(school: str, round_: Round) -> Response:
    return Response.objects.with_all().get(round=round_, organisation__name_fi__startswith=school)


def account(role: str) -> User:
    return User.objects.get(email=ACCOUNTS[role])


def test_there_is_a_school_in_every_state(made: None) -> None:
    assert Counter(Response.objects.values_list("round__state", "state")) == {
        ("frozen", "locked"): 16,
        ("open", "approved"): 3,
        ("open", "draft"): 4,
        ("open", "exempt"): 1,
        ("open", "in_review"): 1,
        ("open", "not_started"): 2,
        ("open", "returned"): 2,
        ("open", "submitted"): 3,
    }
    states = set(Response.objects.values_list("state", flat=True))
    assert states == set(Response.State.values)
    extended = Response.objects.exclude(due_override=None)
    assert [str(each.organisation.name_fi) for each in extended] == ["Kuusilahden tanssiopisto"]


def test_last_years_figures_stand_beside_this_years(now: Round) -> None:
    for response in Response.objects.filter(round=now).with_all():
        at = desk(response)
        assert at.periods == [str(int(now.period) - 1)]
        assert at.earlier[0]["opettajat.kaikki.kaikki"].text
    page = signed_in(account("respondent")).get(
        f"{of('Koivu', now).get_absolute_url()}sections/opetus/"
    )
    assert f"{at.periods[0]}: " in page.text


def test_koivurannas_draft_has_something_to_mend_to_explain_and_to_fill_in(now: Round) -> None:
    at = desk(of("Koivu", now))

    assert findings(at) == {
        "author:hlo_55": False,
        "change:hlo_55": False,
        "change:haku.tanssi.koe": False,
        "change:op_paaine.rytmi.maara": True,
    }
    assert {
        state.section: str(state.mark) for state in at.response.section_states.all()
    } == {
        "oppilaitos": "done",
        "opiskelijat": "questions",
        "opetus": "part",
        "henkilosto": "errors",
        "tilat": "blank",
        "tyoelama": "blank",
        "jatkumo": "blank",
    }  # fmt: skip


def findings(at: Desk) -> dict[str, bool]:
    """The rules that the answer breaks, and whether that is settled."""
    return {found.rule.code: at.is_settled(found) for found in at.sheet().findings}


def test_nothing_that_was_sent_is_unsettled(now: Round) -> None:
    told = {
        str(response.organisation.name_fi).partition(" ")[0]: findings(desk(response))
        for response in Response.objects.filter(round=now, submitted_at__isnull=False).with_all()
    }

    assert {school: found for school, found in told.items() if found} == {
        "Tuulikosken": {"change:tunnit_eta": True},
        "Honkasalmen": {"change:esitykset.oma.yleiso": True},
    }


def test_what_was_returned_says_why_in_the_language_of_the_school(now: Round) -> None:
    asked = {
        str(response.organisation.name_fi): [
            (each.section, each.text.split()[0]) for each in response.change_requests.all()
        ]
        for response in Response.objects.filter(round=now, state="returned")
    }

    assert asked == {
        "Granholmin musiikkiopisto": [("opetus", "Räkna")],
        "Hiidenniemen konservatorio": [("tilat", "Luku"), ("tyoelama", "Lisää")],
    }


def test_each_account_has_something_to_do(made: None) -> None:
    with translation.override("en"):
        todos = {role: [task.title for task in todo(account(role), Seats())] for role in ACCOUNTS}

    assert todos == {
        "office": ["Review the answer"] * 4,
        "admin": ["Review the answer"] * 4,
        "board": ["Confirm and send"],
        "head": ["Fill in the form"],
        "key_contact": ["Fill in the form"],
        "respondent": ["Fill in the form"],
        "teacher": [],
        "stranger": ["Complete the returned sections"],
        "partner": [],
    }


def test_the_steps_lie_in_the_past_in_their_order(made: None) -> None:
    today = timezone.localdate()
    for response in Response.objects.prefetch_related("transitions"):
        steps = list(response.transitions.all())
        ways = [(step.from_state, step.to_state) for step in steps]
        assert [to for _from, to in ways] == [
            *(frm for frm, _to in ways[1:]),
            *[response.state][: len(ways)],
        ]
        assert all(timezone.localdate(step.at) < today for step in steps)
        assert all(response.round.opens_at < step.at for step in steps)
    assert Answer.objects.filter(at__date__gte=today).count() == 0
    assert Snapshot.objects.filter(at__date__gte=today).count() == 0
    approved = Response.objects.filter(state__in=["approved", "locked"])
    assert all(each.submitted_at < each.approved_at for each in approved)  # type: ignore[operator]


def test_who_approves_has_typed_nothing(made: None) -> None:
    approvals = Transition.objects.filter(to_state="approved").values_list("response", "by")

    assert len(approvals) == 19
    assert [pk for pk, by in approvals if Answer.objects.filter(response=pk, by=by).exists()] == []


def test_a_snapshot_says_what_its_answer_says(made: None) -> None:
    for snapshot in Snapshot.objects.select_related("response__round"):
        assert snapshot.sha256 == content_hash(snapshot.document)
        typed = {answer.key: answer.entry for answer in snapshot.response.answers.all()}
        said = {key: entry for key, entry in snapshot.entries.items() if key in typed}
        assert said == typed


def test_a_year_ago_some_had_sent_and_some_had_not(now: Round) -> None:
    sent = sent_at_this_time_before(now)

    assert sent == 10


def test_the_principal_confirms_the_figures_that_matter(now: Round) -> None:
    summary = summarise(desk(of("Saarni", now)), "en")

    assert [figure.key for figure in key_figures(summary.reading)] == [
        "haku_osuus",
        "op_paaine.kaikki.maara",
        "tunnit.kaikki.kaikki",
        "kokoonpanot.kaikki.maara",
        "htv.kaikki.kaikki",
        "opettajat.kaikki.kaikki",
        "tila.ala.kaikki",
        "te_sopimukset.kaikki.maara",
        "kv.kaikki.kaikki",
        "tpo.kaikki.maara",
    ]


def test_no_letter_waits_and_the_clock_writes_no_other(made: None) -> None:
    """But for the letter in doubt that shows the office what to do with one."""
    written = Letter.objects.count()
    plain = Letter.objects.filter(key__startswith="surveys:")
    assert Counter((letter.key.split(":")[2], letter.state) for letter in plain) == {
        ("invitation", "sent"): 16,
        ("received", "sent"): 9,
        ("returned", "sent"): 4,
        ("approved", "sent"): 6,
        ("reminder", "sent"): 13,
    }  # fmt: skip

    keep_time()
    remind_due()

    assert claim() is None
    assert Letter.objects.count() == written
    assert not Letter.objects.filter(sent_at__date__gte=timezone.localdate()).exists()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_pages_of_each_state_open_for_the_office_and_for_the_school(
    made: None, language: str
) -> None:
    def pages(response: Response, *names: str) -> list[str]:
        return [f"{response.get_absolute_url()}{name}" for name in names]

    User.objects.update(language=language)
    office, statuses = signed_in(account("office")), {}
    one_of_each = {(r.round_id, r.state): r for r in Response.objects.with_all().order_by("pk")}
    for response in one_of_each.values():
        fillers = User.objects.holding(
            ["survey", "key_contact", "head"], response.organisation.line_ids
        )
        school = signed_in(fillers.filter(is_active=True)[0])
        paths = pages(response, "", "sections/oppilaitos/", "sections/jatkumo/", "confirm/")
        statuses[response.state] = [school.get(path).status_code for path in paths]
        statuses[response.state] += [
            office.get(path).status_code
            for path in pages(response, "", "sections/opetus/", "review/")
        ]

    assert statuses == {state: [200] * 7 for state in Response.State.values}
    for round_ in Round.objects.all():
        for page in ("", "letters/"):
            assert office.get(f"/collections/rounds/{round_.pk}/{page}").status_code == 200


def test_a_code_in_the_place_of_a_figure_is_told_without_its_unit(now: Round) -> None:
    with translation.override("en"):
        reading = summarise(desk(of("Honka", now)), "en").reading
        told = {
            figure.key: (figure.value, figure.unit)
            for section in FORM.sections
            for figure in figures_of(reading, section)
            if figure.key in {"tpo.tan_laaja.maara", "tila_salit"}
        }

    assert told == {
        "tpo.tan_laaja.maara": ("does not apply to us", ""),
        "tila_salit": ("3", "in number"),
    }
