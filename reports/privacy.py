"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

PERSONAL: dict[str, tuple[str, str]] = {
    "Report.requested_by": (
        "whom we can ask when a file was not made",
        "as long as the file; without a name once the person is erased",
    ),
    "Download.by": (
        "who has taken a file",
        "as long as the file; without a name once the person is erased",
    ),
    "Report.content": (
        "what a school has sent, with the names of those who signed and sent it",
        "as long as the school's answer: a receipt that changed would prove nothing",
    ),
}
NOT_PERSONAL = {"Report.sha256", "Report.error"}
