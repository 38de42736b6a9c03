from communications.models.bounces import Bounce, Suppression
from communications.models.letters import TEXT_TO_KEEP, Letter, LetterQuerySet, LetterStep
from communications.models.library import (
    Document,
    DocumentVersion,
)
from communications.models.news import (
    NewsItem,
)
from communications.models.newsletters import (
    Newsletter,
    NewsletterItem,
)
from communications.models.questions import (
    Question,
)
from communications.models.topics import Reader, Refusal, Subscription, Topic

__all__ = [
    "TEXT_TO_KEEP",
    "Bounce",
    "Document",
    "DocumentVersion",
    "Letter",
    "LetterQuerySet",
    "LetterStep",
    "NewsItem",
    "Newsletter",
    "NewsletterItem",
    "Question",
    "Reader",
    "Refusal",
    "Subscription",
    "Suppression",
    "Topic",
]
