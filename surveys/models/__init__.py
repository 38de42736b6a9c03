from surveys.models.answers import Answer, Explanation, SectionState
from surveys.models.forms import Collection, FormVersion
from surveys.models.imports import FormImport
from surveys.models.people import People, office, people_of, unheard
from surveys.models.responses import Response
from surveys.models.rounds import Round
from surveys.models.steps import AnswersOpened, ChangeRequest, Snapshot, Transition

__all__ = [
    "Answer",
    "AnswersOpened",
    "ChangeRequest",
    "Collection",
    "Explanation",
    "FormImport",
    "FormVersion",
    "People",
    "Response",
    "Round",
    "SectionState",
    "Snapshot",
    "Transition",
    "office",
    "people_of",
    "unheard",
]
