"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

_WORK = "as long as the school's answer; without a name once the person is erased"
_ANSWER = "as long as the series of figures it belongs to; it tells of a school, not of people"

PERSONAL: dict[str, tuple[str, str]] = {
    "FormVersion.published_by": ("who answers for the form", _WORK),
    "FormImport.requested_by": ("who has sent the file, and reads what came of it", _WORK),
    "FormImport.file_name": ("which file a form came from; it may name people", _ANSWER),
    "Response.reviewer": ("who the school can ask", _WORK),
    "Response.submitted_by": ("who has confirmed the figures", _WORK),
    "Response.exempt_reason": ("why the school need not answer; it may name people", _ANSWER),
    "Transition.by": ("who has sent, returned or approved", _WORK),
    "Transition.reason": ("why; it may name people", _ANSWER),
    "AnswersOpened.by": ("who of the office has looked at a school's own figures", _WORK),
    "ChangeRequest.by": ("who the school can ask", _WORK),
    "ChangeRequest.text": ("what is to be completed; it may name people", _ANSWER),
    "Snapshot.by": ("who has confirmed or approved the figures", _WORK),
    "Snapshot.document": ("what was sent, also texts that may name people", _ANSWER),
    "Answer.by": ("who the office and colleagues can ask about a figure", _WORK),
    "Answer.text": ("what the school answers; a text may name people", _ANSWER),
    "Answer.comment": ("what the school tells beside a figure; it may name people", _ANSWER),
    "Explanation.by": ("who the office can ask", _WORK),
    "Explanation.text": ("why a figure is right; it may name people", _ANSWER),
    "SectionState.ready_by": ("whom colleagues can ask about a section", _WORK),
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
