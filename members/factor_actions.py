"""A second factor is lost: asked for by one of the office, confirmed by another."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audit, emails, sessions
from members.actions import Refused
from members.models import LostFactor, User, Verb


class NotTheOffice(Refused):
    sentence = _("Only the office takes lost second factors away.")


class NotByOneAlone(Refused):
    sentence = _("%(person)s: another of the office confirms this, and not the person themself.")


class HasNone(Refused):
    sentence = _("%(person)s has no second factor that could be lost.")


class HasEnded(Refused):
    sentence = _("%(person)s: this has ended already.")


class WaitsAlready(Refused):
    sentence = _("%(person)s: this waits for a colleague's confirmation already.")


@transaction.atomic
def report_lost(person: User, by: User, reason: str) -> LostFactor:
    """Nothing is taken away yet; the person is told, in case it was not they who called."""
    person = User.objects.select_for_update().get(pk=person.pk)
    refuse_report(person, by)
    lost = LostFactor.objects.create(person=person, asked_by=by, reason=reason)
    emails.factors_reported_lost(lost)
    return lost


def refuse_report(person: User, by: User) -> None:
    _refuse(person, by)
    if person.pk == by.pk:
        raise NotByOneAlone(person=person)
    if not Authenticator.objects.filter(user=person).exists():
        raise HasNone(person=person)
    if LostFactor.objects.waiting().filter(person=person).exists():
        raise WaitsAlready(person=person)


@transaction.atomic
def confirm_lost(lost: LostFactor, by: User) -> None:
    """The person's second factors are gone, recovery codes too, and every session has ended."""
    lost = _locked(lost, by)
    if by.pk in {lost.asked_by_id, lost.person_id}:
        raise NotByOneAlone(person=lost.person)
    lost.confirmed_by, lost.ended_at = by, timezone.now()
    lost.save(update_fields=["confirmed_by", "ended_at"])
    Authenticator.objects.filter(user=lost.person).delete()
    sessions.end_all(lost.person)
    audit.record(Verb.FACTORS_TAKEN, by, lost.person)
    emails.factors_taken_away(lost)


@transaction.atomic
def let_lost_be(lost: LostFactor, by: User) -> None:
    """Nothing comes of it: the factors stay."""
    lost = _locked(lost, by)
    lost.ended_at = timezone.now()
    lost.save(update_fields=["ended_at"])


def _locked(lost: LostFactor, by: User) -> LostFactor:
    lost = (
        LostFactor.objects.select_for_update(of=("self",)).select_related("person").get(pk=lost.pk)
    )
    _refuse(lost.person, by)
    if lost.ended_at:
        raise HasEnded(person=lost.person)
    return lost


def _refuse(person: User, by: User) -> None:
    if not by.is_staff:
        raise NotTheOffice(person=person)
