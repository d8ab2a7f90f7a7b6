"""What units and terms a raw text holds. Every French text here was written for the tests."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from pathlib import Path
from textwrap import dedent

import pytest
from conftest import miniature_text
from hypothesis import example, given, settings
from hypothesis import strategies as st

from themeshift import UserError, ingest
from themeshift.__main__ import main

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"


def cut(raw: str) -> list[str]:
    """The quasi-sentences of a raw text."""
    text = ingest.normalise(raw)
    return [text[unit.start : unit.end] for unit in ingest.segment(text)]


def kinds(raw: str) -> list[tuple[str, str]]:
    """Kind and text of each unit of a raw text, lines dedented."""
    text = ingest.normalise(dedent(raw))
    return [(unit.kind, text[unit.start : unit.end]) for unit in ingest.segment(text)]


# --- normalisation ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("l\u2019eau d\u2018ici, l\u02bcair, l`or", "l'eau d'ici, l'air, l'or"),
        ("so\u00adbrié\u00adté", "sobriété"),
        ("3\u202f100\u00a0€", "3 100 €"),
        ("un \t  mot \u2003 puis", "un mot puis"),
        ("e\u0301cole", "école"),
        ("o\ufb03ce, \ufb01l, \ufb02ux", "office, fil, flux"),
        ("e\ufb00et, sou\ufb04er, po\ufb06e, ve\ufb05e", "effet, souffler, poste, veste"),
        ("cœur et æquo", "cœur et æquo"),
        ("bio\u2011énergie", "bio-énergie"),
        ("\ufeffmot\u200b", "mot"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("\n\n  un \n \n\ndeux  \n", "un\ndeux"),
    ],
)
def test_normalise_folds_what_only_looks_different(raw: str, normal: str) -> None:
    assert ingest.normalise(raw) == normal


# --- sentences -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentences",
    [
        # abbreviations
        ["M. Lenoir et Mme Roux viennent.", "Le Dr Petit part."],
        ["Voir cf. p. 12 et art. 3 du plan.", "La suite vient.", "Puis etc. et rien."],
        ["Il cite le port, le quai, etc.", "Les autres partent."],
        # initials, and a letter that ends a sentence
        ["Le plan de J.-P. Lenoir et d'A. B. Roux avance.", "Il plaît."],
        ["On retient le plan B.", "Le plan A attendra."],
        # decimals, thousands, ordinals, versions, addresses
        ["Il compte 455.000 marins et 35,6 milliards.", "12 ports suivent."],
        ["La version 2.0.1 de port.example est la 3e.", "Elle plaît."],
        ["Il gagne 12 %.", "−4 % ensuite."],
        # several stops
        ["Est-ce vrai ?!", "Oui...", "Il doute… et reste."],
        # quotations
        ["« C'est un port.", "Il faut partir », dit-elle."],
        ["Le maire a dit : « Non. »", "Puis il part."],
        ['Elle répond : "Le quai est prêt."', "La séance est levée."],
        # semicolons part the members of an enumeration, but not inside parentheses
        ["Le port ;", "le quai (nord ; sud) ;", "la rive."],
        # parentheses hold together, but for a sentence that stands in them
        ["Le port (voir le quai. Puis la rive.) attend.", "Fin."],
        ["(Le port attend.)", "Puis il ferme."],
        ["Le port (ouvert ;", "fermé.", "Puis la fin."],  # a parenthesis that is never closed
        # a small letter never opens a sentence
        ["Le port. et le quai attendent."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_non_breaking_spaces_before_stops_do_not_matter() -> None:
    assert (
        cut("Est-ce vrai\u00a0? Oui\u202f!")
        == cut("Est-ce vrai ? Oui !")
        == [
            "Est-ce vrai ?",
            "Oui !",
        ]
    )


# --- kinds -----------------------------------------------------------------------------------


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


def test_a_first_paragraph_that_says_something_new_is_no_standfirst() -> None:
    page = "Titre\nLe phare éclaire toute la côte sauvage.\nLe port signe un contrat.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", "sentence", "sentence"]


def test_a_list_that_comes_first_has_no_standfirst() -> None:
    page = "Titre\n- Le port signe un contrat.\nLe port signe enfin un contrat.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", "item", "sentence"]


def test_a_colon_without_a_list_opens_nothing() -> None:
    assert kinds("Le maire conclut :\nLe port est à nous.") == [
        ("sentence", "Le maire conclut :"),
        ("sentence", "Le port est à nous."),
    ]


def test_a_caption_that_stands_twice_is_furniture() -> None:
    page = "Titre\nVue du port\nVue du port\nLe port est vaste.\n"
    assert [kind for kind, _ in kinds(page)] == ["title", *["furniture"] * 2, "sentence"]


def test_a_long_line_without_a_stop_is_a_sentence_not_a_heading() -> None:
    long = "le quai " * 8 + "est long"
    assert [kind for kind, _ in kinds(f"Titre\n{long}\nFin.")] == ["title", *["sentence"] * 2]


def test_the_marker_of_an_item_is_not_part_of_it() -> None:
    for marker in ("-", "–", "•", "▪", "1.", "2)", "(3)", "b)", "−"):
        assert kinds(f"Deux :\n{marker} le quai\n")[1] == ("item", "le quai"), marker


def test_the_hollow_bullet_of_a_word_processor_marks_an_item() -> None:
    page = "Le port relance :\n• deux quais :\n    o le quai nord (12,5 M€),\n    o le quai sud ;\n"
    assert kinds(page) == [
        ("lead-in", "Le port relance :"),
        ("item", "deux quais :"),
        ("item", "le quai nord (12,5 M€),"),
        ("item", "le quai sud ;"),
    ]


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


@pytest.mark.parametrize(
    "line",
    [
        "1. Un port face à la mer .......... 3",
        "Annexe – Liste des quais ……… 11",
        "2.1 Les quais . . . . . . . 104",
        "Le port ____ 7",
    ],
)
def test_a_line_of_a_table_of_contents_is_furniture(line: str) -> None:
    assert kinds(f"Titre\nSommaire\n{line}\nLe port est là.")[2] == ("furniture", line)


def test_an_ellipsis_before_a_figure_is_no_table_of_contents() -> None:
    assert kinds("Titre\nIl en manque... 3\nFin du texte.")[1] == ("heading", "Il en manque... 3")


@pytest.mark.parametrize(
    "line",
    ["³ Nom provisoire du quai.", "(1) Source : le port ; calculs de la ville, " + "a " * 60],
)
def test_a_footnote_that_can_be_nothing_else_is_furniture(line: str) -> None:
    line = line.strip()
    assert kinds(f"Titre\nLe port est là.\n{line}\nFin.")[2] == ("furniture", line)


def test_a_mark_makes_a_heading_of_any_line_and_is_not_part_of_it() -> None:
    page = "# Un contrat.\nLe port est là.\n# Pourquoi un port ?\n## 1. Le quai :\n- long\n"
    assert kinds(page) == [
        ("title", "Un contrat."),
        ("sentence", "Le port est là."),
        ("heading", "Pourquoi un port ?"),
        ("heading", "1. Le quai :"),
        ("item", "long"),
    ]


# --- words and lemmas ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("l'eau d'ici", 4),  # an elided form is a word
        ("aujourd'hui, quelqu'un passe", 3),
        ("3 100 marins et 455.000 bateaux, 35,6 %", 6),
        ("du nord-ouest", 2),
        ("« ... » – ;", 0),
    ],
)
def test_words_are_counted_as_a_reader_counts_them(text: str, count: int) -> None:
    assert ingest.count_words(text) == count


def lemmas(text: str, spellings: dict[str, str] | None = None) -> list[str]:
    return [token.lemma for token in ingest.tokens(ingest.normalise(text), spellings)]


def test_elision_is_split_before_the_lemma_is_looked_up() -> None:
    assert lemmas("L\u2019eau d'ici") == ["le", "eau", "de", "ici"]


def test_numbers_have_no_lemma() -> None:
    assert lemmas("12 ports, 3 100 et 4,5") == ["port", "et"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12,5 M€, 3 Md€ et 2 Mds d'euros", ["et", "de", "euro"]),
        ("M. Dupont, MM. Roux", ["dupont", "roux"]),
        ("A. Y. Roux, J.-P. Lenoir", ["roux", "lenoir"]),
        ("le quai n° 3, N° 4, p. 12", ["le", "quai"]),
        ("12 m² et 3 m de quai", ["et", "de", "quai"]),
        ("le plan B", ["le", "plan"]),
    ],
)
def test_letters_that_only_abbreviate_have_no_lemma(text: str, words: list[str]) -> None:
    assert lemmas(text) == words


def test_letters_that_are_words_or_elided_words_keep_their_lemma() -> None:
    assert lemmas("Il y a ; à l'eau, ô port") == ["il", "y", "avoir", "à", "le", "eau", "ô", "port"]
    assert lemmas("n'est, m'a, d'or, MDS") == ["ne", "être", "me", "avoir", "de", "or", "mds"]


def test_joined_initials_are_one_lemma_that_a_term_finds() -> None:
    assert lemmas("R&D, R & D, 'R&D', IA & Santé") == [*["r&d"] * 3, "ia", "santé"]
    assert found("de R&D neuve, de D", "R&D") == ["R&D: R&D"]


def test_the_call_of_a_footnote_is_no_part_of_its_word() -> None:
    assert lemmas("ports¹ et quais²³ ³") == ["port", "et", "quai"]
    assert found("les ports¹", "port") == ["port: ports"]


def test_spelling_variants_fold_into_one_lemma() -> None:
    folded = {"eco-quai": "écoquai", "in-situ": "in situ"}
    assert lemmas("Eco-quai in-situ", folded) == ["écoquai", "in", "situ"]


# --- terms -----------------------------------------------------------------------------------


def found(text: str, *patterns: str, spellings: dict[str, str] | None = None) -> list[str]:
    """The stretches of text at which codebook terms stand."""
    terms = [
        ingest.Term(pattern, "theme", tuple(lemmas(pattern, spellings))) for pattern in patterns
    ]
    text = ingest.normalise(text)
    hits = ingest.find_terms(ingest.tokens(text, spellings), terms)
    return [f"{term.term_id}: {text[start:end]}" for term, start, end in hits]


def test_hundreds_of_words_or_of_sentences_on_a_line_are_no_special_case() -> None:
    assert found("le port et " * 300, "port") == ["port: port"] * 300
    assert kinds("Le port. " * 300 + "Voici :\n- le quai\n")[-2:] == [
        ("lead-in", "Voici :"),
        ("item", "le quai"),
    ]


def test_a_term_is_found_in_any_inflection() -> None:
    assert found("Les moteurs neufs", "moteur neuf") == ["moteur neuf: moteurs neufs"]


def test_the_longest_pattern_wins_and_uses_up_its_words() -> None:
    assert found("le moteur électrique", "moteur", "moteur électrique", "électrique") == [
        "moteur électrique: moteur électrique"
    ]


def test_nothing_is_found_inside_a_word() -> None:
    assert found("les motoneiges et le port-franc", "moto", "port", "neige") == []


def test_a_term_behind_an_elision_is_found() -> None:
    assert found("la gestion de l\u2019eau", "eau") == ["eau: eau"]


def test_a_spelling_variant_is_found_at_its_own_place() -> None:
    folded = {"eco-quai": "écoquai"}
    assert found("Un eco-quai.", "écoquai", spellings=folded) == ["écoquai: eco-quai"]


def test_a_term_never_spans_two_units() -> None:
    terms = [ingest.Term("t", "theme", ("moteur", "neuf"))]
    assert ingest.derive("d", "Il a un moteur. Neuf ports suivent.", terms, {}).matches == []


def test_furniture_yields_neither_matches_nor_lemmas() -> None:
    terms = [ingest.Term("t", "theme", ("port",))]
    derived = ingest.derive("d", "Titre du port\nLe quai est long.\nSource : port\n", terms, {})
    assert [row["unit_id"] for row in derived.matches] == ["d-001"]
    assert "port" not in {row["lemma"] for row in derived.terms}


# --- properties ------------------------------------------------------------------------------

ALPHABET = (
    "abcdeéàçœZÉ M.J.-;:!?…«»\"'’()[]•–—0123456789,%/°\u00a0\u202f\u00ad\u200b\ufb01\u0301\u1ffd"
    "\n\r\t\u2028 "
)
PIECES = st.sampled_from(
    ["Le port. ", "M. Roux ", "- un ; deux\n", "1. quai\n", "(a ; b) ", "« Oui. » ", "etc. ", "\n"]
    + ["1. Quai\n", "2. Rive\n", "2.1 Mer\n", "# Titre\n", "o un,\n", "Quai ..... 3\n", "³ Note\n"]
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(ALPHABET, max_size=120),
    st.lists(st.one_of(PIECES, st.text(ALPHABET, max_size=10)), max_size=15).map("".join),
)


@given(TEXTS)
@example("a\u1ffd")  # NFC turns it into an acute accent, which is then an apostrophe
@example("e\u00ad\u0301")  # the accent meets its letter once the soft hyphen is gone
@settings(max_examples=150, deadline=None)
def test_normalising_twice_changes_nothing(raw: str) -> None:
    text = ingest.normalise(raw)
    assert ingest.normalise(text) == text
    assert unicodedata.is_normalized("NFC", text)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_units_map_back_to_the_text_in_order_without_overlap(raw: str) -> None:
    text = ingest.normalise(raw)
    units = ingest.segment(text)
    assert [unit.position for unit in units] == list(range(1, len(units) + 1))
    end = 0
    for unit in units:
        assert end <= unit.start < unit.end <= len(text)
        assert text[unit.start : unit.end].strip() == text[unit.start : unit.end]
        assert "\n" not in text[unit.start : unit.end]
        assert unit.paragraph == text.count("\n", 0, unit.start) + 1
        assert unit.words == ingest.count_words(text[unit.start : unit.end])
        end = unit.end
    assert sum(unit.words for unit in units) <= ingest.count_words(text)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_no_letter_is_lost_between_units(raw: str) -> None:
    """What stands in no unit is white space, a list marker or bare punctuation."""
    text = ingest.normalise(raw)
    covered = [False] * len(text)
    for unit in ingest.segment(text):
        covered[unit.start : unit.end] = [True] * (unit.end - unit.start)
    for line_start, line in zip(_starts(text), text.split("\n"), strict=True):
        left = "".join(c for i, c in enumerate(line) if not covered[line_start + i])
        letters = "".join(c for c in left if c.isalnum())
        assert len(letters) <= 2, (line, left)  # the number or letter of a list marker


def _starts(text: str) -> list[int]:
    return [0] + [i + 1 for i, character in enumerate(text) if character == "\n"]


@given(st.lists(TEXTS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_layout_that_normalising_drops_never_moves_a_cut(parts: list[str]) -> None:
    raw = "\n".join(parts)
    plain = ingest.segment(ingest.normalise(raw))
    again = ingest.normalise(raw)
    spread = " \r\n\n\u00a0".join(again.split("\n")).replace(" ", " \t")
    assert ingest.segment(ingest.normalise(spread)) == plain


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_matches_lie_in_their_units(raw: str) -> None:
    text = ingest.normalise(raw)
    terms = [ingest.Term("t", "theme", ("port",)), ingest.Term("u", "theme", ("le", "port"))]
    derived = ingest.derive("d", raw, terms, {})
    spans = {row["unit_id"]: (int(row["start"]), int(row["end"])) for row in derived.units}
    for row in derived.matches:
        start, end = spans[row["unit_id"]]
        assert start <= int(row["start"]) < int(row["end"]) <= end
        assert "port" in text[int(row["start"]) : int(row["end"])].lower()


# --- bad input -------------------------------------------------------------------------------


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


BAD_TEXTS = {
    "not UTF-8": ("L'été au port.".encode("latin-1"), "byte 2 is not UTF-8"),
    "UTF-16": ("L'été au port.".encode("utf-16"), "NUL byte"),
    "empty": (b"", "empty file"),
    "blank": (b" \n\t\n", "empty file"),
    "binary": (b"%PDF-1.7\x00\x01\x02", "NUL byte"),
    "controls": (b"un\x07deux", "control character 0x07"),
    "no letter": (b"... --- ...", "no letter or figure"),
    "10 MB": (b"Le port. " * 1_200_000, "10,800,000 bytes"),
}


@pytest.mark.parametrize("case", BAD_TEXTS)
def test_a_bad_text_gets_one_line_and_changes_nothing(
    case: str, mini_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, complaint = BAD_TEXTS[case]
    path = write(tmp_path / "texts" / "2030-port.txt", content)
    before = contents(mini_root)
    assert main(["ingest", str(path.parent), "--data", str(mini_root)]) == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "Traceback" not in line
    assert "2030-port.txt" in line and complaint in line
    assert contents(mini_root) == before


def test_an_unknown_document_is_told_the_nearest_known_one(mini_root: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "texts" / "2030-prot.txt", b"Le port.")
    with pytest.raises(ingest.IngestError, match=r"2030-prot.*2030-port expected.*add") as caught:
        ingest.ingest(path.parent, mini_root)
    assert isinstance(caught.value, UserError) and "\n" not in str(caught.value)


def test_a_text_whose_registration_was_taken_back_is_said_to_be_removable(
    mini_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "texts" / "2034-port.txt", b"Le port.")
    assert main(["ingest", str(path.parent), "--data", str(mini_root)]) == 1
    said = capsys.readouterr().err
    assert "2034-port.txt: belongs to no registered document" in said
    assert "may be removed" in said and said.count("\n") == 1
    assert path.exists()


def test_another_version_of_a_text_is_refused(mini_root: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "texts" / "2030-port.txt", b"Le port change.")
    before = contents(mini_root)
    with pytest.raises(ingest.IngestError, match="SHA-256 .* found, .* expected"):
        ingest.ingest(path.parent, mini_root)
    assert contents(mini_root) == before


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("")])
def test_a_missing_or_empty_folder_is_named(make, mini_root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    make(folder)
    with pytest.raises(ingest.IngestError, match="texts: no .*<doc_id>.txt"):
        ingest.ingest(folder, mini_root)


def test_a_broken_table_is_named_with_the_command_that_tells_more(
    mini_root: Path, tmp_path: Path
) -> None:
    folder = write(tmp_path / "texts" / "2030-port.txt", b"x").parent
    for content in (b"doc_id,words\na,1\n", b"\xff\xfe", b"doc_id,sha256,words,characters\na\n"):
        (mini_root / "documents.csv").write_bytes(content)
        with pytest.raises(ingest.IngestError, match=r"documents\.csv: .*themeshift check"):
            ingest.ingest(folder, mini_root)
    (mini_root / "documents.csv").unlink()
    with pytest.raises(ingest.IngestError, match=r"documents\.csv: cannot be read"):
        ingest.ingest(folder, mini_root)


def test_a_line_break_in_a_file_name_does_not_break_the_message(
    mini_root: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "texts" / "two\nlines.txt", b"Le port.")
    with pytest.raises(ingest.IngestError) as caught:
        ingest.ingest(path.parent, mini_root)
    assert "\n" not in str(caught.value)


# --- ingest ----------------------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_ingest_keeps_gists_where_units_stay_and_rows_of_absent_texts(
    mini_root: Path, tmp_path: Path
) -> None:
    before = {row["unit_id"]: row for row in rows(mini_root / "units.csv")}
    text = write(tmp_path / "texts" / "2030-port.txt", miniature_text("2030-port").encode())
    outcome = ingest.ingest(text.parent, mini_root)
    assert outcome.read == ("2030-port",)
    assert outcome.absent == ("2030-gazette", "2032-port")
    assert {row["unit_id"]: row for row in rows(mini_root / "units.csv")} == before


def test_a_second_ingest_changes_nothing(mini_root: Path, tmp_path: Path) -> None:
    text = write(tmp_path / "texts" / "2032-port.txt", miniature_text("2032-port").encode())
    assert "terms.csv" in ingest.ingest(text.parent, mini_root).changed
    assert ingest.ingest(text.parent, mini_root).changed == ()


def test_the_texts_at_hand_give_the_tables_of_the_package_byte_for_byte(copy_package) -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source texts are not at hand (../shared/seeds): nothing was re-derived")
    root = copy_package()
    kept = {name: (root / name).read_bytes() for name in ("units.csv", "matches.csv", "terms.csv")}
    listed = (root / "documents.csv").read_bytes()
    for name, content in kept.items():
        (root / name).write_bytes(content.split(b"\n", 1)[0] + b"\n")
    known = {row["doc_id"] for row in rows(root / "documents.csv")}
    at_hand = {path.stem for path in SEEDS.glob("*.txt")}
    outcome = ingest.ingest(SEEDS, root)
    assert set(outcome.read) == at_hand <= known
    for name in ("matches.csv", "terms.csv"):
        assert (root / name).read_bytes() == _of(kept[name], at_hand), name
    without_gist = [row | {"gist": ""} for row in _rows(_of(kept["units.csv"], at_hand))]
    assert (root / "units.csv").read_bytes() == ingest.table_bytes(
        ingest.UNIT_COLUMNS, without_gist
    )
    assert (root / "documents.csv").read_bytes() == listed
    for row in rows(root / "documents.csv"):
        if row["doc_id"] in at_hand:
            raw = (SEEDS / f"{row['doc_id']}.txt").read_bytes()
            assert row["sha256"] == hashlib.sha256(raw).hexdigest()


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def _of(content: bytes, documents: set[str]) -> bytes:
    """A table with the rows of some documents alone."""
    kept = [
        row
        for row in _rows(content)
        if (row.get("doc_id") or row["unit_id"].rsplit("-", 1)[0]) in documents
    ]
    columns = content.split(b"\n", 1)[0].decode().split(",")
    return ingest.table_bytes(columns, kept)


@pytest.mark.parametrize(("words", "kind"), [(15, "heading"), (16, "sentence")])
def test_a_heading_has_at_most_fifteen_words(words: int, kind: str) -> None:
    line = " ".join(["quai"] * words)
    assert kinds(f"Titre\nLe port est là.\n{line}\nFin du texte.")[2] == (kind, line)
