"""Who has answered a round, as the board reads it: states, never figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from surveys.models import Response, Round, SectionState

State = Response.State


@dataclass(frozen=True)
class Square:
    """`tone` is the suffix of a class: what is in order has none."""

    word: str
    tone: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    state: Square
    squares: list[Square]


@dataclass(frozen=True)
class Turnout:
    """`accepted` answers are in the figures; who is exempt was not asked. Of answers brought along
    from earlier tables nobody knows whether they came in time."""

    period: str
    asked: int
    accepted: int
    on_time: int | None
    exempt: int
    sections: list[str]
    lines: list[Line]

    @property
    def share(self) -> int:
        return round(100 * self.accepted / self.asked) if self.asked else 0


def turnout(collection: str, period: str) -> Turnout | None:
    """Nothing where the figures never were answers to a round."""
    rounds = Round.objects.select_related("form_version", "collection")
    round_ = rounds.filter(collection__code=collection, period=period).first()
    if round_ is None:
        return None
    responses = list(
        round_.responses.select_related("organisation", "round").prefetch_related("section_states")
    )
    asked = [each for each in responses if each.state != State.EXEMPT]
    accepted = [each for each in asked if each.state in Response.ACCEPTED]
    timed = [each for each in asked if not each.is_brought_along]
    language = (get_language() or "fi")[:2]
    sections = round_.form_version.compiled.questionnaire.sections
    codes = [each.code for each in sections]
    lines = [_line(each, codes) for each in responses]
    return Turnout(
        period=period,
        asked=len(asked),
        accepted=len(accepted),
        on_time=sum(each.was_on_time for each in timed) if timed else None,
        exempt=len(responses) - len(asked),
        sections=[each.title.in_(language) for each in sections],
        lines=sorted(lines, key=lambda line: line.name.casefold()),
    )


def _line(response: Response, codes: list[str]) -> Line:
    states = {each.section: each for each in response.section_states.all()}
    return Line(
        str(response.organisation),
        _state(response),
        [_square(response, states.get(code)) for code in codes],
    )


def _state(response: Response) -> Square:
    if response.state in Response.ACCEPTED and response.is_brought_along:
        return Square(_("brought along"))
    if response.state in Response.ACCEPTED:
        return Square(_("in time")) if response.was_on_time else Square(_("late"), "part")
    if response.state == State.EXEMPT:
        return Square(_("exempt"), "none")
    return Square(_("not in the figures"), "lack")


def _square(response: Response, state: SectionState | None) -> Square:
    if state is None or state.is_hidden or response.state == State.EXEMPT:
        return Square(_("not asked"), "none")
    if response.state in Response.ACCEPTED:
        is_whole = state.answered >= state.asked
        return Square(_("whole")) if is_whole else Square(_("in part"), "part")
    return Square(_("in part"), "part") if state.answered else Square(_("nothing"), "lack")
