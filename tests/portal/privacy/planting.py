"""A federation in which every field that is declared personal says something of one of two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BinaryField, CharField, Model, TextField
from django.utils import timezone

from communications.models import Bounce, LetterStep, Refusal, Subscription, Suppression
from indicators.models import DataElement
from members.models import (
    Affiliation,
    AuditEvent,
    Consent,
    Erasure,
    Export,
    LostFactor,
    Organisation,
    OutdatedReport,
    RosterRow,
    User,
)
from portal.privacy.erasing import _lifted
from portal.privacy.lines import Fate, Line, Table, tables
from reports.models import Download
from surveys.models import (
    Answer,
    AnswersOpened,
    ChangeRequest,
    Collection,
    Explanation,
    Round,
    SectionState,
    Transition,
)
from tests.communications.writing import make_news, make_newsletter
from tests.factories import (
    make_association,
    make_contact_point,
    make_document,
    make_invitation,
    make_letter,
    make_member,
    make_person,
    make_question,
    make_topic,
)
from tests.indicators.factories import make_element, make_release, make_waiver
from tests.members.passkey import make_passkey
from tests.reports.factories import make_report
from tests.surveys.factories import make_form_import, make_response, make_snapshot

NOW = timezone.now


@dataclass
class Planted:
    """A person, and the word that stands in each field."""

    user: User
    words: dict[str, str] = field(default_factory=dict)


def plant(mark: str) -> Planted:
    """A person called after the mark, with a row of every kind that tells of them or that they have
    had a hand in; their name stands in every text that is the school's."""
    school = make_member(name_fi=f"Koulu {mark}")
    number = sum(map(ord, mark)) + 1_000_000
    fields = {"email": f"{mark}@example.org", "name": f"Canary {mark}", "phone": f"+358{number}"}
    planted = Planted(make_person(school, "survey", **fields))
    declared = {table.model: table for table in tables()}
    for row in _rows(planted.user, school, mark):
        if table := declared.get(type(row)):
            _fill(row, table, planted, mark)
    planted.user.refresh_from_db()
    return planted


def _rows(person: User, school: Organisation, mark: str) -> Iterator[Model]:
    yield person
    place = person.affiliations.get()
    yield from (place, place.roles.get(), school)
    yield make_contact_point(school, value=person.email)
    yield OutdatedReport.objects.create(organisation=school, reported_by=person)
    yield Consent.objects.create(user=person, kind="public", language="fi", channel="profile")
    yield Export.objects.create(requested_by=person)
    yield Erasure.objects.create(person=person, asked_by=person, withdrawn_at=NOW())
    AuditEvent.objects.create(actor=person, verb="moved")
    yield from _delegation(person, place, school)
    yield from _letters(person, mark)
    yield from _surveys(person, school)
    yield from _figures(person, school)
    kind = ContentType.objects.get_for_model(User)
    told = {"object_repr": f"{person.name}, {school}", "change_message": person.email}
    LogEntry.objects.create(user=person, content_type=kind, action_flag=2, **told)


def _delegation(person: User, place: Affiliation, school: Organisation) -> Iterator[Model]:
    """What asks people to come, brings them and knows how they sign in."""
    invitation = make_invitation(
        school, f"link {person.pk}", email=person.email, affiliation=place, invited_by=person
    )
    sent = school.roster_imports.create(requested_by=person, acted_by=person, file=b"x")
    named = {"name": person.name, "email": person.email}
    yield RosterRow.objects.create(
        source=sent, line=2, target=place, invitation=invitation, data=named, before=named,
        after=named, changes=[["name", person.name]], faults=[[person.email, "name", {}]],
    )  # fmt: skip
    yield from (sent, invitation)
    yield school.join_requests.create(user=person, answered_by=person)
    yield school.confirmations.create(
        year=2026, opens_on="2026-01-01", confirmed_by=person, confirmed_at=NOW()
    )
    office = make_person(make_association(), "office")
    yield school.structure_proposals.create(
        kind="closes", from_on="2026-01-01", proposed_by=person, answered_by=person
    )
    yield LostFactor.objects.create(person=person, asked_by=office, reason="x")
    yield school.previews.create(by=person)
    make_passkey(person)
    UserSession.objects.create(
        user=person, session_key=f"key{person.pk}", ip="192.0.2.7", user_agent=person.email
    )


def _letters(person: User, mark: str) -> Iterator[Model]:
    letter = make_letter(user=person, address=person.email, state="sent", sent_at=NOW())
    yield letter
    make_letter(user=None, address=person.email.upper(), subject=f"{mark}-capitals")
    make_letter(address="other@example.org", subject=f"Uusi: {person.name}", text=person.email)
    yield LetterStep.objects.create(letter=letter, attempt=1, state="sent", by=person)
    yield Bounce.objects.create(letter=letter, address=person.email, kind="soft", source="smtp")
    yield Suppression.objects.create(address=person.email, reason="x", lifted_by=person)
    yield Subscription.objects.create(topic=make_topic(f"a{person.pk}"), user=person)
    Subscription.objects.create(topic=make_topic(f"b{person.pk}"), address=person.email)
    yield Refusal.objects.create(user=person, service="reminder")
    yield make_question(person, answered_by=person, answer="x", answered_at=NOW())
    version = make_document().versions.get()
    version.added_by = person
    yield version
    yield make_news(written_by=person)
    yield make_newsletter(written_by=person)


def _surveys(person: User, school: Organisation) -> Iterator[Model]:
    response = make_response(school, Round.objects.first())
    response.reviewer = response.submitted_by = person
    yield response
    step = {"from_state": "draft", "to_state": "submitted"}
    yield Transition.objects.create(response=response, by=person, **step)
    yield AnswersOpened.objects.create(response=response, by=person)
    yield ChangeRequest.objects.create(response=response, section="a", by=person)
    yield Answer.objects.create(response=response, key="huomio", by=person)
    yield Explanation.objects.create(response=response, rule="r", fingerprint="f", by=person)
    yield SectionState.objects.create(response=response, section="zz", ready_by=person)
    snapshot = make_snapshot(response)
    snapshot.by = person
    snapshot.document["answers"] = {"huomio": {"text": f"Kysy: {person.name}lta"}}
    yield snapshot
    report = make_report(snapshot)
    yield report
    yield Download.objects.create(report=report, by=person)
    yield make_form_import(Collection.objects.first(), requested_by=person, status="failed")


def _figures(person: User, school: Organisation) -> Iterator[Model]:
    release = make_release("draft", collection=f"c{person.pk}")
    release.requested_by = release.published_by = release.withdrawn_by = person
    yield release
    element = DataElement.objects.filter(code="op").first() or make_element()
    yield make_waiver(element, school)


def _fill(row: Model, table: Table, planted: Planted, mark: str) -> None:
    """Each declared text of the row says who it is of."""
    for line in table.lines:
        told = word(line, planted.user, mark)
        if told is not None:
            planted.words[line.name] = told if isinstance(told, str) else told.decode()
            setattr(row, line.field.name, told)
    with _lifted(type(row)):
        row.save()


#: By these the person is known: they say who it is as they are.
KNOWN_BY = {
    *("User.email", "User.name", "User.phone", "Letter.address", "Subscription.address"),
    *("Bounce.address", "Suppression.address", "ContactPoint.value", "Consent.address"),
    *(
        "DocumentVersion.content",
        "Invitation.email",
        "UserSession.ip",
        "UserSession.user_agent",
        "Authenticator.type",
    ),
}


def word(line: Line, person: User, mark: str) -> str | bytes | None:
    """Where the field goes a word of its own, where it only loses names a sentence with the name."""
    column, length = line.field, getattr(line.field, "max_length", None)
    if column.choices or line.name in KNOWN_BY | {"AuditEvent.object_pk", "AuditEvent.note"}:
        return None
    if isinstance(column, BinaryField):
        return f"{mark}-{line.name}".encode()
    if not isinstance(column, (CharField, TextField)):
        return None
    said = f"{mark}-{line.name}"
    if line.fate is Fate.UNNAMED:
        said = f"{line.name}: {person.name}lta tai {person.email}"
    return said if length is None or len(said) <= length else f"{mark}-{line.name[:6]}"[:length]
