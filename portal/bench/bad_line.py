"""A line to another server of this machine, which can be bad: every byte of the talk goes through
it, or does not."""

import select
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LOOK = 0.02


class BadLine(socketserver.ThreadingTCPServer):
    """`weather` is "up"; "down": nobody gets through, and who talks is cut off; or "hang": every
    byte is held until it changes. A line that is opened while `cut` is set breaks after so many
    bytes of the server."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 50
    weather = "up"
    cut: int | None = None

    def __init__(self, target: int) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.target = target


class Talk(socketserver.BaseRequestHandler):
    server: BadLine
    request: socket.socket

    def handle(self) -> None:
        if self.server.weather == "down":
            return
        with socket.create_connection(("127.0.0.1", self.server.target)) as there:
            for side in (self.request, there):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asking = threading.Thread(target=self.pass_on, args=(self.request, there, None))
            asking.start()
            self.pass_on(there, self.request, self.server.cut)
            asking.join()

    def pass_on(self, said_by: socket.socket, to: socket.socket, left: int | None) -> None:
        """From one side to the other, until one hangs up; then the other side hears of it."""
        try:
            while self.server.weather != "down" and left != 0:
                if self.server.weather == "hang":
                    time.sleep(LOOK)
                elif select.select([said_by], [], [], LOOK)[0]:
                    if not (said := said_by.recv(65536)[:left]):
                        break
                    to.sendall(said)
                    left = None if left is None else left - len(said)
        except OSError:
            pass  # a side is gone
        for side in (said_by, to):
            _hang_up(side)


def _hang_up(side: socket.socket) -> None:
    with suppress(OSError):  # it has done so
        side.shutdown(socket.SHUT_RDWR)


@contextmanager
def open_line(target: int) -> Iterator[BadLine]:
    with BadLine(target) as line:
        threading.Thread(target=line.serve_forever, args=(0.01,), daemon=True).start()
        yield line
        line.shutdown()
