"""Where municipalities lie: what the map and the choice of a region are made from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.models.words import one_plain_line


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def named(self, names: Iterable[str]) -> dict[str, Municipality]:
        """Those of these names, in Finnish or in Swedish, by the name they were asked for."""
        wanted = set(names)
        found = self.filter(Q(name_fi__in=wanted) | Q(name_sv__in=wanted)) if wanted else ()
        return {name: row for row in found for name in (row.name_sv, row.name_fi) if name in wanted}


class Municipality(models.Model):
    """A municipality with its region and about where its centre is. Organisations name it; the
    office adds what a merger of municipalities brings."""

    class Region(models.TextChoices):
        UUSIMAA = "01", _("Uusimaa")
        SOUTHWEST_FINLAND = "02", _("Southwest Finland")
        SATAKUNTA = "04", _("Satakunta")
        KANTA_HAME = "05", _("Kanta-Häme")
        PIRKANMAA = "06", _("Pirkanmaa")
        PAIJAT_HAME = "07", _("Päijät-Häme")
        KYMENLAAKSO = "08", _("Kymenlaakso")
        SOUTH_KARELIA = "09", _("South Karelia")
        SOUTH_SAVO = "10", _("South Savo")
        NORTH_SAVO = "11", _("North Savo")
        NORTH_KARELIA = "12", _("North Karelia")
        CENTRAL_FINLAND = "13", _("Central Finland")
        SOUTH_OSTROBOTHNIA = "14", _("South Ostrobothnia")
        OSTROBOTHNIA = "15", _("Ostrobothnia")
        CENTRAL_OSTROBOTHNIA = "16", _("Central Ostrobothnia")
        NORTH_OSTROBOTHNIA = "17", _("North Ostrobothnia")
        KAINUU = "18", _("Kainuu")
        LAPLAND = "19", _("Lapland")
        ALAND = "21", _("Åland")

    name_fi = models.CharField(
        _("name in Finnish"), max_length=100, unique=True, validators=[one_plain_line]
    )
    name_sv = models.CharField(
        _("name in Swedish"), max_length=100, blank=True, validators=[one_plain_line]
    )
    region = models.CharField(_("administrative region"), max_length=2, choices=Region)
    longitude = models.FloatField(_("longitude"), help_text=_("East, in degrees: 24.9."))
    latitude = models.FloatField(_("latitude"), help_text=_("North, in degrees: 60.2."))

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name_fi"]
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__range=(19, 32), latitude__range=(59, 71)),
                name="municipality_lies_in_finland",
                violation_error_message=_(
                    "The place is not in Finland: the longitude is from 19 to 32, the latitude "
                    "from 59 to 71."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name_fi
