"""Where the tests of the texts find texts that are not in the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def source_texts() -> Path:
    """The folder of the source texts, which are not distributed."""
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the source texts are not at hand: nothing was derived again")
    return folder


@pytest.fixture(scope="session")
def field() -> Path:
    """The folder of texts as they come, collected by others."""
    folder = SHARED / "field"
    if not folder.is_dir():
        pytest.skip("the folder of texts as they come is not at hand")
    return folder
