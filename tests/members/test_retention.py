"""Who was invited or asked to join is forgotten 90 days after it was over, and not a day sooner."""

import datetime

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from members.actions.retention import forget_invitations, remove_requests
from members.models import Affiliation, Invitation, JoinRequest, Organisation, User
from tests.conftest import signed_in
from tests.factories import make_affiliation, make_invitation

END = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def forget() -> None:
    forget_invitations(timezone.now())
    remove_requests(timezone.now())


def left_of(invitation: Invitation) -> tuple[str, str, str, bool]:
    invitation.refresh_from_db()
    has_link = invitation.token_sha256 is not None
    return (invitation.email, invitation.name, invitation.title, has_link)


@pytest.mark.parametrize("moment", [*Invitation.ENDS, "expires_at"])
def test_an_invitation_is_forgotten_90_days_after_its_end(
    koivuranta: Organisation, time_machine: TimeMachineFixture, moment: str
) -> None:
    named = {"email": "uuno@example.org", "name": "Uuno Uusi", "title": "lehtori"}
    invitation = make_invitation(koivuranta, "link", **named | {moment: END})
    waits = make_invitation(koivuranta, "other", expires_at=END + datetime.timedelta(days=200))

    time_machine.move_to(END + datetime.timedelta(days=89))
    forget()
    assert left_of(invitation) == (*named.values(), True)

    time_machine.move_to(END + datetime.timedelta(days=91))
    forget()
    forget()
    assert left_of(invitation) == ("", "", "", False)
    assert not invitation.is_open
    assert left_of(waits) == (waits.email, waits.name, waits.title, True)


def test_the_history_never_knew_whom_it_named(koivuranta: Organisation) -> None:
    invitation = make_invitation(koivuranta, "link")
    invitation.end("declined_at")
    fields = {
        name: {field.name for field in apps.get_model("members", name)._meta.fields}
        for name in ("InvitationHistory", "JoinRequestHistory")
    }

    assert apps.get_model("members", "InvitationHistory").objects.count() == 2
    assert fields["InvitationHistory"] & {"email", "name", "title", "token_sha256"} == set()
    assert fields["JoinRequestHistory"] & {"message"} == set()


def test_what_is_forgotten_is_named_by_its_day(
    as_outi: Client, koivuranta: Organisation, kaisa: User
) -> None:
    invitation = make_invitation(koivuranta, "link", declined_at=END, created_at=END)
    forget()
    invitation.refresh_from_db()

    assert str(invitation) == f"2.3.2026, {koivuranta}"
    assert as_outi.get("/office/members/invitation/").status_code == 200
    page = signed_in(kaisa).get(f"/members/{koivuranta.pk}/").content.decode()
    assert "Uuno Uusi" not in page


@pytest.mark.parametrize("moment", JoinRequest.ENDS)
def test_a_request_is_removed_90_days_after_its_answer_and_a_place_stays(
    koivuranta: Organisation, time_machine: TimeMachineFixture, moment: str
) -> None:
    place = make_affiliation(organisation=koivuranta)
    koivuranta.join_requests.create(user=place.user, **{moment: END})
    waits = koivuranta.join_requests.create(user=make_affiliation().user, created_at=END)
    left = []
    for days in (89, 91):
        time_machine.move_to(END + datetime.timedelta(days=days))
        forget()
        left.append(JoinRequest.objects.count())

    assert left == [2, 1]
    assert JoinRequest.objects.get() == waits
    assert Affiliation.objects.filter(pk=place.pk, until_on=None).exists()
