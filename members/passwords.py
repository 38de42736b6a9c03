"""Words of our own world, which somebody who guesses a password here tries first."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Organisation, User

#: What every federation of schools of music and dance, and every portal, is called by.
WORDS = frozenset(
    {
        *("unisono", "portal", "portaali", "kirjaudu"),
        *("salasana", "password", "lösenord", "lösen"),
        *("konservatorio", "konservatoriet", "konservatorium", "conservatory", "conservatoire"),
        *("musiikki", "musiikkiopisto", "musik", "musikinstitut", "musikskola", "music"),
        *("tanssi", "dans", "dance", "liitto", "förbund", "federation"),
        *("oppilaitos", "opisto", "koulu", "skola", "school"),
        *("opiskelija", "opettaja", "lärare", "teacher", "rehtori", "rektor", "principal"),
    }
)
SHORTEST_WORD = 4
#: So many letters must be left when our own words are taken out.
LETTERS_LEFT = 6


class OwnWordsValidator:
    """Refuses a password that is little more than such words, with figures and signs around."""

    def validate(self, password: str, user: User | None = None) -> None:
        rest = password.casefold()
        for word in sorted(own_words(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        left = sum(sign.isalpha() for sign in rest)
        if len(rest) < len(password.casefold()) and left < LETTERS_LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        return _("The words of schools and of this portal are easy to guess. Choose other words.")


def own_words(user: User | None) -> frozenset[str]:
    """The words above, and those of the association's name and of the person's organisations."""
    homes = user.homes if user is not None and user.pk else ()
    line = {pk for home in homes for pk in home.organisation.line_ids}
    places = Organisation.objects.filter(Q(kind=Organisation.Kind.ASSOCIATION) | Q(pk__in=line))
    return WORDS | set(
        _long_words(
            name for place in places for name in (place.name_fi, place.name_sv, place.name_en)
        )
    )


def _long_words(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield from (w for w in re.findall(r"\w+", name.casefold()) if len(w) >= SHORTEST_WORD)
