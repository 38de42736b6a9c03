"""A change of a name or of the tree: proposed by those who know it, answered by the office."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members import audit, emails
from members.actions import Refused, locked, names, parts
from members.actions.names import Names, StructureNotYours, names_of
from members.models import Organisation, StructureProposal, User, Verb

Kind = StructureProposal.Kind
#: So many may wait at once for one organisation.
AT_ONCE = 10


class ProposalNotYours(Refused):
    sentence = _("Only key contacts and heads propose changes of %(organisation)s.")


class NotYourProposal(Refused):
    sentence = _("Only who has proposed this takes it back.")


class NothingChanges(Refused):
    sentence = _("So it is already: nothing would change.")


class TooManyProposals(Refused):
    sentence = _("Ten changes wait for the office already. Take one of them back first.")


class ProposalAnswered(Refused):
    sentence = _("This has been answered or taken back already.")


class TreeForbids(Refused):
    sentence = _("The tree does not allow this: %(why)s")


class ReasonMissing(Refused):
    sentence = _("Say why the proposal is declined.")


class Said(TypedDict, total=False):
    """What a proposal says, beside its kind and its day."""

    name_fi: str
    name_sv: str
    name_en: str
    short: str
    municipality: str
    parent: Organisation | None


def kinds_for(organisation: Organisation) -> list[Kind]:
    """What may change in an organisation of its kind, in the order of the choices."""
    may_have = Organisation.CHILDREN[Organisation.Kind(organisation.kind)]
    found = {
        Kind.NAME: True,
        Kind.SITE: Organisation.Kind.SITE in may_have,
        Kind.PARENT: any(organisation.kind in kinds for kinds in Organisation.CHILDREN.values()),
        Kind.CLOSES: organisation.parent_id is not None,
    }
    return [kind for kind in Kind if found[kind]]


@transaction.atomic
def propose(
    organisation: Organisation,
    kind: str,
    from_on: datetime.date,
    by: User,
    note: str = "",
    **said: Unpack[Said],
) -> StructureProposal:
    """The office is asked. What waits already and says the same is the same proposal."""
    organisation = locked(organisation)
    if not organisation.allows(by, "propose_structure") or kind not in kinds_for(organisation):
        raise ProposalNotYours(organisation=organisation)
    if _is_so(organisation, kind, said):
        raise NothingChanges
    nothing = dict.fromkeys(("name_fi", "name_sv", "name_en", "short", "municipality"), "")
    says = {**nothing, "parent": None, **said, "kind": kind, "from_on": from_on}
    waiting = organisation.structure_proposals.open()
    if same := waiting.filter(**says).first():
        return same
    if waiting.count() >= AT_ONCE:
        raise TooManyProposals
    proposal = organisation.structure_proposals.create(**says, note=note, proposed_by=by)
    audit.record(Verb.PROPOSED, by, proposal, organisation=organisation)
    return proposal


@transaction.atomic
def accept(proposal: StructureProposal, by: User) -> None:
    """It is done as the office itself would do it, and the proposer hears. Twice is as once."""
    proposal, is_done = _to_answer(proposal, by, StructureProposal.State.ACCEPTED)
    if is_done:
        return
    try:
        _DOING[Kind(proposal.kind)](proposal, by)
    except ValidationError as refused:
        raise TreeForbids(why=" ".join(refused.messages)) from refused
    proposal.end("accepted_at", by)
    audit.record(Verb.PROPOSAL_ACCEPTED, by, proposal, organisation=proposal.organisation)
    emails.tell_proposal_answered(proposal)


@transaction.atomic
def decline(proposal: StructureProposal, reason: str, by: User) -> None:
    """Nothing is done, and the proposer hears why."""
    proposal, is_done = _to_answer(proposal, by, StructureProposal.State.DECLINED)
    if is_done:
        return
    if not reason:
        raise ReasonMissing
    proposal.end("declined_at", by, reason)
    audit.record(Verb.PROPOSAL_DECLINED, by, proposal, organisation=proposal.organisation)
    emails.tell_proposal_answered(proposal)


@transaction.atomic
def withdraw(proposal: StructureProposal, by: User) -> None:
    """The proposer takes it back while it waits."""
    proposal = _again(proposal)
    if proposal.proposed_by_id != by.pk:
        raise NotYourProposal
    if proposal.state == StructureProposal.State.WITHDRAWN:
        return
    if proposal.state != StructureProposal.State.OPEN:
        raise ProposalAnswered
    proposal.end("withdrawn_at", by)
    audit.record(Verb.PROPOSAL_WITHDRAWN, by, proposal, organisation=proposal.organisation)


def _is_so(organisation: Organisation, kind: str, said: Said) -> bool:
    if kind == Kind.NAME:
        return names_of(organisation) == _names(said)
    if kind == Kind.PARENT:
        return organisation.parent == said.get("parent")
    return False


def _names(said: Said) -> Names:
    return Names(
        said.get("name_fi", ""),
        said.get("name_sv", ""),
        said.get("name_en", ""),
        said.get("short", ""),
    )


def _to_answer(
    proposal: StructureProposal, by: User, how: StructureProposal.State
) -> tuple[StructureProposal, bool]:
    """The proposal, ours alone, and whether it has been answered so before."""
    locked(proposal.organisation)
    proposal = _again(proposal)
    if not proposal.organisation.allows(by, "edit_structure"):
        raise StructureNotYours
    if proposal.state not in {how, StructureProposal.State.OPEN}:
        raise ProposalAnswered
    return proposal, proposal.state == how


def _again(proposal: StructureProposal) -> StructureProposal:
    rows = StructureProposal.objects.select_for_update(of=("self",))
    return rows.with_all().get(pk=proposal.pk)


def _rename(proposal: StructureProposal, by: User) -> None:
    new = Names(proposal.name_fi, proposal.name_sv, proposal.name_en, proposal.short)
    names.rename(proposal.organisation, new, proposal.from_on, by, proposal.note[:200])


def _open_site(proposal: StructureProposal, by: User) -> None:
    new = Names(proposal.name_fi, proposal.name_sv, proposal.name_en, proposal.short)
    town = proposal.municipality
    parts.open_site(proposal.organisation, new, town, proposal.from_on, by)


def _move(proposal: StructureProposal, by: User) -> None:
    names.move(proposal.organisation, proposal.parent, proposal.from_on, by)


def _close(proposal: StructureProposal, by: User) -> None:
    parts.close(proposal.organisation, proposal.from_on, by)


_DOING: dict[Kind, Callable[[StructureProposal, User], None]] = {
    Kind.NAME: _rename,
    Kind.SITE: _open_site,
    Kind.PARENT: _move,
    Kind.CLOSES: _close,
}
