"""The servers of a machine of its own, started for real from a copy of the module in a tree of
its own: its path has 150 characters, and a space."""

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis

from portal.lib import embedded

#: Tells its addresses, then stays until its standard input is closed.
STAY = """
import json, os, sys
names = ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"]
print(json.dumps({name: os.environ.get(name) for name in names}), flush=True)
sys.stdin.read()
"""
Addresses = dict[str, str]
Process = subprocess.Popen[str]
STARTED: list[Process] = []


@pytest.fixture(autouse=True)
def nobody_stays() -> Iterator[None]:
    yield
    while STARTED:
        process = STARTED.pop()
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("a portal")
    tree = root / ("x" * (149 - len(str(root))))
    (tree / "portal/lib").mkdir(parents=True)
    shutil.copy(embedded.__file__, tree / "portal/lib/embedded.py")
    return tree


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary folder of the test's own: what is left in it was left behind."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


def start(tree: Path, *command: str, **environment: str | Path) -> Process:
    """The command on its servers; only what the test names is in its environment."""
    ours = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY"}
    given = {name: value for name, value in os.environ.items() if name not in ours}
    process = subprocess.Popen(
        [sys.executable, tree / "portal/lib/embedded.py", *command],
        env=given | {name: str(value) for name, value in environment.items()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    STARTED.append(process)
    return process


def stay(tree: Path, *options: str, **environment: str | Path) -> tuple[Process, Addresses]:
    """A command that is there, with the addresses it found."""
    process = start(tree, *options, "-c", STAY, **environment)
    return process, addresses_of(process)


def addresses_of(process: Process) -> Addresses:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], 20)[0], "the command has not begun"
    found: Addresses = json.loads(process.stdout.readline())
    return found


def leave(process: Process) -> int:
    process.communicate()
    return process.returncode


def answers(addresses: Addresses) -> bool:
    """Whether both servers are there and let us in; one alone is neither up nor down."""
    there = []
    with suppress(psycopg.OperationalError):
        psycopg.connect(addresses["DATABASE_URL"]).close()
        there.append("PostgreSQL")
    with suppress(redis.ConnectionError), redis.Redis.from_url(addresses["REDIS_URL"]) as client:
        client.ping()
        there.append("Valkey")
    assert len(there) in {0, 2}, there
    return bool(there)


def test_two_commands_at_once_share_servers_and_the_last_stops_them(tree: Path) -> None:
    first, addresses = stay(tree)
    second, shared = stay(tree)

    assert shared == addresses
    assert leave(first) == 0
    assert answers(addresses)
    assert leave(second) == 0
    assert not answers(addresses)


def test_what_was_written_is_there_the_next_time(tree: Path) -> None:
    first, addresses = stay(tree)
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    leave(first)
    second, addresses = stay(tree)
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        connection.execute("DROP TABLE kept")

    assert leave(second) == 0


def test_a_killed_command_leaves_nobody_without_servers(tree: Path) -> None:
    killed, addresses = stay(tree)
    other, _ = stay(tree)
    killed.kill()
    killed.wait()

    assert answers(addresses)
    leave(other)
    assert answers(addresses), "what the killed one had started still runs, on these servers"
    killed.communicate()
    newcomer, found = stay(tree)
    assert found == addresses
    leave(newcomer)
    assert not answers(addresses)


def test_a_server_that_died_does_not_hinder_the_next(tree: Path) -> None:
    first, addresses = stay(tree)
    leave(first)
    file = tree / "var/postgres/postmaster.pid"
    stranger = subprocess.Popen(
        ["sleep", "60"], user="nobody" if os.geteuid() == 0 else None, cwd="/"
    )
    lines = [stranger.pid, file.parent, 0, 5432, "/nowhere", "", ""]
    file.write_text("\n".join(map(str, lines)))
    if os.geteuid() == 0:
        shutil.chown(file, "nobody")
    second, addresses = stay(tree)

    assert answers(addresses)
    leave(second)
    stranger.kill()
    stranger.wait()


def test_a_database_is_whole_or_not_there(temporary: Path) -> None:
    (temporary / "portal/lib").mkdir(parents=True)
    shutil.copy(embedded.__file__, temporary / "portal/lib/embedded.py")
    unfinished = temporary / "var/postgres.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18")
    process, addresses = stay(temporary)

    assert answers(addresses)
    leave(process)
    assert not unfinished.exists()


def test_a_path_may_be_long_and_have_a_space(tree: Path) -> None:
    assert len(str(tree)) == 150
    assert " " in str(tree)
    process, addresses = stay(tree)

    assert answers(addresses)
    assert leave(process) == 0
    assert (tree / "var/postgres/PG_VERSION").read_text() == "18\n"


def test_a_fresh_pair_is_its_own_and_leaves_nothing(tree: Path, temporary: Path) -> None:
    kept, of_var = stay(tree)
    fresh, addresses = stay(tree, "--fresh", TMPDIR=temporary)

    assert set(addresses.values()) & set(of_var.values()) == {of_var["SECRET_KEY"]}
    leave(fresh)
    assert list(temporary.iterdir()) == []
    assert not answers(addresses)
    assert answers(of_var)
    leave(kept)


def test_told_to_stop_while_it_starts_it_leaves_nothing(tree: Path, temporary: Path) -> None:
    process = start(tree, "--fresh", "-c", STAY, TMPDIR=temporary)
    while not list(temporary.glob("*/postgres*")):
        assert process.poll() is None
    process.terminate()

    assert leave(process) == 128 + signal.SIGTERM
    assert list(temporary.iterdir()) == []


def test_where_both_servers_are_given_none_is_started(tmp_path: Path) -> None:
    (tmp_path / "portal/lib").mkdir(parents=True)
    shutil.copy(embedded.__file__, tmp_path / "portal/lib/embedded.py")
    given = {"DATABASE_URL": "postgres:///mine", "REDIS_URL": "redis://mine", "SECRET_KEY": "mine"}
    process, found = stay(tmp_path, **given)

    assert found == given
    assert leave(process) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["portal"]


def test_where_one_server_is_given_it_is_used(tree: Path) -> None:
    process, found = stay(tree, REDIS_URL="redis://mine")

    assert found["REDIS_URL"] == "redis://mine"
    psycopg.connect(found["DATABASE_URL"]).close()
    leave(process)


@pytest.mark.parametrize(
    "command, code",
    [
        ("raise SystemExit", 0),
        ("raise SystemExit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 137),
    ],
)
def test_the_commands_exit_code_is_ours(tree: Path, command: str, code: int) -> None:
    process = start(tree, "-c", command, DATABASE_URL="x", REDIS_URL="x")

    assert leave(process) == code


def test_what_we_are_told_to_do_is_passed_on(tree: Path) -> None:
    told = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))" + STAY
    process = start(tree, "-c", told)
    addresses = addresses_of(process)
    process.terminate()

    assert process.wait(timeout=10) == 7
    assert not answers(addresses)
    leave(process)


def test_servers_of_others_at_the_usual_ports_do_not_matter(tree: Path) -> None:
    others = [socket.socket() for _ in range(2)]
    for other, port in zip(others, (5432, 6379), strict=True):
        with suppress(OSError):  # then somebody else's server is there
            other.bind(("127.0.0.1", port))
            other.listen()
    process, addresses = stay(tree)

    assert answers(addresses)
    leave(process)
    for other in others:
        other.close()


def test_a_free_port_is_the_wanted_one_or_another() -> None:
    free = embedded.free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert embedded.free_port(free) == free
        assert embedded.free_port(port) not in {0, port}


def test_the_key_is_made_once_and_nobody_else_reads_it(tree: Path) -> None:
    first, second = (start(tree, "-c", STAY, DATABASE_URL="x", REDIS_URL="x") for _ in range(2))
    keys = {json.loads(process.communicate()[0])["SECRET_KEY"] for process in (first, second)}
    file = tree / "var/secret_key"

    assert keys == {file.read_text()}
    assert len(file.read_text()) > 50
    assert file.stat().st_mode & 0o777 == 0o600
