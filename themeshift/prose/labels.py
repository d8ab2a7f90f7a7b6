"""Labels of phases, texts, themes, poles, projects and codings, one way for the whole book."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from themeshift import UserError
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import numbers
from themeshift.prose.numbers import Language

#: Genre of a text → what readers call its kind: one, several; in French.
_PRESS = ("press report", "press reports", "article de presse", "articles de presse")
_SOURCES = {
    "trade-press": _PRESS,
    "daily-press": _PRESS,
    "stock-market-site": _PRESS,
    "government-site": (
        "government page",
        "government pages",
        "page officielle",
        "pages officielles",
    ),
    "press-release": ("press release", "press releases", "communiqué", "communiqués"),
    "official-text": ("official text", "official texts", "texte officiel", "textes officiels"),
}
#: Kind of a phase → its name in French.
_PHASES_FR = {"contract": "contrat", "review": "bilan", "amendment": "avenant"}
#: What is said of a phase or verdict that rests on codes of the dictionary alone.
PROVISIONAL = {"en": "provisional", "fr": "provisoire"}
#: Levels of the official structure and kinds of passages that are not named as they are written.
LEVELS = {
    "volet": "strand",
    "cross-cutting": "cross-cutting action",
    "work-line": "line of work",
}
KINDS = {
    "item": "list item",
    "title": "headline",
    "lead-in": "lead-in to a list",
    "furniture": "page element",
}
#: Kind of a coding → who made it.
CODERS = {"model": "a language model", "person": "a person", "dictionary": "a list of terms"}


@lru_cache(maxsize=64)
def _column(package: Package, table: str, column: str) -> dict[str, Any]:
    """A column of a table by its key, which is the first, with typographic apostrophes."""
    frame = getattr(package, table)
    values = frame[column].replace("'", "’", regex=True)
    return dict(zip(frame.iloc[:, 0], values, strict=True))


def _value(package: Package, table: str, column: str, identifier: str) -> Any:
    values = _column(package, table, column)
    if identifier not in values:
        key, known = getattr(package, table).columns[0], ", ".join(values)
        raise UserError(
            f"{table}.csv: column {key}: {identifier!r} not found, one of {known} expected"
        )
    return values[identifier]


def phase(package: Package, phase_id: str, language: Language = "en") -> str:
    """A phase inside a sentence: 2019 contract; contrat de 2019.

    Where only the dictionary coded some of its passages, the label says provisional.
    """
    label = _value(package, "phases", "short_label", phase_id)
    if language == "fr":
        kind = _PHASES_FR[_value(package, "phases", "kind", phase_id)]
        label = f"{kind} de {_value(package, 'phases', 'date_earliest', phase_id).year}"
    waits = phase_id in corpora.provisional_phases(package)
    return f"{label} ({PROVISIONAL[language]})" if waits else label


def phase_year(package: Package, phase_id: str) -> str:
    """A phase by its year, or by its name where another phase has the same year."""
    own = _value(package, "phases", "date_earliest", phase_id).year
    alone = sum(package.phases["date_earliest"].dt.year == own) == 1
    return str(own) if alone else phase(package, phase_id)


def document(package: Package, doc_id: str) -> str:
    """A text by publisher and date: DeviceMed, 5 February 2019."""
    columns = ("publisher", "date_earliest", "date_latest")
    publisher, *days = (_value(package, "documents", column, doc_id) for column in columns)
    return f"{publisher}, {numbers.day(*days)}"


def short_document(package: Package, doc_id: str) -> str:
    """A text by its publisher, with the year where the publisher has several texts."""
    publisher = _value(package, "documents", "publisher", doc_id)
    publishers = list(_column(package, "documents", "publisher").values())
    if publishers.count(publisher) == 1:
        return publisher
    return f"{publisher} {_value(package, 'documents', 'date_earliest', doc_id).year}"


def passage(package: Package, unit_id: str) -> str:
    """A passage by its text and place: DeviceMed, passage 4."""
    text = short_document(package, _value(package, "units", "doc_id", unit_id))
    return f"{text}, passage {_value(package, 'units', 'position', unit_id)}"


def theme(package: Package, theme_id: str, language: Language = "en") -> str:
    """A theme inside a sentence: digital, environmental transition; in French numérique."""
    label = _value(package, "themes", f"label_{language}", theme_id)
    return label[:1].lower() + label[1:]


def theme_title(package: Package, theme_id: str, short: bool = False) -> str:
    """A theme as a heading, an axis or a table names it: Digital; Environmental transition."""
    column = "short_label" if short else "label_en"
    return _value(package, "themes", column, theme_id)


def pole_themes(package: Package, pole: str) -> list[str]:
    """The themes of a pole (origin or destination), in their order."""
    themes = package.themes
    return list(themes.loc[themes["pole"] == pole, "theme"])


def pole(package: Package, name: str, language: Language = "en") -> str:
    """The themes of a pole in running text: digital and innovation; numérique et innovation."""
    themes = pole_themes(package, name)
    if language == "en":
        names = [theme_title(package, one, short=True).lower() for one in themes]
    else:
        names = [theme(package, one, language) for one in themes]
    return numbers.listing(names, language)


def series(package: Package, name: str, language: Language = "en") -> str:
    """A theme, a pole or the balance in running text."""
    if name == "balance":
        return {"en": "the balance", "fr": "le solde"}[language]
    return (pole if name in (ORIGIN, DESTINATION) else theme)(package, name, language)


def project(package: Package, project_id: str) -> str:
    """A project as every table and figure names it."""
    return _value(package, "projects", "label", project_id)


def coding(package: Package, coder_id: str) -> str:
    """A coding: first coding, rules coding, definitions coding."""
    _value(package, "coders", "kind", coder_id)
    return f"{words(coder_id)} coding"


def words(identifier: str) -> str:
    """An identifier as words: public-body → public body."""
    return identifier.replace("-", " ")


def claim(claim_id: str) -> str:
    """A claim by its name: Total shift."""
    return numbers.capital(words(claim_id))


def genre(package: Package, doc_id: str) -> str:
    """What a text is: press report, State page."""
    return _SOURCES[_value(package, "documents", "genre", doc_id)][0]


def source_kind(
    package: Package, phase_id: str = "", language: Language = "en", in_words: bool = False
) -> str:
    """What the texts of a phase, or all, are: 2 press reports; 1 government page; 2 articles de presse.

    in_words: the number as a word, for a sentence: two press reports.
    """
    documents = package.documents
    if phase_id:
        documents = documents[documents["phase_id"] == phase_id]
    names = [_SOURCES[genre] for genre in documents["genre"]]
    parts = []
    for name in dict.fromkeys(names):
        total, (one, many) = names.count(name), name[:2] if language == "en" else name[2:]
        feminine = one.startswith("page")
        number = numbers.cardinal(total, language, feminine) if in_words else str(total)
        parts.append(f"{number} {one if total == 1 else many}")
    return numbers.listing(parts, language)
