"""What may stand in a line that people read, and who may read it."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

#: Line breaks and control characters, and those that are not seen: they turn the direction of the
#: text, or have no width.
_HIDDEN = (
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\U000e0000-\U000e007f]"
)

one_plain_line = RegexValidator(
    _HIDDEN,
    _("There is a hidden character in the text. Write it again by hand."),
    inverse_match=True,
)

#: How a telephone number is written, for Python and PostgreSQL alike.
PHONE = r"^\+?[0-9][0-9 ()-]{3,30}$"
telephone = RegexValidator(PHONE, _("Write the number like +358 40 123 4567."))


class Visibility(models.TextChoices):
    """Who sees a field, from the fewest to the most."""

    OWN = "own", _("own organisation's managers and the office")
    MEMBERS = "members", _("people of member organisations")
    SIGNED_IN = "signed_in", _("everyone who signs in")
    PUBLIC = "public", _("everyone")
