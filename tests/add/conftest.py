"""Projects to add texts to: one round the miniature, one that is a copy of the book."""

from __future__ import annotations

import shutil
from pathlib import Path

import invented
import miniature
import pytest


@pytest.fixture(scope="session")
def _boats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("boats") / "boats"
    miniature.write(root / "data")
    (root / "chapters").mkdir()
    for name in ("01-contract-2030", "02-review-2031", "synthesis"):
        (root / "chapters" / f"{name}.ipynb").write_text("{}\n", encoding="utf-8")
    for name in ("_toc.yml", ".gitignore"):
        shutil.copyfile(invented.ROOT / name, root / name)
    invented.commit(root)
    return root


@pytest.fixture
def boats(_boats: Path, tmp_path: Path) -> Path:
    """The miniature as a project under git with two chapters and the synthesis; its folder."""
    return Path(shutil.copytree(_boats, tmp_path / "boats"))


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """The text of the second amendment for boats, outside the project."""
    path = tmp_path / "boats.txt"
    path.write_text(invented.BOATS, encoding="utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A copy of the book under git, the invented contract beside it as contract.txt."""
    root = invented.copy_of_the_book(tmp_path / "book")
    (tmp_path / "contract.txt").write_text(invented.CONTRACT, encoding="utf-8")
    return root
