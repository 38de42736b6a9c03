"""The demonstration's yearly collection: what it asks, and a school in every state of answering."""

import datetime
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone, translation
from time_machine import TimeMachineFixture

from communications.delivery import claim
from communications.models import Letter
from members.models import User
from portal.demo.accounts import ACCOUNTS
from portal.demo.answers import SIZES, answers
from portal.demo.seed import seed
from portal.demo.stories import AFTER_THE_REMINDER, BEFORE_THE_REMINDER
from portal.demo.yearly import yearly_collection
from surveys.actions.answers import Desk, desk
from surveys.actions.reminders import remind_due
from surveys.actions.rounds import keep_time
from surveys.default_rules import default_rules
from surveys.models import Answer, Response, Round, Snapshot, Transition
from surveys.monitor import sent_at_this_time_before
from surveys.questionnaire import (
    NUMBERS,
    Questionnaire,
    Required,
    Words,
    content_hash,
    from_json,
    to_json,
)
from surveys.sheet import Compiled, fill
from surveys.summary import summarise
from surveys.todo import todo

MOST_TYPED = 90
FORM = yearly_collection()
QUESTIONS = [question for section in FORM.sections for question in section.questions]


def words_of(form: Questionnaire) -> dict[str, Words]:
    """Every text of the form that people read, by where it stands."""
    found = {"title": form.title}
    for section in form.sections:
        found |= {section.code: section.title, f"{section.code} intro": section.intro}
        for question in section.questions:
            place = question.code
            found |= {place: question.label, f"{place} help": question.help}
            found |= {f"{place} where": question.where}
            found |= {f"{place} {line.code}": line.label for line in question.rows}
            found |= {f"{place} | {line.code}": line.label for line in question.columns}
            for cell in question.cells:
                found |= {f"{cell.key} label": cell.label, f"{cell.key} unit": cell.unit}
    found |= {rule.code: rule.message for rule in form.rules}
    for name, choices in (form.lists or {}).items():
        found |= {f"{name} {choice.code}": choice.label for choice in choices}
    return {place: words for place, words in found.items() if words}


# --- what is asked --------------------------------------------------------------------------------


def test_a_school_with_everything_types_ninety_cells_at_most() -> None:
    typed = Counter(
        section.code for section in FORM.sections for cell in section.cells if not cell.compute
    )

    assert typed == {
        "oppilaitos": 4,
        "opiskelijat": 24,
        "opetus": 13,
        "henkilosto": 15,
        "tilat": 13,
        "tyoelama": 8,
        "jatkumo": 13,
    }
    assert typed.total() <= MOST_TYPED
    assert len(QUESTIONS) == 56


def test_every_text_is_there_in_three_languages() -> None:
    words = words_of(FORM)

    assert len(words) > 300
    lacking = {place for place, said in words.items() if not (said.fi and said.sv and said.en)}
    assert lacking == set()
    sentences = {place: said for place, said in words.items() if len(said.fi.split()) > 3}
    assert {p for p, said in sentences.items() if len({said.fi, said.sv, said.en}) < 3} == set()


def test_the_form_compiles_with_the_rules_that_every_form_gets() -> None:
    whole = replace(FORM, rules=(*FORM.rules, *default_rules(FORM)))

    codes = [rule.code for rule in whole.rules]
    assert len(Compiled(whole).parsed) > 30
    assert len(codes) == len(set(codes))
    anchors = {anchor for rule in whole.rules for anchor in rule.anchors}
    assert anchors <= {cell.key for cell in whole.cells}


def test_the_form_is_a_document_that_comes_back_the_same() -> None:
    assert from_json(to_json(FORM)) == FORM
    assert content_hash(to_json(yearly_collection())) == content_hash(to_json(FORM))


def test_each_figure_that_people_type_tells_where_it_is_found_and_may_be_impossible_to_give() -> (
    None
):
    typed = [
        (q, cell) for q in QUESTIONS for cell in q.cells if cell.is_number and not cell.compute
    ]

    assert len(typed) == 79
    assert [question.code for question, _cell in typed if not question.where] == []
    assert [cell.key for _question, cell in typed if "x" not in cell.missing] == []
    assert [cell.key for _question, cell in typed if cell.minimum != 0] == []


def test_no_figure_is_asked_of_a_year_without_saying_which() -> None:
    """`20.9.`, a school year or a calendar year, never "this year"; each table and figure has one."""
    times = ("20.9.", "lukuvuosi 1.8.–31.7.", "kalenterivuosi", "kalenterivuonna")
    asked = [q for q in QUESTIONS if any(c.is_number and not c.compute for c in q.cells)]

    assert [q.code for q in asked if not any(time in q.label.fi for time in times)] == []


def test_percentages_are_computed_and_never_typed() -> None:
    percent = [cell for cell in FORM.cells if cell.unit.en == "%"]

    assert len(percent) > 10
    assert [cell.key for cell in percent if not cell.compute] == []


@pytest.mark.parametrize("school", SIZES)
def test_the_figures_of_a_school_break_no_rule(school: str) -> None:
    compiled = Compiled(replace(FORM, rules=(*FORM.rules, *default_rules(FORM))))
    before, now = answers(school, is_last_year=True), answers(school)

    sheet = fill(compiled, now, [before])

    assert [finding.rule.code for finding in sheet.findings] == []
    assert [sheet.progress(section).lacking for section in FORM.sections] == [()] * 7
    assert before != now
    assert set(now) - set(before) == set()
    assert now == answers(school)


def test_a_school_of_dance_alone_is_asked_nothing_of_vocational_students() -> None:
    compiled = Compiled(FORM)

    sheet = fill(compiled, answers("kuusilahti"))

    shown = [section.code for section in FORM.sections if sheet.is_shown(section)]
    assert shown == ["oppilaitos", "opetus", "henkilosto", "tilat", "tyoelama", "jatkumo"]
    assert sheet.entries["tunnit.yksilo.amm"].missing == "a"
    assert (
        sum(
            sheet.progress(section).asked
            for section in FORM.sections
            if section.code != "opiskelijat"
        )
        == 64
    )


# --- how far the schools are ----------------------------------------------------------------------


@pytest.fixture
def made(db: None) -> None:
    seed()


@pytest.fixture
def now(made: None) -> Round:
    return Round.objects.get(state="open")


def of(school: str, round_: Round) -> Response:
    return Response.objects.with_all().get(round=round_, organisation__name_fi__startswith=school)


def account(role: str) -> User:
    return User.objects.get(email=ACCOUNTS[role])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_there_is_a_school_in_every_state(made: None) -> None:
    assert Counter(Response.objects.values_list("round__state", "state")) == {
        ("closed", "locked"): 16,
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


def test_every_story_belongs_to_a_school_and_two_schools_have_none() -> None:
    told = [story.school for story in (*BEFORE_THE_REMINDER, *AFTER_THE_REMINDER)]

    assert len(told) == len(set(told))
    assert set(SIZES) - set(told) == {"ruskovaara", "ekfjarden"}


@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-01", "2028-02-29", "2035-12-31"])
def test_the_rounds_are_a_year_apart_and_the_new_one_is_open_on_any_day(
    db: None, time_machine: TimeMachineFixture, day: str
) -> None:
    time_machine.move_to(f"{day}T12:00:00+02:00", tick=True)
    seed()
    new, old = Round.objects.order_by("-period")

    assert (int(new.period), int(old.period)) == (int(day[:4]), int(day[:4]) - 1)
    assert new.is_open
    assert old.closes_at < new.opens_at < timezone.now() < new.due_at < new.closes_at
    assert timezone.localtime(new.due_at).time() == datetime.time(16)


def test_last_years_figures_stand_beside_this_years(now: Round) -> None:
    for response in Response.objects.filter(round=now).with_all():
        at = desk(response)
        assert at.periods == [str(int(now.period) - 1)]
        assert at.earlier[0]["opettajat.kaikki.kaikki"].text
    page = signed_in(account("respondent")).get(f"{of('Koivu', now).get_absolute_url()}opetus/")
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
        todos = {role: [task.title for task in todo(account(role))] for role in ACCOUNTS}

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

    assert [figure.key for figure in summary.figures] == [
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


# --- quiet, quick, once ---------------------------------------------------------------------------


def test_no_letter_waits_and_the_clock_writes_no_other(made: None) -> None:
    written = Letter.objects.count()
    assert Counter(
        (letter.key.split(":")[2], letter.state) for letter in Letter.objects.all()
    ) == {
        ("invitation", "sent"): 16,
        ("received", "sent"): 9,
        ("returned", "sent"): 4,
        ("approved", "sent"): 6,
        ("reminder", "sent"): 12,
    }  # fmt: skip

    keep_time()
    remind_due()

    assert claim() is None
    assert Letter.objects.count() == written
    assert not Letter.objects.filter(sent_at__date__gte=timezone.localdate()).exists()


def test_seeding_twice_is_as_once(made: None) -> None:
    def rows() -> list[Any]:
        models = (Round, Response, Answer, Transition, Snapshot, Letter)
        return [list(model._default_manager.order_by("pk").values()) for model in models]

    before = rows()
    call_command("seed_demo")

    assert rows() == before


def test_the_collection_is_seeded_in_seconds(db: None) -> None:
    begun = time.perf_counter()
    seed()

    assert time.perf_counter() - begun < 20


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
            ["survey", "key_contact", "head"], response.organisation.line()
        )
        school = signed_in(fillers.filter(is_active=True)[0])
        paths = pages(response, "", "oppilaitos/", "jatkumo/", "confirm/")
        statuses[response.state] = [school.get(path).status_code for path in paths]
        statuses[response.state] += [
            office.get(path).status_code for path in pages(response, "", "opetus/", "review/")
        ]

    assert statuses == {state: [200] * 7 for state in Response.State.values}
    for round_ in Round.objects.all():
        for page in ("", "letters/"):
            assert office.get(f"/collections/rounds/{round_.pk}/{page}").status_code == 200


def test_required_figures_are_those_that_the_federation_counts() -> None:
    soft = [
        cell.key for cell in FORM.cells if cell.kind in NUMBERS and cell.required is Required.SOFT
    ]

    assert soft == [
        "ol_toimipisteet",
        "ol_kunnat",
        "hlo_avoinna",
        "tila_salit",
        "te_kumppanit",
        "kv_kumppanit",
    ]
