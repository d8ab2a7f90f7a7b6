"""Terms in every form, never inside names; weights of enumerations. All French was written here."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from text_helpers import terms_of

from themeshift import UserError
from themeshift.text import dictionary, ingest, names
from themeshift.text.dictionary import Dictionary
from themeshift.text.normalise import normalise


def found(raw: str, terms: Dictionary) -> list[str]:
    """Term and words of each place."""
    text = normalise(raw)
    return [f"{place.term_id}: {text[place.start : place.end]}" for place in terms.find(text)]


@pytest.mark.parametrize(
    ("patterns", "raw", "places"),
    [
        ("moteur neuf", "Les moteurs neufs", ["moteur neuf: moteurs neufs"]),
        # the longest wins and uses up its words
        ("moteur|moteur rouge|rouge", "le moteur rouge", ["moteur rouge: moteur rouge"]),
        ("moto|port|neige", "les motoneiges et le port-franc", []),  # nothing inside a word
        ("eau", "la gestion de l\u2019eau", ["eau: eau"]),
        ("port", "le port et " * 300, ["port: port"] * 300),
        ("garder", "on garde, ils gardèrent", ["garder: garde", "garder: gardèrent"]),
        ("chef d'équipe", "Deux chefs d'équipes.", ["chef d'équipe: chefs d'équipes"]),
        ("écoquai", "Un eco-quai.", ["écoquai: eco-quai"]),  # a spelling variant
    ],
)
def test_a_term_without_forms_is_found_by_its_lemmas(
    patterns: str, raw: str, places: list[str]
) -> None:
    terms = terms_of(
        {each: each for each in patterns.split("|")}, spellings={"eco-quai": "écoquai"}
    )
    assert found(raw, terms) == places


FORMS = {"port-1": ["port", "port franc"], "a-1": ["école"], "b-1": ["marché"], "c-1": ["formé"]}
FORMS["d-1"] = ["transition écologique"]
PATTERNS = {"port-1": "port", "a-1": "école", "b-1": "marché", "c-1": "former", "d-1": "transition"}


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        # by its forms and by nothing else
        ("Les ports, un port franc, le port", ["port-1: port franc", "port-1: port"]),
        # accents may be missing, but never turn one word into another
        *(
            (word, [f"a-1: {word}"])
            for word in ["ECOLE", "École", "école", "ecole", "Ecole", "ÉCOLE"]
        ),
        ("il marche sous une forme, SOUS UNE FORME", []),
        ("LE MARCHE DU PORT", ["b-1: MARCHE", "port-1: PORT"]),
        ("LA TRANSITION ECOLOGIQUE", ["d-1: TRANSITION ECOLOGIQUE"]),
    ],
)
def test_a_term_with_forms_is_found_by_them(raw: str, places: list[str]) -> None:
    assert found(raw, terms_of(PATTERNS, FORMS)) == places


def test_a_pattern_or_form_without_a_word_is_named_with_its_row() -> None:
    with pytest.raises(UserError, match=r"theme_terms\.csv: row 2, column pattern"):
        terms_of({"a-1": "..."})
    with pytest.raises(UserError, match=r"forms\.csv: row 2, column form"):
        terms_of({"a-1": "port"}, {"a-1": ["?"]})


def test_every_term_of_the_codebook_is_found_in_its_own_pattern_and_forms(data) -> None:
    terms = dictionary.compiled(data)
    for table_, column in ((data.theme_terms, "pattern"), (data.forms, "form")):
        for term_id, words in zip(table_["term_id"], table_[column], strict=True):
            places = terms.find(normalise(words))
            assert term_id in {place.term_id for place in places}, (term_id, words)


@pytest.mark.parametrize(
    ("theme", "sentences"),
    [
        ("sovereignty", "On relocalise.|Une chaîne relocalisée, des fours relocalisés."),
        ("sovereignty", "Nous relocaliserons.|LA SOUVERAINETE."),
        ("ecosystem", "Les start-ups arrivent.|Les startups arrivent.|Deux clusters.|Les TPE-PME."),
        ("innovation", "Des bioprocédés."),
        ("digital", "Une offre digitale, des outils digitaux.|Les plates-formes."),
        ("environment", "Il faut décarboner les fours.|Des fours décarbonés."),
        ("environment", "LA DECARBONATION DES FOURS."),
    ],
)
def test_the_codebook_finds_its_terms_in_other_forms(data, sentences: str, theme: str) -> None:
    terms = dictionary.compiled(data)
    for sentence in sentences.split("|"):
        assert {place.theme for place in terms.find(normalise(sentence))} == {theme}, sentence


# --- names -----------------------------------------------------------------------------------

#: Names between brackets.
NAMES = """
Ève Roux, [ministre de l'Enseignement, de la Recherche et de l'Innovation], signe.
le [ministère de l'Économie, des Finances et de la Souveraineté industrielle et numérique] aide
le [ministère des Finances et de la Souveraineté industrielle, énergétique et numérique] aide
le [ministre de la recherche et de l'innovation] défend la souveraineté
la [ministre déléguée chargée de l'Intelligence artificielle et du Numérique] forme
le [secrétaire d'État auprès du ministre de la Santé, chargé du Numérique], et Ève Roux
trois [ministres (Santé, Recherche, Souveraineté industrielle et numérique)] signent
les [ministres] Ève Roux[ (Recherche)] et Paul Lenoir[ (Souveraineté numérique)]
[MINISTÈRE DE LA RECHERCHE]
[l'Agence de l'innovation en santé] suit
le [Secrétariat général pour l'investissement] paie l'innovation
la [Banque européenne d'investissement] prête
la [Direction de la recherche] paie la formation
la [Sous-direction de l'Innovation et du Numérique] suit
la [mission interministérielle de la transition écologique] forme
le [ministre de l'Économie, des finances et de la souveraineté industrielle] signe
le [ministre] salue la recherche et l'innovation
le conseil de surveillance suit les écoles
la direction de l'usine forme
l'école de formation et le centre de recherche
"""


@pytest.mark.parametrize("marked", NAMES.strip().split("\n"))
def test_names_reach_as_far_as_the_office_and_no_further(data, marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    for start, end in sorted(names.finder(data.names)(text), reverse=True):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    assert text == marked


def test_no_term_counts_inside_a_name() -> None:
    terms = terms_of({"a-1": "recherche", "b-1": "souveraineté"}, names={"ministre": "ministry"})
    text = "La ministre de la Recherche et de la Souveraineté veut la recherche."
    assert found(text, terms) == ["a-1: recherche"]


# --- codes -----------------------------------------------------------------------------------

TERMS = terms_of({"eau-1": "eau", "quai-1": "quai", "rive-1": "rive", "mer-1": "mer"})
LEAD = "Le port, la ville et tous les marins s'engagent ensemble, pour dix ans et plus, à garder "


def shares(raw: str, weight: str = "passages") -> dict[str, float]:
    """Share of each theme in a text, by passages or words."""
    derived = ingest.derive("d", f"Titre\n{raw}\nLe comité suit ces travaux.", TERMS)
    units = derived.units.set_index("unit_id")["words"].astype(float)
    size = derived.codes["unit_id"].map(units if weight == "words" else units * 0 + 1)
    total = (derived.codes["weight"] * size).groupby(derived.codes["theme"]).sum()
    return (total / total.sum()).to_dict()


@pytest.mark.parametrize("weight", ["passages", "words"])
@pytest.mark.parametrize(
    "members",
    [
        "l'eau, le quai, la rive et la mer.",
        "l'eau ; le quai ; la rive et la mer.",
        "l'eau ; le quai ; la rive ; la mer.",
        "quatre biens : l'eau ; le quai ; la rive ; la mer.",
        "quatre biens : l'eau, le quai, la rive et la mer.",
        "quatre biens : L'eau ; Le quai ; La rive ; La mer.",
        "quatre biens : 1° l'eau ; 2° le quai ; 3° la rive ; 4° la mer.",
    ],
)
def test_each_member_of_an_enumeration_counts_the_same_whatever_parts_them(
    members: str, weight: str
) -> None:
    given = shares(LEAD + members, weight)
    assert given["eau"] == pytest.approx(given["quai"])
    assert given["eau"] == pytest.approx(given["rive"])
    assert given["eau"] == pytest.approx(given["mer"])


def test_sentences_and_items_keep_their_own_themes() -> None:
    raw = "Titre\nOn garde l'eau. On garde le quai.\nDeux axes :\n- la rive ;\n- la mer."
    codes = ingest.derive("d", raw, TERMS).codes
    assert list(codes["theme"]) == ["eau", "quai", "rive", "mer"]


def test_a_passage_without_a_match_has_no_theme_and_ranks_follow_the_matches() -> None:
    matches = pd.DataFrame(
        [("d-1", "b", 9), ("d-1", "a", 3), ("d-1", "b", 12)], columns=["unit_id", "theme", "start"]
    )
    units = pd.DataFrame({"unit_id": ["d-2", "d-1"], "part_of": ""})
    codes = dictionary.codes(matches, units)
    assert dictionary.codes(matches, units.iloc[:0]).empty
    assert list(codes.itertuples(index=False, name=None)) == [
        ("d-2", 1, "none", 1.0),
        ("d-1", 1, "b", 0.5),
        ("d-1", 2, "a", 0.5),
    ]


@given(st.lists(st.tuples(st.sampled_from("uvwx"), st.sampled_from("abc"), st.integers(0, 9))))
@settings(max_examples=60, deadline=None)
def test_weights_of_a_passage_sum_to_one_in_any_order_of_the_matches(rows) -> None:
    units = pd.DataFrame({"unit_id": list("uvwx"), "part_of": ["", "u", "", ""]})
    columns = ["unit_id", "theme", "start"]
    codes = dictionary.codes(pd.DataFrame(rows, columns=columns), units)
    assert codes.groupby("unit_id")["weight"].sum().round(9).eq(1).all()
    again = dictionary.codes(pd.DataFrame(rows[::-1], columns=columns), units)
    assert codes.equals(again)
