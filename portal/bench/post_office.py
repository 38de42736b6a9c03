"""A small mail server in a thread: it takes letters, or at any step of the talk does not. What it
has taken it writes down before it says so: its book is the truth."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

#: What it says at each step when all is well. "END" is the answer to the whole message.
WELL = {
    "HELLO": b"220 ready\r\n",
    "DATA": b"354 go on\r\n",
    "END": b"250 taken\r\n",
    "QUIT": b"221 bye\r\n",
}
#: What it says instead. Half a line, or nothing at all, and it hangs up.
MOODS: dict[str, dict[str, bytes]] = {
    "well": {},
    "unknown": {"RCPT": b"550 5.1.1 No such person\r\n"},
    "full": {"RCPT": b"451 4.2.2 The box is full\r\n"},
    "stern": {"MAIL": b"530 5.7.0 Sign in first\r\n"},
    "spam": {"END": b"554 5.7.1 Unwanted\r\n"},
    "later": {"END": b"451 4.3.0 Try later\r\n"},
    "half": {"END": b"25"},
    "halfway": {"END": b"250 tak"},
    "cut": {"END": b""},
    "closed": {"HELLO": b"554 No service here\r\n"},
}


class PostOffice(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50
    mood = "well"
    #: What it says at a step whatever its mood.
    says: dict[str, bytes]
    slowness = 0.0  # seconds it thinks about each message
    patience = 0.0  # seconds it stays on the line after half a word, before it hangs up

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.taken: list[EmailMessage] = []
        self.says = {}
        self.lines = 0

    @property
    def addresses(self) -> list[str]:
        return [str(message["To"]) for message in self.taken]

    @property
    def book(self) -> list[str]:
        """The names of the messages it has taken, in their order."""
        return [str(message["Message-ID"]) for message in self.taken]

    def answer(self, step: str) -> bytes:
        said = MOODS[self.mood] | self.says
        return said.get(step, WELL.get(step, b"250 ok\r\n"))


class Conversation(socketserver.StreamRequestHandler):
    server: PostOffice
    disable_nagle_algorithm = True
    is_open = False  # a message has been begun

    def handle(self) -> None:
        self.server.lines += 1
        try:
            if goes_on(said := self.say("HELLO")) and not said.startswith(b"5"):
                while line := self.rfile.readline():
                    if not self.hear(line[:4].decode(errors="replace").strip().upper()):
                        break
        except OSError:
            pass  # the other side is gone

    def hear(self, verb: str) -> bool:
        """Whether the talk goes on. What it has said holds, though its mood may have changed."""
        is_nested = verb == "MAIL" and self.is_open
        said = self.utter(b"503 5.5.1 Nested\r\n") if is_nested else self.say(verb)
        self.is_open = verb in {"MAIL", "RCPT"} or (self.is_open and verb != "RSET")
        if verb == "DATA" and said.startswith(b"354"):
            return self.take()
        return goes_on(said) and verb != "QUIT"

    def take(self) -> bool:
        """A message to its last dot; without the dot it is forgotten."""
        text = bytearray()
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            text += line[1:] if line.startswith(b".") else line
        time.sleep(self.server.slowness)
        self.is_open = False
        said = self.server.answer("END")
        if not said.startswith((b"4", b"5")):
            self.server.taken.append(message_from_bytes(bytes(text), policy=policy.default))
        return goes_on(self.utter(said))

    def say(self, step: str) -> bytes:
        """Its mood is asked once at each step."""
        return self.utter(self.server.answer(step))

    def utter(self, said: bytes) -> bytes:
        if said:
            self.wfile.write(said)
        if not goes_on(said):
            time.sleep(self.server.patience)
        return said


def goes_on(said: bytes) -> bool:
    """Whether it was a whole line; after half a one it hangs up."""
    return said.endswith(b"\n")


@contextmanager
def open_post_office(port: int = 0) -> Iterator[PostOffice]:
    with PostOffice(port) as office:
        threading.Thread(target=office.serve_forever, args=(0.01,), daemon=True).start()
        yield office
        office.shutdown()
