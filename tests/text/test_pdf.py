"""PDF files give their paragraphs; what is left out is told by its place. All French is ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from text_helpers import HEIGHT, Text, column, pdf

from themeshift import UserError
from themeshift.text import extract
from themeshift.text.joining import Line, joined, paragraphs

pytest.importorskip("pdfplumber")

#: Full lines, and the last one of a paragraph.
FULL = [
    "Le port et la ville entendent tenir leurs quais propres et leurs rives",
    "ouvertes à tous.",
]


def read(folder: Path, pages: list[list[Text]], extra: tuple[str, ...] = ()) -> extract.Extracted:
    path = folder / "a.pdf"
    path.write_bytes(pdf(pages, extra))
    return extract.read(path)


def lines(folder: Path, pages: list[list[Text]], extra: tuple[str, ...] = ()) -> list[str]:
    return read(folder, pages, extra).text.splitlines()


def left_out(found: extract.Extracted) -> list[tuple[str, str]]:
    return [(part.text, part.reason) for part in found.left_out]


def sheet(number: int, head: str = "", foot: str = "", note: str = "") -> list[Text]:
    """A page of two paragraphs between a head and a foot."""
    page = column([*FULL]) + column([f"Le projet {number} porte sur le quai nord."], top=115)
    if head:
        page.append((50, 25, 8, head))
    if foot:
        page.append((330, HEIGHT - 30, 8, foot))
    return page + ([(50, HEIGHT - 60, 7.5, note)] if note else [])


def test_a_page_gives_its_paragraphs(tmp_path: Path) -> None:
    assert lines(tmp_path, [sheet(1)]) == [" ".join(FULL), "Le projet 1 porte sur le quai nord."]


@pytest.mark.parametrize("pages", [2, 3, 6])
def test_heads_feet_and_page_numbers_are_left_out_and_listed(pages: int, tmp_path: Path) -> None:
    made = [sheet(n, "Contrat du port", f"Page {n} / {pages}") for n in range(1, pages + 1)]
    found = read(tmp_path, made)
    assert found.text.splitlines()[1::2] == [
        f"Le projet {n} porte sur le quai nord." for n in range(1, pages + 1)
    ]
    assert left_out(found)[:2] == [
        ("Contrat du port", "running head"),
        (f"Page 1 / {pages}", "page number"),
    ]
    assert len(found.left_out) == 2 * pages
    assert {part.where for part in found.left_out} == {f"page {n}" for n in range(1, pages + 1)}


@pytest.mark.parametrize("gap", [8, 15])
@pytest.mark.parametrize("number", [1, 2, 4])
def test_heads_and_feet_as_large_as_the_text_are_told_on_pages_of_few_paragraphs(
    number: int, gap: int, tmp_path: Path
) -> None:
    opening = "Le projet {} du port entend tenir ses quais propres et ses rives"
    pages = []
    for page in range(4):
        text: list[Text] = [
            (50, 30, 10, "Contrat de la mer"),
            (50, HEIGHT - 40, 10, "Ville du port"),
        ]
        for place in range(number):
            paragraph = [opening.format(10 * page + place), "ouvertes à tous."]
            text += column(paragraph, top=80 + place * (24 + gap))
        pages.append(text)
    found = read(tmp_path, pages)
    assert found.text.count("Le projet") == found.text.count("ouvertes") == 4 * number
    assert {part.reason for part in found.left_out} == {"running head", "running foot"}
    assert len(found.left_out) == 8


@pytest.mark.parametrize("line", ["Contrat de la mer", "Budget : 3 M€.", "Les moyens :"])
def test_what_opens_all_pages_is_a_head_whatever_the_blank_below(line: str, tmp_path: Path) -> None:
    """Paragraphs as far apart as the head from the text; what has a stop or a colon is text."""
    pages = []
    for number in range(3):
        text: list[Text] = [(50, 30, 10, line)]
        for place in range(3):
            words = [
                f"Le quai {10 * number + place} du port entend tenir ses rives propres",
                "et ouvertes.",
            ]
            text += column(words, top=52 + place * 36)
        pages.append(text)
    found = read(tmp_path, pages)
    heads = [] if line.endswith((".", ":")) else [(line, "running head")] * 3
    assert left_out(found) == heads
    assert found.text.count(line) == 3 - len(heads)
    assert found.text.count("Le quai") == 9


def test_heads_that_change_from_page_to_page_are_told_by_their_place(tmp_path: Path) -> None:
    heads = ["Le quai", "La rive", "La mer"]
    found = read(tmp_path, [sheet(n, head) for n, head in enumerate(heads, start=1)])
    assert left_out(found) == [(head, "running head") for head in heads]


@pytest.mark.parametrize("shift", [0, 330])
def test_lines_that_recur_inside_the_pages_stay(shift: float, tmp_path: Path) -> None:
    """Commitments and budgets on each sheet, wherever on the page they stand."""
    pages = [
        column([f"{n}. Quai {name}"], top=80 + shift)
        + column(["La ville paie la moitié du quai avant la fin du contrat."], top=110 + shift)
        + column([f"Budget du projet : {n} M€, dont 1 M€ de la ville."], top=140 + shift)
        for n, name in enumerate(("nord", "sud", "est"), start=1)
    ]
    found = read(tmp_path, pages)
    assert found.left_out == ()
    assert found.text.count("La ville paie la moitié du quai avant la fin du contrat.") == 3
    assert found.text.count("Budget du projet") == 3


def test_a_small_line_where_other_pages_have_text_is_no_head(tmp_path: Path) -> None:
    small = [(50, 80, 7, "Tableau des quais et des rives"), *column([*FULL], top=110)]
    other = column(["Les bateaux passent devant les quais neufs de la ville et du port", "voisin."])
    assert "Tableau des quais et des rives" in lines(tmp_path, [sheet(1), small, other])


def test_a_change_of_weight_begins_a_paragraph_where_a_capital_follows() -> None:
    place = {"page": 1, "height": 595, "column": 0, "x0": 50, "x1": 370, "size": 10,
             "first_word": 20, "cells": 1, "calls": ()}  # fmt: skip
    bold = Line("Le port et la ville", top=80, bottom=90, bold=True, **place)
    for words, number in (("Leurs quais restent propres", 2), ("et leurs quais", 1)):
        after = Line(words, top=93, bottom=103, bold=False, **place)
        assert len(list(paragraphs([bold, after]))) == number


def test_a_sentence_goes_on_overleaf_past_foot_footnote_and_head(tmp_path: Path) -> None:
    first = column(["Le port veut d'abord que ses quais soient propres, car la part du"])
    second = column(["charbon a doublé. Il veut aussi des rives."])
    pages = [
        [*first, (50, 25, 8, "Contrat"), (50, 540, 7.5, "1. Montant prévu."), (330, 565, 8, "1")],
        [*second, (50, 25, 8, "Contrat"), (330, 565, 8, "2")],
    ]
    found = read(tmp_path, pages)
    whole = "Le port veut d'abord que ses quais soient propres, car la part du charbon a doublé."
    assert found.text.splitlines() == [f"{whole} Il veut aussi des rives."]
    assert ("1. Montant prévu.", "footnote") in left_out(found)


def test_raised_figures_that_call_notes_are_no_text(tmp_path: Path) -> None:
    page = [(50, 80, 10, "Un fonds de dix millions"), (166, 78, 6, "1"), (172, 80, 10, "est créé.")]
    found = read(tmp_path, [[*page, *column([FULL[1]], top=120)]])
    assert found.text.splitlines()[0] == "Un fonds de dix millions est créé."
    assert left_out(found) == [("1", "note call")]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    words = ["un deux trois quatre", "cinq six sept huit", "neuf dix onze douze"]
    left = [f"Gauche {line}" for line in words] + ["fin de la gauche."]
    right = [f"Droite {line}" for line in words] + ["fin de la droite."]
    page = column(["Un titre qui va d'un bord de la page jusqu'à l'autre bord de la page"], top=60)
    page += column(left, x=50, top=100) + column(right, x=230, top=104)
    text = " ".join(lines(tmp_path, [page]))
    assert text.index("fin de la gauche.") < text.index("Droite un")
    assert text.index("Gauche un") < text.index("Gauche cinq") < text.index("Gauche neuf")


def test_the_rows_of_a_table_are_no_columns(tmp_path: Path) -> None:
    rows = ["Quais", "Rives", "Digues", "Marins", "Ports", "Bateaux"]
    page = [(50, 80 + 13 * n, 10, row) for n, row in enumerate(rows)]
    page += [(230, 80 + 13 * n, 10, f"{n} 100") for n in range(len(rows))]
    assert "Quais 0 100" in lines(tmp_path, [page])


def test_drawn_bullets_mark_items(tmp_path: Path) -> None:
    items = ["le quai ;", "la rive."]
    page = column(["Deux axes :"]) + column(items, x=66, top=100, step=15)
    discs = " ".join(f"55 {HEIGHT - 107 - 15 * n} 3 3 re f" for n in range(2))
    assert lines(tmp_path, [page], (discs,)) == ["Deux axes :", "• le quai ;", "• la rive."]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("la for-", "mation des marins", "la formation des marins"),
        ("les sous-", "traitants du port", "les sous-traitants du port"),
        ("c'est-à-", "dire le quai", "c'est-à-dire le quai"),
        ("Val-de-Rive-", "Alpes", "Val-de-Rive-Alpes"),
        ("le savoir-", "faire", "le savoir-faire"),
        ("le quai -", "la rive", "le quai - la rive"),
        ("la so\u00ad", "briété", "la sobriété"),
        ("la qzx-", "tion", "la qzx-tion"),
        ("l'indus-", "trialisation", "l'industrialisation"),
        ("un plan 2030-", "2034", "un plan 2030-2034"),
    ],
)
def test_a_hyphen_goes_only_where_the_joined_form_is_a_known_word(
    before: str, after: str, whole: str
) -> None:
    assert joined(before, after) == whole


def test_a_word_that_the_text_has_elsewhere_is_known() -> None:
    assert joined("la qzx-", "tion", frozenset({"qzxtion"})) == "la qzxtion"
    assert joined("la for-", "mation", frozenset({"for-mation"})) == "la for-mation"


PERSON = "M. Paul Lenoir, président de la chambre des armateurs et du port"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Les quais seront propres (90 % en 2031).", "2.2 La rive"),
        (FULL[0], "2.2 La rive"),  # a number of two parts needs no stop before it
        ("Les quais seront tenus propres jusqu'à la fin.", "Le bureau suit."),
        ("PRÉAMBULE", "« Le port est à tous. »"),
        ("Le quai ................................................. 11", "ÉQUIPAGES"),
        (PERSON, "Mme Ève Roux"),
        ("Les moyens :", "o le quai"),
        ("Les moyens :", "• le quai"),
    ],
)
def test_a_paragraph_is_seen_by_what_opens_it_or_by_the_room_before_it(
    before: str, after: str, tmp_path: Path
) -> None:
    page = column([before, after, FULL[0], FULL[0].lower(), FULL[0].lower(), FULL[1]])
    assert lines(tmp_path, [page])[0] == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FULL[0], "Lenoir et tous les armateurs le disent."),  # a capital alone opens nothing
        ("Cet accord est signé par M. Paul Lenoir, président, avec le maire et", "Mme Ève Roux."),
        ("Les quais du port et ceux de la ville sont propres au prix de plus de", "12.5 M€."),
        ("Un contrat pour le port et", "Les Quais"),  # no paragraph ends so
        ("Le port garde ses quais, ses rives et ses digues, et la ville prévoit", "12. les autres"),
    ],
)
def test_a_line_that_goes_on_stays_with_its_paragraph(
    before: str, after: str, tmp_path: Path
) -> None:
    page = column([before, after, FULL[0], FULL[0].lower(), FULL[0].lower(), FULL[1]])
    assert lines(tmp_path, [page])[0].startswith(f"{before} {after}")


# --- bad files -------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:noise")  # pytest would list it
def test_what_a_library_logs_never_reaches_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    import logging
    import sys
    import warnings

    import pdfplumber

    def noisy(_: object) -> None:
        for _number in range(100):
            logging.getLogger("pdfminer").warning("noise")
            warnings.warn("noise", stacklevel=1)
            print("noise", file=sys.stderr)
        raise ValueError("broken\n\x1b[31m" + "x" * 1000)

    monkeypatch.setattr(pdfplumber, "open", noisy)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf([column(["Le port."])]))
    with pytest.raises(UserError) as caught:
        extract.read(path)
    assert len(str(caught.value)) < 200 and "\x1b" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
