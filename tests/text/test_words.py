"""Words and lemmas, and where sentences end. Every French text here was written for the tests."""

from __future__ import annotations

import pytest
from text_helpers import cut

from themeshift.text.normalise import normalise
from themeshift.text.words import alike, count_words, is_known, tokens


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
    assert count_words(text) == count


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("L\u2019eau d'ici", "le eau de ici"),  # elision is split
        ("12 ports, 3 100 et 4,5", "port et"),
        # letters that only abbreviate
        ("12,5 M€, 3 Md€ et 2 Mds d'euros", "et de euro"),
        ("M. Dupont, MM. Roux", "dupont roux"),
        ("A. Y. Roux, J.-P. Lenoir", "roux lenoir"),
        ("le quai n° 3, N° 4, p. 12", "le quai"),
        ("12 m² et 3 m de quai", "et de quai"),
        ("le plan B", "le plan"),
        # letters that are words, or elided words
        ("Il y a ; à l'eau, ô port", "il y avoir à le eau ô port"),
        ("n'est, m'a, d'or, MDS", "ne être me avoir de or mds"),
        ("R&D, R & D, 'R&D', IA & Santé", "r&d r&d r&d ia santé"),
        ("ports¹ et quais²³ ³", "port et quai"),  # calls of footnotes
        ("Eco-quai in-situ", "écoquai in situ"),  # spelling variants
    ],
)
def test_lemmas(text: str, lemmas: str) -> None:
    spellings = {"eco-quai": "écoquai", "in-situ": "in situ"}
    assert [token.lemma for token in tokens(normalise(text), spellings)] == lemmas.split()


def test_the_lexicon_knows_words_that_look_like_plurals_and_no_joined_compounds() -> None:
    assert all(map(is_known, ("succès", "formation", "formations", "Marchés")))
    assert not any(map(is_known, ("soustraitants", "forma-tion", "qzx")))


@pytest.mark.parametrize(
    ("word", "forms", "others"),
    [
        ("clairon", "clairons", "claironne"),
        ("barreau", "barreaux", "barre"),
        ("régional", "régionale régionales régionaux regional", "région"),
        ("protéger", "protège protégeons protégée protégera", "protecteur"),
        ("lutter", "luttent lutte", "lutteur"),  # the dictionary has the last as another word
        ("intégrer", "intégrant intégrées", "intégral"),
        ("lutte", "luttes", "lutter"),
        ("lancé", "lancés lancées", "lancement"),
        ("vapoteriser", "vapoterisé vapoterisées vapoteriseront", "vapeur"),  # it lacks these
        ("école", "écoles ecole ecoles", "col"),
        ("marché", "marchés", "marche"),  # accents never turn one word into another
    ],
)
def test_forms_of_a_word_are_told_from_other_words(word: str, forms: str, others: str) -> None:
    assert all(alike(word, form) for form in forms.split())
    assert not any(alike(word, other) for other in others.split())


SENTENCES = """
M. Lenoir et Mme Roux viennent.|Le Dr Petit part.
Voir cf. p. 12 et art. 3 du plan.|La suite vient.|Puis etc. et rien.
Il cite le port, le quai, etc.|Les autres partent.
Le quai de Ph. Martin et de Th. Breval ferme.|Ch. Roy part avec Cl. Weber.
Le prof. Lenoir, Mgr. Petit et Me. Roy siègent.|Chr. Dumas et Fr. Weil aussi.
M. Le Guen et Mme. La Rue signent.|St. Malo et Ste. Anne attendent.
Alex. Weil, Fréd. Roux, Ed. Lenoir et Jean-Ph. Martin, des Ets. Valmont, signent.
La Sect. A renvoie au tabl. B et à la col. 3.|Il passe le col.|Elle suit.
Il va au port, c.-à-d. Au Quai, i.e. La Rive.
Le quai ouvre en 2030 env.|Les travaux durent.
Il va de 3 min. à 5 max. selon le port, au 4 févr. 2026 et au 12 sept. 2027.
La société Alcor S.A.R.L.|Elle part.
Le groupe Brévil Inc. signe avec la Cie. Valmont, tél. 12, réf. B.
Il pèse 12 kg.|Paul le sait.|Il court 3 km.|Anne aussi.
Le plan de J.-P. Lenoir et d'A. B. Roux avance.|Il plaît.
On retient le plan B.|Le plan A attendra.
L'article L. 12-3 et l'art. R. 4 valent.|La suite vient.
Il compte 455.000 marins et 35,6 milliards.|12 ports suivent.
La version 2.0.1 de port.example est la 3e.|Elle plaît.
Il gagne 12 %.|−4 % ensuite.
Est-ce vrai ?!|Oui...|Il doute… et reste.
« C'est un port.|Il faut partir », dit-elle.
Le maire a dit : « Non. »|Puis il part.
Elle répond : "Le quai est prêt."|La séance est levée.
Le port ;|le quai (nord ; sud) ;|la rive.
Le port (voir le quai. Puis la rive.) attend.|Fin.
(Le port attend.)|Puis il ferme.
Le port (ouvert ;|fermé.|Puis la fin.
Le port. et le quai attendent.
"""


@pytest.mark.parametrize("line", SENTENCES.strip().split("\n"))
def test_sentences_end_where_a_reader_ends_them(line: str) -> None:
    sentences = line.split("|")
    assert cut(" ".join(sentences) + "\nFin du texte.")[:-1] == sentences
