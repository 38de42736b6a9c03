"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.models import User
from surveys.models import Response

_WORK = _("as long as the school's answer; without a name once the person is erased")
_NAMED = _("24 months; then nobody's")
_ANSWER = _("as long as the series of figures it belongs to; it tells of a school, not of people")

PERSONAL: dict[str, tuple[Promise, Promise]] = {
    "FormVersion.published_by": (_("who answers for the form"), _WORK),
    "FormImport.requested_by": (_("who has sent the file, and reads what came of it"), _WORK),
    "FormImport.file_name": (_("which file a form came from; it may name people"), _ANSWER),
    "Response.reviewer": (_("who the school can ask"), _WORK),
    "Response.submitted_by": (_("who has confirmed the figures"), _WORK),
    "Response.exempt_reason": (_("why the school need not answer; it may name people"), _ANSWER),
    "Transition.by": (_("who has sent, returned or approved"), _WORK),
    "Transition.reason": (_("why; it may name people"), _ANSWER),
    "AnswersOpened.by": (_("who of the office has looked at a school's own figures"), _WORK),
    "ChangeRequest.by": (_("who the school can ask"), _WORK),
    "ChangeRequest.text": (_("what is to be completed; it may name people"), _ANSWER),
    "Snapshot.by": (_("who has confirmed or approved the figures"), _WORK),
    "Snapshot.document": (_("what was sent, also texts that may name people"), _ANSWER),
    "Answer.by": (_("who the office and colleagues can ask about a figure"), _NAMED),
    "Answer.text": (_("what the school answers; a text may name people"), _ANSWER),
    "Answer.comment": (_("what the school tells beside a figure; it may name people"), _ANSWER),
    "Explanation.by": (_("who the office can ask"), _NAMED),
    "Explanation.text": (_("why a figure is right; it may name people"), _ANSWER),
    "SectionState.ready_by": (_("whom colleagues can ask about a section"), _NAMED),
    "FormImport.file": (_("what a form came from; it may name people"), _("90 days")),
}
NOT_PERSONAL = {
    "Collection",
    "Round",
    *("FormVersion.document", "FormVersion.content_hash", "FormVersion.report"),
    *("FormImport.error", "FormImport.sha256"),
    *("Response.source", "Response.facts"),
    "ChangeRequest.section",
    "Snapshot.sha256",
    *("Answer.key", "Answer.source"),
    *("Explanation.rule", "Explanation.fingerprint"),
    "SectionState.section",
}

#: How a row leads to the person it is about. Other keys to people tell who has done something.
ABOUT = {"FormImport": ("requested_by",)}
#: Erasure empties these; what else a school has told stays, without the person's name in it.
EMPTIED = {"FormImport.file", "FormImport.file_name"}


def hinders(user: User) -> Iterator[str]:
    """Why the person cannot be erased yet."""
    open_states = [Response.State.SUBMITTED, Response.State.IN_REVIEW]
    for response in Response.objects.filter(reviewer=user, state__in=open_states).select_related(
        "organisation", "round__collection"
    ):
        said = gettext("The answer of %(school)s is being reviewed by the person. Finish it first.")
        yield said % {"school": response.organisation}
