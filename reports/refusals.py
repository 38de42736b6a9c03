"""Why no report is made, as the person reads it."""

from django.utils.translation import gettext_lazy as _

from members.actions import Refused


class NotBuilt(Refused):
    sentence = _("The figures have not been built yet.")


class NotInTheFigures(Refused):
    sentence = _("The answer of this school is not in these figures, so it has no report of them.")


class Withdrawn(Refused):
    sentence = _("The figures have been withdrawn. No report is made of them.")
