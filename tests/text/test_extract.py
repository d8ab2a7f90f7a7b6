"""Files of every kind, good and bad; one text in three kinds of file. All French is ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from text_helpers import Text, cut, pdf

from themeshift import UserError
from themeshift.text import extract

TITLE = "Un contrat pour le port"
PARTS = [
    ("h2", "1. Les quais"),
    ("p", "Le port et la ville signent un contrat de dix ans. Il porte sur les quais et la rive."),
    ("p", "Le comité prévoit :"),
    ("li", "des quais propres, des rives ouvertes et des digues plus hautes partout ;"),
    ("li", "des marins formés au savoir-faire des sous-traitants du port."),
    ("h2", "2. Les rives"),
    ("p", "Les rives seront propres ; les digues seront hautes. M. Lenoir et Mme Roux y veillent."),
]


def as_text() -> str:
    return "\n".join([TITLE, *(f"- {words}" if tag == "li" else words for tag, words in PARTS)])


def as_page() -> str:
    body = "".join(f"<{tag}>{words}</{tag}>" for tag, words in PARTS)
    return (
        "<html><body><nav><a href='/'>Accueil</a></nav><div class='cookie'>Des cookies ?</div>"
        f"<main><h1>{TITLE}</h1>{body}</main><footer>Mentions légales</footer></body></html>"
    )


def as_pdf() -> bytes:
    """Two pages with heads and numbers, lines of at most 46 letters."""
    pages: list[list[Text]] = [[], []]
    pages[0].append((50, 70, 16, TITLE))
    page, top = 0, 105.0
    for number, (tag, words) in enumerate(PARTS):
        if number == 4:
            page, top = 1, 70.0
        lines, line = [], ""
        for word in words.replace("savoir-faire", "savoir- faire").split():
            if len(line) + len(word) > 46 or line.endswith("savoir-"):
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
        for place, each in enumerate(lines):
            shown = f"• {each}" if tag == "li" and place == 0 else each
            x = 58 if tag == "li" and place else 50
            pages[page].append((x, top, 12 if tag == "h2" else 10, shown))
            top += 13
        top += 10
    for n, each in enumerate(pages, start=1):
        each += [(50, 25, 8, f"{TITLE} 2030"), (330, 565, 8, f"Page {n} / 2")]
    return pdf(pages)


def test_one_contract_gives_the_same_passages_as_text_page_and_pdf(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("pdfplumber")
    found = []
    for name, content in (
        ("a.txt", as_text().encode()),
        ("a.html", as_page().encode()),
        ("a.pdf", as_pdf()),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        found.append(cut(extract.read(path).text))
    assert found[0] == found[1] == found[2]
    assert "des marins formés au savoir-faire des sous-traitants du port." in found[0]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.docx", b"PK", "a file in .txt, .html, .htm, .pdf expected"),
        ("a.html", b"", "empty file"),
        ("a.html", b"<script>x</script>", "no letter or figure"),
        ("a.html", "<p>La sobriÃ©tÃ© du quai.</p>".encode(), "Latin-1"),
        ("a.txt", b"\xff\xfeL\x00e\x00", "byte 0 is not UTF-8"),
        ("a.txt", "L'été au port.".encode("latin-1"), "byte 2 is not UTF-8"),
        ("a.txt", b"", "empty file"),
        ("a.txt", b" \n\t\n", "empty file"),
        ("a.txt", b"%PDF-1.7\x00\x01\x02", "control character 0x00"),
        ("a.txt", b"un\x07deux", "control character 0x07"),
        ("a.txt", b"... --- ...", "no letter or figure"),
        ("a.txt", b"Le port. " * 240_000, "at most 2,000,000 bytes"),
        ("a.txt", b"<!DOCTYPE html><html><body><p>Le port signe.</p>", "save it as a web page"),
        ("a.txt", b"<p>Le port signe.</p>\n" * 40, "80 HTML tags found"),
        ("a.txt", b"TGUgcG9ydCBzaWduZS4g" * 100, "a word of 2,000 letters"),
        ("a.html", b"<p>" + b"<span>mot</span>" * 60_000, "tags found, at most 100,000"),
        (
            "a.html",
            b"<p " + b"".join(b'a%d="b" ' % n for n in range(9_000)) + b">mot</p>",
            "9,000 attributes of one element",
        ),
        ("a.txt", b"Le port.\n" * 60_000, "60,000 lines found"),
        ("a.txt", "La sobri\ufffdté.".encode(), "U\\+FFFD"),
        ("a.pdf", b"", "empty file"),
        ("a.pdf", b"no pdf at all", "cannot be read as PDF"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "cannot be read as PDF"),
        ("a.pdf", pdf([[]]), "it may be a scan"),
        ("a.pdf", pdf([[(50, 80, 10, "Le port.")]])[:-120], "cannot be read as PDF"),
        ("a.pdf", pdf([[(50, 80, 10, "Le port.")]] * 401), "401 pages found"),
    ],
)
def test_a_bad_file_gets_one_line_with_its_name_and_nothing_else_reaches_the_screen(
    name: str, content: bytes, complaint: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("trafilatura")
    pytest.importorskip("pdfplumber")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=complaint) as caught:
        extract.read(path)
    assert str(caught.value).startswith(name) and "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_only_plain_files_are_read(tmp_path: Path) -> None:
    pipe, folder = tmp_path / "pipe.txt", tmp_path / "folder.pdf"
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (pipe, folder, tmp_path / "none.html"):
        with pytest.raises(UserError, match=path.name):
            extract.read(path)


@pytest.mark.parametrize(("name", "library"), [("a.pdf", "pdfplumber"), ("a.html", "trafilatura")])
def test_a_missing_library_is_named_with_how_to_get_it(
    name: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(b"x")
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UserError, match=f"needs {library}: pip install"):
        extract.read(tmp_path / name)
