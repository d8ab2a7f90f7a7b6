"""What the tests share: the real data, and a miniature package that stands for any other."""

from __future__ import annotations

import shutil
from pathlib import Path

import miniature
import pytest

from themeshift import package


@pytest.fixture(scope="session")
def data() -> package.Package:
    """The real data package."""
    return package.load()


@pytest.fixture(scope="session")
def _model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return miniature.write(tmp_path_factory.mktemp("miniature") / "data")


@pytest.fixture(scope="session")
def small(_model: Path) -> package.Package:
    """The miniature package, loaded; not to be changed."""
    return package.load(_model)


@pytest.fixture
def small_folder(tmp_path: Path, _model: Path) -> Path:
    """The folder of a fresh miniature package, to be damaged or added to."""
    return Path(shutil.copytree(_model, tmp_path / "small" / "data"))
