"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

_ACCOUNT = "until the person is erased, at the latest 24 months after the last affiliation"
_HISTORY = "as long as the organisation's own history, without a name once the person is erased"

PERSONAL: dict[str, tuple[str, str]] = {
    "User.email": ("to sign in, and to be written to", _ACCOUNT),
    "User.phone": ("to be called by those whom the person lets see it", _ACCOUNT),
    "User.password": ("to sign in, for those who choose one; only its hash", _ACCOUNT),
    "User.name": ("to be called by, in lists, letters and the log of changes", _ACCOUNT),
    "User.language": ("to be written to in it", _ACCOUNT),
    "User.is_active": ("to close an account without losing its history", _ACCOUNT),
    "User.last_login": ("to find accounts nobody uses", _ACCOUNT),
    "User.created_at": ("to find accounts nobody uses", _ACCOUNT),
    "Affiliation.user": ("who belongs to the organisation", _HISTORY),
    "Affiliation.title": ("what the organisation calls the person", _HISTORY),
    "Affiliation.from_on": ("from when the person may see and do what belongs to it", _HISTORY),
    "Affiliation.until_on": ("until when", _HISTORY),
    "Affiliation.visibility": ("whom the person lets see it", _HISTORY),
    "Role.role": ("what the person answers for", _HISTORY),
    "Role.from_on": ("from when", _HISTORY),
    "Role.until_on": ("until when", _HISTORY),
    "Role.granted_by": ("who answers for the right that was given", _HISTORY),
    "Role.reason": ("why it was given", _HISTORY),
    "ContactPoint.value": ("to reach the organisation; it may be one person's address", _HISTORY),
    "ContactPoint.label": ("what the address is for; it may name people", _HISTORY),
    "OutdatedReport.line": ("what somebody knows to be out of date; it may name people", _HISTORY),
    "OutdatedReport.reported_by": ("whom to ask what was meant", _HISTORY),
    "OutdatedReport.handled_by": ("who has seen to it", _HISTORY),
    "Preview.by": ("who of the office has looked as this school sees it", _HISTORY),
    "Organisation.note": ("what the office needs to remember; it may name people", _HISTORY),
}
NOT_PERSONAL = {
    "Identifier",
    "Membership",
    *("Organisation.name_fi", "Organisation.name_sv", "Organisation.name_en"),
    *("Organisation.short", "Organisation.municipality"),
    "OrganisationName",
    "Tie",
}
