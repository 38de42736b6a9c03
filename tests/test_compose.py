"""The container files, held against what they speak of: settings, programs, queues, the tree."""

import ast
import importlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command, get_commands
from django.test import override_settings
from django.urls import resolve
from packaging.specifiers import SpecifierSet

from portal.lib.embedded import LOCALE
from portal.management.commands.up import worker

ROOT = Path(__file__).parent.parent
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
#: (instruction, the rest of its line) with continued lines joined and comments left out.
DOCKERFILE = [
    tuple(line.split(None, 1))
    for line in re.sub(
        r"\\\n", " ", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    ).splitlines()
    if line.strip()
]
IGNORED = (ROOT / ".dockerignore").read_text().split("\n")
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")


def instructions(name: str) -> list[str]:
    return [rest for instruction, rest in DOCKERFILE if instruction == name]


def command_of(name: str) -> list[str]:
    """What the service runs: its own command, or that of the image."""
    own = SERVICES[name].get("command")
    return shlex.split(own) if own else ast.literal_eval(instructions("CMD")[0])


# --- the services ------------------------------------------------------------------


def test_the_services_are_these() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "valkey"}
    assert {"web", "worker", "beat", "migrate"} == OURS


def test_every_image_of_others_has_a_major_version() -> None:
    images = {name: SERVICES[name]["image"] for name in set(SERVICES) - OURS}

    assert images == {"postgres": "postgres:18", "valkey": "valkey/valkey:9"}
    assert all(re.search(r":\d+", image) for image in [*images.values(), *instructions("FROM")])


def test_every_service_that_stays_tells_how_it_is() -> None:
    staying = {name for name, service in SERVICES.items() if service["restart"] != "no"}

    assert staying == set(SERVICES) - {"migrate"}
    assert {name for name in SERVICES if "healthcheck" in SERVICES[name]} == staying
    assert resolve("/healthz").url_name == "healthz"
    assert "/healthz" in SERVICES["web"]["healthcheck"]["test"][-1]


def test_the_health_of_the_web_is_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks under the portal's own name: any other is refused."""
    kind, program, option, source = SERVICES["web"]["healthcheck"]["test"]
    compile(source, "healthcheck", "exec")

    assert (kind, program, option) == ("CMD", "python", "-c")
    assert 'os.environ["SITE_URL"]' in source
    assert "SITE_URL" in SERVICES["web"]["environment"]


def test_each_waits_for_what_it_needs() -> None:
    ready = {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "valkey": "service_healthy",
    }
    waiting = {
        name: {other: how["condition"] for other, how in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }

    assert waiting == {
        **dict.fromkeys(["web", "worker", "beat"], ready),
        "migrate": {"postgres": "service_healthy"},
        "postgres": {},
        "valkey": {},
    }


def test_commands_name_what_there_is() -> None:
    [granian, *arguments] = command_of("web")
    module, name = arguments[arguments.index("wsgi") + 1].split(":")
    assert granian == "granian"
    assert callable(getattr(importlib.import_module(module), name))
    for service, role in (("worker", "worker"), ("beat", "beat")):
        words = command_of(service)
        assert (words[0], role in words) == ("celery", True)
        assert importlib.import_module(f"{words[words.index('-A') + 1]}.celery").app
    asked = re.findall(r"manage.py (\w+)", SERVICES["migrate"]["command"])
    assert asked == ["migrate", "createcachetable"]
    assert set(asked) <= set(get_commands())


@pytest.mark.parametrize("words", [command_of("worker"), worker()], ids=["compose", "up"])
def test_the_worker_hears_every_queue(words: list[str]) -> None:
    named = [
        settings.CELERY_TASK_DEFAULT_QUEUE,
        *(route["queue"] for route in settings.CELERY_TASK_ROUTES.values()),
    ]

    assert set(words[words.index("--queues") + 1].split(",")) == set(named)


def test_there_is_one_clock() -> None:
    assert "--beat" not in command_of("worker")
    assert "deploy" not in SERVICES["beat"]


def test_postgresql_orders_letters_as_on_every_other_machine() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"] == " ".join(LOCALE)


def test_what_must_stay_is_on_a_volume() -> None:
    """PostgreSQL 18 keeps its data below this folder, and its image refuses one deeper."""
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert set(COMPOSE["volumes"]) == {"postgres"}


def test_our_own_containers_may_do_little() -> None:
    for name in OURS:
        service = SERVICES[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["web"]


# --- secrets and settings ------------------------------------------------------------


def passwords(text: str) -> list[str]:
    """Lines that hold a password themselves, or a default for one."""
    secret = re.compile(r"(?i)\w*(?:password|secret|auth|requirepass)\w*[:=]?\s+(?P<value>\S.*)")
    address = re.compile(r"://[^\s/@]*:(?P<value>[^\s@]+)@")
    return [
        line.strip()
        for line in text.splitlines()
        for match in [secret.match(line.strip()) or address.search(line)]
        if match and not re.fullmatch(r"\$\{\w+:\?[^}]*\}", match["value"])
    ]


def test_no_password_is_written_down() -> None:
    assert passwords(COMPOSE_TEXT) == []
    assert passwords("a: redis://:hunter2@valkey") == ["a: redis://:hunter2@valkey"]
    assert passwords("  POSTGRES_PASSWORD: x") == ["POSTGRES_PASSWORD: x"]
    assert passwords("requirepass ${A:-x}") == ["requirepass ${A:-x}"]
    assert [line for line in EXAMPLE if re.search(r"^\w*(PASSWORD|SECRET|KEY)\w*=.", line)] == []


EXAMPLE = (ROOT / ".env.example").read_text().splitlines()


def test_the_example_lists_every_variable() -> None:
    listed = {found[1] for line in EXAMPLE if (found := re.match(r"#?([A-Z_]+)=", line))}
    source = ast.parse((ROOT / "portal/settings.py").read_text())
    read = {
        str(node.args[0].value)
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[0] == "env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }

    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SITE_URL"} <= read
    assert listed == read | {found[1] for found in VARIABLE.finditer(COMPOSE_TEXT)}


def test_the_settings_take_what_compose_gives(db: None) -> None:
    """With every required variable, and nothing else, Django warns of nothing but what the proxy
    and the owner of the domain decide: subdomains, the way from http to https, preloading, and who
    signs letters."""
    given = {name: f"given-{name}" * 5 for name, _, _ in VARIABLE.findall(COMPOSE_TEXT)}
    given |= {
        "SITE_URL": "https://unisono.example.org",
        "TRUSTED_PROXIES": "1",
        "LETTERS_PER_MINUTE": "0",
        "MAIL_FROM": "Unisono <unisono@example.org>",
    }
    given |= {"CARRIER_URL": "smtp+tls://user:password@localhost:587"}
    environment = {
        name: VARIABLE.sub(lambda found: given[found[1]], value)
        for name, value in SERVICES["web"]["environment"].items()
    }
    database, path = os.environ["DATABASE_URL"], os.environ["PATH"]
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=ROOT,
        env=environment | {"DATABASE_URL": database, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert set(re.findall(r"\((\w+\.[WE]\d+)\)", done.stderr)) == {
        *("security.W005", "security.W008", "security.W021", "portal.W001")
    }


# --- the image -----------------------------------------------------------------------


def comes_along(name: str) -> bool:
    """Whether .dockerignore lets the file or folder at the top of the tree into the image."""
    assert IGNORED[1] == "*"
    return f"!{name}" in IGNORED


def test_the_image_holds_what_runs_and_nothing_else() -> None:
    ours = {
        name for app in settings.INSTALLED_APPS if (ROOT / (name := app.split(".")[0])).is_dir()
    }
    needed = {*ours, "templates", "static", "locale", "manage.py", "requirements.txt"}

    assert [name for name in sorted(needed) if not comes_along(name)] == []
    assert [line for line in IGNORED if line[:1] == "!" and not (ROOT / line[1:]).exists()] == []
    secret = [".env", ".git", ".venv", "var", "tests", "requirements-test.txt"]
    assert [name for name in secret if comes_along(name)] == []


def test_what_is_copied_exists_and_comes_along() -> None:
    sources = [words.split()[:-1] for words in instructions("COPY")]

    assert sources == [["requirements.txt"], ["."]]
    assert comes_along("requirements.txt")


def test_python_is_one_the_project_wants() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    [image] = instructions("FROM")
    version = re.fullmatch(r"python:(\d+\.\d+)-slim-\w+", image)

    assert version is not None, image
    assert SpecifierSet(project["requires-python"]).contains(version[1])


def test_packages_are_those_of_the_lock_and_nobody_is_root() -> None:
    [install] = [step for step in instructions("RUN") if "pip install" in step]
    after_user = DOCKERFILE[[name for name, _ in DOCKERFILE].index("USER") + 1 :]

    assert "--require-hashes -r requirements.txt" in install
    assert instructions("USER") == ["unisono"]
    assert {name for name, _ in after_user} <= {"EXPOSE", "CMD"}


def test_what_makes_pdfs_is_installed_wherever_the_portal_runs() -> None:
    """In the image, on a machine that tests, and where the demonstration is started."""
    texts = [(ROOT / name).read_text() for name in ("Dockerfile", ".ci/run", "run")]
    wanted = ["libpangoft2-1.0-0", "libharfbuzz-subset0"]

    assert [name for text in texts for name in wanted if name not in text] == []


def test_static_files_can_be_given_names_that_tell_their_content(tmp_path: Path) -> None:
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path, STORAGES=settings.STORAGES | {"staticfiles": storage}
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        found = staticfiles_storage.url("css/unisono.css")

    assert re.fullmatch(r"/static/css/unisono\.[0-9a-f]+\.css", found)
    assert (tmp_path / found.removeprefix("/static/")).exists()
