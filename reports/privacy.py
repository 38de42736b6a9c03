"""Every field that tells of a person: why we have it, and how long. A guard keeps it whole."""

from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import User
from reports.models import Report
from surveys.models import Snapshot

PERSONAL: dict[str, tuple[Promise, Promise]] = {
    "Report.requested_by": (
        _("whom we can ask when a file was not made"),
        _("as long as the file; without a name once the person is erased"),
    ),
    "Download.by": (
        _("who has taken a file"),
        _("as long as the file; without a name once the person is erased"),
    ),
    "Report.content": (
        _("what a school has sent, with the names of those who signed and sent it"),
        _("as long as the school’s answer; made anew, without the name, once a person is erased"),
    ),
}
NOT_PERSONAL = {"Report.sha256", "Report.error"}

#: A receipt tells the names of those who signed and sent: it is made anew from what was sent, with
#: the names of today.
REMADE = {"Report.content"}


def erase(user: User) -> None:
    """Receipts that tell of the person wait to be made anew; what was sent does not change."""
    signed = Func(
        F("document"),
        Value("$.**.by ? (@ == $person)"),
        Func(Value("person"), Value(user.pk), function="jsonb_build_object"),
        function="jsonb_path_exists",
        template="%(function)s(%(expressions)s)",
        output_field=BooleanField(),
    )
    told = Snapshot.objects.alias(signed=signed, told=Cast("document", TextField()))
    theirs = told.filter(
        Q(by=user) | Q(signed=True) | Q(told__icontains=user.name) | Q(told__icontains=user.email)
    )
    Report.objects.filter(kind=Report.Kind.RECEIPT, snapshot__in=theirs.values("pk")).update(
        status=Report.Status.QUEUED, content=b"", sha256="", made_at=None, attempts=0, progress=0
    )
