"""Labels of phases, texts, themes, poles, projects and codings, one way for the whole book."""

from collections import Counter
from functools import lru_cache
from typing import Any

from themeshift import UserError
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import numbers
from themeshift.prose.numbers import Language

#: Genre of a text → what readers call its kind: in English, and in French one and several.
_PRESS = ("press report", "article de presse", "articles de presse")
_SOURCES = {
    "trade-press": _PRESS,
    "daily-press": _PRESS,
    "stock-market-site": _PRESS,
    "government-site": ("government page", "page officielle", "pages officielles"),
    "press-release": ("press release", "communiqué", "communiqués"),
    "official-text": ("official text", "texte officiel", "textes officiels"),
}
#: Kind of a phase → its name in French.
_PHASES_FR = {"contract": "contrat", "review": "bilan", "amendment": "avenant"}
#: What is said of a phase or verdict that rests on codes of the dictionary alone.
PROVISIONAL = {"en": "provisional", "fr": "provisoire"}
#: Levels of the official structure and kinds of passages that are not named as they are written.
LEVELS = {"volet": "strand", "cross-cutting": "cross-cutting action", "work-line": "line of work"}
KINDS = {
    "item": "list item",
    "title": "headline",
    "lead-in": "lead-in to a list",
    "furniture": "page element",
}
#: Kind of a coding → who made it.
CODERS = {"model": "a language model", "person": "a person", "dictionary": "a list of terms"}


@lru_cache(maxsize=64)
def _rows(package: Package, table: str) -> dict[str, Any]:
    """The rows of a table by their key, which is the first column, with typographic apostrophes."""
    frame = getattr(package, table).replace("'", "’", regex=True)
    return dict(zip(frame.iloc[:, 0], frame.itertuples(index=False), strict=True))


def _row(package: Package, table: str, identifier: str) -> Any:
    rows = _rows(package, table)
    if identifier not in rows:
        key = getattr(package, table).columns[0]
        raise UserError(f"{table}.csv: no {key} {identifier!r}, expected one of {', '.join(rows)}")
    return rows[identifier]


def phase(package: Package, phase_id: str, language: Language = "en") -> str:
    """A phase in a sentence: 2019 contract; provisional where the dictionary alone coded some."""
    row = _row(package, "phases", phase_id)
    french = f"{_PHASES_FR[row.kind]} de {row.date_earliest.year}"
    label = french if language == "fr" else row.short_label
    waits = phase_id in corpora.provisional_phases(package)
    return f"{label} ({PROVISIONAL[language]})" if waits else label


def phase_year(package: Package, phase_id: str) -> str:
    """A phase by its year, or by its name where another phase has the same year."""
    own = _row(package, "phases", phase_id).date_earliest.year
    alone = sum(package.phases["date_earliest"].dt.year == own) == 1
    return str(own) if alone else phase(package, phase_id)


def document(package: Package, doc_id: str) -> str:
    """A text by publisher and date: DeviceMed, 5 February 2019."""
    row = _row(package, "documents", doc_id)
    return f"{row.publisher}, {numbers.day(row.date_earliest, row.date_latest)}"


def short_document(package: Package, doc_id: str) -> str:
    """A text by its publisher, with the year where the publisher has several texts."""
    row = _row(package, "documents", doc_id)
    publishers = [other.publisher for other in _rows(package, "documents").values()]
    alone = publishers.count(row.publisher) == 1
    return row.publisher if alone else f"{row.publisher} {row.date_earliest.year}"


def passage(package: Package, unit_id: str) -> str:
    """A passage by its text and place: DeviceMed, passage 4."""
    row = _row(package, "units", unit_id)
    return f"{short_document(package, row.doc_id)}, passage {row.position}"


def theme(package: Package, theme_id: str, language: Language = "en") -> str:
    """A theme inside a sentence: digital, environmental transition; in French numérique."""
    label = getattr(_row(package, "themes", theme_id), f"label_{language}")
    return label[:1].lower() + label[1:]


def theme_title(package: Package, theme_id: str, short: bool = False) -> str:
    """A theme as a heading, an axis or a table names it: Digital; Environmental transition."""
    row = _row(package, "themes", theme_id)
    return row.short_label if short else row.label_en


def pole_themes(package: Package, pole: str) -> list[str]:
    """The themes of a pole (origin or destination), in their order."""
    themes = package.themes
    return list(themes.loc[themes["pole"] == pole, "theme"])


def pole(package: Package, name: str, language: Language = "en") -> str:
    """The themes of a pole in running text: digital and innovation; numérique et innovation."""
    names = (
        theme(package, one, "fr") if language == "fr" else theme_title(package, one, True).lower()
        for one in pole_themes(package, name)
    )
    return numbers.listing(names, language)


def series(package: Package, name: str, language: Language = "en") -> str:
    """A theme, a pole or the balance in running text."""
    if name == "balance":
        return {"en": "the balance", "fr": "le solde"}[language]
    return (pole if name in (ORIGIN, DESTINATION) else theme)(package, name, language)


def project(package: Package, project_id: str) -> str:
    """A project as every table and figure names it."""
    return _row(package, "projects", project_id).label


def coding(coder_id: str) -> str:
    """A coding: first coding, rules coding, definitions coding."""
    return f"{words(coder_id)} coding"


def words(identifier: str) -> str:
    """An identifier as words: public-body → public body."""
    return identifier.replace("-", " ")


def claim(claim_id: str) -> str:
    """A claim by its name: Total shift."""
    return numbers.capital(words(claim_id))


def genre(package: Package, doc_id: str) -> str:
    """What a text is: press report, State page."""
    return _SOURCES[_row(package, "documents", doc_id).genre][0]


def source_kind(
    package: Package, phase_id: str = "", language: Language = "en", in_words: bool = False
) -> str:
    """What the texts of a phase, or all, are: 2 press reports; 1 government page; 2 articles de presse.

    in_words: the number as a word, for a sentence: two press reports.
    """
    documents = package.documents
    if phase_id:
        documents = documents[documents["phase_id"] == phase_id]
    parts = []
    for (english, *french), total in Counter(documents["genre"].map(_SOURCES)).items():
        one, many = french if language == "fr" else (english, f"{english}s")
        feminine = one.startswith("page")
        number = numbers.cardinal(total, language, feminine) if in_words else total
        parts.append(f"{number} {one if total == 1 else many}")
    return numbers.listing(parts, language)
