"""Who carries letters. Each takes a message in two steps: all of it but the end, then the end.
Before the end a letter has not left, whatever breaks; after it nobody knows until the answer."""

import re
import smtplib
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from email import policy
from typing import NamedTuple, Protocol

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

EDGE = "─" * 72
LONGEST_LINE, MOST_LINES = 8192, 100
GO_ON = 354


class Reply(NamedTuple):
    """A whole reply of a mail server."""

    code: int
    words: str

    @property
    def is_yes(self) -> bool:
        return 200 <= self.code < 300  # noqa: PLR2004

    @property
    def is_for_now(self) -> bool:
        return 400 <= self.code < 500  # noqa: PLR2004

    @property
    def is_for_ever(self) -> bool:
        return 500 <= self.code < 600  # noqa: PLR2004

    def __str__(self) -> str:
        return f"{self.code} {self.words}"


class Refused(Exception):
    """The server would not go on. `of_the_letter` tells that this reader or this message was meant,
    not us: our name, our password, our rate."""

    def __init__(self, reply: Reply, *, of_the_letter: bool) -> None:
        super().__init__(str(reply))
        self.reply, self.of_the_letter = reply, of_the_letter


class Carrier(Protocol):
    def hand_over(self, message: EmailMessage) -> None:
        """All but the end. Raises Refused, OSError, or ValueError for an impossible address."""

    def finish(self, patience: float) -> Reply | None:
        """The end, and the answer to it; None where no whole answer comes within the seconds."""

    def start_over(self) -> None:
        """Ready for another message, on the same line if it holds."""

    def drop(self) -> None:
        """Hang up without a word: what was handed over without its end is forgotten."""

    def close(self) -> None:
        """Say goodbye."""


class SmtpCarrier(EmailBackend):
    """Django's backend, which knows the server's name, its door and its locks."""

    connection: smtplib.SMTP | None
    _partial_connection: smtplib.SMTP | None

    def hand_over(self, message: EmailMessage) -> None:
        sender = self.prep_address(message.from_email)
        (reader,) = (self.prep_address(address) for address in message.recipients())
        data = message.message(policy=policy.SMTP).as_bytes()
        line = self._line()
        eight_bits = " BODY=8BITMIME" if line.has_extn("8bitmime") else ""
        self._ask(line, f"MAIL FROM:<{sender}>{eight_bits}", of_the_letter=False)
        self._ask(line, f"RCPT TO:<{reader}>", of_the_letter=True)
        self._ask(line, "DATA", of_the_letter=True)
        line.send(re.sub(rb"(?m)^\.", b"..", data).rstrip(b"\r\n") + b"\r\n")

    def finish(self, patience: float) -> Reply | None:
        line = self._line()
        try:
            _socket(line).settimeout(patience)
            line.send(b".\r\n")
            reply = _reply(line)
            _socket(line).settimeout(self.timeout)
        except OSError:
            self.drop()
            return None
        return reply

    def start_over(self) -> None:
        try:
            if self.connection is not None:
                return self._ask(self.connection, "RSET", of_the_letter=False)
        except (Refused, OSError):
            pass
        return self.drop()

    def drop(self) -> None:
        for line in (self.connection, self._partial_connection):
            if line is not None:
                line.close()
        self.connection = self._partial_connection = None

    def close(self) -> None:
        with suppress(OSError):
            super().close()

    def _line(self) -> smtplib.SMTP:
        """The open line; small packets are not kept waiting, so that the end and its answer are
        close to each other."""
        try:
            is_new = self.open()
        except smtplib.SMTPResponseException as no:  # the greeting, the lock, the password
            words = no.smtp_error
            said = words.decode(errors="replace") if isinstance(words, bytes) else words
            raise Refused(Reply(no.smtp_code, said), of_the_letter=False) from no
        line = self.connection
        assert line is not None  # noqa: S101  open() raises where it cannot
        if is_new:
            _socket(line).setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line.ehlo_or_helo_if_needed()
        return line

    def _ask(self, line: smtplib.SMTP, command: str, *, of_the_letter: bool) -> None:
        line.putcmd(command)
        reply = _reply(line)
        if not reply.is_yes and reply.code != GO_ON:
            raise Refused(reply, of_the_letter=of_the_letter)


def _socket(line: smtplib.SMTP) -> socket.socket:
    if line.sock is None:
        raise smtplib.SMTPServerDisconnected("The line is closed.")
    return line.sock


def _reply(line: smtplib.SMTP) -> Reply:
    """One whole reply, however many lines it has. A line without its end is no reply: half of a
    number must not be taken for one."""
    said: list[str] = []
    while len(said) < MOST_LINES:
        read: bytes = line.file.readline(LONGEST_LINE) if line.file else b""
        if not read.endswith(b"\n") or not read[:3].isdigit():
            raise smtplib.SMTPServerDisconnected("The reply was cut short.")
        said.append(read[4:].decode(errors="replace").strip())
        if read[3:4] != b"-":
            return Reply(int(read[:3]), " ".join(said))
    raise smtplib.SMTPServerDisconnected("The reply does not end.")


class TerminalCarrier(BaseEmailBackend):
    """Nothing leaves the machine: a letter is printed as its reader would see it, code and all."""

    message: EmailMessage

    def hand_over(self, message: EmailMessage) -> None:
        self.message = message

    def finish(self, patience: float) -> Reply:
        self.send_messages([self.message])
        return Reply(250, "printed")

    def start_over(self) -> None:
        """There is no line."""

    drop = start_over

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            head = f"To: {', '.join(message.recipients())}\nSubject: {message.subject}"
            sys.stdout.write(f"{EDGE}\n{head}\n\n{message.body.strip()}\n{EDGE}\n")
            sys.stdout.flush()
        return len(email_messages)
