"""What a person may be asked to do. One dictionary; no checkbox matrix in the database."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoleName(TextChoices):
    KEY_CONTACT = "key_contact", _("key contact")
    HEAD = "head", _("head")
    DEPUTY = "deputy", _("deputy")
    SURVEY = "survey", _("data collection contact")
    FINANCE = "finance", _("finance contact")
    TRAINING = "training", _("training coordinator")
    INTERNATIONAL = "international", _("international coordinator")
    WORKLIFE = "worklife", _("working life coordinator")
    COMMUNICATIONS = "communications", _("communications contact")
    COLLEGIUM = "collegium", _("member of the collegium")
    OFFICE = "office", _("office")
    SENDER = "sender", _("sender of newsletters")
    BOARD = "board", _("member of the board")
    CHAIR = "chair", _("chair of the board")
    ADMIN = "admin", _("administrator")


#: Given on the association itself; they reach everything for the verbs listed for them.
ASSOCIATION_ROLES = frozenset({"office", "sender", "board", "chair", "admin"})
#: Given on a member organisation, its provider or its sites.
MEMBER_ROLES = frozenset(RoleName.values) - ASSOCIATION_ROLES

_SCHOOL_GIVES = MEMBER_ROLES - {"collegium"}
#: What the holder of a role may give to others, and end.
GRANTABLE: dict[str, frozenset[str]] = {
    "key_contact": _SCHOOL_GIVES,
    "head": _SCHOOL_GIVES,
    "deputy": _SCHOOL_GIVES - {"key_contact", "head", "deputy"},
    "office": MEMBER_ROLES,
    "admin": frozenset(RoleName.values),
}


def fits(role: str, kind: str) -> bool:
    """Association roles are given at the association only, the others everywhere but there."""
    return (role in ASSOCIATION_ROLES) == (kind == "association")
