"""Who carries letters where no mail server does."""

import sys
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

EDGE = "─" * 72


class TerminalBackend(BaseEmailBackend):
    """Nothing leaves the machine: a letter is printed as its reader would see it, code and all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            head = f"To: {', '.join(message.recipients())}\nSubject: {message.subject}"
            sys.stdout.write(f"{EDGE}\n{head}\n\n{message.body.strip()}\n{EDGE}\n")
            sys.stdout.flush()
        return len(email_messages)
