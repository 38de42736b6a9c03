"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

_TEXT = "30 days after it was sent; that of a secret letter until it has left"
_ENVELOPE = "24 months"
_ARCHIVE = "as long as the archive"
_LIBRARY = "as long as the document; without a name once the person is erased"
_QUESTION = "24 months after it was asked"
_CHOICE = "as long as the person or the address is written to"

PERSONAL: dict[str, tuple[str, str]] = {
    "Letter.address": ("where it is sent", _ENVELOPE),
    "Letter.key": ("so that one occasion is told once; it may hold the number of a row", _ENVELOPE),
    "Letter.language": ("the language of the one who reads it", _ENVELOPE),
    "Letter.subject": ("what is sent", _ENVELOPE),
    "Letter.text": ("what is sent", _TEXT),
    "Letter.user": ("whose letter it is", _ENVELOPE),
    "Letter.because": ("so that the reader knows why it came", _ENVELOPE),
    "LetterStep.reply": ("why it was not taken; it may repeat the address", _ENVELOPE),
    "LetterStep.by": ("who decided about a letter in doubt", _ENVELOPE),
    "DocumentVersion.content": ("a file of the federation; it may name people", _LIBRARY),
    "DocumentVersion.note": ("what has changed in it; it may name people", _LIBRARY),
    "DocumentVersion.added_by": ("whom to ask about the file", _LIBRARY),
    "Question.asked_by": ("who waits for the answer", _QUESTION),
    "Question.page": ("what the question is about; it may hold the number of a row", _QUESTION),
    "Question.text": ("what somebody asks the office; it may name people", _QUESTION),
    "Question.answer": ("what the office answers; it may name people", _QUESTION),
    "Question.answered_by": ("who has answered", _QUESTION),
    "Subscription.user": ("who has chosen the topic", _CHOICE),
    "Subscription.address": ("where somebody without an account gets the topic", _CHOICE),
    "Refusal.user": ("so that unwanted letters do not come", _CHOICE),
    "Bounce.address": ("whom letters do not reach", _ENVELOPE),
    "Bounce.diagnostic": ("why; it may repeat the address", _ENVELOPE),
    "Bounce.status": ("why, as a number", _ENVELOPE),
    "Suppression.address": ("so that we do not write where nobody reads", _CHOICE),
    "Suppression.reason": ("why; it may repeat the address", _CHOICE),
    "Suppression.lifted_by": ("who showed that the address works", _CHOICE),
    "Letter.last_reply": ("why it was not taken; it may repeat the address", _ENVELOPE),
    "NewsItem.written_by": ("who has written it last, for the office alone", _ARCHIVE),
    "Newsletter.written_by": ("so that a colleague looks at it before it is sent", _ARCHIVE),
    "Newsletter.approved_by": ("who has looked at it and let it go", _ARCHIVE),
    "Newsletter.alone_reason": ("why nobody else looked at it", _ARCHIVE),
}
NOT_PERSONAL = {
    *("Topic", "NewsItem", "Newsletter", "NewsletterItem", "Document", "DocumentVersion.sha256"),
}
