"""Who did, read or took what, and for whom: rows that are only added, sealed night by night."""

from __future__ import annotations

import datetime
import hashlib
import json
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.access import reach
from members.models.organisations import Organisation, within
from members.models.people import User


class Verb(models.TextChoices):
    APPOINTED = "appointed", _("gave a place or a role")
    ROLE_ENDED = "role_ended", _("ended a role")
    AFFILIATION_ENDED = "affiliation_ended", _("ended an affiliation")
    ADDRESS_CHANGED = "address_changed", _("changed an address")
    RENAMED = "renamed", _("renamed an organisation")
    MOVED = "moved", _("moved an organisation")
    SUCCEEDED = "succeeded", _("let an organisation go on with the work of another")
    FOUNDED = "founded", _("added an organisation")
    CLOSED = "closed", _("closed a part of an organisation")
    PROPOSED = "proposed", _("proposed a change of the structure")
    PROPOSAL_ACCEPTED = "proposal_accepted", _("accepted a proposed change")
    PROPOSAL_DECLINED = "proposal_declined", _("declined a proposed change")
    PROPOSAL_WITHDRAWN = "proposal_withdrawn", _("took a proposed change back")
    INVITATION_ACCEPTED = "invitation_accepted", _("accepted an invitation")
    INVITATION_REVOKED = "invitation_revoked", _("took an invitation back")
    HANDED_OVER = "handed_over", _("handed roles over")
    CONFIRMED = "confirmed", _("gave the yearly confirmation")
    PEOPLE_BROUGHT = "people_brought", _("took people over from a file")
    PEOPLE_UNDONE = "people_undone", _("undid an import of people")
    PEOPLE_TAKEN = "people_taken", _("took the people out as a file")
    ORGANISATIONS_TAKEN = "organisations_taken", _("took the organisations out as a file")
    FACTORS_TAKEN = "factors_taken", _("took lost second factors away")
    SESSIONS_ENDED = "sessions_ended", _("signed somebody out everywhere")
    LOOK_BEGUN = "look_begun", _("began to look as the school sees the portal")
    LOOK_ENDED = "look_ended", _("stopped looking as the school")
    LETTER_SETTLED = "letter_settled", _("decided about a letter in doubt")
    EXPORT_TAKEN = "export_taken", _("took a copy of their own data")
    ERASURE_VIEWED = "erasure_viewed", _("looked at what an erasure would reach")
    ERASED = "erased", _("erased a person")
    CONSENTED = "consented", _("gave consent")
    WITHDRAWN = "withdrawn", _("withdrew consent")
    DENIED = "denied", _("was refused a page")
    DENIED_OFTEN = "denied_often", _("was refused more pages than are written down")
    PRUNED = "pruned", _("removed what was kept long enough")


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> Self:
        """The office's are all; an institution's key contacts and head see those about it."""
        return self.filter(within(reach(user.standing, "read_audit"), "organisation__"))

    def about(self, person: User) -> Self:
        return self.filter(app="members", model="user", object_pk=str(person.pk))

    def with_all(self) -> Self:
        """What a list shows comes along in the same query."""
        return self.select_related("actor", "acting_for", "organisation")


class AuditEvent(models.Model):
    """One deed. It holds numbers of rows and names of fields, never values, addresses or names, so
    erasing a person changes nothing here. Its keys hold nothing fast: nothing may change a row."""

    at = models.DateTimeField(_("at"), default=timezone.now)
    actor = models.ForeignKey(
        User,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="deeds",
        verbose_name=_("by"),
    )
    acting_for = models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="deeds_for_it",
        verbose_name=_("acting for"),
    )
    verb = models.CharField(_("what was done"), max_length=20, choices=Verb)
    app = models.CharField(_("part"), max_length=40, blank=True)
    model = models.CharField(_("kind of row"), max_length=40, blank=True)
    object_pk = models.CharField(_("number of the row"), max_length=40, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="deeds_about_it",
        verbose_name=_("organisation"),
    )
    fields = ArrayField(
        models.CharField(max_length=60), verbose_name=_("fields"), default=list, blank=True
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    #: By which the changes of rows in the same request are found in their history.
    request_id = models.UUIDField(_("request"), null=True, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the log")
        verbose_name_plural = _("log of deeds")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["actor", "at"], name="auditevent_by_actor"),
            models.Index(fields=["organisation", "at"], name="auditevent_by_organisation"),
            models.Index(fields=["app", "model", "object_pk"], name="auditevent_by_object"),
            models.Index(fields=["at"], name="auditevent_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="audit_events_stay", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_verb_display()}"

    @property
    def line(self) -> str:
        """All that the row says, always in the same words: what a seal is made over."""
        told = [
            *(self.pk, self.at.astimezone(datetime.UTC).isoformat(), self.actor_id),
            *(self.acting_for_id, self.verb, self.app, self.model, self.object_pk),
            *(self.organisation_id, self.fields, self.note, str(self.request_id or "")),
        ]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


class AuditSealQuerySet(models.QuerySet["AuditSeal"]):
    def broken(self) -> Self:
        return self.filter(broken_at__isnull=False)


class AuditSeal(models.Model):
    """What the log said up to a row, as a hash chained to the seal before it. Rows that were kept
    long enough go by whole seals; the seal stays."""

    last_id = models.BigIntegerField(_("up to the row"), unique=True)
    count = models.PositiveIntegerField(_("number of rows"))
    previous = models.CharField(_("seal before it"), max_length=64, blank=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64, unique=True)
    sealed_at = models.DateTimeField(_("sealed at"), default=timezone.now)
    newest_at = models.DateTimeField(_("newest row"))
    removed_at = models.DateTimeField(_("rows removed at"), null=True, blank=True)
    broken_at = models.DateTimeField(_("found broken at"), null=True, blank=True)

    objects = AuditSealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal of the log")
        verbose_name_plural = _("seals of the log")
        ordering = ["last_id"]
        triggers = [
            pgtrigger.Protect(name="audit_seals_stay", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="audit_seals_are_frozen",
                fields=["last_id", "count", "previous", "sha256", "sealed_at", "newest_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last_id}: {self.sha256[:12]}"


def hash_of(previous: str, lines: models.QuerySet[AuditEvent]) -> tuple[str, int]:
    """The seal of these rows after the one before, and how many rows they are."""
    digest, count = hashlib.sha256(previous.encode()), 0
    for event in lines.order_by("pk").iterator(chunk_size=2000):
        digest.update(b"\n" + event.line.encode())
        count += 1
    return digest.hexdigest(), count
