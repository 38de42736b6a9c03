"""A key contact proposes another name or another tree; the office does it, or says why not."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertRedirects

from communications.models import Letter
from members.actions import Refused, parts, proposals
from members.actions.names import Names, StructureNotYours
from members.models import AuditEvent, Organisation, Seats, StructureProposal, User
from members.todo import todo
from tests.conftest import signed_in
from tests.factories import make_member, make_organisation, make_person

TODAY = datetime.date(2026, 11, 24)
LATER = datetime.date(2027, 8, 1)


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to("2026-11-24T10:00:00+02:00")  # type: ignore[attr-defined]


def asked(user: User) -> list[tuple[str, datetime.date | None]]:
    """What of it waits for the person."""
    fresh = User.objects.get(pk=user.pk)
    return [(task.about, task.due_on) for task in todo(fresh, Seats()) if "/proposals/" in task.url]


def rename(school: Organisation, by: User, **said: Any) -> StructureProposal:
    usual: dict[str, Any] = {"name_fi": "Koivurannan musiikkiopisto", "from_on": TODAY}
    return proposals.propose(school, "name", by=by, **usual | said)


def page_of(proposal: StructureProposal) -> str:
    return f"/members/proposals/{proposal.pk}/"


def deeds() -> list[str]:
    told = AuditEvent.objects.exclude(verb="denied").order_by("pk")
    return list(told.values_list("verb", flat=True))


def letters() -> list[tuple[str, str]]:
    return list(Letter.objects.order_by("pk").values_list("address", "key"))


def test_a_name_is_proposed_accepted_and_told(
    as_kaisa: Client, kaisa: User, as_outi: Client, outi: User, koivuranta: Organisation
) -> None:
    page = f"/members/{koivuranta.pk}/propose/"
    assert page in as_kaisa.get(f"/members/{koivuranta.pk}/").content.decode()
    assert as_kaisa.get(page).context["form"]["name_fi"].value() == "Koivurannan konservatorio"
    typed = {"name_fi": "Koivurannan opisto", "from_on": "2026-08-01", "note": "Hallitus 3/2026"}
    for _ in range(2):  # a double click
        sent = as_kaisa.post(page, typed)
        [proposal] = StructureProposal.objects.all()
        assertRedirects(sent, page_of(proposal))
    assert asked(outi) == [("Kaisa Keto, Koivurannan konservatorio", None)]
    assert (asked(kaisa), letters(), deeds()) == ([], [], ["proposed"])

    assert "Hallitus 3/2026" in as_outi.get(page_of(proposal)).content.decode()
    for _ in range(2):
        assertRedirects(as_outi.post(page_of(proposal)), f"/members/{koivuranta.pk}/")

    koivuranta.refresh_from_db()
    assert koivuranta.name_fi == "Koivurannan opisto"
    former = koivuranta.former_names.get()
    assert (former.until_on, former.source) == (datetime.date(2026, 8, 1), "Hallitus 3/2026")
    assert asked(outi) == []
    assert letters() == [("kaisa@example.org", f"proposal:{proposal.pk}:answered")]
    assert deeds() == ["proposed", "renamed", "proposal_accepted"]
    html = as_kaisa.get(f"/members/{koivuranta.pk}/").content.decode()
    assert page_of(proposal) in html


def test_declined_with_a_reason_and_told_once(
    kaisa: User, as_kaisa: Client, as_outi: Client, koivuranta: Organisation
) -> None:
    proposal = rename(koivuranta, kaisa)

    unsaid = as_outi.post(page_of(proposal), {"decline": "1"})
    assert (unsaid.status_code, letters()) == (409, [])
    answer = {"decline": "1", "reason": "Nimi on jo toisella"}
    for _ in range(2):
        assertRedirects(as_outi.post(page_of(proposal), answer), f"/members/{koivuranta.pk}/")

    koivuranta.refresh_from_db()
    assert koivuranta.name_fi == "Koivurannan konservatorio"
    [letter] = Letter.objects.all()
    assert letter.address == "kaisa@example.org" and "Nimi on jo toisella" in letter.text
    assert "Nimi on jo toisella" in as_kaisa.get(page_of(proposal)).content.decode()
    assert as_outi.post(page_of(proposal)).status_code == 409  # what was declined is not accepted


def test_the_proposer_takes_it_back_and_nobody_else(
    kaisa: User, as_kaisa: Client, as_outi: Client, outi: User, koivuranta: Organisation
) -> None:
    proposal = rename(koivuranta, kaisa)
    other = make_person(koivuranta, "head")

    with pytest.raises(proposals.NotYourProposal):
        proposals.withdraw(proposal, other)
    assert signed_in(other).post(f"{page_of(proposal)}withdraw/").status_code == 404
    for _ in range(2):
        as_kaisa.post(f"{page_of(proposal)}withdraw/")

    proposal.refresh_from_db()
    assert (proposal.state, asked(outi), letters()) == ("withdrawn", [], [])
    assert as_outi.post(page_of(proposal)).status_code == 409
    assert deeds() == ["proposed", "proposal_withdrawn"]
    assert rename(koivuranta, kaisa) != proposal  # the same may be proposed again


def test_what_says_the_same_is_one_whoever_says_it(kaisa: User, koivuranta: Organisation) -> None:
    first = rename(koivuranta, kaisa, note="a")
    again = rename(koivuranta, make_person(koivuranta, "head"), note="b")
    other = rename(koivuranta, kaisa, name_sv="Björkstrands institut")

    assert (again.pk, again.proposed_by, again.note) == (first.pk, kaisa, "a")
    assert other.pk != first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        StructureProposal.objects.create(
            organisation=koivuranta,
            kind="name",
            name_fi=first.name_fi,
            from_on=TODAY,
            proposed_by=kaisa,
        )


def test_strangers_neither_propose_see_answer_nor_take_back(
    kaisa: User, ritva: User, sten: User, birgit: User, outi: User, koivuranta: Organisation
) -> None:
    proposal = rename(koivuranta, kaisa)

    for user in (ritva, sten, birgit):
        client, home = signed_in(user), f"/members/{koivuranta.pk}/"
        assert page_of(proposal) not in client.get(home).content.decode()
        for url in (f"{home}propose/", page_of(proposal)):
            assert (client.get(url).status_code, client.post(url).status_code) == (404, 404)
        with pytest.raises(proposals.ProposalNotYours):
            rename(koivuranta, user, name_fi="x")
        with pytest.raises(StructureNotYours):
            proposals.accept(proposal, user)
        with pytest.raises(StructureNotYours):
            proposals.decline(proposal, "x", user)
    with pytest.raises(StructureNotYours):  # who proposes does not answer
        proposals.accept(proposal, kaisa)
    assert signed_in(kaisa).post(page_of(proposal)).status_code == 404
    with pytest.raises(proposals.ProposalNotYours):
        rename(koivuranta, outi, name_fi="x")
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_a_key_contact_above_proposes_for_what_lies_below(sten: User) -> None:
    provider = make_organisation(kind="provider")
    school = make_member(parent=provider)
    head = make_person(provider, "head")

    assert rename(school, head).organisation == school
    with pytest.raises(proposals.ProposalNotYours):
        rename(provider, make_person(school, "head"))


def test_a_day_to_come_is_waited_for(
    kaisa: User, as_outi: Client, outi: User, koivuranta: Organisation, time_machine: Any
) -> None:
    proposal = rename(koivuranta, kaisa, from_on=LATER)
    assert asked(outi) == [("Kaisa Keto, Koivurannan konservatorio", LATER)]

    assert as_outi.post(page_of(proposal)).status_code == 409
    koivuranta.refresh_from_db()
    proposal.refresh_from_db()
    assert (koivuranta.name_fi, proposal.state) == ("Koivurannan konservatorio", "open")

    time_machine.move_to("2027-08-01T10:00:00+03:00")
    proposals.accept(proposal, outi)
    koivuranta.refresh_from_db()
    assert koivuranta.name_fi == "Koivurannan musiikkiopisto"


def test_a_site_is_opened_once(kaisa: User, outi: User, koivuranta: Organisation) -> None:
    said = {"name_fi": "Satamatalo", "municipality": "Kotka"}
    proposal = proposals.propose(koivuranta, "site", TODAY, kaisa, **said)  # type: ignore[arg-type]
    proposals.accept(proposal, outi)
    parts.open_site(koivuranta, Names("Satamatalo"), "", TODAY, outi)

    [site] = koivuranta.children.all()
    assert (site.kind, site.name_fi, site.municipality) == ("site", "Satamatalo", "Kotka")
    assert deeds() == ["proposed", "founded", "proposal_accepted"]


def test_another_whole_is_moved_to_and_the_former_kept(
    kaisa: User, outi: User, koivuranta: Organisation
) -> None:
    before, after = (make_organisation(kind="provider") for _ in range(2))
    Organisation.objects.filter(pk=koivuranta.pk).update(parent=before)
    proposals.accept(proposals.propose(koivuranta, "parent", TODAY, kaisa, parent=after), outi)

    koivuranta.refresh_from_db()
    assert koivuranta.parent == after
    assert [tie.to for tie in koivuranta.ties.filter(kind="part_of")] == [before]


def test_what_the_tree_forbids_is_told_and_nothing_is_done(
    kaisa: User, as_outi: Client, koivuranta: Organisation
) -> None:
    above: Organisation | None = None
    for kind in ("provider", "institution", "institution", "institution"):
        above = make_organisation(kind=kind, parent=above)
    proposal = proposals.propose(koivuranta, "parent", TODAY, kaisa, parent=above)

    assert as_outi.post(page_of(proposal)).status_code == 409
    proposal.refresh_from_db()
    koivuranta.refresh_from_db()
    assert (proposal.state, koivuranta.parent, letters()) == ("open", None, [])


def test_a_part_closes_with_what_is_in_force_there(
    kaisa: User, outi: User, koivuranta: Organisation
) -> None:
    site = make_member(kind="site", parent=koivuranta)
    person = make_person(site, "survey")
    site.identifiers.create(kind="site_number", value="1234567", from_on="2020-01-01")
    proposals.accept(proposals.propose(site, "closes", TODAY, kaisa), outi)
    parts.close(site, TODAY, outi)  # done twice it is as once

    site.refresh_from_db()
    assert site.parent is None
    assert [tie.to for tie in site.ties.filter(kind="part_of", until_on=TODAY)] == [koivuranta]
    ends = [rows.get().until_on for rows in (person.affiliations, site.memberships)]
    assert [*ends, site.identifiers.get().until_on] == [TODAY] * 3
    assert User.objects.get(pk=person.pk).homes == []


def test_a_whole_and_what_has_parts_do_not_close(
    kaisa: User, outi: User, koivuranta: Organisation
) -> None:
    site = make_organisation(kind="site", parent=koivuranta)
    make_organisation(kind="site", parent=site)

    with pytest.raises(parts.NotAPart):
        parts.close(koivuranta, TODAY, outi)
    with pytest.raises(parts.HasParts):
        parts.close(site, TODAY, outi)
    with pytest.raises(proposals.ProposalNotYours):
        proposals.propose(koivuranta, "closes", TODAY, kaisa)
    with pytest.raises(StructureNotYours):
        parts.open_site(koivuranta, Names("x"), "", TODAY, kaisa)
    with pytest.raises(StructureNotYours):
        parts.close(site, TODAY, kaisa)


def test_what_is_so_already_and_an_eleventh_are_refused(
    kaisa: User, as_kaisa: Client, koivuranta: Organisation
) -> None:
    page = f"/members/{koivuranta.pk}/propose/"
    same = {"name_fi": "Koivurannan konservatorio", "from_on": "2026-11-24"}
    assert as_kaisa.post(page, same).status_code == 409
    assert as_kaisa.post(f"{page}?kind=parent", {"from_on": "2026-11-24"}).status_code == 409
    for number in range(10):
        rename(koivuranta, kaisa, name_fi=f"Nimi {number}")

    sent = as_kaisa.post(page, same | {"name_fi": "Yksi vielä"})
    assert (sent.status_code, sent.context["form"]["name_fi"].value()) == (409, "Yksi vielä")
    assert rename(koivuranta, kaisa, name_fi="Nimi 3").name_fi == "Nimi 3"  # waits already


@pytest.mark.parametrize(
    "kind, field, text",
    [
        ("name", "name_fi", ""),
        ("name", "name_fi", "a\0b"),
        ("name", "name_fi", "a\u202eb"),
        ("name", "name_sv", "x" * 1_000_000),
        ("site", "municipality", "a\u200bb"),
        ("site", "note", "a\nBcc: b"),
        ("parent", "parent", "999999999"),
        ("parent", "parent", "x"),
        ("name", "from_on", "soon"),
        ("nonsense", "name_fi", ""),
    ],
)
def test_what_cannot_be_is_refused(
    as_kaisa: Client, koivuranta: Organisation, kind: str, field: str, text: str
) -> None:
    typed = {"name_fi": "Uusi", "from_on": "2026-08-01", field: text}

    sent = as_kaisa.post(f"/members/{koivuranta.pk}/propose/?kind={kind}", typed)

    assert (sent.status_code, list(sent.context["form"].errors)) == (422, [field])
    assert not StructureProposal.objects.exists()


def test_a_reason_that_cannot_be_is_refused(
    kaisa: User, as_outi: Client, koivuranta: Organisation
) -> None:
    proposal = rename(koivuranta, kaisa)

    sent = as_outi.post(page_of(proposal), {"decline": "1", "reason": "a\u202eb"})

    assert (sent.status_code, list(sent.context["form"].errors)) == (422, ["reason"])


def test_who_hears_nothing_any_more_is_not_written_to(
    kaisa: User, outi: User, koivuranta: Organisation
) -> None:
    proposal = rename(koivuranta, kaisa)
    User.objects.filter(pk=kaisa.pk).update(is_active=False)

    proposals.accept(proposal, outi)

    assert letters() == []


@pytest.mark.parametrize("n", [1, 3])
def test_home_and_the_page_ask_as_often_for_three_as_for_one(
    kaisa: User,
    as_outi: Client,
    outi: User,
    koivuranta: Organisation,
    n: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(n):
        rename(koivuranta, kaisa, name_fi=f"Nimi {number}")
    seats, fresh = Seats(), User.objects.get(pk=outi.pk)
    list(todo(fresh, seats))

    with django_assert_num_queries(3):  # members; reports; all that waits in one
        assert sum("/proposals/" in task.url for task in todo(fresh, seats)) == n
    with django_assert_num_queries(17):
        as_outi.get(f"/members/{koivuranta.pk}/")


STEPS = st.lists(
    st.tuples(st.sampled_from(["accept", "decline", "withdraw", "propose"]), st.integers(0, 1)),
    max_size=6,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_the_order_a_proposal_is_answered_once_and_told_once(
    kaisa: User, outi: User, steps: list[tuple[str, int]]
) -> None:
    school = make_member()
    make_person(school, "head", is_active=False)
    kaisa.affiliations.create(organisation=school, from_on="2020-01-01").roles.create(
        role="key_contact", from_on="2020-01-01"
    )
    by = User.objects.get(pk=kaisa.pk)
    made = [rename(school, by, name_fi=f"Nimi {number}") for number in range(2)]
    for what, which in steps:
        try:
            if what == "propose":
                rename(school, by, name_fi=f"Nimi {which}")
            elif what == "withdraw":
                proposals.withdraw(made[which], by)
            elif what == "accept":
                proposals.accept(made[which], outi)
            else:
                proposals.decline(made[which], "Ei", outi)
        except Refused:
            continue

    rows = list(school.structure_proposals.all())
    ended = [sum(getattr(row, moment) is not None for moment in row.ENDS) for row in rows]
    assert set(ended) <= {0, 1}
    told = {f"proposal:{row.pk}:answered" for row in rows if row.accepted_at or row.declined_at}
    keys = [f"proposal:{row.pk}:answered" for row in rows]
    assert set(Letter.objects.filter(key__in=keys).values_list("key", flat=True)) == told
    says = [(row.name_fi, row.state) for row in rows if row.state == "open"]
    assert len(says) == len(set(says))
