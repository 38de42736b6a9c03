"""Why something is not done: each a sentence in the language of the person who asked."""

from django.utils.translation import gettext_lazy as _

from members.actions import Refused


class NotTheOffice(Refused):
    sentence = _("Only the office releases figures.")


class NothingReported(Refused):
    sentence = _("There are no figures of this period yet: freeze the round first.")


class NotBuilt(Refused):
    sentence = _("The figures have not been built yet, or no longer wait to be published.")


class Outdated(Refused):
    sentence = _(
        "A figure, a waiver or a rule has changed since these were built. Build them again."
    )


class LookFirst(Refused):
    sentence = _("You have built these figures yourself. Look at what would be told first.")


class TooSoon(Refused):
    sentence = _(
        "You have built these figures yourself: a colleague publishes them, or you do it alone "
        "after %(at)s."
    )


class ReasonMissing(Refused):
    sentence = _("Write the reason.")


class NotPublished(Refused):
    sentence = _("The figures are not published, so they cannot be withdrawn.")
