"""What a schema cannot say of the tables: keys, orders, sums, and how the tables fit together.

Tables stand in file order under the row numbers of a spreadsheet. So that one mistake is named
once, a check runs only where those before it found nothing: doubled keys, keys that name no row,
what a table lacks, and then RULES.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

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
GROWTH = {"growth", "increase", "rise", "change", "gain"}  # a percent of these may exceed 100
PHASE_WORDS = ("first", "last", "previous")
#: Table, and two of its columns: where both stand, the second is not before the first.
NOT_BEFORE = (
    ("phases", "date_earliest", "date_latest"),
    ("phases", "covers_from", "covers_to"),
    ("documents", "date_earliest", "date_latest"),
    ("documents", "date_earliest", "date"),
    ("documents", "date", "date_latest"),
    ("documents", "date", "date_updated"),
    ("indicators", "year", "target_year"),
    ("events", "date_earliest", "date_latest"),
)

Tables = Any  # a themeshift.package.Package, whose module imports this one
#: A table, which of its rows break a rule, the column to blame, and what was expected there: words,
#: in which `{name}` stands for the row's cell of that column, or what is right in each row.
Rule = tuple[str, pd.Series, str, str | pd.Series]


def problems(t: Tables) -> list[Problem]:
    """What is wrong with the tables, as far as the first check that finds anything."""
    found = list(_broken(t, _doubled)) or list(_dangling(t)) or list(_lacking(t))
    for rules in RULES:
        found = found or list(_broken(t, rules))
    return found


def _broken(t: Tables, rules: Callable[[Tables], Iterator[Rule]]) -> Iterator[Problem]:
    """A problem for each row that breaks one of the rules."""
    for table, wrong, column, expected in rules(t):
        if not wrong.any():
            continue
        bad = getattr(t, table)[wrong]
        for row, cells in bad.astype(str).where(bad.notna(), "").to_dict("index").items():
            right = expected[row] if isinstance(expected, pd.Series) else expected.format(**cells)
            yield Problem(f"{table}.csv", row, column, shown(cells[column]), str(right))


def _of(keys: pd.Series, rows: pd.DataFrame, column: str) -> pd.Series:
    """The cells of a column in the rows that keys name, missing where a key is."""
    return keys.map(rows.set_index(rows.columns[0])[column])


def _doubled(t: Tables) -> Iterator[Rule]:
    """Each key stands once."""
    for resource in t.descriptor["resources"]:
        table, key = resource["name"], resource["schema"]["primaryKey"]
        columns = [key] if isinstance(key, str) else key
        again = getattr(t, table).duplicated(columns)
        yield table, again, columns[0], f"each {', '.join(columns)} once, not again"


def _dangling(t: Tables) -> Iterator[Problem]:
    """Keys that name no row of another table.

    One row that names an unknown key is a mistake of that row. Several, which a key or two that
    were deleted or renamed bring, are one problem of the table in which the rows are missing.
    """
    dangling: dict[tuple[str, str], list[tuple[str, int, str, str]]] = {}
    for resource in t.descriptor["resources"]:
        table = resource["name"]
        for foreign in resource["schema"].get("foreignKeys", []):
            column, reference = foreign["fields"], foreign["reference"]
            target, key = reference["resource"] or table, reference["fields"]
            cells = getattr(t, table)[column]
            bad = cells[(cells != "") & ~cells.isin(getattr(t, target)[key])]
            for row, cell in bad.items():
                dangling.setdefault((target, key), []).append((table, row, column, cell))
    for (target, key), [(table, row, column, cell), *others] in dangling.items():
        found, hint = shown(cell), nearest(cell, getattr(t, target)[key])
        if others:
            expected = f"what row {row} of {table}.csv and {len(others):,} others name{hint}"
            yield Problem(f"{target}.csv", None, key, f"no row for {found}", expected)
        else:
            expected = f"{key} of a row of {target}.csv{hint}"
            yield Problem(f"{table}.csv", row, column, found, expected)


def _lacking(t: Tables) -> Iterator[Problem]:
    """Tables have a row for what other tables name, and for what the measures need."""
    if len(t.phases) < 2:
        yield Problem("phases.csv", None, "phase_id", "fewer than two phases", "two or more")
    units = t.units[t.units.kind.isin(SUBSTANTIVE)]
    readers = t.coders[t.coders.kind != "dictionary"]
    status = t.project_status.project_id + " in " + t.project_status.phase_id
    projects = {f"{one} in {phase}" for one in t.projects.project_id for phase in t.phases.phase_id}
    for table, column, what, there, needed in (
        ("themes", "pole", "theme of the pole", t.themes.pole, (ORIGIN, DESTINATION)),
        ("themes", "theme", "theme", t.themes.theme, (NO_THEME,)),
        ("documents", "phase_id", "text on", t.documents.phase_id, t.phases.phase_id),
        ("units", "doc_id", "sentence or item of", units.doc_id, t.documents.doc_id),
        ("terms", "doc_id", "row of", t.terms.doc_id, t.documents.doc_id),
        ("shingles", "doc_id", "row of", t.shingles.doc_id, t.documents.doc_id),
        ("codes", "coder", "code by", t.codes.coder, readers.coder_id),
        ("codes", "unit_id", "code of", t.codes.unit_id, units.unit_id),
        ("project_status", "project_id", "row for", status, projects),
    ):
        for name in sorted(set(needed) - set(there)):
            yield Problem(f"{table}.csv", None, column, f"no {what} {name}", "one or more")


def _in_order(t: Tables) -> Iterator[Rule]:
    """Days and years are in order, and phases in that of their days."""
    for table, earlier, later in NOT_BEFORE:
        rows = getattr(t, table)
        yield table, rows[later] < rows[earlier], later, f"not before {earlier} {{{earlier}}}"
    for column in ("date_earliest", "date_latest"):
        before = t.phases.sort_values("order")[column].shift().sort_index()
        right = "not before " + before.astype(str) + ", that of the phase before"
        yield "phases", t.phases[column] < before, column, right


def _documents(t: Tables) -> Iterator[Rule]:
    """Passages fill a text, whose days are in reach of its phase: YEARS_BEFORE, YEARS_AFTER."""
    texts = t.documents
    words = texts.doc_id.map(t.units.groupby("doc_id").words.sum())
    right = words.astype(str) + ", the sum of its passages in units.csv"
    yield "documents", texts.words != words, "words", right
    first = _of(texts.phase_id, t.phases, "date_earliest").dt.year - YEARS_BEFORE
    last = _of(texts.phase_id, t.phases, "date_latest").dt.year + YEARS_AFTER
    reach = first.astype(str) + " to " + last.astype(str) + ", in reach of its phase"
    for column in ("date_earliest", "date_latest"):
        yield "documents", ~texts[column].dt.year.between(first, last), column, reach


def _passages(t: Tables) -> Iterator[Rule]:
    """Passages of a text stand in order, are named by their place and have what their kind needs.

    A gist waits to be written only in texts with passages that no model or person coded.
    """
    units, texts = t.units, t.units.groupby("doc_id")
    place, coded = texts.cumcount() + 1, units.kind.isin(SUBSTANTIVE)
    wrong = units.position != place
    first = wrong & ~wrong.groupby(units.doc_id).shift(fill_value=False)
    yield "units", first, "position", place.astype(str) + " (from 1, in order)"
    name = units.doc_id + place.map("-{:03d}".format)
    yield "units", ~wrong & (units.unit_id != name), "unit_id", name
    yield "units", units.end <= units.start, "end", "more than start {start}"
    for column, other in (("start", "end"), ("paragraph", "paragraph")):
        before = texts[other].shift()
        right = before.astype(str) + " or more, after the passage before"
        yield "units", units[column] < before, column, right
    most = _of(units.doc_id, t.documents, "characters")
    yield "units", units.end > most, "end", "at most " + most.astype(str) + ", as its text has"
    silent = (units.gist == "") & (units.kind != "furniture")
    yield "units", silent, "gist", "the gist of a passage of kind {kind}"
    yield "units", coded & (units.words == 0), "words", "1 or more in a passage of kind {kind}"
    again = (units.opening != "") & units.duplicated(["doc_id", "opening"])
    yield "units", again, "opening", "words that begin no other passage of the text"
    here = _of(units.part_of, units, "doc_id") == units.doc_id
    before = _of(units.part_of, units, "position") < units.position
    wrong = (units.part_of != "") & ~(here & before)
    yield "units", wrong, "part_of", "a passage before it in {doc_id}"
    readers = t.coders[t.coders.kind != "dictionary"].coder_id
    read = units.unit_id.isin(t.codes[t.codes.coder.isin(readers)].unit_id)
    waits = units.doc_id.isin(units[coded & ~read].doc_id)
    late = (units.gist == GIST_TO_WRITE) & ~waits
    yield "units", late, "gist", "a gist, now that all of {doc_id} was coded"


def _codebook(t: Tables) -> Iterator[Rule]:
    """What only frames has no pole; what is looked for is in lower case, between single spaces."""
    framing = (t.themes.theme == NO_THEME) & (t.themes.pole != "none")
    yield "themes", framing, "pole", "none for the theme {theme}"
    again = t.theme_terms.duplicated(["theme", "pattern"])
    yield "theme_terms", again, "pattern", "no pattern of {theme} again"
    for table, column in (("forms", "form"), ("names", "name")):
        cells = getattr(t, table)[column]
        folded = cells.str.lower().str.split().str.join(" ")
        yield table, cells != folded, column, '"' + folded + '", as texts are read'


def _lists(t: Tables) -> Iterator[Rule]:
    """A cell lists, between spaces, keys of another table, or what a claim rests on."""
    phases = (*t.phases.phase_id, *PHASE_WORDS)
    pairs = {f"{of}:{phase}" for of in (*t.themes.theme, *t.themes.pole) for phase in phases}
    for table, column, known, expected in (
        ("rules", "themes", t.themes.theme, "themes of themes.csv"),
        ("rules", "doubts", t.units.unit_id, "passages of units.csv"),
        ("codes", "rule", t.rules.rule.astype(str), "rules of rules.csv"),
        ("claims", "evidence", pairs, "theme:phase pairs"),
    ):
        rows = getattr(t, table)
        names = rows[column].str.split().explode().dropna()
        unknown = names[~names.isin(known)]
        hint = nearest(unknown.iloc[0], known) if len(unknown) else ""
        yield table, rows.index.isin(unknown.index), column, f"{expected}{hint}"


def _codings(t: Tables) -> Iterator[Rule]:
    """What gives themes to passages: ranks, themes, weights that sum to one.

    Where a coding names rules at all, one of them parts the uneven weights of a passage.
    """
    for table, *whole in (
        ("codes", "unit_id", "coder"),
        ("alternatives", "unit_id", "variant"),
        ("structure_themes", "item_id"),
    ):
        rows = getattr(t, table)
        first, parts = ~rows.duplicated(whole), rows.groupby(whole)
        total = parts.weight.transform("sum").round(6)
        right = "weights that sum to 1, not to " + total.astype(str) + ", for " + rows[whole[0]]
        yield table, first & ((total - 1).abs() > TOLERANCE), "weight", right
        if "rank" in rows:
            framing = ~_of(rows.unit_id, t.units, "kind").isin(SUBSTANTIVE)
            yield table, framing, "unit_id", "a sentence or an item"
            gap = parts["rank"].transform("max") != parts["rank"].transform("size")
            yield table, first & gap, "rank", "ranks from 1, each once, in {unit_id}"
            again = rows.duplicated([*whole, "theme"])
            yield table, again, "theme", "each theme once in {unit_id}"
    second = t.alternatives.variant.isin(t.coders.coder_id)
    yield "alternatives", second, "variant", "another name than that of a coding"
    codes, whole = t.codes.assign(ruled=t.codes.rule != ""), ["unit_id", "coder"]
    passages = codes.groupby(whole)
    uneven = passages.weight.transform("max") - passages.weight.transform("min") > TOLERANCE
    unruled = codes.groupby("coder").ruled.transform("any") & ~passages.ruled.transform("any")
    wrong = uneven & unruled & ~codes.duplicated(whole)
    yield "codes", wrong, "weight", "equal weights, or the rule that parts {unit_id}"


def _derived(t: Tables) -> Iterator[Rule]:
    """Matches lie in their passages, apart, with the theme of their term; lemmas in what is coded."""
    rows = t.matches.sort_values("start")
    start, end = (_of(rows.unit_id, t.units, column) for column in ("start", "end"))
    outside = (rows.start < start) | (rows.end > end) | (rows.end <= rows.start)
    outside |= rows.start < rows.groupby(["unit_id", "term_id"]).end.shift().fillna(0)
    yield "matches", outside.sort_index(), "start", "a place in {unit_id}, before {end}, its own"
    right = _of(t.matches.term_id, t.theme_terms, "theme")
    yield "matches", t.matches.theme != right, "theme", right + ", as of its term"
    words = t.units[t.units.kind.isin(SUBSTANTIVE)].groupby("doc_id").words.sum()
    most = t.terms.doc_id.map(words)
    yield "terms", t.terms["count"] > most, "count", "at most the " + most.astype(str) + " coded"


def _evidence(t: Tables) -> Iterator[Rule]:
    """The document and the phase of a row are those of its passage, and its project is there."""
    status = t.project_status
    absent = status[status.status == "absent"]
    absent = absent.project_id + absent.phase_id
    for resource in t.descriptor["resources"]:
        table, rows = resource["name"], getattr(t, resource["name"])
        if "unit_id" in rows:
            doc_id = _of(rows.unit_id, t.units, "doc_id")
            right = {"doc_id": doc_id, "phase_id": _of(doc_id, t.documents, "phase_id")}
            for column in sorted({*right} & {*rows}):
                wrong = right[column].notna() & (rows[column] != right[column])
                yield table, wrong, column, right[column] + ", as of its passage"
            if table in ("project_units", "project_facts"):
                gone = (rows.project_id + right["phase_id"]).isin(absent)
                yield table, gone, "unit_id", "none of a phase from which {project_id} is absent"
    unseen = (status.status != "absent") & (status.unit_id == "")
    yield "project_status", unseen, "unit_id", "the passage that shows the status {status}"
    nowhere = ~t.projects.project_id.isin(status[status.status != "absent"].project_id)
    yield "projects", nowhere, "project_id", "a project that is present in some phase"


def _structure(t: Tables) -> Iterator[Rule]:
    """What stands under what is a tree within a phase, in order."""
    rows, above = t.structure, t.structure.parent_id
    for _ in range(DEEPEST - 1):
        above = _of(above, rows, "parent_id")
    deep = above.fillna("") != ""
    deep &= ~deep.duplicated()
    yield "structure", deep, "parent_id", f"at most {DEEPEST} levels, and none below itself"
    phase = _of(rows.parent_id, rows, "phase_id")
    apart = phase.notna() & (phase != rows.phase_id)
    yield "structure", apart, "parent_id", "a parent of the phase {phase_id}"
    again = rows.duplicated(["phase_id", "parent_id", "order"])
    yield "structure", again, "order", "a place of its own under its parent"


def _figures(t: Tables) -> Iterator[Rule]:
    """A percent is a part, unless it says that something grew; the days of an event are pairs."""
    figures, events = t.indicators, t.events
    grown = figures.measure.str.split("-").map(lambda words: not GROWTH.isdisjoint(words))
    large = (figures.unit == "percent") & (figures.value > 100) & ~grown
    words = ", ".join(sorted(GROWTH))
    yield "indicators", large, "value", f"100 percent or less (or a measure of {words})"
    halves = events.date_earliest.isna() != events.date_latest.isna()
    yield "events", halves, "date_latest", "both days or neither"


RULES = (
    _in_order, _passages, _documents, _codebook, _lists, _codings, _derived, _evidence, _structure,
    _figures,
)  # fmt: skip
