"""Where things stand and how long they are."""

from pathlib import Path

LIMITS = {".py": 400, ".html": 120, ".css": 600}
TESTS = 600  # a module's tests stand in one file, however many sentences they are
FORBIDDEN = {
    *("common", "constants", "core", "helpers", "managers", "mixins", "selectors", "services"),
    *("signals", "utils"),
}


def too_long(path: Path, source: str) -> bool:
    limit = TESTS if path.parts[0] == "tests" else LIMITS.get(path.suffix)
    return limit is not None and len(source.splitlines()) > limit


def is_a_place_for_anything(path: Path) -> bool:
    """Whether the file, or a folder it lies in, is named for no noun."""
    return any(Path(part).stem in FORBIDDEN for part in path.parts)
