"""Who may do what: one rule on plain values. No query here, and no access anywhere else.

A person's standing is today's live roles on today's live affiliations. A rule names who may do
a verb, and where: everywhere, at their own organisation and all below it, to what is their own,
or to what has been marked for them. A role reaches downwards, never up and never sideways.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Standing:
    """What a person is today.

    `roles` holds (organisation, role) of live roles on live affiliations, association roles only
    at the association; `homes` the organisations of live affiliations; `is_member` tells that
    some home is, or lies below, an organisation in live membership.
    """

    user: int | None = None
    roles: frozenset[tuple[int, str]] = frozenset()
    homes: frozenset[int] = frozenset()
    is_member: bool = False

    def holds(self, *names: str) -> bool:
        return any(role in names for _, role in self.roles)


@dataclass(frozen=True)
class Thing:
    """What a verb is done to: its organisation with all above, its owner, whom it is marked for."""

    line: frozenset[int] = frozenset()
    owner: int | None = None
    visibility: str = "own"


class Where(Enum):
    EVERYWHERE = "everywhere"
    OWN = "own"  # the organisation of the role, and all below it
    SELF = "self"  # what belongs to the person, or is assigned to them
    MEMBERS = "members"  # what is marked for member people
    SIGNED_IN = "signed_in"  # what is marked for all who sign in
    PUBLIC = "public"  # what is marked for everybody


#: From the closest to the most open: whoever sees the one sees those after it.
MARKS = (Where.MEMBERS, Where.SIGNED_IN, Where.PUBLIC)
Rule = dict[str, Where]


def _rule(*parts: tuple[Iterable[str], Where]) -> Rule:
    return {who: where for names, where in parts for who in names}


ANYONE, SIGNED_IN, MEMBER = ("anyone",), ("signed_in",), ("member",)
KEYS = ("key_contact", "head")
KEYS_AND_DEPUTY = (*KEYS, "deputy")
BOARD = ("board", "chair")
OFFICE = ("office", "admin")
ADMIN = ("admin",)

OWN, SELF, EVERYWHERE = Where.OWN, Where.SELF, Where.EVERYWHERE
_SCHOOL_OR_OFFICE = _rule((KEYS_AND_DEPUTY, OWN), (OFFICE, EVERYWHERE))

RULES: dict[str, Rule] = {
    "read_public": _rule((ANYONE, EVERYWHERE)),
    "read_strategy": _rule((SIGNED_IN, EVERYWHERE)),
    "read_members": _rule((MEMBER, EVERYWHERE), (BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)),
    "see_organisation": _rule(
        (SIGNED_IN, OWN), (MEMBER, EVERYWHERE), (BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)
    ),
    "see_person": {
        "anyone": Where.PUBLIC,
        "signed_in": Where.SIGNED_IN,
        "member": Where.MEMBERS,
        **_rule((BOARD, Where.MEMBERS)),
        **_SCHOOL_OR_OFFICE,
    },
    "see_contact_points": {
        "anyone": Where.PUBLIC,
        "signed_in": Where.SIGNED_IN,
        "member": Where.MEMBERS,
        **_rule((BOARD, Where.MEMBERS), (("finance", *KEYS_AND_DEPUTY), OWN)),
        **_rule((OFFICE, EVERYWHERE)),
    },
    "see_own": _rule((SIGNED_IN, SELF)),
    "edit_own": _rule((SIGNED_IN, SELF)),
    "see_roster": _SCHOOL_OR_OFFICE,
    "grant_roles": _SCHOOL_OR_OFFICE,
    "end_affiliation": _rule((SIGNED_IN, SELF), (KEYS_AND_DEPUTY, OWN), (OFFICE, EVERYWHERE)),
    "restore_affiliation": _rule((OFFICE, EVERYWHERE)),
    "edit_contact_points": _rule((("finance", *KEYS_AND_DEPUTY), OWN), (OFFICE, EVERYWHERE)),
    "handle_reports": _SCHOOL_OR_OFFICE,
    "edit_structure": _rule((OFFICE, EVERYWHERE)),
    "propose_structure": _rule((KEYS, OWN)),
    "confirm_yearly": _SCHOOL_OR_OFFICE,
    "fill_collection": _rule(
        (MEMBER, SELF), (("survey", *KEYS_AND_DEPUTY), OWN), (ADMIN, EVERYWHERE)
    ),
    "submit_collection": _rule((("head", "deputy"), OWN)),
    "submit_collection_if_allowed": _rule((("survey",), OWN)),
    "submit_collection_if_no_head": _rule((("key_contact",), OWN)),
    "review_collection": _rule((OFFICE, EVERYWHERE)),
    "read_figures": _rule((MEMBER, EVERYWHERE), (BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)),
    "release_figures": _rule((OFFICE, EVERYWHERE)),
    "read_benchmark": _rule((("survey", *KEYS_AND_DEPUTY), OWN), (OFFICE, EVERYWHERE)),
    "read_board_report": _rule((BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)),
    "read_board_news": _rule((BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)),
    "see_named_answers": _rule(((*MEMBER, *BOARD), Where.MEMBERS), (OFFICE, EVERYWHERE)),
    "book_colleagues": _rule(
        (MEMBER, SELF), (("training", *KEYS_AND_DEPUTY), OWN), (OFFICE, EVERYWHERE)
    ),
    "see_bookings": _rule((("training", "finance", *KEYS), OWN), (OFFICE, EVERYWHERE)),
    "write_local_meeting": _rule((MEMBER, OWN), (OFFICE, EVERYWHERE)),
    "draft_comment": _rule((MEMBER, OWN)),
    "comment_on_paper": _rule((("communications", *KEYS), OWN)),
    "approve_paper": _rule((BOARD, EVERYWHERE)),
    "read_contact_log": _rule((BOARD, EVERYWHERE), (OFFICE, EVERYWHERE)),
    "write_contact_log": _rule((OFFICE, EVERYWHERE)),
    "write_news": _rule((OFFICE, EVERYWHERE)),
    "edit_library": _rule((OFFICE, EVERYWHERE)),
    "read_questions": _rule((SIGNED_IN, SELF), (OFFICE, EVERYWHERE)),
    "answer_questions": _rule((OFFICE, EVERYWHERE)),
    "preview_school": _rule((OFFICE, EVERYWHERE)),
    "send_newsletter": _rule((("sender",), EVERYWHERE)),
    "export_people": _rule((KEYS, OWN), (OFFICE, EVERYWHERE)),
    "ask_for_erasure": _rule((SIGNED_IN, SELF)),
    "prepare_erasure": _rule((("office",), EVERYWHERE)),
    "confirm_erasure": _rule((ADMIN, EVERYWHERE)),
    "read_audit": _rule((KEYS, OWN), (OFFICE, EVERYWHERE)),
}


@dataclass(frozen=True)
class Reach:
    """How far one person's verb goes: the same answer for one thing and for a query."""

    everything: bool = False
    organisations: frozenset[int] = frozenset()  # these and all below them
    own: bool = False
    visibilities: frozenset[str] = frozenset()

    def covers(self, standing: Standing, thing: Thing) -> bool:
        return (
            self.everything
            or bool(self.organisations & thing.line)
            or (self.own and standing.user is not None and thing.owner == standing.user)
            or thing.visibility in self.visibilities
        )


def reach(standing: Standing, verb: str) -> Reach:
    """How far the verb goes for this person; an unknown verb is a KeyError."""
    granted = [(who, where) for who, where in RULES[verb].items() if _is(standing, who)]
    wheres = {where for _, where in granted}
    return Reach(
        everything=Where.EVERYWHERE in wheres,
        organisations=frozenset().union(
            *(_places(standing, who) for who, where in granted if where is Where.OWN)
        ),
        own=Where.SELF in wheres,
        visibilities=frozenset(
            mark.value for n, mark in enumerate(MARKS, 1) if wheres.intersection(MARKS[:n])
        ),
    )


def may(standing: Standing, verb: str, thing: Thing) -> bool:
    """Whether the person may do the verb to the thing."""
    return reach(standing, verb).covers(standing, thing)


def _is(standing: Standing, who: str) -> bool:
    match who:
        case "anyone":
            return True
        case "signed_in":
            return standing.user is not None
        case "member":
            return standing.is_member
        case _:
            return standing.holds(who)


def _places(standing: Standing, who: str) -> frozenset[int]:
    """Where a person is what the rule asks for: their homes, or where they hold the role."""
    if who in {"signed_in", "member"}:
        return standing.homes
    return frozenset(place for place, role in standing.roles if role == who)
