"""Web pages give the text that a reader sees, and list the rest. Every page was written here."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift.text import extract

pytest.importorskip("trafilatura")

BODY = "<p>Le port signe un contrat avec la ville pour dix ans, et les marins s'en réjouissent.</p>"
PAGE = f"""<!doctype html><html lang="fr"><head><title>T</title><style>p{{}}</style></head><body>
<nav><ul><li>Accueil</li></ul></nav>
<article><header><h1>Un contrat pour le port</h1></header>
<p>Le <b>port</b>
signe&nbsp;un contrat.<br>Il dure.</p>{BODY}
<p>Deux axes :</p><ul><li>le quai ;</li><li><p>la coque</p>
<ol><li>le fond</li><li>le bord</li></ol></li></ul><h2>Pourquoi un port ?</h2>
<script>alert("non")</script><div hidden>caché</div><p style="display: none">invisible</p>
<p aria-hidden="true">muet</p><!-- note --><p>Fin.</p><aside>À lire aussi</aside></article>
<footer>Pied de la page</footer></body></html>"""


def extracted(folder: Path, content: str | bytes) -> extract.Extracted:
    path = folder / "page.html"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return extract.read(path)


def lines(folder: Path, content: str | bytes) -> list[str]:
    return extracted(folder, content).text.splitlines()


def around(folder: Path, element: str) -> tuple[list[str], dict[str, str]]:
    """Lines of an article beside an element, and what was left out with its reason."""
    page = f"<body><main><h1>Le port</h1>{BODY}<p>Le quai.</p>{element}</main></body>"
    found = extracted(folder, page)
    return found.text.splitlines()[3:], {part.text: part.reason for part in found.left_out}


def test_a_page_gives_its_article_a_paragraph_or_item_a_line(tmp_path: Path) -> None:
    found = extracted(tmp_path, PAGE)
    assert found.text.splitlines() == [
        "Un contrat pour le port",
        "Le port signe un contrat.",
        "Il dure.",
        "Le port signe un contrat avec la ville pour dix ans, et les marins s'en réjouissent.",
        "Deux axes :",
        "- le quai ;",
        "- la coque",
        "1. le fond",
        "2. le bord",
        "# Pourquoi un port ?",  # no rule would tell this heading
        "Fin.",
    ]
    assert [(part.text, part.reason) for part in found.left_out] == [
        ("Accueil", "navigation"),
        ("À lire aussi", "related content"),
        ("Pied de la page", "page foot"),
    ]


LISTS = (
    "<ol><li><div><p>Quai</p><p>long</p></div></li><li></li><li>3</li></ol>"
    "<ol start=4><li>quatre</li></ol>"
    "<ul><li><ul><li><div>Rive</div></li></ul></li></ul><ul><li>- tiret</li></ul><p>Fin.</p>"
)
SHEET = "<h2>Quai</h2><p>La ville paie la moitié du quai.</p>"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>Le quai.</p><p>La rive.</p>", "Le quai.|La rive."),  # without an article
        ("<div>" * 200 + "<p>Le quai.</p>" + "</div>" * 200, "Le quai."),
        (LISTS, "1. Quai|long|3. 3|4. quatre|- Rive|- tiret|Fin."),
        (SHEET * 3, "|".join(["Quai", "La ville paie la moitié du quai."] * 3)),  # it comes again
    ],
)
def test_pages_of_other_kinds(content: str, expected: str, tmp_path: Path) -> None:
    assert lines(tmp_path, content) == expected.split("|")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-16"])
def test_a_page_in_another_encoding_keeps_its_accents(encoding: str, tmp_path: Path) -> None:
    content = "<meta charset='iso-8859-1'><p>Été à l'île, déjà prévu.</p>"
    assert lines(tmp_path, content.encode(encoding)) == ["Été à l'île, déjà prévu."]
    assert lines(tmp_path, "<p>L’été.</p>".encode("cp1252")) == ["L'été."]  # it declares none


@pytest.mark.parametrize(
    ("element", "reason"),
    [
        ("<div role='dialog'>Réglages</div>", "dialog"),
        ("<dialog open>Réglages</dialog>", "dialog"),
        ("<div role='navigation'>Réglages</div>", "navigation"),
        ("<div role='complementary'>Réglages</div>", "related content"),
        ("<div class='share-bar'>Réglages</div>", "page button"),
        ("<div id='tarteaucitronRoot'>Réglages</div>", "cookie notice"),
        ("<div class='cookie-banner'><p>Réglages</p></div>", "cookie notice"),
        ("<section class='related-posts'><p>Réglages</p></section>", "related content"),
        ("<div class='fr-breadcrumb'>Réglages</div>", "breadcrumb"),
        ("<form><p>Réglages</p></form>", "form"),
        ("<button>Réglages</button>", "button"),
        ("<div class='footnotes'><p>Réglages</p></div>", "note"),
        ("<p>À lire aussi :</p><ul><li><a href='/a'>Réglages</a></li></ul>", "related content"),
        ("<h3>Sur le même sujet</h3><p><a href='/a'>Réglages</a></p>", "related content"),
    ],
)
def test_what_is_no_article_is_left_out_and_listed(
    element: str, reason: str, tmp_path: Path
) -> None:
    kept, left_out = around(tmp_path, element)
    assert kept == [] and left_out["Réglages"] == reason


def test_a_sentence_about_cookies_or_with_a_link_stays(tmp_path: Path) -> None:
    kept, _ = around(
        tmp_path,
        "<p>Le port garde l'eau, <a href='/a'>dit la ville dans un rapport</a>.</p>"
        "<p>Voir aussi le contrat du port, que la ville signe.</p>",
    )
    assert kept == [
        "Le port garde l'eau, dit la ville dans un rapport.",
        "Voir aussi le contrat du port, que la ville signe.",
    ]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("le quai (8,75 M€) ;<sup><a href='#n1'>1</a></sup>", "le quai (8,75 M€) ;"),
        ("le quai<a href='#n'><sup>a</sup></a> est long", "le quai est long"),
        ("le quai<a href='#n'>[1]</a> est long", "le quai est long"),
        ("le quai<span>[<a href='#n'>1</a>]</span> est long", "le quai est long"),
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
    assert lines(tmp_path, f"<p>{content}</p>") == [line]


def test_the_main_heading_is_the_title_wherever_it_stands_before_the_article(
    tmp_path: Path,
) -> None:
    head = "<header><h1>Le journal</h1></header><nav><ol><li><h1>Le port</h1></li></ol></nav>"
    page = f"<body>{head}<main>{BODY}<p>Le quai.</p></main></body>"
    assert lines(tmp_path, page)[0] == "Le port"


def test_what_the_call_of_a_note_leads_to_is_a_note(tmp_path: Path) -> None:
    content = (
        "<main><h1>Le port</h1><p>Le quai<sup><a href='#n1'>1</a></sup> est long, la rive "
        "<a href='#n2'>[2]</a> aussi.</p><p id='n1'>1. Au sens de la loi.</p>"
        "<p><a id='n2'></a>2. Mesure de la ville.</p><p id='fin'>La digue suit.</p></main>"
    )
    found = extracted(tmp_path, f"<html><body>{content}</body></html>")
    assert found.text.splitlines() == [
        "Le port", "Le quai est long, la rive aussi.", "La digue suit.",
    ]  # fmt: skip
    notes = [part.text for part in found.left_out if part.reason == "note"]
    assert notes == ["1. Au sens de la loi.", "2. Mesure de la ville."]
