"""What we write about reports."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from members.models import Organisation, User
from portal.lib import mail
from reports.models import Report

#: Who answers for a school's figures, and reads its report.
READERS = ("head", "deputy", "key_contact", "survey")


def readers(organisation: Organisation) -> list[User]:
    """Of the school itself and of what is above it, in the order of their joining."""
    return list(User.objects.holding(READERS, organisation.line_ids).order_by("pk"))


def tell_ready(report: Report) -> None:
    """A school's report of a release is ready: once to each who may read it, whatever languages it
    is asked for in later."""
    release, organisation = report.release, report.organisation
    if release is None or organisation is None or report.is_draft:
        return
    path = reverse("reports:release", args=[release.pk])
    for user in readers(organisation):
        context = {"release": release, "organisation": organisation, "name": str(user)}
        mail.send(
            "reports/emails/ready",
            user.email,
            context | {"url": f"{settings.SITE_URL}{path}", "site": settings.SITE_URL},
            key=f"reports:{release.pk}:{organisation.pk}:ready:{user.pk}",
            language=user.language,
            service="notice",
            organisation=organisation.pk,
        )
