"""A build is published whole, or the last good book stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift import UserError, build


def book(root: Path, text: str) -> Path:
    """Write a book of one page, without the theme's settings."""
    (root / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (root / "_config.yml").write_text("title: A book\nexecute:\n  execute_notebooks: 'off'\n")
    (root / "index.md").write_text(f"# Index\n\n{text}\n")
    return root


def pages(folder: Path, text: str) -> Path:
    """Write a folder with one page."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)
    return folder


def test_new_pages_take_the_place_of_old_ones(tmp_path):
    current = tmp_path / "html"
    build.publish(pages(tmp_path / "next/html", "one"), current)
    build.publish(pages(tmp_path / "next/html", "two"), current)
    assert (current / "index.html").read_text() == "two"
    assert not (tmp_path / "next/html").exists()


def test_new_pages_take_the_place_of_old_ones_where_folders_cannot_be_exchanged(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(build, "_exchange", lambda one, other: False)
    current = pages(tmp_path / "html", "one")
    build.publish(pages(tmp_path / "next/html", "two"), current)
    assert (current / "index.html").read_text() == "two"
    assert [path.name for path in (tmp_path / "next").iterdir()] == []


def test_a_warning_is_told_and_leaves_the_last_book(tmp_path):
    good = pages(tmp_path / "_build/html", "the last good book")
    with pytest.raises(UserError, match=r"index\.md:3: WARNING.*nowhere[\s\S]*was not built"):
        build.build(book(tmp_path, "A [link](#nowhere)."))
    assert (good / "index.html").read_text() == "the last good book"
    assert [path.name for path in good.parent.iterdir()] == ["html"]


def test_a_faulty_page_leaves_the_last_book(tmp_path, monkeypatch):
    good = pages(tmp_path / "_build/html", "the last good book")
    made = pages(tmp_path / "made/html", "<html lang='en'><a href='gone.html'>x</a>")
    monkeypatch.setattr(build, "_render", lambda root, aside, builder: made)
    with pytest.raises(UserError, match="dead link: gone.html"):
        build.build(book(tmp_path, "Text."))
    assert (good / "index.html").read_text() == "the last good book"


def test_what_a_killed_build_left_is_removed(tmp_path):
    left = pages(tmp_path / "next-999999999", "half a book")
    build.remove_leftovers(tmp_path)
    assert not left.exists()


@pytest.mark.parametrize("name", ["an ERROR", "a: WARNING: b", "plain"])
def test_what_a_folder_is_called_is_no_message(tmp_path, monkeypatch, name):
    monkeypatch.setattr(build.site, "faults", lambda folder, contents: [])
    root = tmp_path / name
    root.mkdir()
    assert (build.build(book(root, "No ERROR here.")) / "index.html").is_file()


def test_a_message_is_told_where_the_folder_is_called_as_one(tmp_path):
    root = tmp_path / "an ERROR"
    root.mkdir()
    with pytest.raises(
        UserError, match=r"^index\.md:3: WARNING.*nowhere.*\nthe book was not built$"
    ):
        build.build(book(root, "A [link](#nowhere)."))


def test_a_message_without_a_place_is_told(tmp_path):
    root = book(tmp_path, "Text.")
    with (root / "_config.yml").open("a") as settings:
        settings.write("exclude_patterns: []\nsphinx:\n  config:\n    html_static_path: [gone]\n")
    with pytest.raises(UserError, match=r"^WARNING: .*gone"):
        build.build(root)


@pytest.mark.parametrize("mark", "[]*?")
def test_a_folder_that_reads_as_a_pattern_is_refused(tmp_path, mark):
    root = tmp_path / f"a{mark}b"
    root.mkdir()
    with pytest.raises(UserError, match=r"move the project") as raised:
        build.build(book(root, "Text."))
    assert "\n" not in str(raised.value)
    assert list((root / "_build").glob("*")) == []
