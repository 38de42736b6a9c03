from surveys.models.answers import Answer, Explanation, SectionState
from surveys.models.forms import Collection, FormVersion
from surveys.models.responses import ChangeRequest, Response, Snapshot, Transition
from surveys.models.rounds import Round

__all__ = [
    "Answer",
    "ChangeRequest",
    "Collection",
    "Explanation",
    "FormVersion",
    "Response",
    "Round",
    "SectionState",
    "Snapshot",
    "Transition",
]
