"""The real data that lies beside the project, where a machine has it."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("UNISONO_DATA") or PROJECT.parent / "shared" / "data")


def shared(name: str) -> Path:
    """The file or folder; the test is skipped where it is missing."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is missing: it comes beside the project, or in UNISONO_DATA")
    return path
