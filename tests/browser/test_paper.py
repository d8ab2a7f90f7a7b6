"""The book on paper: tagged, in its language, with links inside it and none to a folder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from themeshift import UserError, paper

PAGE = """<!doctype html><html lang="en"><title>Book</title><article class="bd-article">
<h1 id="top">Book</h1><details><summary>Fold</summary><p>what was folded</p></details>
<a href="#top">up</a> <a href="data.csv">data</a> <a href="https://example.org/">out</a>"""


def test_a_printed_page_is_tagged_and_names_no_folder(tmp_path):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is optional (requirements-optional.txt)")
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    # in a thread of its own: the browser of the other tests may be open in this one
    with ThreadPoolExecutor(1) as printer:
        printed = printer.submit(paper._printed, tmp_path / "index.html", paper.browser())
    (tmp_path / "book.pdf").write_bytes(printed.result())
    read = pypdf.PdfReader(tmp_path / "book.pdf")
    root = read.trailer["/Root"]
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "en")
    assert "what was folded" in read.pages[0].extract_text()
    notes = [note.get_object() for note in read.pages[0]["/Annots"]]
    outside = [str(note["/A"]["/URI"]) for note in notes if "/A" in note]
    assert outside == ["https://example.org/"]
    assert len(notes) == 2


def test_without_a_browser_it_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(paper.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="apt-get install chromium"):
        paper.browser()
