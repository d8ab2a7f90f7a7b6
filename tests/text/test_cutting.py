"""Kinds of passages by rule. Every French text here was written for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_helpers import kinds, terms_of

from themeshift.text import ingest, passages
from themeshift.text.normalise import normalise
from themeshift.text.words import count_words


def sequence(page: str) -> str:
    """Kinds of the passages of a page."""
    return " ".join(kind for kind, _ in kinds(page))


def test_a_page_falls_into_its_kinds() -> None:
    page = """
        Un port pour demain

        03/05/2030
        Par Anne Lenoir
        Crédit photo : Port
        Le port signe un contrat pour des bateaux propres.

        Des bateaux propres

        Le port signe un contrat. Les bateaux seront propres :
          - le moteur ; le gaz
          1. la coque. Elle sera neuve.
             a) le fond
        2.
        Le contrat est signé.
        Mis à jour le 4 mai 2030
        Partager
        Source : Port
        """
    assert kinds(page) == [
        ("title", "Un port pour demain"),
        ("furniture", "03/05/2030"),
        ("furniture", "Par Anne Lenoir"),
        ("furniture", "Crédit photo : Port"),
        ("standfirst", "Le port signe un contrat pour des bateaux propres."),
        ("heading", "Des bateaux propres"),
        ("sentence", "Le port signe un contrat."),
        ("lead-in", "Les bateaux seront propres :"),
        ("item", "le moteur ;"),
        ("sentence", "le gaz"),
        ("item", "la coque."),
        ("sentence", "Elle sera neuve."),
        ("item", "le fond"),
        ("furniture", "2."),
        ("sentence", "Le contrat est signé."),
        ("furniture", "Mis à jour le 4 mai 2030"),
        ("furniture", "Partager"),
        ("furniture", "Source : Port"),
    ]


SIGNED = (
    "Le maire a présenté hier le contrat du port. Les quais en sont le premier objet. Un fonds "
)
SIGNED += "de 12 M€ paie les travaux de la rive. Ils dureront trois ans. ABC"
LONG = "Le port et la ville " + "et les quais " * 14 + "signent"
SHEET = "{}. Quai\nLa ville finance la moitié du quai.\nBudget : 12 M€, dont 4 M€ de la ville.\n"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        # a first line of running text is no title, whatever ends it
        (f"{SIGNED}\nLe conseil suit.", "sentence " * 4 + "furniture sentence"),
        (f"{LONG}\nFin du texte.", "sentence sentence"),
        ("Un port. Une ville\nFin du texte.", "title sentence"),
        ("2030-05-03\nUn port pour demain\nLe port signe.", "furniture title sentence"),
        # a standfirst says what follows, and is no list
        ("Titre\nLe phare éclaire la côte.\nLe port signe un contrat.", "title sentence sentence"),
        (
            "Titre\n- Le port signe un contrat.\nLe port signe enfin un contrat.",
            "title item sentence",
        ),
        # a footnote is told by its call
        (
            "Titre\nTrois ports siègent au comité1.\n1 Arrêté du 3 mai.\n3 Ports suivent la ville.",
            "title sentence furniture sentence",
        ),
        # a caption stands twice in a row; what comes again elsewhere stays
        (
            "Titre\nVue du port\nVue du port\nLe port est vaste.",
            "title furniture furniture sentence",
        ),
        (
            "Titre\nLe port est vaste.\n" + "".join(SHEET.format(n) for n in (1, 2, 3)),
            "title sentence" + " heading sentence sentence" * 3,
        ),
        # a colon without a list opens nothing; a comma goes on
        ("Le maire conclut :\nLe port est à nous.", "sentence sentence"),
        (
            "Titre\nLe port est là.\nPour le quai nord,\nPour la rive,\nFin.",
            "title" + " sentence" * 4,
        ),
        # lines without a mark behind a colon
        (
            "Deux axes :\nLe quai nord\nLa rive sud\nGouvernance\nLe comité suit le contrat.",
            "lead-in item item heading sentence",
        ),
        (
            "Le port prévoit :\nle quai nord ;\nla rive sud ;\nla digue.\nLe comité suit.",
            "lead-in item item item sentence",
        ),
        (
            "Voici :\n• deux quais :\n    o le nord (12,5 M€),\n    o le sud ;",
            "lead-in" + " item" * 3,
        ),
        ("Le port. " * 300 + "Voici :\n- le quai", "sentence " * 300 + "lead-in item"),
    ],
)
def test_pages(page: str, expected: str) -> None:
    assert sequence(page) == expected


# --- furniture -------------------------------------------------------------------------------


FURNITURE = """
date line = vendredi 3 mai 2030
date line = Vendredi 3 mai 2030, par la rédaction
date line = Ven. 3 mai 2030 à 10h15
date line = Le 1er mai 2030 | Anne Lenoir
date line = 2030-05-03
date line = 2030-05-03T10:15:00+02:00
date line = Port-la-Ville, le 3 mai 2030
date line = Communiqué de presse – 3 mai 2030
date line = Mai 2030
date line = Publié le 3 mai 2030 par Anne Lenoir
reading time = Temps de lecture : 3 minutes
author = Propos recueillis par Anne Lenoir
cookie notice = Nous utilisons des cookies pour mesurer l'audience. Tout accepter
cookie notice = Tout refuser
page button = Lire la suite
page number = Page 3 / 12
page number = - 3 -
breadcrumb = Accueil > Actualités > Le port
footnote = [1] Arrêté du port.
footnote = ³ Nom provisoire du quai.
footnote = (1) Source : le port ; calculs de la ville.
table of contents = Un port face à la mer .......... 3
table of contents = Annexe – Liste des quais ……… 11
table of contents = 2.1 Les quais . . . . . . . 104
legal notice = Seul le prononcé fait foi
credit = (AFP)
"""


@pytest.mark.parametrize("line", FURNITURE.strip().split("\n"))
def test_furniture_is_named_with_its_reason(line: str) -> None:
    reason, line = line.split(" = ")
    text = normalise(f"Titre\nLe port est là.\n{line}\nFin du texte.")
    passage = passages.segment(text)[2]
    assert (passage.kind, passage.reason) == ("furniture", reason)


@pytest.mark.parametrize(
    "line",
    [
        "Le 3 mai 2030, le port signe.",
        "3 mai 2030 : signature du contrat des quais par toutes les parties du port.",
        "Les cookies du boulanger sont vendus au port, et tous les marins en mangent.",
        "Signature du contrat, 3 mai 2030, avec tous les marins du port et de la ville entière.",
    ],
)
def test_a_line_that_says_more_is_no_furniture(line: str) -> None:
    assert "furniture" not in sequence(f"Titre\nLe port.\n{line}\nFin.")


# --- headings --------------------------------------------------------------------------------

SECTION = "2.3 Priorité n° 3 : " + "le quai et la rive, " * 3 + "le port et la mer"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (" ".join(["quai"] * 15), "heading"),
        (" ".join(["quai"] * 16), "sentence"),
        (SECTION, "heading"),  # of the second level, it may be longer
        *(
            (f"{number} {'au quai ' * 8}du port", "sentence")
            for number in ("12.5 M€ sont", "12.5 Md€ sont", "1.5 million est", "3.100 Bateaux sont")
        ),
    ],
)
def test_a_heading_is_short(line: str, kind: str) -> None:
    assert kinds(f"Titre\nLe port est là.\n{line}\nFin du texte.")[2] == (kind, line)


def headings(page: str) -> list[str]:
    return [text for kind, text in kinds(page) if kind == "heading"]


PARTS = "Titre\nIl signe.\n{0}. Les quais\nIls sont longs.\n{1}. La rive\nElle suit."
LEVELS = (
    "Titre\nIl signe.\n1. Un port\n1.1 Des quais\nIls durent.\n2. Suivi\n- le quai ;\n- la rive."
)
LEVELS += "\n3. Fin\nOn verra."
INSIDE = "Titre\nIntro.\n1. Contexte\nIl y a :\n1. l'eau ;\n2. l'air.\n2. Suites\nOn verra."
MARKED = "# Un contrat.\nLe port est là.\n# Pourquoi un port ?\n## 1. Le quai :\n- long"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (LEVELS, ["1. Un port", "1.1 Des quais", "2. Suivi", "3. Fin"]),
        (PARTS.format("I", "II"), ["I. Les quais", "II. La rive"]),
        (PARTS.format("A", "B"), ["A. Les quais", "B. La rive"]),
        (INSIDE, ["1. Contexte", "2. Suites"]),  # the list takes no heading for its member
        (MARKED, ["Pourquoi un port ?", "1. Le quai :"]),  # a mark makes one of any line
    ],
)
def test_numbered_and_marked_headings(page: str, expected: list[str]) -> None:
    assert headings(page) == expected


@pytest.mark.parametrize(
    "page",
    [
        "Deux axes :\n1. Le quai\n2. La rive\nFin du texte.",  # a colon opens it
        "Deux axes\n1. Le quai\n2. La rive\nFin du texte.",  # they stand next to each other
        "Deux axes :\n1. Le quai\nIl est long.\n2. La rive\nElle est belle.",  # it goes on
        "Le port signe.\n1. Le quai\n- long\n2. La rive\n- belle",  # each opens a list
        "Le port signe.\n1. le quai\nIl est long.\n2. la rive\nElle est belle.",  # no capital
        "Le port signe.\n1. Le quai est long.\nFin.\n2. La rive est belle.\nFin.",  # a full stop
        "Le port signe.\n1) Le quai\nIl est long.\n2) La rive\nElle est belle.",  # no full stop
        "Le port signe.\n1. Le quai\n2. La rive",  # the last line heads nothing
    ],
)
def test_numbered_members_of_a_list_stay_items(page: str) -> None:
    items = [text for kind, text in kinds(page) if kind == "item"]
    assert [item.split()[0].lower() for item in items if len(item) > 5][:2] == ["le", "la"]


# --- lists -----------------------------------------------------------------------------------

BULLETS = "- – — − ‒ ― • ▪ ◦ ‣ ∙ · ● ■ □ ► ▶ ▸ ➢ ➤ → ⇒ ✓ ✔ ✅ ☑ ★ ◆ > » › * o + -> => -- Ø ü § 🔹"
NUMBERS = "1. 2.|1) 2)|1° 2°|1/ 2/|1- 2-|1°) 2°)|(1) (2)|a) b)|a. b.|(a) (b)|A) B)|A. B.|i. ii."
NUMBERS += "|[a] [b]|[1] [2]|i) ii)|(i) (ii)|I) II)|① ②|❶ ❷|1️⃣ 2️⃣"
MARKS = [(mark, mark) for mark in BULLETS.split()] + [pair.split() for pair in NUMBERS.split("|")]
MARKS += [("1 -", "2 -"), ("1 –", "2 –"), ("A -", "B -")]


@pytest.mark.parametrize("marks", MARKS, ids=" ".join)
def test_whatever_marks_the_lines_behind_a_colon_they_are_items(marks: list[str]) -> None:
    page = f"Deux axes :\n{marks[0]} Le quai nord\n{marks[1]} La rive sud\nLe comité suit.\n"
    assert [text for kind, text in kinds(page) if kind == "item"] == ["Le quai nord", "La rive sud"]
    assert sequence(page) == "lead-in item item sentence"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("Deux axes :\n# tenir le quai ;\n# Ouvrir la rive ;\nFin.", "lead-in item item sentence"),
        ("Deux axes :\n# Le quai\nIl est long.", "sentence heading sentence"),
        ("Un axe :\n[2] le quai ;\n[1] Arrêté du port.", "lead-in item furniture"),
        ("Notes :\n[1] Arrêté du port.", "sentence furniture"),
        ("Le quai est long.\n[1] Arrêté du port.", "sentence furniture"),
    ],
)
def test_marks_that_are_a_list_only_behind_a_colon(page: str, expected: str) -> None:
    assert sequence(page) == expected


@pytest.mark.parametrize("first", ["•La rive", "-La rive", "1.La rive", "1)La rive", "✅La rive"])
def test_a_mark_may_stand_close_to_its_text(first: str) -> None:
    assert kinds(f"Un axe :\n{first}\nLe comité suit.\n")[1] == ("item", "La rive")


@pytest.mark.parametrize(
    "line",
    [
        "M. Lenoir préside.",
        "A. Roux et B. Lenoir signent.",
        "−4 % de bateaux sortent.",
        "« Le port » est un nom.",
        "12 - 14 mai : le port ferme.",
        "© Le port est protégé ici, et tous les quais de la ville avec lui : voilà ce que l'on dit.",
        "2030 - le port ouvre.",
        "a été signé.",
    ],
)
def test_a_line_that_only_looks_marked_is_no_item(line: str) -> None:
    assert "item" not in sequence(f"Titre\nLe port.\n{line}\nFin du texte.")


# --- enumerations inside a sentence ----------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        ("Le port garde le quai ; la rive ; la digue. Il dure.", [0, 1, 1, 0]),
        ("Il y a trois axes : 1° le quai ; 2° la rive.", [0, 1]),
        ("Il y a trois axes : Le quai ; La rive.", [0, 1]),
        # sentences that semicolons happen to part stay their own
        ("Le port garde le quai ; La rive est une autre affaire.", [0, 0]),
        ("Le port garde le quai ; il ouvre la rive ; la digue suit.", [0, 0, 2]),
        ("- le quai ;\n- la rive ;", [0, 0]),
    ],
)
def test_passages_that_semicolons_part_know_their_sentence(raw: str, parts: list[int]) -> None:
    assert [each.part_of for each in passages.segment(normalise(raw))] == parts


# --- properties ------------------------------------------------------------------------------

ALPHABET = (
    "abcdeéàçœZÉ M.J.-;:!?…«»\"'’()[]•–—>0123456789,%/°\u00a0\u202f\u00ad\u200b\ufb01\u0301\u1ffd"
    "\n\r\t\u2028 "
)
PIECES = st.sampled_from(
    ["Le port. ", "M. Roux ", "- un ; deux\n", "1. quai\n", "(a ; b) ", "« Oui. » ", "etc. ", "\n"]
    + ["1. Quai\n", "2. Rive\n", "2.1 Mer\n", "# Titre\n", "o un,\n", "Quai ..... 3\n", "³ Note\n"]
    + ["Axes :\n", "A. quai\n", "B. rive\n", "ii) mer\n", "> mer\n", "2030-05-03\n", "[1] Note\n"]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(ALPHABET, max_size=120),
    st.lists(st.one_of(PIECES, st.text(ALPHABET, max_size=10)), max_size=15).map("".join),
)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_passages_map_back_to_the_text_in_order_without_overlap_or_loss(raw: str) -> None:
    text = normalise(raw)
    found = passages.segment(text)
    assert [each.position for each in found] == list(range(1, len(found) + 1))
    end, rest = 0, list(text)
    for each in found:
        assert end <= each.start < each.end <= len(text)
        content = text[each.start : each.end]
        assert content.strip() == content and "\n" not in content
        assert each.paragraph == text.count("\n", 0, each.start) + 1
        assert each.words == count_words(content)
        assert bool(each.reason) == (each.kind not in passages.COUNTED)
        assert 0 <= each.part_of < each.position
        rest[each.start : each.end] = " " * len(content)
        end = each.end
    for line in "".join(rest).split("\n"):  # what stands in no passage is a list marker or bare
        assert sum(c.isalnum() for c in line) <= 5


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=60, deadline=None)
def test_layout_that_normalising_drops_never_moves_a_cut(parts: list[str]) -> None:
    text = normalise("\n".join(parts))
    spread = " \r\n\n\u00a0".join(text.split("\n")).replace(" ", " \t")
    assert passages.segment(normalise(spread)) == passages.segment(text)


def test_the_registered_texts_keep_their_passages(data, source_texts: Path) -> None:
    """Offsets, words, kinds and paragraphs of `units.csv` are those that the rules give today."""
    columns = ["paragraph", "position", "kind", "words", "start", "end"]
    for path in source_texts.glob("*.txt"):
        known = data.units[data.units["doc_id"] == path.stem].reset_index(drop=True)
        derived = ingest.derive(path.stem, path.read_text(encoding="utf-8"), terms_of({}))
        assert known.empty or derived.units[columns].astype(str).equals(known[columns].astype(str))
