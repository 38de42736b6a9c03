"""People ask the office, and it answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communications.emails import send_answer, send_question
from communications.models import Question
from communications.models.questions import page_of_ours
from members.access import reach
from members.actions import Refused
from members.models import Organisation, User


class AnswerNotYours(Refused):
    sentence = _("Only the office answers.")


class AnsweredAlready(Refused):
    sentence = _("%(name)s has answered meanwhile. Your answer was not sent.")


@transaction.atomic
def ask(by: User, organisation: Organisation | None, page: str, text: str) -> Question:
    """Ask the office, which hears of it by a letter too. The same question, asked again while it
    waits, is the same question."""
    User.objects.get_queryset().select_for_update(no_key=True).get(pk=by.pk)
    waiting = Question.objects.waiting().filter(asked_by=by, text=text).first()
    if waiting:
        return waiting
    question = Question.objects.create(
        asked_by=by, organisation=organisation, page=page_of_ours(page), text=text
    )
    send_question(question)
    return question


@transaction.atomic
def answer(question: Question, text: str, by: User) -> None:
    """The answer stands in the portal, and leaves as a letter. The first one holds."""
    if not reach(by.standing, "answer_questions").everything:
        raise AnswerNotYours
    locked = Question.objects.select_for_update(of=["self"]).with_people().get(pk=question.pk)
    if locked.answered_at is not None:
        raise AnsweredAlready(name=locked.answered_by or _("Somebody"))
    locked.answer, locked.answered_by, locked.answered_at = text, by, timezone.now()
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    send_answer(locked)
