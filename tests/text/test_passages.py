"""Kinds of passages by rule. Every French text here was written for the tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_helpers import cut, kinds, terms_of

from themeshift.text import ingest, passages
from themeshift.text.normalise import normalise
from themeshift.text.words import count_words


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


# --- the first line --------------------------------------------------------------------------


def test_a_first_line_of_running_text_is_no_title_whatever_ends_it() -> None:
    line = (
        "Le maire a présenté hier le contrat du port. Les quais en sont le premier objet. Un fonds "
        "de 12 M€ paie les travaux de la rive. Ils dureront trois ans. ABC"
    )
    assert [kind for kind, _ in kinds(f"{line}\nLe conseil suit.")] == [
        *["sentence"] * 4, "furniture", "sentence",
    ]  # fmt: skip


def test_a_long_first_line_in_one_sentence_is_running_text() -> None:
    long = "Le port et la ville " + "et les quais " * 14 + "signent"
    assert kinds(f"{long}\nFin du texte.")[0][0] == "sentence"
    assert kinds("Un port. Une ville\nFin du texte.")[0] == ("title", "Un port. Une ville")


def test_a_title_may_follow_a_date_line() -> None:
    assert [kind for kind, _ in kinds("2030-05-03\nUn port pour demain\nLe port signe.")] == [
        "furniture",
        "title",
        "sentence",
    ]


def test_a_first_paragraph_that_says_something_new_is_no_standfirst() -> None:
    page = "Titre\nLe phare éclaire toute la côte sauvage.\nLe port signe un contrat.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", "sentence", "sentence"]


def test_a_list_that_comes_first_has_no_standfirst() -> None:
    page = "Titre\n- Le port signe un contrat.\nLe port signe enfin un contrat.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", "item", "sentence"]


# --- furniture -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("vendredi 3 mai 2030", "date line"),
        ("Vendredi 3 mai 2030, par la rédaction", "date line"),
        ("Ven. 3 mai 2030 à 10h15", "date line"),
        ("Le 1er mai 2030 | Anne Lenoir", "date line"),
        ("2030-05-03", "date line"),
        ("2030-05-03T10:15:00+02:00", "date line"),
        ("Port-la-Ville, le 3 mai 2030", "date line"),
        ("Communiqué de presse – 3 mai 2030", "date line"),
        ("Mai 2030", "date line"),
        ("Publié le 3 mai 2030 par Anne Lenoir", "date line"),
        ("Temps de lecture : 3 minutes", "reading time"),
        ("Propos recueillis par Anne Lenoir", "author"),
        ("Nous utilisons des cookies pour mesurer l'audience. Tout accepter", "cookie notice"),
        ("Tout refuser", "cookie notice"),
        ("Lire la suite", "page button"),
        ("Page 3 / 12", "page number"),
        ("- 3 -", "page number"),
        ("Accueil > Actualités > Le port", "breadcrumb"),
        ("[1] Arrêté du port.", "footnote"),
        ("³ Nom provisoire du quai.", "footnote"),
        ("(1) Source : le port ; calculs de la ville.", "footnote"),
        ("Un port face à la mer .......... 3", "table of contents"),
        ("Annexe – Liste des quais ……… 11", "table of contents"),
        ("2.1 Les quais . . . . . . . 104", "table of contents"),
        ("Seul le prononcé fait foi", "legal notice"),
        ("(AFP)", "credit"),
    ],
)
def test_furniture_is_named_with_its_reason(line: str, reason: str) -> None:
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
    assert "furniture" not in {kind for kind, _ in kinds(f"Titre\nLe port.\n{line}\nFin.")}


def test_a_footnote_is_told_by_its_call() -> None:
    page = "Titre\nTrois ports siègent au comité1.\n1 Arrêté du 3 mai.\n3 Ports suivent la ville.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", "sentence", "furniture", "sentence"]


def test_a_caption_that_stands_twice_in_a_row_is_furniture() -> None:
    page = "Titre\nVue du port\nVue du port\nLe port est vaste.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", *["furniture"] * 2, "sentence"]


def test_lines_that_come_again_elsewhere_stay() -> None:
    sheet = (
        "{}. Quai\nLa ville finance la moitié du quai.\nBudget : 12 M€, dont 4 M€ de la ville.\n"
    )
    page = "Titre\nLe port est vaste.\n" + "".join(sheet.format(n) for n in (1, 2, 3))
    assert [kind for kind, _ in kinds(page)][2:] == ["heading", "sentence", "sentence"] * 3


# --- headings --------------------------------------------------------------------------------


def test_a_colon_without_a_list_opens_nothing() -> None:
    assert kinds("Le maire conclut :\nLe port est à nous.") == [
        ("sentence", "Le maire conclut :"),
        ("sentence", "Le port est à nous."),
    ]


@pytest.mark.parametrize(("words", "kind"), [(15, "heading"), (16, "sentence")])
def test_a_heading_has_at_most_fifteen_words(words: int, kind: str) -> None:
    line = " ".join(["quai"] * words)
    assert kinds(f"Titre\nLe port est là.\n{line}\nFin du texte.")[2] == (kind, line)


def test_a_line_that_ends_in_a_comma_goes_on_and_is_no_heading() -> None:
    page = "Titre\nLe port est là.\nPour le quai nord,\nPour le quai sud (neuf),\nFin du texte."
    assert [kind for kind, _ in kinds(page)] == ["title", *["sentence"] * 4]


def test_numbered_headings_are_headings_whether_text_or_a_heading_follows() -> None:
    page = """
        Contrat du port
        Le port signe.
        1. Un port face à la mer
        1.1 Des quais trop courts
        Les quais sont courts.
        2. Deux priorités
        - le quai ;
        - la rive.
        3. Gouvernance et suivi
        Le comité se réunit.
        """
    assert [unit for unit in kinds(page) if unit[0] not in ("sentence", "item")] == [
        ("title", "Contrat du port"),
        ("heading", "1. Un port face à la mer"),
        ("heading", "1.1 Des quais trop courts"),
        ("heading", "2. Deux priorités"),
        ("heading", "3. Gouvernance et suivi"),
    ]


@pytest.mark.parametrize("numbers", [("I", "II"), ("A", "B")])
def test_parts_with_letters_or_roman_numbers_have_headings_too(numbers: tuple[str, str]) -> None:
    one, two = numbers
    page = f"Titre\nLe port signe.\n{one}. Les quais\nIls sont longs.\n{two}. Les rives\nElles suivent."
    assert [text for kind, text in kinds(page) if kind == "heading"] == [
        f"{one}. Les quais",
        f"{two}. Les rives",
    ]


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


def test_a_list_inside_a_numbered_part_does_not_take_the_next_heading_for_its_member() -> None:
    page = "Titre\nIntro.\n1. Contexte\nIl y a :\n1. l'eau ;\n2. l'air.\n2. Suites\nOn verra."
    assert ("heading", "2. Suites") in kinds(page)


def test_a_heading_of_the_second_level_may_be_longer() -> None:
    line = "2.3 Priorité n° 3 : " + "le quai et la rive, " * 3 + "le port et la mer"
    assert kinds(f"Titre\nLe port est là.\n{line}\nFin du texte.")[2] == ("heading", line)
    for other in ("12.5 M€ sont", "12.5 Md€ sont", "1.5 million est", "3.100 Bateaux sont"):
        long = f"{other} {'au quai ' * 8}du port"
        assert kinds(f"Titre\nLe port est là.\n{long}\nFin du texte.")[2] == ("sentence", long)


def test_a_mark_makes_a_heading_of_any_line_and_is_not_part_of_it() -> None:
    page = "# Un contrat.\nLe port est là.\n# Pourquoi un port ?\n## 1. Le quai :\n- long\n"
    assert kinds(page) == [
        ("title", "Un contrat."),
        ("sentence", "Le port est là."),
        ("heading", "Pourquoi un port ?"),
        ("heading", "1. Le quai :"),
        ("item", "long"),
    ]


# --- lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "marks",
    [
        *([mark, mark] for mark in ["-", "–", "—", "−", "‒", "―", "•", "▪", "◦", "‣", "∙", "·", "●", "■", "□", "►", "▶", "▸", "➢", "➤", "→", "⇒", "✓", "✔", "✅", "☑", "★", "◆"]),
        *([mark, mark] for mark in [">", "»", "›", "*", "o", "+", "->", "=>", "--", "Ø", "ü", "§", "🔹"]),
        *([f"1{stop}", f"2{stop}"] for stop in (".", ")", "°", "/", "-", " -", " –", "°)")),
        ["(1)", "(2)"], ["a)", "b)"], ["a.", "b."], ["(a)", "(b)"], ["A)", "B)"], ["A.", "B."],
        ["A -", "B -"], ["i.", "ii."], ["i)", "ii)"], ["(i)", "(ii)"], ["I)", "II)"],
        ["①", "②"], ["❶", "❷"], ["1️⃣", "2️⃣"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_whatever_marks_the_lines_behind_a_colon_they_are_items(marks: list[str]) -> None:
    page = f"Deux axes :\n{marks[0]} Le quai nord\n{marks[1]} La rive sud\nLe comité suit.\n"
    assert kinds(page) == [
        ("lead-in", "Deux axes :"),
        ("item", "Le quai nord"),
        ("item", "La rive sud"),
        ("sentence", "Le comité suit."),
    ]


@pytest.mark.parametrize("first", ["•La rive", "-La rive", "1.La rive", "1)La rive", "✅La rive"])
def test_a_mark_may_stand_close_to_its_text(first: str) -> None:
    assert kinds(f"Un axe :\n{first}\nLe comité suit.\n")[1] == ("item", "La rive")


@pytest.mark.parametrize(
    "line",
    [
        "M. Lenoir préside.",
        "A. Roux et B. Lenoir signent.",
        "C'est le port.",
        "−4 % de bateaux sortent.",
        "« Le port » est un nom.",
        "12 - 14 mai : le port ferme.",
        "© Le port est protégé ici, et tous les quais de la ville avec lui : voilà ce que l'on dit.",
        "2030 - le port ouvre.",
        "a été signé.",
    ],
)
def test_a_line_that_only_looks_marked_is_no_item(line: str) -> None:
    assert "item" not in {kind for kind, _ in kinds(f"Titre\nLe port.\n{line}\nFin du texte.")}


def test_lines_without_a_mark_behind_a_colon_are_items() -> None:
    page = "Deux axes :\nLe quai nord\nLa rive sud\nGouvernance\nLe comité suit le contrat.\n"
    assert [kind for kind, _ in kinds(page)] == ["lead-in", "item", "item", "heading", "sentence"]
    page = "Le port prévoit :\nle quai nord ;\nla rive sud ;\nla digue.\nLe comité suit.\n"
    assert [kind for kind, _ in kinds(page)] == ["lead-in", "item", "item", "item", "sentence"]


def test_the_hollow_bullet_of_a_word_processor_marks_an_item() -> None:
    page = "Le port relance :\n• deux quais :\n    o le quai nord (12,5 M€),\n    o le quai sud ;\n"
    assert kinds(page) == [
        ("lead-in", "Le port relance :"),
        ("item", "deux quais :"),
        ("item", "le quai nord (12,5 M€),"),
        ("item", "le quai sud ;"),
    ]


# --- enumerations inside a sentence ----------------------------------------------------------


def parts(raw: str) -> list[int]:
    return [each.part_of for each in passages.segment(normalise(raw))]


def test_passages_that_semicolons_part_know_the_sentence_that_they_belong_to() -> None:
    assert parts("Le port garde le quai ; la rive ; la digue. Il dure.") == [0, 1, 1, 0]
    assert parts("Il y a trois axes : 1° le quai ; 2° la rive.") == [0, 1]
    assert parts("Il y a trois axes : Le quai ; La rive.") == [0, 1]


def test_sentences_that_semicolons_happen_to_part_stay_their_own() -> None:
    assert parts("Le port garde le quai ; La rive est une autre affaire.") == [0, 0]
    assert parts("Le port garde le quai ; il ouvre la rive ; la digue suit.") == [0, 0, 2]
    assert parts("- le quai ;\n- la rive ;") == [0, 0]


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
def test_passages_map_back_to_the_text_in_order_without_overlap(raw: str) -> None:
    text = normalise(raw)
    found = passages.segment(text)
    assert [each.position for each in found] == list(range(1, len(found) + 1))
    end = 0
    for each in found:
        assert end <= each.start < each.end <= len(text)
        assert text[each.start : each.end].strip() == text[each.start : each.end]
        assert "\n" not in text[each.start : each.end]
        assert each.paragraph == text.count("\n", 0, each.start) + 1
        assert each.words == count_words(text[each.start : each.end])
        assert bool(each.reason) == (each.kind not in passages.COUNTED)
        assert 0 <= each.part_of < each.position
        end = each.end


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_letter_is_lost_between_passages(raw: str) -> None:
    """What stands in no passage is white space, a list marker or bare punctuation."""
    text = normalise(raw)
    covered = [False] * len(text)
    for each in passages.segment(text):
        covered[each.start : each.end] = [True] * (each.end - each.start)
    start = 0
    for line in text.split("\n"):
        left = [c for i, c in enumerate(line) if not covered[start + i] and c.isalnum()]
        assert len(left) <= 5, (line, left)  # the number or letters of a list marker
        start += len(line) + 1


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=60, deadline=None)
def test_layout_that_normalising_drops_never_moves_a_cut(parts: list[str]) -> None:
    text = normalise("\n".join(parts))
    spread = " \r\n\n\u00a0".join(text.split("\n")).replace(" ", " \t")
    assert passages.segment(normalise(spread)) == passages.segment(text)


def test_hundreds_of_sentences_on_a_line_are_no_special_case() -> None:
    assert kinds("Le port. " * 300 + "Voici :\n- le quai\n")[-2:] == [
        ("lead-in", "Voici :"),
        ("item", "le quai"),
    ]
    assert len(cut("Le port. " * 300)) == 300


def test_the_registered_texts_keep_their_passages(data, source_texts: Path) -> None:
    """Offsets, words, kinds and paragraphs of `units.csv` are those that the rules give today."""
    columns = ["paragraph", "position", "kind", "words", "start", "end"]
    for doc_id in data.documents["doc_id"]:
        path = source_texts / f"{doc_id}.txt"
        if path.is_file():
            derived = ingest.derive(doc_id, path.read_text(encoding="utf-8"), terms_of({}))
            known = data.units[data.units["doc_id"] == doc_id].reset_index(drop=True)
            assert derived.units[columns].astype(str).equals(known[columns].astype(str)), doc_id
