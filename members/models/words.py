"""What may stand in a line that people read."""

from django.core.validators import RegexValidator
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
