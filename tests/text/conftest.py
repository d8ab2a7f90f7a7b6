"""Where the tests of the texts find texts that are not in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


def _folder(name: str) -> Path:
    return SHARED / name if (SHARED / name).is_dir() else pytest.skip(f"{name} is not at hand")


@pytest.fixture(scope="session")
def source_texts() -> Path:
    """The folder of the source texts, which are not distributed."""
    return _folder("seeds")


@pytest.fixture(scope="session")
def field() -> Path:
    """The folder of texts as they come, collected by others."""
    return _folder("field")
