"""A book is the old one or the new one, whole; what Sphinx warns of is told, and nothing built."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift import UserError
from themeshift.build import book


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose pages are one file, rendered by copying it."""

    def render(root: Path, folder: Path, form: str = "html") -> Path:
        pages = folder / "_build" / form
        pages.mkdir(parents=True)
        text = (root / "index.md").read_text(encoding="utf-8")
        (pages / "index.html").write_text(f'<html lang="en"><p>{text}</p></html>')
        return pages

    monkeypatch.setattr(book, "render", render)
    (tmp_path / "index.md").write_text("first")
    return tmp_path


def test_a_build_takes_the_place_of_the_last_one_and_leaves_nothing_else(root):
    assert "first" in (book.build(root) / "index.html").read_text()
    (root / "index.md").write_text("second")
    assert "second" in (book.build(root) / "index.html").read_text()
    assert [path.name for path in (root / "_build").iterdir()] == ["html"]


def test_a_page_with_a_fault_is_not_published(root):
    book.build(root)
    (root / "index.md").write_text("<img src='x.png'>")
    with pytest.raises(UserError, match="not published"):
        book.build(root)
    assert "first" in (root / "_build" / "html" / "index.html").read_text()
    assert [path.name for path in (root / "_build").iterdir()] == ["html"]


def test_what_a_killed_build_left_is_cleared_and_the_last_book_comes_back(root):
    pages = book.build(root)
    (root / "_build" / "next-123").mkdir()
    pages.rename(root / "_build" / "next-123" / "old")  # killed between the two renames
    (root / "index.md").write_text("<img src='x.png'>")
    with pytest.raises(UserError):
        book.build(root)
    assert "first" in (root / "_build" / "html" / "index.html").read_text()
    assert [path.name for path in (root / "_build").iterdir()] == ["html"]


def test_a_folder_that_sphinx_would_take_for_a_pattern_is_refused(tmp_path):
    folder = tmp_path / "book [1]"
    folder.mkdir()
    with pytest.raises(UserError, match="pattern"):
        book.render(folder, folder / "aside")
