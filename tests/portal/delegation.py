"""What the access table knows of invitations, places, requests and confirmations."""

from collections.abc import Callable
from typing import Any

from members.models import Affiliation, Invitation, JoinRequest, Organisation, User
from tests.factories import make_affiliation, make_invitation, make_role

MISSING = 999_999_999

VIEWS = """
view                                 whose | GET:  nobody sten ritva kaisa outi birgit | POST: nobody sten ritva kaisa outi birgit
members:invite                       own   |       door   404  404   200   200  404    |       door   404  404   200   200  404
members:invite                       other |       door   200  404   404   200  404    |       door   200  404   404   200  404
members:resend_invitation            own   | -                                         |       door   404  404   302   302  404
members:resend_invitation            other | -                                         |       door   302  404   404   302  404
members:revoke_invitation            own   | -                                         |       door   404  404   302   302  404
members:revoke_invitation            other | -                                         |       door   302  404   404   302  404
members:check_invitation             own   |       door   404  404   404   200  404    |       door   404  404   404   302  404
members:check_invitation             other |       door   404  404   404   200  404    |       door   404  404   404   302  404
members:invitation                   own   |       200    200  200   200   200  200    |       door   409  409   409   409  409
members:invitation                   other |       200    200  200   200   200  200    |       door   409  409   409   409  409
members:place                        own   |       door   404  200   200   200  404    | -
members:place                        other |       door   200  404   404   200  404    | -
members:end_place                    own   | -                                         |       door   404  302   302   302  404
members:end_place                    other | -                                         |       door   409  404   404   302  404
members:restore_place                own   | -                                         |       door   404  404   404   302  404
members:restore_place                other | -                                         |       door   404  404   404   302  404
members:give_role                    own   | -                                         |       door   404  404   422   422  404
members:give_role                    other | -                                         |       door   422  404   404   422  404
members:end_role                     own   | -                                         |       door   404  404   302   302  404
members:end_role                     other | -                                         |       door   302  404   404   302  404
members:hand_over                    own   |       door   404  404   200   200  404    |       door   404  404   422   422  404
members:hand_over                    other |       door   200  404   404   200  404    |       door   422  404   404   422  404
members:answer_request               own   |       door   404  404   200   200  404    |       door   404  404   302   302  404
members:answer_request               other |       door   200  404   404   200  404    |       door   302  404   404   302  404
members:confirmations                -     |       door   404  404   404   200  404    |       door   404  404   404   422  404
members:settle                       own   | -                                         |       door   404  404   404   302  404
members:settle                       other | -                                         |       door   404  404   404   302  404
members:confirm                      own   |       door   404  404   200   200  404    |       door   404  404   409   409  404
members:confirm                      other |       door   200  404   404   200  404    |       door   409  404   404   409  404
members:join                         -     |       door   200  200   200   200  200    |       door   422  422   422   422  422
members:withdraw_request             own   | -                                         |       door   404  404   404   404  302
members:withdraw_request             other | -                                         |       door   404  404   404   404  302
members:propose                      own   |       door   404  404   200   404  404    |       door   404  404   422   404  404
members:propose                      other |       door   200  404   404   404  404    |       door   422  404   404   404  404
members:proposal                     own   |       door   404  404   200   200  404    |       door   404  404   404   302  404
members:proposal                     other |       door   200  404   404   200  404    |       door   404  404   404   302  404
members:withdraw_proposal            own   | -                                         |       door   404  404   302   404  404
members:withdraw_proposal            other | -                                         |       door   302  404   404   404  404
handed_over                          own   |       door   404  404   200   200  404    | -
handed_over                          other |       door   200  404   404   200  404    | -
"""


def place_of(school: Organisation) -> Affiliation:
    """Of Ritva in her own school, of Sten in his."""
    return Affiliation.objects.filter(organisation=school).order_by("pk")[0]


def leaver_of(school: Organisation) -> Affiliation:
    return school.affiliations.get(title="lähtenyt")


def make(school: Organisation, birgit: User) -> None:
    """An invitation, a request, a confirmation, a proposal, and a task that went on to somebody
    else."""
    make_invitation(school, f"link-{school.pk}")
    school.join_requests.create(user=birgit)
    school.confirmations.create(year=2025, opens_on="2025-08-15", corrections="Nimi")
    keys = User.objects.holding(["key_contact"], [school.pk])
    school.structure_proposals.create(
        kind="name", name_fi="Uusi", from_on="2026-01-01", proposed_by=keys.first() or birgit
    )
    for title, days in (("lähtenyt", {"until_on": "2026-01-01"}), ("seuraaja", {})):
        place = make_affiliation(organisation=school, title=title)
        start = {} if days else {"from_on": "2026-01-01"}
        make_role(affiliation=place, role="worklife", **start, **days)


#: What names the object of an address by the school it is of.
ARGUMENTS: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    "members:invite": lambda school: {"pk": school.pk if school else MISSING},
    **{
        f"members:{view}": lambda school: {
            "pk": Invitation.objects.get(organisation=school).pk if school else MISSING
        }
        for view in ("resend_invitation", "revoke_invitation", "check_invitation")
    },
    "members:invitation": lambda school: {"token": f"link-{school.pk}" if school else "no-such"},
    **{
        f"members:{view}": lambda school: {
            "pk": JoinRequest.objects.get(organisation=school).pk if school else MISSING
        }
        for view in ("answer_request", "withdraw_request")
    },
    "members:settle": lambda school: {
        "pk": school.confirmations.get().pk if school else MISSING,
    },
    "members:propose": lambda school: {"pk": school.pk if school else MISSING},
    **{
        f"members:{view}": lambda school: {
            "pk": school.structure_proposals.get().pk if school else MISSING
        }
        for view in ("proposal", "withdraw_proposal")
    },
    "members:confirm": lambda school: {"pk": school.pk if school else MISSING},
    "handed_over": lambda school: {
        "pk": leaver_of(school).pk if school else MISSING,
        "successor": school.affiliations.get(title="seuraaja").pk if school else MISSING,
    },
    **{
        f"members:{view}": lambda school: {"pk": place_of(school).pk if school else MISSING}
        for view in (
            *("place", "end_place", "restore_place", "give_role", "end_role"),
            "hand_over",
        )
    },
}
