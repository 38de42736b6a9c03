"""The two commands, as somebody uses them who has just cloned the project: in a copy of the tree
below a path with a space, beside this very test run and its servers."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from portal.lib.embedded import free_port

ROOT = Path(__file__).parent.parent
NOT_CLONED = [".*", "var", "staticfiles", "__pycache__", "*.mo", "test-results"]
PATIENCE = 180  # seconds; machines that test are busy
READY = "Ctrl-C stops everything."
Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def clone() -> Iterator[Path]:
    """The tree, with this environment's packages: installing them again would test pip. Not in
    pytest's own folder, which another run closes to everybody else, PostgreSQL's user too."""
    with tempfile.TemporaryDirectory(prefix="a clone ") as folder:
        yield _cloned(Path(folder) / "unisono")


def _cloned(clone: Path) -> Path:
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(*NOT_CLONED))
    venv = clone / ".venv"
    venv.mkdir()
    for path in Path(sys.prefix).iterdir():
        if not path.name.startswith("stamp"):
            (venv / path.name).symlink_to(path)
    lock = subprocess.check_output(["cksum", "requirements-test.txt"], cwd=clone, text=True)
    (venv / "stamp-test").write_text(f"{lock.split()[0]} {clone}\n")
    return clone


def run(clone: Path, *words: str) -> Process:
    """`./run …`, knowing nothing of the servers of this test run."""
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(
        ["./run", *words],
        cwd=clone,
        env={name: value for name, value in os.environ.items() if name not in ours},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def told(process: Process) -> tuple[int, str]:
    output, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, output


def start(clone: Path, port: int) -> tuple[Process, str]:
    """The demonstration, once it says that it is there, and what it said until then."""
    process, said = run(clone, "demo", "--port", str(port)), ""
    assert process.stdout is not None
    watchdog = threading.Timer(PATIENCE, process.terminate)
    watchdog.start()
    while READY not in said and (line := process.stdout.readline()):
        said += line
    watchdog.cancel()
    assert READY in said, said
    return process, said


def answer(url: str) -> int:
    """The status, redirects followed; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310  our own
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def children_of(pid: int) -> dict[int, str]:
    """What the process started, and what that started: pid and command line."""
    found: dict[int, str] = {}
    parents = {pid}
    while below := {
        child: words for child, (parent, words) in alive().items() if parent in parents
    }:
        found |= below
        parents = set(below)
    return found


def alive() -> dict[int, tuple[int, str]]:
    """Every process that has not ended, with its parent and its command line."""
    listed = subprocess.check_output(["ps", "-ww", "-eo", "pid=,ppid=,stat=,args="], text=True)
    rows = [line.split(None, 3) for line in listed.splitlines()]
    return {int(pid): (int(parent), words) for pid, parent, stat, words in rows if stat[0] != "Z"}


@pytest.fixture(scope="module")
def demo(clone: Path) -> Iterator[tuple[str, str, Process]]:
    """Its address, what it said, and the process."""
    port = free_port()
    process, said = start(clone, port)
    yield f"http://localhost:{port}", said, process
    if process.poll() is None:
        process.terminate()
        told(process)


def test_the_demonstration_says_where_it_is_and_who_may_come_in(
    clone: Path, demo: tuple[str, str, Process]
) -> None:
    url, said, _ = demo
    written = json.loads((clone / "var/demo.json").read_text())

    assert f"Unisono is at {url}" in said
    assert answer(f"{url}/account/login/") == 200
    assert written["url"] == url
    assert len(written["accounts"]) > 5
    assert [account for account in written["accounts"] if account["email"] not in said] == []
    assert [account for account in written["accounts"] if account["password"] not in said] == []


def test_its_pages_have_their_style(demo: tuple[str, str, Process]) -> None:
    url, _, _ = demo

    assert [
        answer(f"{url}/static/{file}")
        for file in ("css/unisono.css", "bootstrap/bootstrap.min.css", "img/icons.svg", "nothing")
    ] == [200, 200, 200, 404]


def test_another_command_works_beside_it(clone: Path, demo: tuple[str, str, Process]) -> None:
    assert people(clone) > 10
    assert answer(f"{demo[0]}/healthz") == 200


def people(clone: Path) -> int:
    """How many there are, as another command counts them."""
    count = "from members.models import User; print(User.objects.count())"
    code, output = told(run(clone, "manage", "shell", "--no-imports", "-c", count))
    assert code == 0, output
    return int(output.splitlines()[-1])


def test_a_taken_port_is_said(clone: Path, demo: tuple[str, str, Process]) -> None:
    port = demo[0].rpartition(":")[2]
    code, output = told(run(clone, "demo", "--port", port))

    assert code == 1
    assert f"Port {port} is taken." in output


def test_what_dies_is_started_again(demo: tuple[str, str, Process]) -> None:
    url, _, process = demo
    time.sleep(5)  # what dies at once is left alone
    servers = {pid for pid, words in children_of(process.pid).items() if "granian" in words}
    for pid in servers:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while answer(f"{url}/healthz") != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)

    again = {pid for pid, words in children_of(process.pid).items() if "granian" in words}
    assert again
    assert not again & servers


def test_it_stops_as_a_whole_and_starts_again_with_what_it_had(
    clone: Path, demo: tuple[str, str, Process]
) -> None:
    url, _, process = demo
    before = people(clone)
    everything = children_of(process.pid)
    process.terminate()
    assert told(process)[0] == 0
    assert len(everything) > 3
    assert [words for pid, words in everything.items() if pid in alive()] == []
    assert answer(f"{url}/healthz") == 0
    assert not (clone / "var/postgres/postmaster.pid").exists()
    assert not (clone / "var/valkey/server.json").exists()

    again, _ = start(clone, free_port())
    assert people(clone) == before
    again.send_signal(signal.SIGINT)  # as Ctrl-C
    assert told(again)[0] == 0


def test_translations_are_compiled_on_the_way(clone: Path) -> None:
    compiled = clone / "locale/fi/LC_MESSAGES/django.mo"
    compiled.unlink(missing_ok=True)
    code, _ = told(run(clone, "manage", "check"))

    assert code == 0
    assert compiled.stat().st_size > 1000


@pytest.mark.parametrize("words, code", [([], 0), (["help"], 0), (["sing"], 2)])
def test_it_says_what_it_can_do(clone: Path, words: list[str], code: int) -> None:
    found, output = told(run(clone, *words))

    assert found == code
    assert [line.split()[1] for line in output.splitlines()] == ["demo", "test", "pytest", "manage"]
