"""Pages and PDFs give the text that a reader sees. Everything here was written for the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from themeshift import UserError, rawtext

PAGE = """<!doctype html><html><head><title>T</title><style>p{}</style></head><body>
<nav><ul><li>Accueil</li></ul></nav>
<article><header><h1>Un contrat pour le port</h1></header>
<p>Le <b>port</b>
signe&nbsp;un contrat.<br>Il dure.</p>
<p>Deux axes :</p><ul><li>le quai ;</li><li><p>la coque</p>
<ol><li>le fond</li><li>le bord</li></ol></li></ul>
<script>alert("non")</script><div hidden>caché</div><p style="display: none">invisible</p>
<p aria-hidden="true">muet</p><!-- note --><p>Fin.</p><aside>À lire aussi</aside></article>
<article><p>Autre.</p></article><footer>Pied</footer></body></html>"""


def lines(path: Path) -> list[str]:
    return rawtext.read(path).decode().splitlines()


def page(folder: Path, content: str | bytes) -> Path:
    pytest.importorskip("bs4")
    path = folder / "page.html"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_page_gives_its_article_a_paragraph_or_item_a_line(tmp_path: Path) -> None:
    assert lines(page(tmp_path, PAGE)) == [
        "Un contrat pour le port",
        "Le port signe un contrat.",
        "Il dure.",
        "Deux axes :",
        "- le quai ;",
        "- la coque",
        "1. le fond",
        "2. le bord",
        "Fin.",
    ]


def test_a_page_without_an_article_gives_its_body(tmp_path: Path) -> None:
    assert lines(page(tmp_path, "<p>Le quai.</p><p>La rive.</p>")) == ["Le quai.", "La rive."]


def test_a_page_in_latin_1_keeps_its_accents(tmp_path: Path) -> None:
    content = '<meta charset="iso-8859-1"><p>Été à l\'île, déjà prévu.</p>'.encode("latin-1")
    assert lines(page(tmp_path, content)) == ["Été à l'île, déjà prévu."]


def test_a_deeply_nested_page_is_read(tmp_path: Path) -> None:
    deep = "<div>" * 400 + "<p>Le quai.</p>" + "</div>" * 400
    assert lines(page(tmp_path, deep)) == ["Le quai."]


def test_a_figure_alone_is_a_line_of_its_own(tmp_path: Path) -> None:
    content = (
        "<p>31</p><p>2030</p><p>Total du port</p><table><tr><td>2029</td><td>Quai</td></table>"
    )
    assert lines(page(tmp_path, content)) == ["31", "2030", "Total du port", "2029", "Quai"]


def test_a_list_marker_waits_for_the_text_of_its_item(tmp_path: Path) -> None:
    content = (
        "<ol><li><div><p>Quai</p><p>long</p></div></li><li></li><li>3</li></ol>"
        "<ul><li><ul><li><div>Rive</div></li></ul></li></ul><p>-</p><p>Fin.</p>"
    )
    assert lines(page(tmp_path, content)) == ["1. Quai", "long", "3. 3", "- Rive", "Fin."]


@pytest.mark.parametrize(
    "around",
    [
        *(
            f'<div role="{role}">Cookies</div>'
            for role in (
                "dialog",
                "alertdialog",
                "navigation",
                "banner",
                "contentinfo",
                "search",
                "complementary",
                "presentation Banner",
                "doc-endnotes",
            )
        ),
        '<div aria-hidden="true">Cookies</div>',
        "<div hidden>Cookies</div>",
        "<dialog open>Cookies</dialog>",
    ],
)
def test_what_stands_around_the_text_by_its_role_is_left_out(around: str, tmp_path: Path) -> None:
    content = f"<body>{around}<div><h1>Le port</h1><p>Le quai.</p></div>{around}</body>"
    assert lines(page(tmp_path, content)) == ["Le port", "Le quai."]


def test_a_page_that_a_banner_hides_from_readers_is_still_read(tmp_path: Path) -> None:
    content = '<body aria-hidden="true"><p>Le quai.</p></body>'
    assert lines(page(tmp_path, content)) == ["Le quai."]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("le quai (8,75 M€) ;<sup><a href='#n1'>1</a></sup>", "le quai (8,75 M€) ;"),
        ("le quai<a href='#n'><sup>a</sup></a> est long", "le quai est long"),
        ("le quai<sup>12</sup> est long", "le quai est long"),
        ("le quai<sup>[3]</sup>, la rive<sup>*</sup>", "le quai, la rive"),
        ("le quai<sup>1, 2</sup> de 2030<sup>3</sup>", "le quai de 2030"),
        ("le 1<sup>er</sup> quai, la 2<sup>e</sup> rive", "le 1er quai, la 2e rive"),
        ("M<sup>me</sup> Roux, n<sup>o</sup> 4", "Mme Roux, no 4"),
        ("12 m<sup>2</sup>, 3 km<sup>2</sup>, x<sup>3</sup>", "12 m2, 3 km2, x3"),
        ("10<sup>6</sup> litres", "106 litres"),
    ],
)
def test_calls_of_footnotes_go_and_other_raised_text_stays(
    content: str, line: str, tmp_path: Path
) -> None:
    assert lines(page(tmp_path, f"<p>{content}</p>")) == [line]


def test_a_soft_hyphen_leaves_no_gap_and_a_bullet_of_a_font_is_a_bullet(tmp_path: Path) -> None:
    content = "<p>so&shy;brié&shy;té du quai</p><p>\uf0b7 la rive</p>"
    assert lines(page(tmp_path, content)) == ["sobriété du quai", "• la rive"]


def test_lines_as_they_were_set_become_paragraphs() -> None:
    set_lines = [
        "Un contrat pour le port",
        "Le port signe avec les armateurs un contrat qui porte sur la for-",
        "mation des équipages. Il couvre aussi les moteurs neufs et tout le",
        "reste du matériel.",
        "Deux axes sont retenus par les parties réunies au port de pêche :",
        "- la formation des équipages, qui se tiendra dans le port et sur la",
        "rivière ;",
        "- les moteurs.",
    ]
    assert list(rawtext.paragraphs(set_lines)) == [
        "Un contrat pour le port",
        (
            "Le port signe avec les armateurs un contrat qui porte sur la formation des équipages. "
            "Il couvre aussi les moteurs neufs et tout le reste du matériel."
        ),
        "Deux axes sont retenus par les parties réunies au port de pêche :",
        "- la formation des équipages, qui se tiendra dans le port et sur la rivière ;",
        "- les moteurs.",
    ]
    assert list(rawtext.paragraphs([])) == []


def pdf(path: Path, pages: list[str]) -> Path:
    """A PDF with text that can be searched, as the plotting library writes it."""
    import matplotlib as mpl
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    with mpl.rc_context({"pdf.fonttype": 42}), PdfPages(path) as made:
        for text in pages:
            figure = Figure()
            figure.text(0.05, 0.5, text)
            made.savefig(figure)
    return path


def test_a_pdf_gives_its_paragraphs_without_running_heads(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="pypdf is optional (requirements-optional.txt)")
    bodies = ["Le quai est long et le port est vaste.", "La rive est propre.", "Le fond est net."]
    pages = [f"Contrat du port, page {n}\n{body}\n{n}" for n, body in enumerate(bodies, 1)]
    text = rawtext.read(pdf(tmp_path / "a.pdf", pages)).decode()
    assert all(body in text for body in bodies)
    assert "page" not in text and "1" not in text


FULL = "Le port et la ville entendent tenir leurs quais propres et leurs rives ouvertes à tous"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Les quais seront tenus propres jusqu'à la fin du contrat (90 % en 2031).", "2.2 La rive"),
        (FULL, "2.2 La rive"),  # a number of two parts needs no stop before it
        (FULL, "Annexe 2 – Les quais"),
        ("Les quais seront tenus propres jusqu'à la fin de ce contrat ici.", "Le bureau suit."),
        ("PRÉAMBULE", "« Le port est à tous. »"),
        ("Le quai .................................................... 11", "ÉQUIPAGES"),
        ("M. Paul Lenoir, président de la chambre des armateurs et du grand port", "Mme Ève Roux"),
        ("ANQ : Agence nationale des quais, des rives et de tous les ports de mer", "CDR – Comité"),
        ("Contact : le bureau du port, sur le quai, tous les matins dès six heures", "© Le port"),
        ("Les moyens :", "o le quai"),
    ],
)
def test_a_new_paragraph_is_seen_by_what_opens_it_or_by_the_room_before_it(
    before: str, after: str
) -> None:
    around = [FULL, FULL, FULL, FULL.lower()]
    first, *_ = rawtext.paragraphs([before, after, *around])
    assert first == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FULL, "Lenoir et tous les armateurs le disent."),  # a capital alone opens nothing
        (FULL + ".", "La rive aussi."),  # no room: nobody can tell, and the sentences stay apart
        ("Cet accord a été signé par M. Paul Lenoir, président, avec le maire et", "Mme Ève Roux."),
        ("M. Paul Lenoir, président de la chambre des armateurs, signe ce jour avec", "Mme Roux."),
        ("Les quais du port et ceux de la ville sont tenus propres au prix de plus de", "12.5 M€."),
        ("Un contrat pour le port et", "Les Quais"),  # no paragraph ends so
        ("COMITÉ STRATÉGIQUE DU PORT, DES QUAIS, DES RIVES, DES BATEAUX ET TOUS SES", "ÉQUIPAGES"),
    ],
)
def test_a_line_that_goes_on_stays_with_its_paragraph(before: str, after: str) -> None:
    around = [FULL, FULL, FULL, FULL.lower()]
    first, *_ = rawtext.paragraphs([before, after, *around])
    assert first.startswith(f"{before} {after}")


def test_a_bullet_that_stands_alone_belongs_to_the_line_below() -> None:
    set_lines = ["Deux axes :", "•", "Le quai", "o", "nord ;", "• La rive."]
    assert list(rawtext.paragraphs(set_lines)) == [
        "Deux axes :",
        "• Le quai",
        "o nord ;",
        "• La rive.",
    ]


def test_headings_and_signatories_of_a_pdf_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="pypdf is optional (requirements-optional.txt)")
    set_lines = [
        "1. Le port ...................................................................... 3",
        "2.1 Les quais",
        FULL,
        "pour les trente ans qui viennent, et le bureau en répond devant les armateurs (2031).",
        "2.2 Les rives",
        FULL,
        "et de tous les âges.",
        "Mme Ève Roux, présidente de la chambre des armateurs et des gens de la mer du Nord",
        "M. Paul Lenoir, pour le port",
    ]
    text = rawtext.read(pdf(tmp_path / "a.pdf", ["\n".join(set_lines)])).decode()
    assert text.splitlines() == [
        *set_lines[:2],
        f"{set_lines[2]} {set_lines[3]}",
        set_lines[4],
        f"{set_lines[5]} {set_lines[6]}",
        *set_lines[7:],
    ]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.docx", b"PK", "a file in .txt, .html, .htm, .pdf expected"),
        ("a.html", b"", "no text found"),
        ("a.html", b"<script>x</script>", "no text found"),
        ("a.pdf", b"no pdf at all", "cannot be read as PDF"),
        ("a.pdf", b"", "cannot be read as PDF"),
        ("a.pdf", b"%PDF-1.7\n%%EOF", "cannot be read as PDF"),
        ("a.txt", b"\xff\xfe", "not UTF-8"),
        ("a.txt", b"", "empty file"),
    ],
)
def test_a_bad_file_gets_one_line_with_its_name(
    name: str, content: bytes, complaint: str, tmp_path: Path
) -> None:
    if name.endswith("pdf"):
        pytest.importorskip("pypdf", reason="pypdf is optional (requirements-optional.txt)")
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=complaint) as caught:
        rawtext.read(path)
    assert name in str(caught.value) and "\n" not in str(caught.value)


def test_a_pdf_without_text_is_taken_for_a_scan(tmp_path: Path) -> None:
    pytest.importorskip("pypdf", reason="pypdf is optional (requirements-optional.txt)")
    with pytest.raises(UserError, match="it may be a scan"):
        rawtext.read(pdf(tmp_path / "scan.pdf", [""]))


def test_a_missing_file_or_library_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"no\.pdf: cannot be read"):
        rawtext.read(tmp_path / "no.pdf")
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF")
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(UserError, match="needs pypdf: pip install .*requirements-optional.txt"):
        rawtext.read(path)


def test_what_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rawtext, "MAXIMUM_BYTES", 10)
    with pytest.raises(UserError, match="at most 10 expected"):
        rawtext.read(page(tmp_path, PAGE))
