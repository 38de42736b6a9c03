"""What an organisation's key contact knows to change in its name or in the tree, until the office
has answered."""

from __future__ import annotations

from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import Organisation, within
from members.models.people import User
from members.models.words import one_plain_line

#: So many are listed on the page of an organisation.
SHOWN = 5
OPEN = Q(accepted_at=None, declined_at=None, withdrawn_at=None)
#: What a proposal says; two that say the same are one.
SAYS = (
    *("kind", "from_on", "name_fi", "name_sv", "name_en", "short"),
    *("municipality", "parent"),
)


class StructureProposalQuerySet(models.QuerySet["StructureProposal"]):
    def visible_to(self, user: User) -> Self:
        """Those who may propose there see them, and the office."""
        theirs = within(reach(user.standing, "propose_structure"), "organisation__")
        return self.filter(theirs | within(reach(user.standing, "edit_structure")))

    def open(self) -> Self:
        return self.filter(OPEN)

    def about(self, organisation: Organisation) -> Self:
        """What waits there, and what was answered last."""
        return self.filter(organisation=organisation).with_all()[:SHOWN]

    def with_all(self) -> Self:
        return self.select_related("organisation", "parent", "proposed_by", "answered_by")


@pghistory.track(model_name="StructureProposalHistory")
class StructureProposal(models.Model):
    """One change from a day on. It changes nothing until the office accepts it."""

    class Kind(models.TextChoices):
        NAME = "name", _("a new name")
        SITE = "site", _("a new site")
        PARENT = "parent", _("a part of another organisation")
        CLOSES = "closes", _("a part closes")

    class State(models.TextChoices):
        OPEN = "open", _("waits for the office")
        ACCEPTED = "accepted", _("accepted by the office")
        DECLINED = "declined", _("declined by the office")
        WITHDRAWN = "withdrawn", _("taken back")

    ENDS: ClassVar[dict[str, State]] = {
        "accepted_at": State.ACCEPTED,
        "declined_at": State.DECLINED,
        "withdrawn_at": State.WITHDRAWN,
    }

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="structure_proposals",
        verbose_name=_("organisation"),
    )
    kind = models.CharField(_("what changes"), max_length=6, choices=Kind)
    from_on = models.DateField(_("from which day"))
    name_fi = models.CharField(
        _("name in Finnish"), max_length=200, blank=True, validators=[one_plain_line]
    )
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
    parent = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals_to_join",
        verbose_name=_("part of"),
    )
    note = models.CharField(
        _("note to the office"), max_length=300, blank=True, validators=[one_plain_line]
    )
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="structure_proposals", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="answered_proposals",
        verbose_name=_("answered by"),
    )
    answer = models.CharField(_("why not"), max_length=300, blank=True, validators=[one_plain_line])
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    declined_at = models.DateTimeField(_("declined by the office at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = StructureProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change of the structure")
        verbose_name_plural = _("proposed changes of the structure")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", *SAYS],
                condition=OPEN,
                nulls_distinct=False,
                name="structureproposal_waits_once",
                violation_error_message=_("The same has been proposed already."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["name", "site"]) & ~Q(name_fi="")
                | Q(kind__in=["parent", "closes"], name_fi=""),
                name="structureproposal_names_what_is_new",
                violation_error_message=_("A new name or a new site has a name, nothing else has."),
            ),
            models.CheckConstraint(
                condition=Q(declined_at=None) | ~Q(answer=""),
                name="structureproposal_is_declined_with_a_reason",
                violation_error_message=_("Say why the proposal is declined."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.what}"

    def get_absolute_url(self) -> str:
        return reverse("members:proposal", args=[self.pk])

    @property
    def state(self) -> State:
        ended = (state for moment, state in self.ENDS.items() if getattr(self, moment))
        return next(ended, self.State.OPEN)

    @property
    def what(self) -> str:
        """The change in a few words."""
        if self.kind == self.Kind.PARENT and self.parent is None:
            return str(_("no part of another any more"))
        told = {
            self.Kind.NAME: _("new name %(name)s"),
            self.Kind.SITE: _("new site %(name)s"),
            self.Kind.PARENT: _("becomes a part of %(name)s"),
            self.Kind.CLOSES: _("closes"),
        }[self.Kind(self.kind)]
        return str(told) % {"name": self.parent or self.name_fi}

    @property
    def has_begun(self) -> bool:
        """Whether its day has come; before it nothing is changed."""
        return self.from_on <= timezone.localdate()

    def end(self, how: str, by: User, answer: str = "") -> None:
        setattr(self, how, timezone.now())
        self.answered_by, self.answer = by, answer
        self.save(update_fields=[how, "answered_by", "answer"])
