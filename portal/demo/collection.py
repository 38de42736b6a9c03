"""The yearly collection of the demonstration: last year's answers, and this year's open round with
a school in every state. Schools and office do what people do, through the same actions; then what
they did is set back to its day, and their letters count as sent long ago."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from communications.models import Letter
from members.models import Organisation, User
from portal.demo.answers import Answers, answers
from portal.demo.last_year import make_last_year
from portal.demo.stories import (
    AFTER_THE_REMINDER,
    BEFORE_THE_REMINDER,
    CLOSES,
    DUE,
    OPENED,
    REMINDED,
    REMINDERS,
    Story,
)
from portal.demo.yearly import yearly_collection
from surveys.actions import responses as steps
from surveys.actions.answers import Change, desk, explain, mark_ready, save_cells
from surveys.actions.forms import draft_form, publish_form
from surveys.actions.reminders import remind_round
from surveys.actions.rounds import open_round
from surveys.compiled import Entry
from surveys.models import (
    Answer,
    ChangeRequest,
    Collection,
    Explanation,
    FormVersion,
    Response,
    Round,
    Snapshot,
    Transition,
    people_of,
)

Organisations = Mapping[str, Organisation]
People = Mapping[str, User]


def make_collection(organisations: Organisations, people: People) -> int:
    """Returns how many answers there are, those not yet begun among them."""
    office = people["Outi Rantakivi"]
    collection = Collection.objects.create(
        code="vuosikeruu",
        name_fi="Vuosikeruu",
        name_sv="Årsinsamlingen",
        name_en="Yearly collection",
        purpose="Liiton oma tilasto jäsenten toiminnasta, edunvalvontaan ja vertailuun.",
    )
    form = publish_form(draft_form(collection, yearly_collection(), []), office)
    today = timezone.localdate()
    round_ = _plan(form, today)
    make_last_year(round_, organisations, office)
    _open(round_, today, organisations, people)
    return Response.objects.count()


def last_round() -> Round:
    """The one that is over."""
    return Round.objects.select_related("collection", "form_version").get(state=Round.State.CLOSED)


def _plan(form: FormVersion, today: datetime.date) -> Round:
    return Round.objects.create(
        collection=form.collection,
        form_version=form,
        period=str(today.year),
        opens_at=at(today, -OPENED, 8),
        due_at=at(today, DUE, 16),
        closes_at=at(today, CLOSES, 16),
        reminder_days=REMINDERS,
    )


def _open(
    round_: Round, today: datetime.date, organisations: Organisations, people: People
) -> None:
    open_round(round_)
    _count_as_sent(round_.opens_at)
    found = Response.objects.filter(round=round_).with_all()
    by_school = {response.organisation_id: response for response in found}
    for stories, morning in ((BEFORE_THE_REMINDER, REMINDED), (AFTER_THE_REMINDER, 1)):
        for story in stories:
            response = by_school[organisations[story.school].pk]
            Telling(story, response, today, people).tell()
        remind_round(round_.pk)
        _count_as_sent(at(today, -morning, 8))


def at(today: datetime.date, days: int, hour: int, minute: int = 0) -> datetime.datetime:
    """A moment so many days from today, on the clock of the federation."""
    day = today + datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def _count_as_sent(moment: datetime.datetime) -> None:
    """Nobody is to find these letters in the terminal: they went out in their time."""
    Letter.objects.filter(state=Letter.State.QUEUED).update(
        state=Letter.State.SENT, attempts=1, created_at=moment, not_before=moment, sent_at=moment
    )


class Telling:
    """One school's story, told step by step."""

    def __init__(
        self, story: Story, response: Response, today: datetime.date, people: People
    ) -> None:
        self.story, self.response, self.today = story, response, today
        self.office = people["Emil Sundåker" if story.returned else "Outi Rantakivi"]
        self.begun = timezone.now()
        those = people_of([response])
        self.filler = those.fillers(response)[0]
        self.sender = those.senders(response)[0]

    def tell(self) -> None:
        story = self.story
        if story.exempt:
            steps.exempt(self.response, story.exempt, self.office)
            self._was(OPENED - 2, 9)
        if story.more_days is not None:
            steps.extend(self.response, at(self.today, story.more_days, 16), self.office)
        if story.typed is not None:
            self._fill_in()
            self._was(story.typed, 10)
        if story.sent is not None:
            steps.submit(self.response, self.sender)
            self._was(story.sent, 14)
        self._review()

    def _review(self) -> None:
        story = self.story
        if story.taken_up is not None:
            steps.begin_review(self.response, self.office)
            self._was(story.taken_up, 9)
        if story.approved is not None:
            steps.approve(self.response, self.office)
            self._was(story.approved, 11)
        if story.returned is not None:
            steps.return_response(self.response, story.requests, "", self.office)
            self._was(story.returned, 13)

    def _fill_in(self) -> None:
        story, compiled = self.story, self.response.form_version.compiled
        told = _twisted(answers(story.school), story)
        changes = [
            Change(key, entry.text, entry.missing, comment=story.comments.get(key))
            for key, entry in told.items()
            if compiled.section_of[key].code in story.filled
        ]
        saved = save_cells(self.response, changes, self.filler)
        if saved.unreadable:
            raise ValueError(f"{story.school} cannot answer so: {saved.unreadable}")
        self._explain()
        for section in story.filled if story.sent is not None else story.ready:
            mark_ready(self.response, section, self.filler)

    def _explain(self) -> None:
        """What the school has words for; what it will send also needs a nod at all the rest."""
        sheet_of = desk(self.response)
        for finding in sheet_of.unsettled(sheet_of.sheet().findings):
            rule = finding.rule.code
            if rule in self.story.told or self.story.sent is not None:
                explain(self.response, rule, self.story.told.get(rule, ""), self.filler)

    def _was(self, days: int, hour: int) -> None:
        """All that was done just now was done so many days ago."""
        set_back(self.response, at(self.today, -days, hour, self.response.pk * 7 % 60), self.begun)


def _twisted(expected: Answers, story: Story) -> Answers:
    twisted = expected | {key: Entry(text) for key, text in story.twists.items()}
    return {key: entry for key, entry in twisted.items() if key not in story.left_out}


def set_back(response: Response, moment: datetime.datetime, since: datetime.datetime) -> None:
    """What was written down about the response since then gets the date of the moment. The history
    beside it, which nobody can change, keeps today."""
    new = {"response": response, "at__gte": since}
    for model in (Answer, Explanation, Transition, Snapshot, ChangeRequest):
        model._default_manager.filter(**new).update(at=moment)
    response.section_states.filter(ready_at__gte=since).update(ready_at=moment)
    mine = Response.objects.filter(pk=response.pk)
    mine.filter(submitted_at__gte=since).update(submitted_at=moment)
    mine.filter(approved_at__gte=since).update(approved_at=moment)
    _count_as_sent(moment)
