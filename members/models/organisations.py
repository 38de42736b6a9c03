"""The tree of organisations and their membership of the association."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, ClassVar, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import (
    ArrayField,
)
from django.contrib.postgres.indexes import (
    GinIndex,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.access import Reach, Thing, may, reach
from members.models.days import ends_after_it_starts, live, one_at_a_time
from members.models.words import one_plain_line
from portal.lib.search import searched

if TYPE_CHECKING:
    from members.models.people import User

#: Provider – institution – site – site.
DEPTH = 4
#: Not an empty Q(), which would vanish beside another condition.
NOTHING = Q(pk__in=[])

#: A new part waits for a move of its whole that is under way, and then takes the line from there.
#: No circle gets in, by whatever way.
KNOW_THE_LINE = """
    IF TG_OP = 'INSERT' OR NEW.parent_id IS DISTINCT FROM OLD.parent_id THEN
        PERFORM FROM {meta.db_table} WHERE id = NEW.parent_id FOR SHARE;
    END IF;
    NEW.line_ids = NEW.id || COALESCE(
        (SELECT line_ids FROM {meta.db_table} WHERE id = NEW.parent_id), ARRAY[]::bigint[]
    );
    IF array_position(NEW.line_ids, NEW.id, 2) > 0 THEN
        RAISE check_violation USING
            MESSAGE = 'An organisation is not a part of itself.',
            CONSTRAINT = 'organisation_is_not_part_of_itself';
    END IF;
    RETURN NEW;
"""
TELL_THOSE_BELOW = """
    UPDATE {meta.db_table} SET parent_id = parent_id WHERE parent_id = NEW.id;
    RETURN NULL;
"""


def within(reached: Reach, organisation: str = "", visibility: str = "") -> Q:
    """A reach as a filter; the lookups lead from a row to its organisation and to its mark."""
    if reached.everything:
        return ~NOTHING
    found = NOTHING
    if reached.organisations:
        found |= Q(**{f"{organisation}line_ids__overlap": sorted(reached.organisations)})
    if visibility and reached.visibilities:
        found |= Q(**{f"{visibility}__in": sorted(reached.visibilities)})
    return found


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(within(reach(user.standing, "see_organisation")))

    def members(self) -> Self:
        """Organisations in live membership."""
        return self.filter(pk__in=Membership.objects.live().values("organisation"))

    def association(self) -> models.QuerySet[Organisation, int]:
        """The association's id, as those who hold a role there are asked for."""
        return self.filter(kind=Organisation.Kind.ASSOCIATION).values_list("pk", flat=True)

    def schools(self) -> Self:
        """What can be merged, and has not been: providers, institutions and sites."""
        kinds = (Organisation.Kind.PROVIDER, Organisation.Kind.INSTITUTION, Organisation.Kind.SITE)
        return self.filter(kind__in=kinds).exclude(ties_to_it__kind="succeeds")

    def wholes_for(self, part: Organisation) -> Self:
        """What the organisation may be a part of: of a fitting kind, and no part of it itself."""
        kinds = [kind for kind, kinds in Organisation.CHILDREN.items() if part.kind in kinds]
        return self.filter(kind__in=kinds).exclude(line_ids__contains=[part.pk])

    def with_line(self) -> Self:
        """Everything above comes along in the same query."""
        return self.select_related("parent__parent__parent")

    def below(self, ids: frozenset[int]) -> Self:
        """These organisations and everything under them."""
        return self.filter(within(Reach(organisations=ids)))


@pghistory.track(model_name="OrganisationHistory", exclude=["line_ids", "search"])
class Organisation(models.Model):
    """A school, its provider or site, the association itself, a partner or an authority."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", _("association")
        PROVIDER = "provider", _("education provider")
        INSTITUTION = "institution", _("educational institution")
        SITE = "site", _("site")
        PARTNER = "partner", _("partner")
        AUTHORITY = "authority", _("authority")

    #: What may stand under what.
    CHILDREN: ClassVar[dict[str, frozenset[str]]] = {
        Kind.PROVIDER: frozenset({Kind.INSTITUTION, Kind.SITE}),
        Kind.INSTITUTION: frozenset({Kind.INSTITUTION, Kind.SITE}),
        Kind.SITE: frozenset({Kind.SITE}),
        Kind.ASSOCIATION: frozenset(),
        Kind.PARTNER: frozenset({Kind.PARTNER}),
        Kind.AUTHORITY: frozenset({Kind.AUTHORITY}),
    }

    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
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
    municipality = models.CharField(
        _("municipality"), max_length=100, blank=True, validators=[one_plain_line]
    )
    note = models.TextField(_("note of the office"), blank=True, max_length=2000)
    # The embedded database has no collation for Finnish: å, ä and ö are put after z by hand.
    sort_key = models.GeneratedField(
        expression=Func(Lower("name_fi"), Value("åäö"), Value("{|}"), function="translate"),
        output_field=models.CharField(max_length=200, db_collation="C"),
        db_persist=True,
    )
    search = searched(names=("name_fi", "name_sv", "name_en", "short", "municipality"))

    # Kept by the database: every question of access asks it, with one join at any depth. A row
    # that was moved in this process knows its new line when it is read again.
    line_ids = ArrayField(
        models.BigIntegerField(),
        editable=False,
        db_default=[],
        verbose_name=_("itself and all above it"),
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key"]
        indexes = [GinIndex(fields=["search"], name="organisation_search")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="organisation_is_not_part_of_itself",
                violation_error_message=_("An organisation is not a part of itself."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="association"),
                name="organisation_one_association",
                violation_error_message=_("There is one association already."),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="know_the_line",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=pgtrigger.Func(KNOW_THE_LINE),
            ),
            pgtrigger.Trigger(
                name="tell_those_below",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                condition=pgtrigger.Condition("OLD.line_ids IS DISTINCT FROM NEW.line_ids"),
                func=pgtrigger.Func(TELL_THOSE_BELOW),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:organisation", args=[self.pk])

    @property
    def name(self) -> str:
        """In the reader's language where there is such a name, else in Finnish."""
        return getattr(self, f"name_{(get_language() or 'fi')[:2]}", "") or self.name_fi

    def line(self) -> list[Organisation]:
        """The organisation and all above it, nearest first. It ends even in the circle that a form
        may propose."""
        line = [self]
        while (above := line[-1].parent) and len(line) <= DEPTH:
            line.append(above)
        return line

    def allows(self, user: User, verb: str) -> bool:
        """Whether the person may do the verb here."""
        return may(user.standing, verb, Thing(line=frozenset(self.line_ids)))

    def holder(self) -> Organisation:
        """Who answers for its figures: the nearest provider, itself or above it; without one, the
        organisation. All of one holder know each other's figures."""
        providers = (place for place in self.line() if place.kind == self.Kind.PROVIDER)
        return next(providers, self)

    def live_membership(self) -> Membership | None:
        """Its own membership, or that of the nearest organisation above it."""
        live = Membership.objects.live().filter(organisation__in=self.line_ids)
        nearest = {pk: place for place, pk in enumerate(self.line_ids)}
        return min(live, key=lambda row: nearest[row.organisation_id], default=None)

    def levels(self) -> int:
        """How many levels it has: itself, its parts, and theirs."""
        count, level = 0, [self.pk]
        while level and count <= DEPTH:
            below = Organisation.objects.filter(parent__in=level)
            count, level = count + 1, list(below.values_list("pk", flat=True))
        return count

    def clean(self) -> None:
        super().clean()
        if self.pk and self.children.exclude(kind__in=self.CHILDREN.get(self.kind, ())).exists():
            message = _("An organisation of this kind cannot have the parts that this one has.")
            raise ValidationError({"kind": message})
        if self.parent is None:
            return
        line = self.parent.line()
        if self.pk and self in line:
            raise ValidationError({"parent": _("The organisation would be a part of itself.")})
        if self.kind not in self.CHILDREN[self.Kind(self.parent.kind)]:
            raise ValidationError(
                {
                    "parent": _("%(kind)s cannot be a part of %(parent)s.")
                    % {"kind": self.get_kind_display(), "parent": self.parent}
                }
            )
        if len(line) + self.levels() > DEPTH:
            raise ValidationError({"parent": _("There would be more than four levels.")})


class MembershipQuerySet(models.QuerySet["Membership"]):
    def live(self, day: datetime.date | None = None) -> Self:
        return self.filter(live(day=day))


@pghistory.track(model_name="MembershipHistory")
class Membership(models.Model):
    """An organisation's membership of the association; coming, live, ended follow from the days."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    from_on = models.DateField(_("first day"))
    until_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The first day no longer in force.")
    )
    reason = models.CharField(_("decision"), max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-from_on"]
        constraints = [
            ends_after_it_starts("membership"),
            one_at_a_time(
                "membership",
                "organisation",
                message=_("The organisation is already a member during these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.from_on}–{self.until_on or ''}"
