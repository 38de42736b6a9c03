"""Whom the association means by what it tells and keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    PUBLIC = "public", _("everyone")
    MEMBERS = "members", _("people of member organisations")
    BOARD = "board", _("the board")
    OFFICE = "office", _("the office")
