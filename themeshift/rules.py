"""What a schema cannot say of the tables: keys, orders, sums, and how the tables fit together.

A rule is a generator of problems over the rows of the tables, in file order, in linear time. So
that one mistake is named once, a rule of FIRST runs only where those before it found nothing, and
those of THEN where all of FIRST did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from themeshift.problem import Problem, nearest, shown

#: The theme of passages that only frame.
NO_THEME = "none"
#: Kinds of passage that are coded and counted.
SUBSTANTIVE = ("sentence", "item")
ORIGIN, DESTINATION = "origin", "destination"
#: Stands in a text that was added, until an analyst has read it.
GIST_TO_WRITE = "(gist to be written)"
TOLERANCE = 1e-5  # weights are written to six decimals: .333334, .333333, .333333
YEARS_BEFORE, YEARS_AFTER = 1, 10  # how far from its phase a text may be dated
DEEPEST = 8  # levels of an official structure
GROWTH = ("growth", "increase", "rise", "change", "gain")  # a percent of these may exceed 100
PHASE_WORDS = ("first", "last", "previous")
#: Words that mean something else where an identifier stands: in claims, choices and queries.
RESERVED = {
    "phases": (*PHASE_WORDS, "total"),
    "documents": ("nothing",),
    "themes": (ORIGIN, DESTINATION, "balance", "claim", "project", "unit"),
    "coders": ("base", "mean"),
    "alternatives": ("base", "mean"),
}

Rows = Sequence[Any]  # named tuples of a row's number and cells; the first cell is the key
Tables = SimpleNamespace  # the rows of each table, by its name
Problems = Iterator[Problem]


def problems(rows: Mapping[str, Rows], schemas: Mapping[str, Any]) -> list[Problem]:
    """Doubled keys, or else keys that name no row, or else what breaks a rule."""
    found = list(_doubled(rows, schemas)) or list(_dangling(rows, schemas))
    tables = Tables(**rows)
    for check in FIRST:
        found = found or list(check(tables))
    return found or [problem for check in THEN for problem in check(tables)]


def fault(row: Any, column: str, expected: str, found: str = "") -> Problem:
    """What is wrong with a row, or with a table where no row is to blame: then its name."""
    table, number = (row, None) if isinstance(row, str) else (type(row).__name__, row.row_number)
    return Problem(f"{table}.csv", number, column, found or shown(getattr(row, column)), expected)


def by_key(rows: Rows) -> dict[Any, Any]:
    """The rows of a table by their key."""
    return {row[1]: row for row in rows}


def groups(rows: Rows, *columns: str) -> dict[Any, list[Any]]:
    """The rows of a table by some of their cells."""
    grouped: dict[Any, list[Any]] = {}
    for row, key in zip(rows, map(attrgetter(*columns), rows), strict=True):
        grouped.setdefault(key, []).append(row)
    return grouped


def again(rows: Iterable[Any], *columns: str) -> Iterator[Any]:
    """The rows with cells that stand in a row before."""
    key, seen = attrgetter(*columns), set()
    for row in rows:
        if key(row) in seen:
            yield row
        seen.add(key(row))


def _doubled(rows: Mapping[str, Rows], schemas: Mapping[str, Any]) -> Problems:
    for table, schema in schemas.items():
        key = schema["primaryKey"]
        columns = [key] if isinstance(key, str) else key
        for row in again(rows[table], *columns):
            found = ", ".join(str(getattr(row, column)) for column in columns)
            yield fault(row, columns[0], "each key once", f"the key ({found}) again")


def _dangling(rows: Mapping[str, Rows], schemas: Mapping[str, Any]) -> Problems:
    """Keys that name no row of another table.

    One row that names an unknown key is a mistake of that row. Several, which a key or two that
    were deleted or renamed bring, are one problem of the table in which the rows are missing.
    """
    dangling: dict[tuple[str, str], list[tuple[Any, str]]] = {}
    for table, schema in schemas.items():
        for foreign in schema.get("foreignKeys", []):
            column, target = foreign["fields"], foreign["reference"]["resource"] or table
            key = foreign["reference"]["fields"]
            known = {"", *map(attrgetter(key), rows[target])}
            if not known.issuperset(map(attrgetter(column), rows[table])):
                bad = [(row, column) for row in rows[table] if getattr(row, column) not in known]
                dangling.setdefault((target, key), []).extend(bad)
    for (target, key), bad in dangling.items():
        row, column = bad[0]
        hint = nearest(getattr(row, column), map(attrgetter(key), rows[target]))
        if len(bad) == 1:
            yield fault(row, column, f"{key} of a row of {target}.csv{hint}")
        else:
            others = len({getattr(*each) for each in bad}) - 1
            found = f"no row for {shown(getattr(row, column))}"
            found += f" and {others:,} others" if others else ""
            first = f"row {row.row_number} of {type(row).__name__}.csv"
            expected = f"what {first} names, and {len(bad) - 1:,} other rows{hint}"
            yield fault(target, key, expected, found)


def _identifiers(t: Tables) -> Problems:
    """No identifier is a reserved word, no second reading a coding; orders count from 1."""
    codings = by_key(t.coders)
    for table, words in RESERVED.items():
        for row in getattr(t, table):
            if row[1] in words or (table == "alternatives" and row.variant in codings):
                found = f'the reserved word "{row[1]}"'
                expected = f"another name than {', '.join(words)} or that of a coding"
                yield fault(row, row._fields[1], expected, found)
    for table in ("phases", "documents", "themes", "coders", "projects", "claims", "rules"):
        column = "rule" if table == "rules" else "order"
        ordered = sorted(getattr(t, table), key=attrgetter(column))
        for wanted, row in enumerate(ordered, start=1):
            if getattr(row, column) != wanted:
                yield fault(row, column, f"{wanted} (from 1, each once, no gap)")
                break


def _not_before(rows: Rows, earlier: str, later: str) -> Problems:
    """Where both stand, a day or year is not before another."""
    for row in rows:
        first, last = getattr(row, earlier), getattr(row, later)
        if first and last and last < first:
            yield fault(row, later, f"not before {earlier} {first}")


def _phases(t: Tables) -> Problems:
    """Phases follow each other in time; each has a document."""
    yield from _not_before(t.phases, "date_earliest", "date_latest")
    yield from _not_before(t.phases, "covers_from", "covers_to")
    for before, row in pairwise(sorted(t.phases, key=attrgetter("order"))):
        for column in ("date_earliest", "date_latest"):
            if getattr(row, column) < getattr(before, column):
                yield fault(row, column, f"not before that of {before.phase_id}")
    told = {document.phase_id for document in t.documents}
    for row in t.phases:
        if row.phase_id not in told:
            yield fault(row, "phase_id", "a document of it", f"{row.phase_id} without a document")


def _documents(t: Tables) -> Problems:
    """Days are in order, and in reach of the phase.

    A text is dated no earlier than in the year before its phase, and no more than ten years after
    it: after the last year that the phase covers, where it is known.
    """
    yield from _not_before(t.documents, "date_earliest", "date_latest")
    yield from _not_before(t.documents, "date_earliest", "date")
    yield from _not_before(t.documents, "date", "date_latest")
    yield from _not_before(t.documents, "date", "date_updated")
    phases = by_key(t.phases)
    for row in t.documents:
        phase = phases[row.phase_id]
        first = phase.date_earliest.year - YEARS_BEFORE
        last = max(phase.date_latest.year, phase.covers_to or 0) + YEARS_AFTER
        for column in ("date_earliest", "date_latest"):
            if not first <= getattr(row, column).year <= last:
                yield fault(row, column, f"{first} to {last}, in reach of {row.phase_id}")


def _passages(t: Tables) -> Problems:
    """Passages of a document stand together and in order, and are named by their place."""
    done = set()
    for doc_id, group in groupby(t.units, attrgetter("doc_id")):
        before = None
        for place, row in enumerate(group, start=1):
            if doc_id in done:
                yield fault(row, "doc_id", "the passages of a text together", f"{doc_id} again")
                break
            if row.position != place:
                yield fault(row, "position", f"{place} (from 1, in order)")
                break
            if row.unit_id != f"{doc_id}-{place:03d}":
                yield fault(row, "unit_id", f"{doc_id}-{place:03d}")
            if row.end <= row.start:
                yield fault(row, "end", f"more than start {row.start}")
            if before and row.start < before.end:
                yield fault(row, "start", f"{before.end} or more, after the passage before")
            if before and row.paragraph < before.paragraph:
                yield fault(row, "paragraph", f"{before.paragraph} or more, as before")
            before = row
        done.add(doc_id)


def _content(t: Tables) -> Problems:
    """Passages have a gist and words, an opening that finds them, and go on with one before."""
    units = by_key(t.units)
    for row in t.units:
        if not row.gist and row.kind != "furniture":
            yield fault(row, "gist", f"the gist of a passage of kind {row.kind}")
        if not row.words and row.kind in SUBSTANTIVE:
            yield fault(row, "words", f"1 or more in a passage of kind {row.kind}")
        if row.part_of:
            opener = units[row.part_of]
            before = opener.doc_id == row.doc_id and opener.position < row.position
            if not before or opener.part_of:
                yield fault(row, "part_of", f"what opens a sentence before it in {row.doc_id}")
    for row in again((row for row in t.units if row.opening), "doc_id", "opening"):
        yield fault(row, "opening", "words that begin no other passage of the text")


def _counts(t: Tables) -> Problems:
    """Passages fill their documents; lemmas are counted in what is coded, and digests made."""
    documents = by_key(t.documents)
    words, coded = Counter[str](), Counter[str]()
    for row in t.units:
        words[row.doc_id] += row.words
        coded[row.doc_id] += row.words if row.kind in SUBSTANTIVE else 0
        most = documents[row.doc_id].characters
        if row.end > most:
            yield fault(row, "end", f"at most {most}, the characters of {row.doc_id}")
    counted = {table: {row.doc_id for row in getattr(t, table)} for table in ("terms", "shingles")}
    for doc_id, document in documents.items():
        if not coded[doc_id]:
            yield fault("units", "doc_id", "one or more", f"no sentence or item of {doc_id}")
        elif words[doc_id] != document.words:
            found = f"{words[doc_id]} words in the passages of {doc_id}"
            yield fault("units", "words", f"{document.words}, as documents.csv says", found)
        for table, held in counted.items():
            if doc_id not in held:
                yield fault(table, "doc_id", "some of each document", f"no row of {doc_id}")
    for row in t.terms:
        if row.count > coded[row.doc_id]:
            yield fault(row, "count", f"at most the {coded[row.doc_id]} words coded")


def _codebook(t: Tables) -> Problems:
    """Both poles have a theme, and what only frames; forms and names are written as texts are read.

    What is looked for in a text is in lower case, between single spaces; else nothing is found.
    """
    for pole in sorted({ORIGIN, DESTINATION} - {row.pole for row in t.themes}):
        yield fault("themes", "pole", "one or more", f"no theme of the pole {pole}")
    if NO_THEME not in by_key(t.themes):
        yield fault("themes", "theme", "one for what only frames", f"no theme {NO_THEME}")
    for row in t.themes:
        if row.theme == NO_THEME and row.pole != "none":
            yield fault(row, "pole", f"none for the theme {NO_THEME}")
    for row in again(t.theme_terms, "theme", "pattern"):
        yield fault(row, "pattern", "each once in a theme", f"{shown(row.pattern)} again")
    for rows, column in ((t.forms, "form"), (t.names, "name")):
        for row in rows:
            folded = " ".join(getattr(row, column).lower().split())
            if getattr(row, column) != folded:
                yield fault(row, column, shown(folded))


def _lists(t: Tables) -> Problems:
    """A cell lists, between spaces, keys of another table."""
    for rows, column, target in (
        (t.rules, "themes", "themes"), (t.rules, "doubts", "units"), (t.codes, "rule", "rules"),
    ):  # fmt: skip
        known = set(map(str, by_key(getattr(t, target))))
        for row in rows:
            for name in set(getattr(row, column).split()) - known:
                expected = f"a key of a row of {target}.csv{nearest(name, known)}"
                yield fault(row, column, expected, shown(name))


def _weights(rows: Rows, place: str) -> Problems:
    """Weights sum to one."""
    total = round(sum(row.weight for row in rows), 6)
    if abs(total - 1) > TOLERANCE:
        yield fault(rows[0], "weight", "1", f"weights that sum to {total:g} for {place}")


def _codings(t: Tables) -> Problems:
    """What gives themes to passages: ranks, themes, weights that sum to one.

    Where a coding names rules at all, one of them parts the uneven weights of a passage.
    """
    units, ruled = by_key(t.units), {row.coder for row in t.codes if row.rule}
    for rows, who in ((t.codes, "coder"), (t.alternatives, "variant")):
        for (unit, name), codes in groups(rows, "unit_id", who).items():
            place, last = f"{unit} by {name}", max(row.rank for row in codes)
            if units[unit].kind not in SUBSTANTIVE:
                found = f"a code of {unit}, of kind {units[unit].kind}"
                yield fault(codes[0], "unit_id", "codes of sentences and items only", found)
            if last != len(codes):
                expected = f"ranks from 1 to {len(codes)}, each once"
                yield fault(codes[0], "rank", expected, f"the rank {last} of {place}")
            for row in again(codes, "theme"):
                yield fault(row, "theme", f"each theme once in {place}", f"{row.theme} twice")
            yield from _weights(codes, place)
            weights = [row.weight for row in codes]
            uneven = max(weights) - min(weights) > TOLERANCE
            if uneven and name in ruled and not any(row.rule for row in codes):
                found = f"uneven weights of {place} under no rule"
                yield fault(codes[0], "weight", "equal weights, or the rule that parts them", found)


def _coverage(t: Tables) -> Problems:
    """Each passage that counts is coded, and each model or person coded one at least.

    A gist waits to be written only in documents with passages that no model or person coded.
    """
    readers = {row.coder_id for row in t.coders if row.kind != "dictionary"}
    coded, read = groups(t.codes, "unit_id"), set()
    for coder, codes in groups(t.codes, "coder").items():
        read |= {row.unit_id for row in codes if coder in readers}
        readers.discard(coder)
    for coder in sorted(readers):
        yield fault("codes", "coder", "codes by each model or person", f"no code by {coder}")
    waiting = set()
    for row in t.units:
        if row.kind in SUBSTANTIVE and row.unit_id not in coded:
            yield fault("codes", "unit_id", "codes of each passage", f"no code of {row.unit_id}")
        if row.kind in SUBSTANTIVE and row.unit_id not in read:
            waiting.add(row.doc_id)
    for row in t.units:
        if row.gist == GIST_TO_WRITE and row.doc_id not in waiting:
            yield fault(row, "gist", f"a gist, now that all of {row.doc_id} was coded")


def _matches(t: Tables) -> Problems:
    """Matches lie in their passages, have the theme of their term, and use a word up."""
    units, terms = by_key(t.units), by_key(t.theme_terms)
    for row in t.matches:
        unit, theme = units[row.unit_id], terms[row.term_id].theme
        if not unit.start <= row.start < unit.end:
            yield fault(row, "start", f"a place in its passage, {unit.start} to {unit.end}")
        elif not row.start < row.end <= unit.end:
            yield fault(row, "end", f"more than {row.start}, at most {unit.end}")
        if row.theme != theme:
            yield fault(row, "theme", f"{theme}, the theme of the term {row.term_id}")
    for matches in groups(t.matches, "unit_id", "term_id").values():
        for before, row in pairwise(sorted(matches, key=attrgetter("start"))):
            if row.start < before.end:
                yield fault(row, "start", f"{before.end} or more, after the match before")


def _places(t: Tables) -> Problems:
    """The document and the phase of a row are those of its passage."""
    units, documents = by_key(t.units), by_key(t.documents)
    for table in vars(t).values():
        for row in table:
            if getattr(row, "unit_id", ""):
                document = documents[units[row.unit_id].doc_id]
                for column in ("doc_id", "phase_id"):
                    right = getattr(document, column)
                    if getattr(row, column, right) != right:
                        yield fault(row, column, f"{right}, as of the passage {row.unit_id}")
                        break


def _structure(t: Tables) -> Problems:
    """What stands under what is a tree within a phase, in order; weights of an item sum to one."""
    items = by_key(t.structure)
    for row in t.structure:
        item, level = row, 1
        while item.parent_id and level <= DEEPEST:
            item, level = items[item.parent_id], level + 1
        if level > DEEPEST:
            found = f"{row.item_id} below more than {DEEPEST} levels, or below itself"
            yield fault(row, "parent_id", f"at most {DEEPEST} levels, and no circle", found)
            break
        parent = items.get(row.parent_id, row)
        if parent.phase_id != row.phase_id:
            found = f"{parent.item_id} of the phase {parent.phase_id}"
            yield fault(row, "parent_id", f"a parent of the phase {row.phase_id}", found)
    for row in again(t.structure, "phase_id", "parent_id", "order"):
        yield fault(row, "order", "a place of its own under its parent", f"{row.order} again")
    for item_id, rows in groups(t.structure_themes, "item_id").items():
        yield from _weights(rows, item_id)


def _projects(t: Tables) -> Problems:
    """Each project has a status in each phase; where it is not absent a passage shows it.

    No passage and no fact of a project stands where its status is absent.
    """
    units, documents = by_key(t.units), by_key(t.documents)
    status = {(row.project_id, row.phase_id): row.status for row in t.project_status}
    present = {row.project_id for row in t.project_status if row.status != "absent"}
    for project in t.projects:
        for phase in t.phases:
            if (project.project_id, phase.phase_id) not in status:
                found = f"no row for {project.project_id} in {phase.phase_id}"
                expected = "a status in each phase (absent where no text names it)"
                yield fault("project_status", "project_id", expected, found)
        if project.project_id not in present:
            yield fault(project, "project_id", "a project that is not absent in every phase")
    for row in t.project_status:
        if row.status != "absent" and not row.unit_id:
            yield fault(row, "unit_id", f"the passage that shows the status {row.status}")
    for row in (*t.project_units, *t.project_facts):
        phase_id = documents[units[row.unit_id].doc_id].phase_id
        if status.get((row.project_id, phase_id)) == "absent":
            found = f"{row.unit_id} about {row.project_id} in {phase_id}"
            yield fault(row, "unit_id", "none where project_status.csv says absent", found)


def _figures_and_days(t: Tables) -> Problems:
    """Targets lie ahead; a percent is a part, unless it says that something grew; days are pairs."""
    yield from _not_before(t.indicators, "year", "target_year")
    for row in t.indicators:
        grown = not set(GROWTH).isdisjoint(row.measure.split("-"))
        if row.unit == "percent" and row.value > 100 and not grown:
            yield fault(row, "value", f"100 percent or less (or a measure of {', '.join(GROWTH)})")
    yield from _not_before(t.events, "date_earliest", "date_latest")
    for row in t.events:
        if bool(row.date_earliest) != bool(row.date_latest):
            column = "date_latest" if row.date_earliest else "date_earliest"
            yield fault(row, column, "both days or neither")


def _evidence(t: Tables) -> Problems:
    """A claim rests on pairs of theme and phase, passages or projects that exist."""
    themes = {word for row in t.themes for word in (row.theme, row.pole)}
    phases = {*by_key(t.phases), *PHASE_WORDS}
    named = {*by_key(t.units), *(f"project:{key}" for key in by_key(t.projects))}
    for row in t.claims:
        for name in row.evidence.split():
            theme, _, phase = name.partition(":")
            if name not in named and not (theme in themes and phase in phases):
                expected = "a theme:phase pair, a passage or a project:id"
                yield fault(row, "evidence", expected, shown(name))


FIRST = (_identifiers, _phases, _documents, _passages, _content, _counts)
THEN = (
    _codebook, _lists, _codings, _coverage, _matches, _places, _structure, _projects,
    _figures_and_days, _evidence,
)  # fmt: skip
