"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORK = _("as long as the release; without a name once the person is erased")
_LOG = _("as long as the release; it may name people")

PERSONAL: dict[str, tuple[Promise, Promise]] = {
    "Release.requested_by": (_("who has built the figures"), _WORK),
    "Release.published_by": (_("who answers for their publishing"), _WORK),
    "Release.withdrawn_by": (_("who has withdrawn them"), _WORK),
    "Release.alone_reason": (_("why nobody else looked at them first"), _LOG),
    "Release.withdraw_reason": (_("why they were withdrawn"), _LOG),
    "Waiver.signed_by": (
        _("who has let the school's figure be told"),
        _("as long as figures told under it; it tells of a school's decision"),
    ),
}
NOT_PERSONAL = {
    *("DataElement", "Indicator", "Group", "Stat", "SdcPolicy", "Observation"),
    *("Release.collection", "Release.period", "Release.error", "Release.input_hash"),
    *("Release.title_fi", "Release.title_sv", "Release.title_en"),
    *("Release.policy", "Release.audit"),
}
