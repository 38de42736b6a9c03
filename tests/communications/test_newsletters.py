"""The life of a newsletter: written, handed over, looked at by other eyes, approved, sent."""

import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from communications.actions.newsletters import (
    approve,
    discard,
    hand_over,
    note_preview,
    send_test,
    take_back,
)
from communications.actions.refusals import (
    Approved,
    HasLeft,
    LookFirst,
    NotADraft,
    NotASender,
    NotTheOffice,
    NotWaiting,
    ReasonMissing,
    TooEarly,
    TooSoon,
    Unfinished,
)
from communications.actions.sending import send_due
from communications.actions.subscriptions import subscribe
from communications.edition import editions
from communications.models import Letter, Newsletter, Reader, Subscription
from communications.models.newsletters import ALONE
from members.actions import Refused
from members.models import Organisation, User
from tests.communications.conftest import NOW
from tests.communications.writing import HOUR, make_news, make_newsletter, make_sent
from tests.factories import make_association, make_organisation, make_person, make_topic

pytestmark = pytest.mark.django_db
SECOND = datetime.timedelta(seconds=1)


def state(newsletter: Newsletter) -> str:
    newsletter.refresh_from_db()
    return str(newsletter.state)


def handed_over(by: User, *items: Any, **fields: Any) -> Newsletter:
    newsletter = make_newsletter(*items, **fields)
    hand_over(newsletter, by)
    newsletter.refresh_from_db()
    return newsletter


# --- the steps ------------------------------------------------------------------------------------


def test_one_writes_another_approves_and_it_leaves(emil: User, siiri: User) -> None:
    newsletter = handed_over(emil)
    assert (newsletter.state, newsletter.written_by) == ("ready", emil)

    approve(newsletter, siiri)
    assert state(newsletter) == "approved"
    assert (newsletter.approved_by, newsletter.alone_reason) == (siiri, "")
    send_due()

    assert state(newsletter) == "sent"
    assert Letter.objects.count() == 0  # nobody reads it, and the chair need not know


def test_each_step_done_twice_is_as_once(emil: User, siiri: User) -> None:
    newsletter = make_newsletter()
    for step in (hand_over, hand_over):
        step(newsletter, emil)
    approve(newsletter, siiri, NOW + datetime.timedelta(days=9999))
    before = Newsletter.objects.values().get()
    approve(newsletter, siiri)

    assert Newsletter.objects.values().get() == before
    for _ in range(2):
        take_back(newsletter, emil)
    assert state(newsletter) == "draft"
    for _ in range(2):
        discard(newsletter, emil)
    assert state(newsletter) == "discarded"


def test_what_cannot_be_done_now_is_refused_and_changes_nothing(emil: User, siiri: User) -> None:
    """Each state, each step; what is not here is done."""
    later = NOW + datetime.timedelta(days=9999)
    draft, ready = make_newsletter(), handed_over(emil)
    approved, discarded, sent = handed_over(emil), make_newsletter(), make_sent()
    approve(approved, siiri, later)
    discard(discarded, emil)
    before = list(Newsletter.objects.order_by("pk").values())

    with pytest.raises(NotWaiting):
        approve(draft, siiri)
    with pytest.raises(LookFirst):
        approve(handed_over(siiri), siiri, reason="syy")
    for over in (approved, discarded, sent):
        with pytest.raises(NotADraft):
            hand_over(over, emil)
    for over in (discarded, sent):
        with pytest.raises(NotWaiting):
            approve(over, siiri)
        with pytest.raises(HasLeft):
            take_back(over, emil)
    with pytest.raises(Approved):
        discard(approved, emil)
    with pytest.raises(HasLeft):
        discard(sent, emil)

    assert list(Newsletter.objects.filter(pk__lte=sent.pk).order_by("pk").values()) == before
    assert state(ready) == "ready"


def test_strangers_do_nothing_and_the_office_does_not_approve(
    emil: User, sten: User, birgit: User
) -> None:
    newsletter = make_newsletter()
    for stranger in (sten, birgit):
        for step in (hand_over, take_back, discard, send_test):
            with pytest.raises(NotTheOffice):
                step(newsletter, stranger)
    hand_over(newsletter, emil)

    for other in (sten, birgit, make_person(make_association(), "office", "admin")):
        with pytest.raises(NotASender):
            approve(newsletter, other, reason="syy")
    assert state(newsletter) == "ready"


def test_what_was_looked_at_is_what_leaves(emil: User, siiri: User) -> None:
    item = make_news(title_fi="Ennen", body_fi="Ennen.")
    newsletter = handed_over(emil, item)
    item.title_fi, item.body_fi = "Jälkeen", "Jälkeen."
    item.save()

    approve(newsletter, siiri)
    newsletter.refresh_from_db()

    [edition] = editions(newsletter)
    assert [(piece.title, piece.body) for piece in edition.pieces] == [("Ennen", "Ennen.")]
    take_back(newsletter, emil)
    newsletter.refresh_from_db()
    assert editions(newsletter)[0].pieces[0].title == "Jälkeen"


def test_it_waits_for_its_time_and_for_the_day_of_its_news(
    emil: User, siiri: User, clock: time_machine.Traveller
) -> None:
    newsletter = handed_over(emil, make_news(publish_at=NOW + 2 * HOUR))
    for early in (None, NOW + HOUR):
        with pytest.raises(TooEarly):
            approve(newsletter, siiri, early)

    approve(newsletter, siiri, NOW + 2 * HOUR)
    clock.shift(2 * HOUR - SECOND)
    send_due()
    assert state(newsletter) == "approved"
    clock.shift(SECOND)
    send_due()

    assert state(newsletter) == "sent"


# --- alone ----------------------------------------------------------------------------------------


def test_who_is_alone_looks_waits_and_says_why_and_the_chair_hears_of_it(
    siiri: User, clock: time_machine.Traveller
) -> None:
    chair = make_person(make_association(), "chair", email="chair@example.org", language="en")
    newsletter = handed_over(siiri)

    with pytest.raises(LookFirst):
        approve(newsletter, siiri, reason="Emil on lomalla")
    note_preview(newsletter, siiri)
    clock.shift(ALONE - SECOND)
    note_preview(newsletter, siiri)
    with pytest.raises(TooSoon):
        approve(newsletter, siiri, reason="Emil on lomalla")
    clock.shift(SECOND)
    with pytest.raises(ReasonMissing):
        approve(newsletter, siiri, reason=" ")
    assert Letter.objects.count() == 0
    approve(newsletter, siiri, reason=" Emil on lomalla ")

    assert state(newsletter) == "approved"
    assert newsletter.alone_reason == "Emil on lomalla"
    letter = Letter.objects.get()
    assert (letter.address, letter.language) == (chair.email, "en")
    assert "Emil on lomalla" in letter.text and "Siiri Salo" in letter.text


def test_a_test_letter_is_a_look_too(siiri: User, clock: time_machine.Traveller) -> None:
    newsletter = handed_over(siiri)
    send_test(newsletter, siiri)
    clock.shift(ALONE)

    approve(newsletter, siiri, reason="syy")

    assert state(newsletter) == "approved"


def test_a_look_before_handing_over_or_a_colleagues_starts_no_half_hour(
    emil: User, siiri: User, clock: time_machine.Traveller
) -> None:
    newsletter = make_newsletter()
    note_preview(newsletter, siiri)
    send_test(newsletter, siiri)
    hand_over(newsletter, siiri)
    note_preview(newsletter, emil)
    clock.shift(ALONE)
    with pytest.raises(LookFirst):
        approve(newsletter, siiri, reason="syy")

    note_preview(newsletter, siiri)
    clock.shift(ALONE)
    take_back(newsletter, siiri)
    hand_over(newsletter, siiri)
    with pytest.raises(LookFirst):
        approve(newsletter, siiri, reason="syy")


def test_whose_name_is_gone_is_nobodys_second_pair_of_eyes(siiri: User) -> None:
    newsletter = handed_over(siiri)
    Newsletter.objects.update(written_by=None)

    with pytest.raises(LookFirst):
        approve(newsletter, siiri, reason="syy")


# --- before it is handed over ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "audience, fields, problem",
    [
        ("public", {"audience": "members"}, "“Uutinen” is not for all who get this newsletter."),
        ("signed_in", {"audience": "members"}, "“Uutinen” is not for all who get this newsletter."),
        ("members", {"audience": "board"}, "“Uutinen” is not for all who get this newsletter."),
        ("public", {"publish_at": None}, "“Uutinen” is a draft."),
        ("public", {"expires_at": NOW, "publish_at": NOW - HOUR}, "“Uutinen” is no longer shown."),
        (
            "public",
            {"body_fi": "![](/static/img/mark.svg)"},
            "A picture lacks the words that say what it shows: /static/img/mark.svg",
        ),
        (
            "public",
            {"body_fi": "![pikseli](https://evil.example/p.png)"},
            "A picture comes from elsewhere, which would tell who reads: https://evil.example/p.png",
        ),
        ("public", {"body_fi": "[a](/ei/ole/)"}, "A link leads nowhere: /ei/ole/"),
        (
            "public",
            {"body_fi": "[a](http://localhost:8000/ei/ole/)"},
            "A link leads nowhere: http://localhost:8000/ei/ole/",
        ),
        ("public", {"body_fi": "[a](suhteellinen)"}, "A link leads nowhere: suhteellinen"),
        ("public", {"body_fi": "[a](//evil.example)"}, "A link leads nowhere: //evil.example"),
        ("public", {"body_fi": "[a](https:///x)"}, "A link leads nowhere: https:///x"),
        ("public", {"body_fi": "[a](#x)"}, "A link leads nowhere: #x"),
        ("public", {"body_fi": "[a](mailto:x)"}, "A link leads nowhere: mailto:x"),
        (
            "public",
            {"body_fi": "[a](https://example.org/?a=1&utm_source=kirje)"},
            "A link tells from where its reader comes: https://example.org/?a=1&utm_source=kirje",
        ),
    ],
)
def test_what_is_not_ready_says_why(
    siiri: User, audience: str, fields: dict[str, Any], problem: str
) -> None:
    siiri.language = "en"
    item = make_news(**{"title_fi": "Uutinen"} | fields)
    newsletter = make_newsletter(item, topic=make_topic(audience=audience))

    with translation.override("en"), time_machine.travel(NOW), pytest.raises(Unfinished) as refused:
        hand_over(newsletter, siiri)

    assert refused.value.facts == {"problems": problem}
    assert state(newsletter) == "draft"


def test_a_newsletter_without_news_and_one_of_a_hundred_kilobytes_are_not_ready(
    siiri: User,
) -> None:
    empty = make_newsletter()
    empty.places.all().delete()
    news = [make_news(title_fi="ä" * 150, body_fi="ö" * 200) for _ in range(150)]
    long = make_newsletter(*news)

    for newsletter, problem in (
        (empty, "There is no news in it."),
        (long, "The letter is longer than 100 kB. Leave something out."),
    ):
        with translation.override("en"), pytest.raises(Unfinished) as refused:
            hand_over(newsletter, siiri)
        assert refused.value.facts == {"problems": problem}


def test_links_that_lead_somewhere_are_no_problem(siiri: User) -> None:
    text = (
        "[a](/news/) [b](http://localhost:8000/strategy/#1) [c](https://example.org/?a=1) "
        "[d](mailto:a@example.org) ![merkki](/static/img/mark.svg)"
    )
    handed_over(siiri, make_news(body_fi=text))


# --- the archive -------------------------------------------------------------------------------------


@pytest.fixture
def partner(db: None) -> User:
    return make_person(make_organisation(), email="pirkko@example.org")


@pytest.mark.parametrize(
    "audience, readers",
    [
        ("public", {"nobody", "partner", "ritva", "birgit", "siiri"}),
        ("signed_in", {"partner", "ritva", "birgit", "siiri"}),
        ("members", {"ritva", "birgit", "siiri"}),
    ],
)
def test_the_archive_is_open_to_those_for_whom_the_topic_is(
    ritva: User, birgit: User, siiri: User, partner: User, audience: str, readers: set[str]
) -> None:
    people: dict[str, Any] = {
        "nobody": AnonymousUser(), "partner": partner, "ritva": ritva, "birgit": birgit,
        "siiri": siiri,
    }  # fmt: skip
    make_sent(topic=make_topic(audience=audience))
    draft = make_newsletter(topic=make_topic("toinen", audience=audience))

    found = {
        name for name, user in people.items() if Newsletter.objects.visible_to(user).left().exists()
    }
    assert found == readers
    drafts = {name for name, user in people.items() if draft in Newsletter.objects.visible_to(user)}
    assert drafts == {"siiri"}


def test_a_topic_that_one_joins_by_request_is_read_by_those_who_have_it(
    koivuranta: Organisation, ritva: User, kaisa: User, sten: User
) -> None:
    topic = make_topic(is_closed=True, default_roles=["head"])
    head = make_person(koivuranta, "head", email="head@example.org")
    subscribe(Reader.of(ritva), topic, source=Subscription.Source.OFFICE)
    subscribe(Reader.of(kaisa), topic)  # waits for the office
    make_sent(topic=topic)

    def reads(user: Any) -> bool:
        return Newsletter.objects.visible_to(user).exists()

    assert [reads(each) for each in (head, ritva, kaisa, sten, AnonymousUser())] == [
        *(True, True, False, False, False)
    ]


# --- any people in any order -------------------------------------------------------------------------


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        office = make_association()
        self.people = {
            "emil": make_person(office, "office"),
            "siiri": make_person(office, "office", "sender"),
            "sten": make_person(make_organisation(kind="partner")),
        }
        self.item = make_news()
        topic = make_topic(f"aihe-{self.item.pk}", audience="public")
        self.newsletter = make_newsletter(self.item, topic=topic, written_by=self.people["emil"])
        for number in range(3):
            subscribe(Reader.at(f"lukija{number}-{self.item.pk}@example.org"), topic)
        self.told: dict[str, Any] = {}
        self.clock = time_machine.travel(NOW, tick=False)
        self.traveller = self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()

    @property
    def row(self) -> Newsletter:
        return Newsletter.objects.get(pk=self.newsletter.pk)

    def attempt(self, step: Any, who: str, **more: Any) -> None:
        before = Newsletter.objects.values().get(pk=self.newsletter.pk)
        try:
            step(self.row, self.people[who], **more)
        except Refused:
            assert Newsletter.objects.values().get(pk=self.newsletter.pk) == before
            return
        assert who != "sten"

    @rule()
    def emil_hands_over(self) -> None:
        self.attempt(hand_over, "emil")

    @rule()
    def siiri_hands_over(self) -> None:
        self.attempt(hand_over, "siiri")

    @rule()
    def sten_tries(self) -> None:
        for step in (hand_over, take_back, discard, approve):
            self.attempt(step, "sten")

    @rule()
    def emil_takes_it_back(self) -> None:
        self.attempt(take_back, "emil")

    @rule()
    def siiri_looks(self) -> None:
        note_preview(self.row, self.people["siiri"])

    @rule()
    def siiri_approves(self) -> None:
        self.attempt(approve, "siiri", reason="syy")

    @rule()
    def siiri_approves_for_later(self) -> None:
        self.attempt(approve, "siiri", reason="syy", send_at=self.now() + HOUR)

    @rule()
    def emil_approves(self) -> None:
        self.attempt(approve, "emil", reason="syy")

    @rule()
    def emil_discards(self) -> None:
        if self.row.state == "ready":  # else every story would end here
            self.attempt(discard, "emil")
            self.attempt(take_back, "emil")
            assert self.row.state == "discarded"
            Newsletter.objects.filter(pk=self.newsletter.pk).update(state="draft", edition={})

    @rule()
    def the_news_change(self) -> None:
        self.item.body_fi += " Lisää."
        self.item.save()

    @rule()
    def ten_minutes_pass(self) -> None:
        self.traveller.shift(datetime.timedelta(minutes=10))

    @rule()
    def the_clock_comes_by(self) -> None:
        send_due()

    @staticmethod
    def now() -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)

    @property
    def letters(self) -> Any:
        begin = f"communications:newsletter:{self.newsletter.pk}:to:"
        return Letter.objects.filter(key__startswith=begin)

    @invariant()
    def nothing_leaves_before_other_eyes_or_half_an_hour(self) -> None:
        row = self.row
        if row.approved_by is not None:
            assert row.approved_by == self.people["siiri"]
            other_eyes = row.written_by == self.people["emil"]
            waited = row.previewed_at is not None and row.approved_at is not None
            assert other_eyes or (
                waited and row.approved_at - row.previewed_at >= ALONE and row.alone_reason == "syy"  # type: ignore[operator]
            )

    @invariant()
    def each_reader_has_one_letter_once_it_has_left_and_none_before(self) -> None:
        assert self.letters.count() == (3 if self.row.has_left else 0)
        assert self.letters.values("address").distinct().count() == self.letters.count()

    @invariant()
    def what_has_left_stays_as_it_was(self) -> None:
        if self.row.has_left:
            self.told = self.told or self.row.edition
            assert self.row.edition == self.told != {}


def test_any_people_doing_anything_in_any_order() -> None:
    few = settings(
        max_examples=15,
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=few)
