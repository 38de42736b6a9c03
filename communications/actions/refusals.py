"""Why something is not done with a newsletter: each a sentence in the language of who asked."""

from django.utils.translation import gettext_lazy as _

from members.actions import Refused


class NotTheOffice(Refused):
    sentence = _("Only the office writes newsletters.")


class NotASender(Refused):
    sentence = _("Only who has the task of sending newsletters approves them.")


class NotADraft(Refused):
    sentence = _("The newsletter has been handed over, or is over. Take it back to change it.")


class NotWaiting(Refused):
    sentence = _("The newsletter does not wait to be approved.")


class HasLeft(Refused):
    sentence = _("The newsletter has begun to leave, or is over: it stays as it is.")


class Approved(Refused):
    sentence = _("The newsletter has been approved. Take it back first.")


class Unfinished(Refused):
    sentence = _("The newsletter is not ready yet: %(problems)s")


class TooEarly(Refused):
    sentence = _(
        "“%(item)s” is published only at %(at)s. The newsletter leaves at the same time or later."
    )


class LookFirst(Refused):
    sentence = _(
        "You have written this newsletter yourself. Hand it over and look at it here, or send "
        "yourself a test letter, first."
    )


class TooSoon(Refused):
    sentence = _(
        "You have written this newsletter yourself: a colleague approves it, or you do it alone "
        "after %(at)s."
    )


class ReasonMissing(Refused):
    sentence = _("Write the reason.")
