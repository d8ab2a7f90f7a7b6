"""The archive holds the data package as it is, and is the same file every time."""

from __future__ import annotations

import io
import os
import zipfile

import pytest

from themeshift import UserError, bundle, package, results


def opened(package) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(bundle.archive(package)))


def test_holds_every_table_and_result_byte_for_byte(real):
    packed = opened(real)
    assert packed.testzip() is None
    for path in [*real.root.glob("*.csv"), *real.root.glob("results/*.csv")]:
        assert packed.read(f"data/{path.relative_to(real.root)}") == path.read_bytes()
    assert packed.read("data/datapackage.json") == (real.root / "datapackage.json").read_bytes()
    assert b"CC BY" in packed.read("LICENSE-data.md")


def test_holds_nothing_else_not_even_texts(real):
    kinds = {os.path.splitext(name)[1] for name in opened(real).namelist()}
    assert kinds == {".csv", ".json", ".md"}


def test_is_the_same_file_whenever_it_is_made(mini, tmp_path, monkeypatch):
    first = bundle.write(mini, tmp_path / "one").read_bytes()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    for path in mini.root.glob("*.csv"):
        os.utime(path, (1, 1))
    assert bundle.write(mini, tmp_path / "two").read_bytes() == first


def test_holds_only_what_descriptor_and_manifest_name(mini):
    """A stray file, a folder or a link beside the tables neither enters the archive nor stops it."""
    before = bundle.archive(mini)
    (mini.root / "notes.json").write_text("{}")
    (mini.root / "extra.csv").write_text("a\n")
    (mini.root / "folder.json").mkdir()
    (mini.root / "link.json").symlink_to("/etc/hostname")
    (mini.root / "gone.csv").symlink_to("nowhere")
    (mini.root / "results").mkdir()
    (mini.root / "results" / "stray.csv").write_text("a\n")
    assert bundle.archive(mini) == before


def test_a_link_in_the_place_of_a_named_file_is_refused(mini):
    """Not what it leads to, which may be any file of the machine, is published."""
    secret = mini.root.parent / "secret"
    secret.write_bytes((mini.root / "glossary.csv").read_bytes())
    (mini.root / "glossary.csv").unlink()
    (mini.root / "glossary.csv").symlink_to(secret)
    with pytest.raises(UserError, match="data/glossary.csv: found a link"):
        bundle.archive(mini)
    (problem,) = package.problems(mini.root)
    assert str(problem).startswith("data/glossary.csv: found a symbolic link")


def test_a_folder_of_results_that_is_a_link_is_refused(mini, tmp_path):
    results.write(mini.phases, "phases", "chapter", mini)
    (mini.root / "results").rename(tmp_path / "elsewhere")
    (mini.root / "results").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UserError, match="found a link"):
        bundle.archive(mini)


@pytest.mark.parametrize("name", ["../secret.csv", "/etc/hostname", "a/b.csv", ".csv"])
def test_a_manifest_that_names_files_elsewhere_is_refused(mini, name):
    results.write(mini.phases, "phases", "chapter", mini)
    manifest = mini.root / "results" / "manifest.csv"
    manifest.write_text(manifest.read_text().replace("phases.csv", name))
    with pytest.raises(UserError, match="cannot be read as a manifest"):
        bundle.archive(mini)


def test_a_result_that_is_a_link_is_told(mini):
    results.write(mini.phases, "phases", "chapter", mini)
    path = mini.root / "results" / "phases.csv"
    path.rename(mini.root.parent / "phases.csv")
    path.symlink_to(mini.root.parent / "phases.csv")
    (line,) = results.problems(mini)
    assert "is a symbolic link" in line
