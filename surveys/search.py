"""Which rounds a person finds, by the name of the collection and by what is asked in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db.models import FloatField, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import User
from portal.lib.search import Asked, Hit, Shelf
from surveys.models import Response, Round
from surveys.questionnaire import Questionnaire


def search(user: User, asked: Asked) -> Iterator[Shelf]:
    rounds = Round.objects.filter(asked.among("collection__search", "form_version__search"))
    answers = Response.objects.visible_to(user).answered_by(user).filter(round=OuterRef("pk"))
    found = Round.objects.visible_to(user).filter(pk__in=rounds.values("pk"))
    found = found.select_related("collection", "form_version").annotate(
        rank=Greatest(
            asked.rank("collection__search"),
            asked.rank("form_version__search"),
            output_field=FloatField(),
        ),
        answer=Subquery(answers.order_by("pk").values("pk")[:1]),
    )
    yield Shelf("rounds", _("Data collections"), found, partial(_round, user, asked))


def _round(user: User, asked: Asked, found: Round) -> Hit:
    """One's own answer where there is one; to the office the round, and as all else what is asked
    in it."""
    if found.may_review(user):
        url = reverse("surveys:monitor", args=[found.pk])
    else:
        url = reverse("surveys:response", args=[found.answer])  # type: ignore[attr-defined]
    questions = _questions(found.form_version.compiled.questionnaire)
    return Hit(str(found), url, lines=tuple(each for each in questions if asked.begins(each)))


def _questions(asked: Questionnaire) -> Iterator[str]:
    language = get_language() or "fi"
    for section in asked.sections:
        for question in section.questions:
            yield f"{section.title.in_(language)}: {question.label.in_(language)}"
