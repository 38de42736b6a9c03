"""How an organisation is reached, each way shown to those for whom it is meant."""

from __future__ import annotations

from typing import Self

import pghistory
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import Organisation, within
from members.models.people import User
from members.models.words import PHONE, Visibility, one_plain_line

_EMAIL = r"^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$"
_WEB = r"^https?://[^[:space:]]+$"
_E_INVOICE = r"^[0-9A-Z]{8,35}( [0-9A-Z]{4,35})?$"


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def visible_to(self, user: User) -> Self:
        reached = reach(user.standing, "see_contact_points")
        return self.filter(within(reached, "organisation__", "visibility"))

    def of(self, organisation: Organisation) -> Self:
        """Of one organisation, in the order of the kinds."""
        order = {kind: place for place, kind in enumerate(ContactPoint.Kind.values)}
        whens = [models.When(kind=kind, then=place) for kind, place in order.items()]
        place = models.Case(*whens, output_field=models.IntegerField())
        return self.filter(organisation=organisation).order_by(place, "value")


@pghistory.track(model_name="ContactPointHistory")
class ContactPoint(models.Model):
    """One address, number or page of an organisation. Shared mailboxes stand here; nobody signs in
    with one."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("visiting address")
        POST = "post", _("postal address")
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("email address")
        WEB = "web", _("web page")
        E_INVOICE = "e_invoice", _("e-invoice address")

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="contact_points", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    value = models.CharField(_("contact"), max_length=200, validators=[one_plain_line])
    label = models.CharField(
        _("what it is for"),
        max_length=60,
        blank=True,
        validators=[one_plain_line],
        help_text=_("For example: student office, or rental of instruments."),
    )
    visibility = models.CharField(
        _("who sees this"),
        max_length=9,
        choices=Visibility,
        default=Visibility.PUBLIC,
    )
    checked_on = models.DateField(_("known to be right on"), default=timezone.localdate)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        ordering = ["organisation", "kind", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"],
                name="contactpoint_stands_once",
                violation_error_message=_("This is listed already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["visit", "post"])
                | Q(kind="email", value__regex=_EMAIL)
                | Q(kind="phone", value__regex=PHONE)
                | Q(kind="web", value__regex=_WEB)
                | Q(kind="e_invoice", value__regex=_E_INVOICE),
                name="contactpoint_is_written_as_its_kind_is",
                violation_error_message=_(
                    "A telephone number is written +358 40 123 4567, an email address "
                    "office@example.org, a web page https://example.org, an e-invoice address "
                    "003712345678 with the operator after a space."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"

    @property
    def link(self) -> str:
        """Where a press on it leads, if anywhere."""
        if self.kind == self.Kind.PHONE:
            return "tel:" + "".join(sign for sign in self.value if sign in "+0123456789")
        return {"email": f"mailto:{self.value}", "web": self.value}.get(self.kind, "")

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.EMAIL:
            EmailValidator()(self.value)
        if self.kind == self.Kind.WEB:
            URLValidator(schemes=["http", "https"])(self.value)
