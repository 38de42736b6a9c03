"""Plain functions that make one valid row. Name in a test only what the test is about."""

import datetime
from itertools import count
from typing import Any

from django.utils import (
    timezone,
)

from communications.models import (
    Document,
    DocumentVersion,
    Letter,
    Question,
    Suppression,
    Topic,
)
from members.models import (
    Affiliation,
    ContactPoint,
    Invitation,
    Membership,
    Municipality,
    Organisation,
    Role,
    User,
)
from members.models.invitations import (
    LIFE,
    digest,
)
from strategy.models import Goal, Measure, Strategy, Theme

_numbers = count(1)
LONG_AGO = datetime.date(2020, 1, 1)


def make_organisation(**fields: Any) -> Organisation:
    defaults = {"kind": "institution", "name_fi": f"Oppilaitos {next(_numbers)}"}
    return Organisation.objects.create(**defaults | fields)


def make_member(**fields: Any) -> Organisation:
    """An institution in live membership."""
    organisation = make_organisation(**fields)
    Membership.objects.create(organisation=organisation, from_on=LONG_AGO)
    return organisation


def make_municipality(name_fi: str, name_sv: str = "", **fields: Any) -> Municipality:
    defaults = {"region": "01", "longitude": 25.0, "latitude": 60.5}
    return Municipality.objects.create(name_fi=name_fi, name_sv=name_sv, **defaults | fields)


def make_association() -> Organisation:
    found = Organisation.objects.filter(kind="association").first()
    return found or make_organisation(kind="association", name_fi="Kaikuliitto")


def make_user(**fields: Any) -> User:
    number = next(_numbers)
    defaults = {"email": f"person{number}@example.org", "name": f"Henkilö {number}"}
    return User.objects.create_user(**defaults | fields)


def make_affiliation(*roles: str, **fields: Any) -> Affiliation:
    """A person's place in an organisation since long ago, with these roles."""
    affiliation = Affiliation.objects.create(
        user=fields.pop("user", None) or make_user(),
        organisation=fields.pop("organisation", None) or make_member(),
        **{"from_on": LONG_AGO} | fields,
    )
    for role in roles:
        make_role(affiliation=affiliation, role=role)
    return affiliation


def make_role(**fields: Any) -> Role:
    return Role.objects.create(**{"from_on": LONG_AGO} | fields)


def make_person(organisation: Organisation, *roles: str, **fields: Any) -> User:
    """A person who belongs to the organisation, with these roles."""
    return make_affiliation(*roles, organisation=organisation, user=make_user(**fields)).user


def make_contact_point(organisation: Organisation, **fields: Any) -> ContactPoint:
    defaults = {"kind": "email", "value": f"toimisto{next(_numbers)}@example.org"}
    return ContactPoint.objects.create(
        organisation=organisation, **{"checked_on": LONG_AGO} | defaults | fields
    )


def make_invitation(organisation: Organisation, token: str, **fields: Any) -> Invitation:
    """An invitation that waits for its answer, with this link."""
    now = timezone.now()
    defaults = {
        "email": f"person{next(_numbers)}@example.org",
        "name": "Uuno Uusi",
        "roles": ["survey"],
        "token_sha256": digest(token),
        "checked_at": now,
        "sent_at": now,
        "expires_at": now + LIFE,
    }
    return Invitation.objects.create(organisation=organisation, **defaults | fields)


def make_letter(**fields: Any) -> Letter:
    """A letter that waits and is due."""
    number = next(_numbers)
    defaults = {
        "key": f"letter {number}",
        "address": f"reader{number}@example.org",
        "language": "fi",
        "subject": f"Aihe {number}",
        "text": "Hyvää päivää.\n",
    }
    return Letter.objects.create(**defaults | fields)


def make_strategy(**fields: Any) -> Strategy:
    """A strategy in force today, without goals."""
    defaults = {"code": "2026-2028", "from_on": "2026-01-01", "until_on": "2029-01-01"}
    texts = {f"{text}_fi": f"{text} suomeksi" for text in Strategy.TEXTS}
    return Strategy.objects.create(**defaults | texts | fields)


def make_measure(code: str = "1.1.1", **fields: Any) -> Measure:
    """A measure with the goal and the theme that its code names, in the strategy in force."""
    strategy = Strategy.objects.begun().first() or make_strategy()
    goal_code, theme_code = code.partition(".")[0], code.rpartition(".")[0]
    goal, _ = Goal.objects.get_or_create(
        strategy=strategy,
        code=goal_code,
        defaults={"name_fi": f"Tavoite {goal_code}", "aim_fi": "Tavoitteena on soida yhdessä."},
    )
    theme, _ = Theme.objects.get_or_create(
        goal=goal, code=theme_code, defaults={"name_fi": f"Teema {theme_code}"}
    )
    return Measure.objects.create(
        **{"theme": theme, "code": code, "text_fi": "Soitetaan."} | fields
    )


def make_topic(slug: str = "jasenkirje", **fields: Any) -> Topic:
    """A newsletter for the people of members, that comes with no role."""
    return Topic.objects.create(**{"slug": slug, "name_fi": f"Aihe {slug}"} | fields)


def make_document(**fields: Any) -> Document:
    """A document for the people of members, with one version."""
    content = fields.pop("content", b"%PDF-1.7 one %%EOF")
    defaults = {"kind": "rules", "title_fi": f"Asiakirja {next(_numbers)}"}
    document = Document.objects.create(**defaults | fields)
    DocumentVersion.next(document, content, "pdf").save()
    return document


def make_question(asked_by: User, **fields: Any) -> Question:
    """A question that waits."""
    return Question.objects.create(
        **{"asked_by": asked_by, "text": "Milloin kysely alkaa?"} | fields
    )


def make_suppression(address: str, **fields: Any) -> Suppression:
    return Suppression.objects.create(address=address, reason="550 5.1.1 No such person", **fields)
