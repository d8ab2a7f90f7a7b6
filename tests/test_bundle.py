"""The archive holds the data package as it is, and is the same file every time."""

from __future__ import annotations

import io
import os
import zipfile

from themeshift import bundle


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
