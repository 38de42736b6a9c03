"""Figures are built by a worker, looked at by the office, published and withdrawn."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from indicators import disclosure, emails
from indicators.actions.inputs import INDICATOR, gather, told_before, told_by
from indicators.actions.refusals import (
    LookFirst,
    NotBuilt,
    NothingReported,
    NotPublished,
    NotTheOffice,
    Outdated,
    ReasonMissing,
    TooSoon,
)
from indicators.inputs import Inputs, to_json
from indicators.models import (
    DataElement,
    Group,
    Indicator,
    Observation,
    Release,
    SdcPolicy,
    Stat,
)
from indicators.statistics import Line, Outcome, outcome
from members.access import reach
from members.models import User
from portal.lib.jobs import take

State = Release.State
logger = logging.getLogger(__name__)


@transaction.atomic
def request_release(collection: str, period: str, by: User) -> Release:
    """The row that a worker builds. While it is under way it is the same row again; one that waits
    to be published is built anew. Raises NotTheOffice, NothingReported."""
    _refuse_others(by)
    policy = SdcPolicy.objects.select_for_update().filter(collection=collection).first()
    if policy is None or not Observation.objects.of(collection, period).exists():
        raise NothingReported
    releases = Release.objects.of(collection, period).without_audit()
    release = releases.exclude(state__in=Release.TOLD).select_for_update().first()
    if release is None:
        latest = releases.order_by("-seq").values_list("seq", flat=True).first()
        release = Release(collection=collection, period=period, seq=(latest or 0) + 1)
    elif not release.is_over:
        return release
    release.title_fi = policy.name_fi or collection
    release.title_sv, release.title_en = policy.name_sv, policy.name_en
    release.wait_again(by)
    return release


def build_release(pk: int) -> None:
    """Work out the figures and keep them. Where another process has the row, or it is over, nothing
    happens."""
    release = take(Release, pk)
    if release is None:
        return
    language = release.requested_by.language if release.requested_by else "fi"
    with translation.override(language):
        if release.is_hopeless:
            _give_up(release, gettext("The building of the figures has broken off too often."))
        else:
            _build(release)


def _build(release: Release) -> None:
    try:
        begun = time.monotonic()
        inputs = gather(release.collection, release.period)
        before = [told_by(each) for each in told_before(release.collection, release.period)]
        found = outcome(inputs, before, release.say)
        _keep(release, inputs, found, time.monotonic() - begun)
    except Exception:  # whatever it is, the row must not stay half done: the office may try again
        logger.exception("Release %s was not built", release.pk)
        _give_up(release, gettext("The figures could not be built. Nothing has been published."))


@transaction.atomic
def _keep(release: Release, inputs: Inputs, found: Outcome, seconds: float) -> None:
    """The whole table and its audit, or neither."""
    mine = Release.objects.select_for_update().filter(release.held()).first()
    if mine is None:
        return
    mine.stats.all().delete()
    Stat.objects.bulk_create(_stats(mine, found.lines), batch_size=2000)
    mine.policy, mine.input_hash = inputs.policy, inputs.hash
    mine.audit = {
        "inputs": to_json(inputs),
        "sums": found.sums,
        "quantiles": found.quantiles,
        "withheld": found.withheld,
        "solver": disclosure.SOLVER,
        "seconds": round(seconds, 3),
    }
    mine.state, mine.status, mine.progress = State.AUDITED, Release.Status.DONE, 100
    mine.save()


@transaction.atomic
def _give_up(release: Release, sentence: str) -> None:
    if mine := Release.objects.select_for_update().filter(release.held()).first():
        mine.fail(sentence)


def _stats(release: Release, lines: list[Line]) -> list[Stat]:
    elements = dict(DataElement.objects.values_list("code", "pk"))
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    groups = Group.objects.of(release.collection, release.period)
    group_of = dict(groups.values_list("code", "pk"))

    def about(thing: str) -> dict[str, int]:
        if thing.startswith(INDICATOR):
            return {"indicator_id": indicators[thing.removeprefix(INDICATOR)]}
        return {"element_id": elements[thing]}

    return [
        Stat(release=release, group_id=group_of[line.group], **about(line.thing), **_told(line))
        for line in lines
    ]


def _told(line: Line) -> dict[str, Any]:
    told = asdict(line)
    return {name: told[name] for name in ("stat", "value", "shown", "obs", "conf")}


@transaction.atomic
def note_preview(release: Release, by: User) -> None:
    """Who has built the figures looks at what would be told: alone, they may publish it later."""
    waiting = Release.objects.filter(pk=release.pk, state=State.AUDITED, previewed_at=None)
    waiting.filter(requested_by=by).update(previewed_at=timezone.now())


@transaction.atomic
def publish_release(release: Release, by: User, reason: str = "") -> None:
    """Members and the board see the figures from now on. A colleague of who has built them does it;
    alone, one does it after a look, half an hour and a reason, and the chair is told. An earlier
    release of the period is withdrawn. Raises NotTheOffice, NotBuilt, Outdated, LookFirst, TooSoon,
    ReasonMissing."""
    _refuse_others(by)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state == State.PUBLISHED:
        return
    if release.state != State.AUDITED:
        raise NotBuilt
    if gather(release.collection, release.period).hash != release.input_hash:
        raise Outdated
    is_alone = release.requested_by_id == by.pk
    if is_alone:
        _refuse_haste(release, reason)
        release.alone_reason = reason.strip()
    _replace_earlier(release, by)
    release.state = State.PUBLISHED
    release.published_at, release.published_by = timezone.now(), by
    release.save()
    if is_alone:
        emails.tell_chair(release, by)


def _refuse_haste(release: Release, reason: str) -> None:
    at = release.may_publish_alone_at()
    if at is None:
        raise LookFirst
    if timezone.now() < at:
        raise TooSoon(at=date_format(timezone.localtime(at), "DATETIME_FORMAT"))
    if not reason.strip():
        raise ReasonMissing


def _replace_earlier(release: Release, by: User) -> None:
    earlier = Release.objects.of(release.collection, release.period).published()
    for each in earlier.select_for_update():
        because = gettext("Release %(seq)s has taken its place.") % {"seq": release.seq}
        _withdraw(each, because, by)


@transaction.atomic
def withdraw_release(release: Release, reason: str, by: User) -> None:
    """Nobody outside the office sees the figures any more. What they told is known for ever, and
    the next release of the period is audited together with it. Raises NotTheOffice, NotPublished,
    ReasonMissing."""
    _refuse_others(by)
    release = Release.objects.select_for_update().get(pk=release.pk)
    if release.state == State.WITHDRAWN:
        return
    if release.state != State.PUBLISHED:
        raise NotPublished
    if not reason.strip():
        raise ReasonMissing
    _withdraw(release, reason.strip(), by)


def _withdraw(release: Release, reason: str, by: User) -> None:
    release.state, release.withdraw_reason = State.WITHDRAWN, reason
    release.withdrawn_at, release.withdrawn_by = timezone.now(), by
    release.save(update_fields=["state", "withdraw_reason", "withdrawn_at", "withdrawn_by"])


def _refuse_others(by: User) -> None:
    if not reach(by.standing, "release_figures").everything:
        raise NotTheOffice
