"""The log of deeds knows what members do among themselves, and what the office does to them."""

import pytest
from django.utils import timezone

from members import factor_actions
from members.actions import (
    NotYours,
    confirmations,
    handing_over,
    invitations,
    places,
    previews,
    rosters,
)
from members.actions.confirmations import Page
from members.actions.contacts import stamp_of_all
from members.models import AuditEvent, Organisation, User
from tests.conftest import signed_in
from tests.factories import make_association, make_invitation, make_person
from tests.members.passkey import make_passkey
from tests.members.test_audit import told
from tests.members.test_roster_imports import applied, new_row, sent, sheet, undone


@pytest.fixture
def school(koivuranta: Organisation) -> str:
    return koivuranta.name


def test_an_invitation_that_is_accepted_or_taken_back_is_written(
    koivuranta: Organisation, kaisa: User, school: str
) -> None:
    make_invitation(koivuranta, "link", name="Uuno Uusi", invited_by=kaisa)
    invitations.accept("link", None)
    other = make_invitation(koivuranta, "other", invited_by=kaisa)
    invitations.revoke(other, kaisa)
    invitations.revoke(other, kaisa)

    assert told() == [
        ("appointed", "Kaisa Keto", "affiliation", school),
        ("invitation_accepted", "Uuno Uusi", "affiliation", school),
        ("invitation_revoked", "Kaisa Keto", "invitation", school),
    ]


def test_a_hand_over_is_one_deed(
    koivuranta: Organisation, kaisa: User, ritva: User, school: str
) -> None:
    successor = make_person(koivuranta).affiliations.get()
    handing_over.hand_over(ritva.affiliations.get(), successor, ["survey"], kaisa)

    assert told() == [("handed_over", "Kaisa Keto", "affiliation", school)]
    assert AuditEvent.objects.get().object_pk == str(successor.pk)


def test_a_place_that_is_given_back_is_written(
    koivuranta: Organisation, outi: User, ritva: User, school: str
) -> None:
    place = ritva.affiliations.get()
    place.until_on = timezone.localdate()
    place.save()
    places.restore(place, outi)
    places.restore(place, outi)

    assert told() == [("appointed", "Outi Oras", "affiliation", school)]


def test_a_confirmation_is_written_once(
    koivuranta: Organisation, kaisa: User, ritva: User, outi: User, school: str
) -> None:
    today = timezone.localdate()
    confirmations.open_year(today.year, today, outi)
    seen = [place.pk for place in koivuranta.affiliations.live()]
    page = Page(seen=seen, left=[], stamp=stamp_of_all([]), gone=[])
    for _twice in range(2):
        confirmations.confirm(koivuranta, page, kaisa)

    assert told() == [("confirmed", "Kaisa Keto", "confirmation", school)]


def test_people_from_a_file_and_into_one_are_written(
    koivuranta: Organisation, kaisa: User, school: str
) -> None:
    rows = sheet(koivuranta, kaisa)
    new_row(rows, name="Uuno Uusi", email="uuno@example.org")
    job = applied(sent(koivuranta, kaisa, rows), kaisa)
    undone(job, kaisa)
    for kind in ("csv", "xlsx"):
        url = f"/members/{koivuranta.pk}/roster/people.{kind}"
        assert signed_in(kaisa).get(url).status_code == 200

    assert [row for row in told() if row[0].startswith("people_")] == [
        ("people_brought", "Kaisa Keto", "rosterimport", school),
        ("people_undone", "Kaisa Keto", "rosterimport", school),
        *[("people_taken", "Kaisa Keto", "organisation", school)] * 2,
    ]


def test_an_import_that_is_refused_is_not_written(
    koivuranta: Organisation, kaisa: User, sten: User
) -> None:
    job = sent(koivuranta, kaisa, sheet(koivuranta, kaisa))
    with pytest.raises(NotYours):
        rosters.request_apply(job, sten, 0)

    assert signed_in(sten).get(f"/members/{koivuranta.pk}/roster/people.csv").status_code == 404
    assert [row[:2] for row in told()] == [("denied", "Sten Strand")]


def test_what_the_office_does_to_a_sign_in_is_written(outi: User, ritva: User) -> None:
    olli = make_person(make_association(), "admin", name="Olli Oksa")
    make_passkey(ritva)
    factor_actions.confirm_lost(factor_actions.report_lost(ritva, outi, "Tunsin äänen."), olli)
    form = {"action": "sign_out_selected", "_selected_action": str(ritva.pk)}
    assert signed_in(outi).post("/office/members/user/", form).status_code == 302

    assert told() == [
        ("factors_taken", "Olli Oksa", "user", None),
        ("sessions_ended", "Outi Oras", "user", None),
    ]


def test_the_key_contact_reads_when_the_office_has_looked(
    koivuranta: Organisation, outi: User, kaisa: User, sten: User, school: str
) -> None:
    preview = previews.begin(koivuranta, outi)
    previews.end(preview)
    previews.end(preview)

    assert told() == [
        ("look_begun", "Outi Oras", "organisation", school),
        ("look_ended", "Outi Oras", "organisation", school),
    ]
    page = signed_in(kaisa).get(f"/members/{koivuranta.pk}/log/")
    assert [entry.event.verb for entry in page.context["entries"]] == ["look_ended", "look_begun"]
    assert not AuditEvent.objects.visible_to(sten).filter(verb="look_begun").exists()
