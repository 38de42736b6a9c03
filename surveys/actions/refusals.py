"""Why something is not done: each a sentence in the language of the person who asked."""

from django.utils.translation import gettext_lazy as _

from members.actions import Refused


class NotOpen(Refused):
    sentence = _("The answer is not open for changes: it has been sent, or the round has closed.")


class SectionNotOpen(Refused):
    sentence = _("Only the sections that the office has asked to be completed are open.")


class NotYours(Refused):
    sentence = _("You may not do this with the answer of %(organisation)s.")


class NotTheOffice(Refused):
    sentence = _("Only the office does this.")


class DayMissing(Refused):
    sentence = _(
        "The time to answer is over: give the school a last day of its own to complete its answer."
    )


class DayIsOver(Refused):
    sentence = _("The last day is over already: choose a later one.")


class WrongStep(Refused):
    sentence = _("This cannot be done now: the answer is in the state “%(state)s”.")


class NotReady(Refused):
    sentence = _("The answer cannot be sent yet: some figures are missing, wrong or unexplained.")


class ReasonMissing(Refused):
    sentence = _("Write the reason: it is shown to the school.")


class TypedItYourself(Refused):
    sentence = _("You have typed figures in this answer yourself: a colleague approves it.")


class FormFaulty(Refused):
    sentence = _("The form cannot be published: %(faults)s")


class DraftChanged(Refused):
    sentence = _("The draft has changed since you opened this page. Look at it once more.")


class RoundNotPlanned(Refused):
    sentence = _("The round is not planned any more: it has been opened already.")


class SectionNotDone(Refused):
    sentence = _("The section is not ready yet: some figures are missing, wrong or unexplained.")


class ExplanationMissing(Refused):
    sentence = _("Write why the figure is right.")


class RoundFrozen(Refused):
    sentence = _("The round has been frozen: its answers have become figures.")


class RoundGoesOn(Refused):
    sentence = _("The round is not over yet: close it first.")


class AnswersWait(Refused):
    sentence = _(
        "Some answers still wait for the office. Review them first, or say that they are left out."
    )


class NothingApproved(Refused):
    sentence = _("No answer has been approved: there is nothing to freeze.")


class FiguresPublished(Refused):
    sentence = _("The figures have been published: withdraw the release first.")


class NoCollection(Refused):
    sentence = _("There is no collection “%(code)s”. There are: %(known)s.")


class NoColumns(Refused):
    sentence = _("The table has no column called: %(columns)s.")


class NoForm(Refused):
    sentence = _("Give the code book: %(collection)s has no form for %(period)s yet.")


class RoundGoesOnInPortal(Refused):
    sentence = _("%(round)s is planned or open in the portal: its answers come from the schools.")


class OtherForm(Refused):
    sentence = _(
        "%(round)s was loaded with another code book, and its answers do not all fit this one: "
        "%(keys)s."
    )


class FormStays(Refused):
    sentence = _(
        "Answers of %(round)s have been approved, so its form stays: the code book must say the "
        "same as when it was loaded."
    )
