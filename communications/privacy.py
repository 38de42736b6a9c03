"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communications.models import Letter
from members.models import User

_TEXT = _("30 days after it was sent; that of a secret letter until it has left")
_ENVELOPE = _("24 months")
_CHOICE = _("as long as the person or the address is written to")
_ARCHIVE = _("as long as the archive")
_LIBRARY = _("as long as the document; without a name once the person is erased")
_QUESTION = _("24 months after it was asked")

PERSONAL: dict[str, tuple[Promise, Promise]] = {
    "Letter.address": (_("where it is sent"), _ENVELOPE),
    "Letter.key": (
        _("so that one occasion is told once; it may hold the number of a row"),
        _ENVELOPE,
    ),
    "Letter.language": (_("the language of the one who reads it"), _ENVELOPE),
    "Letter.subject": (_("what is sent"), _ENVELOPE),
    "Letter.text": (_("what is sent"), _TEXT),
    "Letter.user": (_("whose letter it is"), _ENVELOPE),
    "Letter.because": (_("so that the reader knows why it came"), _ENVELOPE),
    "LetterStep.reply": (_("why it was not taken; it may repeat the address"), _ENVELOPE),
    "LetterStep.by": (_("who decided about a letter in doubt"), _ENVELOPE),
    "Subscription.user": (_("who has chosen the topic"), _CHOICE),
    "Subscription.address": (_("where somebody without an account gets the topic"), _CHOICE),
    "Refusal.user": (_("so that unwanted letters do not come"), _CHOICE),
    "Bounce.address": (_("whom letters do not reach"), _ENVELOPE),
    "Bounce.diagnostic": (_("why; it may repeat the address"), _ENVELOPE),
    "Bounce.status": (_("why, as a number"), _ENVELOPE),
    "Suppression.address": (_("so that we do not write where nobody reads"), _CHOICE),
    "Suppression.reason": (_("why; it may repeat the address"), _CHOICE),
    "Suppression.lifted_by": (_("who showed that the address works"), _CHOICE),
    "Letter.last_reply": (_("why it was not taken; it may repeat the address"), _ENVELOPE),
    "DocumentVersion.content": (_("a file of the federation; it may name people"), _LIBRARY),
    "DocumentVersion.note": (_("what has changed in it; it may name people"), _LIBRARY),
    "DocumentVersion.added_by": (_("whom to ask about the file"), _LIBRARY),
    "Question.asked_by": (_("who waits for the answer"), _QUESTION),
    "Question.page": (_("what the question is about; it may hold the number of a row"), _QUESTION),
    "Question.text": (_("what somebody asks the office; it may name people"), _QUESTION),
    "Question.answer": (_("what the office answers; it may name people"), _QUESTION),
    "Question.answered_by": (_("who has answered"), _QUESTION),
    "NewsItem.written_by": (_("who has written it last, for the office alone"), _ARCHIVE),
    "Newsletter.written_by": (_("so that a colleague looks at it before it is sent"), _ARCHIVE),
    "Newsletter.approved_by": (_("who has looked at it and let it go"), _ARCHIVE),
    "Newsletter.alone_reason": (_("why nobody else looked at it"), _ARCHIVE),
}
NOT_PERSONAL = {
    *("Topic", "NewsItem", "Newsletter", "NewsletterItem", "Document", "DocumentVersion.sha256"),
}

#: How a row leads to the person it is about. Other keys to people tell who has done something.
ABOUT = {
    "Letter": ("user",),
    "LetterStep": ("letter__user",),
    "Subscription": ("user",),
    "Refusal": ("user",),
    "Bounce": ("letter__user",),
    "Question": ("asked_by",),
}
#: Where an address stands by which a person is reached.
REACHED_AT = {
    "Letter": "address",
    "Subscription": "address",
    "Bounce": "address",
    "Suppression": "address",
}
#: Erasure removes these rows about the person, and empties these fields of others.
DELETED = {"Subscription", "Refusal", "Bounce", "Suppression", "Question"}
EMPTIED = {
    *("Letter.address", "Letter.key", "Letter.subject", "Letter.text", "Letter.because"),
    *("Letter.last_reply", "LetterStep.reply"),
}
BY_CONSENT = {"Subscription"}


def erase(user: User) -> None:
    """What has not left does not leave any more."""
    theirs = Letter.objects.filter(Q(user=user) | Q(address__iexact=user.email))
    over = [Letter.State.SENT, Letter.State.SUPPRESSED, Letter.State.CANCELLED]
    theirs.exclude(state__in=over).update(state=Letter.State.CANCELLED, lease_until=None, text="")
