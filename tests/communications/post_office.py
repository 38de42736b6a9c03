"""A small mail server in a thread: it takes letters, or does not, as its mood says."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

RECIPIENT = {"unknown": b"550 5.1.1 No such person", "full": b"451 4.2.2 The box is full"}
SENDER = {"stern": b"530 5.7.0 Sign in first"}
MESSAGE = {"spam": b"554 5.7.1 Unwanted\r\n", "half": b"25", "cut": b""}


class PostOffice(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mood = "well"
    slowness = 0.0  # seconds it thinks about each message

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[EmailMessage] = []

    @property
    def addresses(self) -> list[str]:
        return [str(message["To"]) for message in self.taken]


class Conversation(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        if self.server.mood == "closed":
            return self.say(b"554 No service here\r\n")
        self.say(b"220 ready\r\n")
        while line := self.rfile.readline():
            verb, mood = line[:4].upper(), self.server.mood
            if verb == b"DATA":
                self.say(b"354 go on\r\n")
                self.take(self.rfile)
                self.say(MESSAGE.get(mood, b"250 taken\r\n"))
                if mood in ("half", "cut"):
                    return None
            else:
                moods = {b"RCPT": RECIPIENT, b"MAIL": SENDER}.get(verb, {})
                self.say(moods.get(mood, b"221 bye" if verb == b"QUIT" else b"250 ok") + b"\r\n")
        return None

    def say(self, reply: bytes) -> None:
        self.wfile.write(reply)

    def take(self, lines: Iterator[bytes]) -> None:
        text = b"".join(iter(lambda: next(lines), b".\r\n"))
        time.sleep(self.server.slowness)
        if self.server.mood != "spam":
            self.server.taken.append(message_from_bytes(text, policy=policy.default))


@contextmanager
def open_post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, args=(0.01,), daemon=True).start()
        yield office
        office.shutdown()
