"""Making a form: a draft from an import, and its publishing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from members.models import User
from surveys.actions.refusals import DraftChanged, FormFaulty
from surveys.compiled import Compiled, Faulty
from surveys.default_rules import default_rules
from surveys.models import Collection, FormVersion
from surveys.questionnaire import Questionnaire, content_hash, from_json, to_json
from surveys.sentences import of_expression


@transaction.atomic
def draft_form(
    collection: Collection, questionnaire: Questionnaire, report: list[dict[str, Any]]
) -> FormVersion:
    """Keep the questionnaire as the collection's draft, in the place of an earlier draft."""
    Collection.objects.select_for_update().get(pk=collection.pk)
    document = to_json(questionnaire)
    latest = collection.form_versions.select_for_update().order_by("-number").first()
    draft = latest if latest and latest.state == FormVersion.State.DRAFT else None
    if draft is None:
        draft = FormVersion(collection=collection, number=latest.number + 1 if latest else 1)
    draft.document, draft.content_hash, draft.report = document, content_hash(document), report
    draft.save()
    return draft


@transaction.atomic
def publish_form(version: FormVersion, by: User | None, seen: str | None = None) -> FormVersion:
    """Add the default rules, check every expression, and freeze the form. `seen` is the hash of
    the draft that was looked at. Raises FormFaulty and DraftChanged."""
    version = FormVersion.objects.select_for_update().get(pk=version.pk)
    if version.state != FormVersion.State.DRAFT:
        return version
    if seen not in {None, version.content_hash}:
        raise DraftChanged
    questionnaire = published(from_json(version.document))
    try:
        Compiled(questionnaire)
    except Faulty as faulty:
        told = (filter(None, (each.place, of_expression(each.error))) for each in faulty.faults)
        faults = "; ".join(": ".join(parts) for parts in told)
        raise FormFaulty(faults=faults) from faulty
    version.document = to_json(questionnaire)
    version.content_hash = content_hash(version.document)
    version.state = FormVersion.State.PUBLISHED
    version.published_at, version.published_by = timezone.now(), by
    version.save()
    return version


def published(questionnaire: Questionnaire) -> Questionnaire:
    """As it is once published: with the default rules, where its author has none of that name."""
    known = {rule.code for rule in questionnaire.rules}
    added = [rule for rule in default_rules(questionnaire) if rule.code not in known]
    return replace(questionnaire, rules=(*questionnaire.rules, *added))
