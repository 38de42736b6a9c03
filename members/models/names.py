"""What an organisation was called before, and how it hangs together with others."""

from __future__ import annotations

from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models.days import ends_after_it_starts, one_at_a_time
from members.models.organisations import Organisation
from members.models.words import one_plain_line
from portal.lib.search import searched


@pghistory.track(model_name="OrganisationNameHistory", exclude=["search"])
class OrganisationName(models.Model):
    """A former name. Today's stands in the organisation's own row, and begins where the last of
    these ends."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_names", verbose_name=_("organisation")
    )
    name_fi = models.CharField(_("name in Finnish"), max_length=200, validators=[one_plain_line])
    name_sv = models.CharField(
        _("name in Swedish"), max_length=200, blank=True, validators=[one_plain_line]
    )
    name_en = models.CharField(
        _("name in English"), max_length=200, blank=True, validators=[one_plain_line]
    )
    short = models.CharField(
        _("short name"), max_length=40, blank=True, validators=[one_plain_line]
    )
    from_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Empty: as far back as is known.")
    )
    until_on = models.DateField(_("ends on"), help_text=_("The first day no longer in force."))
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        validators=[one_plain_line],
        help_text=_("Where the new name was decided or read."),
    )
    search = searched(names=("name_fi", "name_sv", "name_en", "short"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        ordering = ["-until_on"]
        indexes = [GinIndex(fields=["search"], name="organisationname_search")]
        constraints = [
            ends_after_it_starts("organisationname"),
            one_at_a_time(
                "organisationname",
                "organisation",
                message=_("The organisation had another name during these days."),
            ),
        ]

    def __str__(self) -> str:
        return getattr(self, f"name_{(get_language() or 'fi')[:2]}", "") or self.name_fi


class TieQuerySet(models.QuerySet["Tie"]):
    def about(self, organisation: Organisation) -> Self:
        """From it to others and from others to it."""
        rows = self.filter(Q(of=organisation) | Q(to=organisation))
        return rows.select_related("of", "to")


@pghistory.track(model_name="TieHistory")
class Tie(models.Model):
    """What holds between two organisations from day to day and is not in the tree of today. Figures
    follow ties; access does not."""

    class Kind(models.TextChoices):
        SUCCEEDS = "succeeds", _("goes on with the work of")
        PART_OF = "part_of", _("was a part of")
        VET_LICENCE_OF = "vet_licence_of", _("teaches on the vocational licence of")
        TPO_LICENCE_OF = "tpo_licence_of", _("gives basic education in the arts on the licence of")
        OWNED_BY = "owned_by", _("is owned by")
        PARTNER_IN = "partner_in", _("is a partner in")

    of = models.ForeignKey(
        Organisation, models.CASCADE, related_name="ties", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    to = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="ties_to_it",
        verbose_name=_("other organisation"),
    )
    from_on = models.DateField(
        _("first day"), null=True, blank=True, help_text=_("Empty: as far back as is known.")
    )
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )
    source = models.CharField(_("source"), max_length=200, blank=True, validators=[one_plain_line])

    objects = TieQuerySet.as_manager()

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["-from_on"]
        constraints = [
            ends_after_it_starts("tie"),
            one_at_a_time(
                "tie",
                "of",
                "to",
                "kind",
                message=_("The two are tied so during these days already."),
            ),
            models.CheckConstraint(
                condition=~Q(of=F("to")),
                name="tie_is_between_two",
                violation_error_message=_("A tie is between two organisations."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(of)s %(kind)s %(to)s") % {
            "of": self.of,
            "kind": self.get_kind_display(),
            "to": self.to,
        }
