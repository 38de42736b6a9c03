from communications.models.bounces import Bounce, Suppression
from communications.models.letters import TEXT_TO_KEEP, Letter, LetterQuerySet, LetterStep
from communications.models.topics import Reader, Refusal, Subscription, Topic

__all__ = [
    "TEXT_TO_KEEP",
    "Bounce",
    "Letter",
    "LetterQuerySet",
    "LetterStep",
    "Reader",
    "Refusal",
    "Subscription",
    "Suppression",
    "Topic",
]
