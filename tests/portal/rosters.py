"""What the access table knows of people from spreadsheets."""

from collections.abc import Callable
from typing import Any

from members.models import Organisation, RosterImport

MISSING = 999_999_999

VIEWS = """
view                                 whose | GET:  nobody sten ritva kaisa outi birgit | POST: nobody sten ritva kaisa outi birgit
members:roster                       own   |       door   404  404  200   200  404    |       door   404  404  422   422  404
members:roster                       other |       door   200  404  404   200  404    |       door   422  404  404   422  404
members:roster_xlsx                  own   |       door   404  404  200   200  404    | -
members:roster_xlsx                  other |       door   200  404  404   200  404    | -
members:roster_csv                   own   |       door   404  404  200   200  404    | -
members:roster_csv                   other |       door   200  404  404   200  404    | -
members:roster_import                own   |       door   404  404  200   200  404    |       door   404  404  302   302  404
members:roster_import                other |       door   200  404  404   200  404    |       door   302  404  404   302  404
members:apply_roster                 own   |       door   404  404  200   200  404    |       door   404  404  409   409  404
members:apply_roster                 other |       door   200  404  404   200  404    |       door   409  404  404   409  404
members:undo_roster                  own   |       door   404  404  200   200  404    |       door   404  404  409   409  404
members:undo_roster                  other |       door   200  404  404   200  404    |       door   409  404  404   409  404
"""


def make(school: Organisation) -> None:
    """A file that has been read, in which nothing was to be done."""
    school.roster_imports.create(file_name="a.csv", status="done")


#: What names the object of an address by the school it is of.
ARGUMENTS: dict[str, Callable[[Organisation | None], dict[str, Any]]] = {
    **{
        f"members:{view}": lambda school: {"pk": school.pk if school else MISSING}
        for view in ("roster", "roster_xlsx", "roster_csv")
    },
    **{
        f"members:{view}": lambda school: {
            "pk": RosterImport.objects.get(organisation=school).pk if school else MISSING
        }
        for view in ("roster_import", "apply_roster", "undo_roster")
    },
}
