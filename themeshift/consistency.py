"""Do the tables agree with each other? What a schema cannot say.

Each check names the tables that it reads and runs only where all of them are sound in themselves,
so that one fault is told once; after a fault, later checks of that table wait. Every check yields problems; none raises.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from themeshift.tabular import Problem, nearest, shown

NO_THEME = "none"  # the theme of units that only frame
SUBSTANTIVE = ("sentence", "item")  # the kinds of units that are coded
GIST_TO_WRITE = "(gist to be written)"  # stands in a text that was added, until an analyst reads it
PROVISIONAL_LABEL = " (provisional)"  # ends the short label of a phase with provisional codes
DEEPEST = 8  # levels of an official structure; the enumeration of levels has seven
SMALLEST_WEIGHT = 0.01  # a theme that is named at all; far above what the tolerance lets pass
GROWTH = ("growth", "increase", "rise", "change", "gain")  # a percent of these may exceed 100
YEARS_BEFORE, YEARS_AFTER = 1, 10  # how far from its phase a text may be dated
#: Words that mean something else where an identifier stands, in claims, choices and file names.
RESERVED = {
    ("phases", "phase_id"): ("first", "last", "previous", "last-phase", "shift"),
    ("documents", "doc_id"): ("nothing",),
    ("themes", "theme"): (
        "balance", "theta", "origin", "destination", "claim", "indicator", "project", "unit",
    ),
    ("codes", "coder"): ("base", "dictionary"),
    ("alternatives", "variant"): ("base", "dictionary"),
}  # fmt: skip
TOLERANCE = 1e-5  # weights are written to six decimals: .333334, .333333, .333333

Frames = Mapping[str, pd.DataFrame]
Fault = tuple[int | None, str | None, str, str]  # frame row, column, found, expected
_CHECKS: list[tuple[str, tuple[str, ...], Callable[[Frames], Iterator[Fault]]]] = []


def problems(frames: Frames, files: Mapping[str, str]) -> list[Problem]:
    """Run every check whose tables are in ``frames``; ``files`` says how to call their files."""
    found: list[Problem] = []
    sound = set(frames)
    for table, needed, check in _CHECKS:
        if sound.issuperset((table, *needed)):
            for row, column, seen, wanted in check(frames):
                number = None if row is None else int(row) + 2
                found.append(Problem(files[table], number, column, seen, wanted))
                sound.discard(table)
    return found


def _about(table: str, *needed: str):
    """Register a check whose problems are about ``table``."""

    def register(check: Callable[[Frames], Iterator[Fault]]):
        _CHECKS.append((table, needed, check))
        return check

    return register


def _in_order(frame: pd.DataFrame, column: str) -> Iterator[Fault]:
    """The values of ``column`` are 1 … n, each once; the first that is not is told."""
    ordered = frame[column].sort_values(kind="stable")
    for expected, (row, value) in enumerate(ordered.items(), start=1):
        if value != expected:
            yield row, column, str(value), f"{expected} (from 1, each once, no gap)"
            return


def _not_before(frame: pd.DataFrame, earlier: str, later: str) -> Iterator[Fault]:
    """Where both stand, ``later`` is not before ``earlier``."""
    wrong = (frame[later] < frame[earlier]).fillna(False).astype(bool)
    for row in frame.index[wrong]:
        first, second = (_plain(frame.at[row, column]) for column in (earlier, later))
        yield row, later, second, f"not before {earlier} {first}"


def _plain(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


# --- identifiers ----------------------------------------------------------------------------


def _check_reserved(table: str, column: str, words: tuple[str, ...]) -> None:
    """Register the check that no identifier of a column is a reserved word; each is told once."""

    @_about(table)
    def _not_reserved(frames: Frames) -> Iterator[Fault]:
        names = frames[table][column]
        for row in names.index[names.isin(words) & ~names.duplicated()]:
            wanted = f"another name (reserved: {', '.join(words)})"
            yield row, column, f"the reserved word {shown(names[row])}", wanted


for (_table, _column), _words in RESERVED.items():
    _check_reserved(_table, _column, _words)


@_about("alternatives", "codes")
def _readings_are_no_coders(frames: Frames) -> Iterator[Fault]:
    variants, coders = frames["alternatives"]["variant"], set(frames["codes"]["coder"])
    for row in variants.index[variants.isin(coders) & ~variants.duplicated()]:
        yield row, "variant", f"{shown(variants[row])}, who is a coder", "a name of its own"


# --- phases and documents -------------------------------------------------------------------


@_about("phases")
def _phases_in_order(frames: Frames) -> Iterator[Fault]:
    phases = frames["phases"]
    yield from _in_order(phases, "order")
    yield from _not_before(phases, "date_earliest", "date_latest")
    yield from _not_before(phases, "covers_from", "covers_to")
    ordered = phases.sort_values("order", kind="stable")
    for before, after in zip(ordered.index[:-1], ordered.index[1:], strict=True):
        for column in ("date_earliest", "date_latest"):
            if ordered.at[after, column] < ordered.at[before, column]:
                yield (
                    after,
                    column,
                    _plain(ordered.at[after, column]),
                    f"not before that of {ordered.at[before, 'phase_id']}, which comes first",
                )
                break


@_about("phases", "documents")
def _phases_have_documents(frames: Frames) -> Iterator[Fault]:
    with_text = set(frames["documents"]["phase_id"])
    for row, phase in frames["phases"]["phase_id"].items():
        if phase not in with_text:
            yield row, "phase_id", f"{shown(phase)} without a document", "a document each"


@_about("documents")
def _documents_in_order(frames: Frames) -> Iterator[Fault]:
    documents = frames["documents"]
    yield from _in_order(documents, "order")
    for earlier, later in (
        ("date_earliest", "date_latest"),
        ("date_earliest", "date"),
        ("date", "date_latest"),
        ("date", "date_updated"),
    ):
        yield from _not_before(documents, earlier, later)


@_about("documents", "phases")
def _documents_near_their_phases(frames: Frames) -> Iterator[Fault]:
    """A text may announce a phase or look back on it, but only from within its reach.

    It is dated no more than a year before the first day of its phase, and no more than ten years
    after the last day, which is the end of the years that the phase covers where these are known.
    """
    phases = frames["phases"].set_index("phase_id")
    for document in frames["documents"].itertuples():
        phase = phases.loc[document.phase_id]
        end = phase["date_latest"]
        if not pd.isna(phase["covers_to"]):
            end = max(end, pd.Timestamp(int(phase["covers_to"]), 12, 31))
        first = phase["date_earliest"] - pd.DateOffset(years=YEARS_BEFORE)
        last = end + pd.DateOffset(years=YEARS_AFTER)
        wanted = f"{_plain(first)} to {_plain(last)}, in reach of {document.phase_id}"
        if document.date_earliest < first:
            yield document.Index, "date_earliest", _plain(document.date_earliest), wanted
        elif document.date_latest > last:
            yield document.Index, "date_latest", _plain(document.date_latest), wanted


# --- units ----------------------------------------------------------------------------------


@_about("units")
def _units_in_order(frames: Frames) -> Iterator[Fault]:
    for document, part in frames["units"].groupby("doc_id", sort=False):
        paragraph, end, previous = 0, 0, None
        for position, unit in enumerate(part.itertuples(), start=1):
            if previous is not None and unit.Index != previous + 1:
                yield (
                    unit.Index,
                    "doc_id",
                    f"a unit of {document} apart from the others",
                    "the units of a document together",
                )
                return
            previous = unit.Index
            if unit.position != position:
                yield unit.Index, "position", str(unit.position), f"{position} (from 1, in order)"
                break
            if unit.unit_id != f"{document}-{position:03d}":
                yield unit.Index, "unit_id", shown(unit.unit_id), f"{document}-{position:03d}"
            if unit.paragraph < paragraph:
                yield (
                    unit.Index,
                    "paragraph",
                    str(unit.paragraph),
                    f"{paragraph} or more, as in the unit before",
                )
            if unit.start < end:
                yield (
                    unit.Index,
                    "start",
                    str(unit.start),
                    f"{end} or more, where the unit before ends",
                )
            if unit.end <= unit.start:
                yield unit.Index, "end", str(unit.end), f"more than start {unit.start}"
            paragraph, end = max(paragraph, unit.paragraph), max(end, unit.end)


@_about("units")
def _units_say_something(frames: Frames) -> Iterator[Fault]:
    for unit in frames["units"].itertuples():
        if not unit.gist and unit.kind != "furniture":
            yield unit.Index, "gist", "an empty cell", f"the gist of a unit of kind {unit.kind}"
        if unit.kind in SUBSTANTIVE and unit.words < 1:
            yield unit.Index, "words", str(unit.words), f"1 or more in a unit of kind {unit.kind}"
        if unit.words > unit.end - unit.start > 0:
            yield (
                unit.Index,
                "words",
                str(unit.words),
                f"at most the {unit.end - unit.start} characters of the unit",
            )


@_about("units", "codes")
def _gists_are_written(frames: Frames) -> Iterator[Fault]:
    """The placeholder for a gist stands only in documents that still have provisional codes."""
    units, codes = frames["units"], frames["codes"]
    document_of = units.set_index("unit_id")["doc_id"]
    waiting = set(codes.loc[codes["status"] == "provisional", "unit_id"].map(document_of))
    for unit in units[units["gist"] == GIST_TO_WRITE].itertuples():
        if unit.doc_id not in waiting:
            found = f"{shown(GIST_TO_WRITE)} in {unit.doc_id}, whose codes are confirmed"
            yield unit.Index, "gist", found, "a gist"


@_about("phases", "units", "codes", "documents")
def _labels_are_not_provisional_for_ever(frames: Frames) -> Iterator[Fault]:
    """A phase is called provisional only as long as a code of its texts is."""
    codes = frames["codes"]
    document_of = frames["units"].set_index("unit_id")["doc_id"]
    phase_of = frames["documents"].set_index("doc_id")["phase_id"]
    waiting = codes.loc[codes["status"] == "provisional", "unit_id"].map(document_of).map(phase_of)
    for phase in frames["phases"].itertuples():
        if phase.short_label.endswith(PROVISIONAL_LABEL) and phase.phase_id not in set(waiting):
            wanted = f"{shown(phase.short_label.removesuffix(PROVISIONAL_LABEL))}, since its "
            wanted += "codes are confirmed"
            yield phase.Index, "short_label", shown(phase.short_label), wanted


@_about("units", "documents")
def _units_fill_documents(frames: Frames) -> Iterator[Fault]:
    units = frames["units"]
    documents = frames["documents"].set_index("doc_id")
    for document, part in units.groupby("doc_id", sort=False):
        words, length = documents.loc[document, ["words", "characters"]]
        if part["words"].sum() != words:
            yield (
                None,
                "words",
                f"{part['words'].sum()} words in the units of {document}",
                f"{words}, as documents.csv says",
            )
        for row in part.index[part["end"] > length]:
            yield (
                row,
                "end",
                str(part.at[row, "end"]),
                f"at most {length}, the characters of {document}",
            )


@_about("documents", "units")
def _documents_have_units(frames: Frames) -> Iterator[Fault]:
    units = frames["units"]
    substantive = set(units.loc[units["kind"].isin(SUBSTANTIVE), "doc_id"])
    for row, document in frames["documents"]["doc_id"].items():
        if document not in substantive:
            yield (
                row,
                "doc_id",
                f"{shown(document)} without a sentence or item in units.csv",
                "one or more",
            )


@_about("documents", "terms")
def _documents_have_terms(frames: Frames) -> Iterator[Fault]:
    counted = set(frames["terms"]["doc_id"])
    for row, document in frames["documents"]["doc_id"].items():
        if document not in counted:
            yield row, "doc_id", f"{shown(document)} without lemmas in terms.csv", "one or more"


@_about("terms", "units", "spellings")
def _lemmas_are_words(frames: Frames) -> Iterator[Fault]:
    """Lemmas are counted in what is coded: none more often, nor all together, than its words.

    A spelling that stands for several words gives as many lemmas, and the sum room for them.
    """
    units, terms = frames["units"], frames["terms"]
    coded = units[units["kind"].isin(SUBSTANTIVE)]
    words = coded.groupby("doc_id")["words"].sum().to_dict()
    several = [lemma.split() for lemma in frames["spellings"]["lemma"]]
    for (document,), part in _parts(terms, "doc_id").items():
        most = words.get(document, 0)
        if not most:  # told as a document without units
            continue
        count = {row.lemma: row.count for row in part}
        room = sum((len(each) - 1) * max(count.get(word, 0) for word in each) for each in several)
        for row in part:
            if row.count > most:
                found = f"{row.count} of {shown(row.lemma)} in {document}"
                yield row.Index, "count", found, f"at most its {most} words"
                return
        if sum(count.values()) > most + room:
            found = f"{sum(count.values())} lemmas in {document}"
            yield part[0].Index, "count", found, f"at most its {most} words"


# --- the codebook ---------------------------------------------------------------------------


@_about("themes")
def _themes_make_two_poles(frames: Frames) -> Iterator[Fault]:
    themes = frames["themes"]
    yield from _in_order(themes, "order")
    for pole in ("origin", "destination"):
        if pole not in set(themes["pole"]):
            yield None, "pole", f"no theme of the pole {pole}", "one or more"
    framing = themes.index[themes["theme"] == NO_THEME]
    if framing.empty:
        yield None, "theme", f"no theme {NO_THEME}", f"{NO_THEME}, the theme of what only frames"
    for row in framing:
        if themes.at[row, "pole"] != "none":
            yield row, "pole", shown(themes.at[row, "pole"]), f"none for the theme {NO_THEME}"


@_about("rules", "themes")
def _rules_name_themes(frames: Frames) -> Iterator[Fault]:
    rules = frames["rules"]
    yield from _in_order(rules, "rule")
    known = set(frames["themes"]["theme"])
    for row, names in rules["themes"].items():
        for name in names.split():
            if name not in known:
                yield row, "themes", shown(name), f"themes of themes.csv{nearest(name, known)}"


@_about("theme_terms")
def _terms_are_distinct(frames: Frames) -> Iterator[Fault]:
    terms = frames["theme_terms"]
    for row in terms.index[terms.duplicated(["theme", "pattern"])]:
        yield row, "pattern", f"{shown(terms.at[row, 'pattern'])} again", "each once in a theme"


# --- codes ----------------------------------------------------------------------------------


def _check_coding(table: str, who: str, whose: str) -> None:
    """Register the checks of a table that gives themes to units, one coding for each ``who``."""

    @_about(table, "units")
    def _codes_on_substantive_units(frames: Frames) -> Iterator[Fault]:
        kinds = frames["units"].set_index("unit_id")["kind"].to_dict()
        for row, unit in frames[table]["unit_id"].items():
            if kinds[unit] not in SUBSTANTIVE:
                found = f"a code on {unit}, of kind {kinds[unit]}"
                yield row, "unit_id", found, "codes on sentences and items only"

    @_about(table)
    def _codes_weigh_one(frames: Frames) -> Iterator[Fault]:
        for (unit, name), part in _parts(frames[table], "unit_id", who).items():
            place = f"{unit} {whose} {name}"
            if sorted(code.rank for code in part) != list(range(1, len(part) + 1)):
                ranks = ", ".join(str(code.rank) for code in part)
                wanted = f"1 to {len(part)}, each once"
                yield part[0].Index, "rank", f"the ranks {ranks} for {place}", wanted
            themes: set[str] = set()
            for code in part:
                if code.theme in themes:
                    found = f"{shown(code.theme)} twice for {place}"
                    yield code.Index, "theme", found, "each theme once in a unit"
                themes.add(code.theme)
            yield from _weighs_one(part, place)


def _parts(frame: pd.DataFrame, *columns: str) -> dict[tuple[str, ...], list[Any]]:
    """The rows that share the values of some columns, in the order of the file."""
    parts: dict[tuple[str, ...], list[Any]] = {}
    keys = zip(*(frame[column] for column in columns), strict=True)
    for key, row in zip(keys, frame.itertuples(), strict=True):
        parts.setdefault(key, []).append(row)
    return parts


def _weighs_one(part: list[Any], place: str) -> Iterator[Fault]:
    """The weights of these rows are worth a row and sum to one."""
    for row in part:
        if row.weight <= 0:
            yield row.Index, "weight", f"{row.weight:g}", "a weight above 0"
        elif row.weight < SMALLEST_WEIGHT:
            wanted = f"{SMALLEST_WEIGHT:g} or more, or no row"
            yield row.Index, "weight", f"{row.weight:g}", wanted
    total = sum(row.weight for row in part)
    if abs(total - 1) > TOLERANCE:
        yield part[0].Index, "weight", f"weights that sum to {total:.6g} for {place}", "1"


_check_coding("codes", "coder", "by the coder")
_check_coding("alternatives", "variant", "in the variant")


@_about("codes", "units")
def _codings_are_whole(frames: Frames) -> Iterator[Fault]:
    """Each unit that counts is coded, and a coder who codes a document codes all of it."""
    units, codes = frames["units"], frames["codes"]
    substantive = units.loc[units["kind"].isin(SUBSTANTIVE), ["unit_id", "doc_id"]]
    coded = set(codes["unit_id"])
    for unit in substantive["unit_id"]:
        if unit not in coded:
            yield None, "unit_id", f"no code for {unit}", "codes for each sentence and item"
    document_of = units.set_index("unit_id")["doc_id"]
    for coder, part in codes.groupby("coder", sort=False):
        theirs = set(part["unit_id"])
        documents = set(part["unit_id"].map(document_of))
        for unit, document in substantive.itertuples(index=False):
            if document in documents and unit in coded and unit not in theirs:
                yield (
                    None,
                    "unit_id",
                    f"no code for {unit} by the coder {shown(coder)}, who coded others of {document}",
                    "a coder to code the whole of a document",
                )


@_about("codes", "rules")
def _uneven_weights_have_rules(frames: Frames) -> Iterator[Fault]:
    rules = {str(rule) for rule in frames["rules"]["rule"]}
    codes = frames["codes"]
    for row, numbers in codes["rule"].items():
        for number in numbers.split():
            if number not in rules:
                yield row, "rule", shown(number), "a rule of rules.csv"
    for (unit, coder), part in _parts(codes, "unit_id", "coder").items():
        weights = [code.weight for code in part]
        if max(weights) - min(weights) > TOLERANCE and not any(code.rule for code in part):
            shares = ", ".join(f"{weight:g}" for weight in weights)
            yield (
                part[0].Index,
                "weight",
                f"the weights {shares} for {unit} by the coder {coder} under no rule",
                "equal weights, or the rule that parts them",
            )


# --- matches --------------------------------------------------------------------------------


@_about("matches", "units", "theme_terms")
def _matches_in_their_units(frames: Frames) -> Iterator[Fault]:
    spans = {unit.unit_id: (unit.start, unit.end) for unit in frames["units"].itertuples()}
    themes = frames["theme_terms"].set_index("term_id")["theme"].to_dict()
    for match in frames["matches"].itertuples():
        begin, stop = spans[match.unit_id]
        if not begin <= match.start < stop:
            yield match.Index, "start", str(match.start), f"a place in its unit, {begin} to {stop}"
        elif not match.start < match.end <= stop:
            yield match.Index, "end", str(match.end), f"more than {match.start}, at most {stop}"
        if match.theme != themes[match.term_id]:
            yield (
                match.Index,
                "theme",
                shown(match.theme),
                f"{themes[match.term_id]}, the theme of the term {match.term_id}",
            )


@_about("matches")
def _matches_apart(frames: Frames) -> Iterator[Fault]:
    """A word is used up by the match that it is in; a term cannot match it twice."""
    for (unit, term), part in _parts(frames["matches"], "unit_id", "term_id").items():
        part.sort(key=lambda match: match.start)
        for before, match in itertools.pairwise(part):
            if match.start < before.end:
                found = f"{match.start}, inside another match of {term} in {unit}"
                yield match.Index, "start", found, f"{before.end} or more"


# --- tables that rest on units --------------------------------------------------------------


def _check_dependents(table: str) -> None:
    """Register the check that phase, document and unit of a row belong together."""

    @_about(table, "units", "documents")
    def _belong_together(frames: Frames) -> Iterator[Fault]:
        frame = frames[table]
        document_of = frames["units"].set_index("unit_id")["doc_id"].to_dict()
        phase_of = frames["documents"].set_index("doc_id")["phase_id"].to_dict()
        documents = frame["doc_id"] if "doc_id" in frame else [None] * len(frame)
        rows = zip(frame["unit_id"], documents, frame["phase_id"], strict=True)
        for row, (unit, document, phase) in enumerate(rows):
            if not unit:
                continue
            rightly = document_of[unit]
            if document not in (None, rightly):
                found = shown(document)
                yield row, "doc_id", found, f"{rightly}, the document of the unit {unit}"
            elif phase != phase_of[rightly]:
                found = shown(phase)
                yield row, "phase_id", found, f"{phase_of[rightly]}, the phase of the unit {unit}"


for _table in (
    "structure",
    "project_status",
    "project_facts",
    "indicators",
    "actors",
    "instruments",
    "places",
    "events",
):
    _check_dependents(_table)


@_about("structure")
def _structure_is_a_tree(frames: Frames) -> Iterator[Fault]:
    structure = frames["structure"].set_index("item_id")
    rows = {item: row for row, item in enumerate(structure.index)}
    parent_of = structure["parent_id"].to_dict()
    told: set[str] = set()
    for item, parent in parent_of.items():
        if parent and structure.at[parent, "phase_id"] != structure.at[item, "phase_id"]:
            yield (
                rows[item],
                "parent_id",
                f"{shown(parent)} of the phase {structure.at[parent, 'phase_id']}",
                f"a parent of the phase {structure.at[item, 'phase_id']}",
            )
        path, above = [item], parent
        while above and above not in path and len(path) < DEEPEST:
            path.append(above)
            above = parent_of[above]
        if above == item and not told & set(path):
            told |= set(path)
            yield (
                rows[item],
                "parent_id",
                f"the circle {' > '.join([*path, item])}",
                "a parent that is not its own descendant",
            )
        elif above and above not in path:
            yield (
                rows[item],
                "parent_id",
                f"{shown(item)} more than {DEEPEST} levels deep",
                f"at most {DEEPEST} levels, and no circle",
            )
            return


@_about("structure")
def _structure_in_order(frames: Frames) -> Iterator[Fault]:
    """What stands under the same parent, or under none, has an order."""
    for part in _parts(frames["structure"], "phase_id", "parent_id").values():
        first: dict[int, str] = {}
        for item in part:
            if item.order in first:
                wanted = f"a place of its own beside {first[item.order]}"
                yield item.Index, "order", f"{item.order} again", wanted
            first.setdefault(item.order, item.item_id)


@_about("structure_themes")
def _structure_weighs_one(frames: Frames) -> Iterator[Fault]:
    for (item,), part in _parts(frames["structure_themes"], "item_id").items():
        yield from _weighs_one(part, item)


# --- projects -------------------------------------------------------------------------------


@_about("projects")
def _projects_in_order(frames: Frames) -> Iterator[Fault]:
    yield from _in_order(frames["projects"], "order")


@_about("project_status", "projects", "phases")
def _status_in_each_phase(frames: Frames) -> Iterator[Fault]:
    status = frames["project_status"]
    known = set(zip(status["project_id"], status["phase_id"], strict=True))
    for project in frames["projects"]["project_id"]:
        for phase in frames["phases"]["phase_id"]:
            if (project, phase) not in known:
                yield (
                    None,
                    "project_id",
                    f"no row for {project} in {phase}",
                    "a row for each project and phase (absent where no text names it)",
                )
    for row in status.index[(status["status"] != "absent") & (status["unit_id"] == "")]:
        yield (
            row,
            "unit_id",
            "an empty cell",
            f"the unit that shows the status {status.at[row, 'status']}",
        )


@_about("projects", "project_status")
def _projects_exist_somewhere(frames: Frames) -> Iterator[Fault]:
    status = frames["project_status"]
    present = set(status.loc[status["status"] != "absent", "project_id"])
    for row, project in frames["projects"]["project_id"].items():
        if project not in present:
            yield (
                row,
                "project_id",
                f"{shown(project)} absent in every phase",
                "a phase that names it",
            )


@_about("project_units", "project_status", "units", "documents")
def _units_of_present_projects(frames: Frames) -> Iterator[Fault]:
    status = frames["project_status"].set_index(["project_id", "phase_id"])["status"].to_dict()
    document_of = frames["units"].set_index("unit_id")["doc_id"]
    phase_of = frames["documents"].set_index("doc_id")["phase_id"]
    for row, (project, unit) in enumerate(frames["project_units"].itertuples(index=False)):
        phase = phase_of[document_of[unit]]
        if status.get((project, phase)) == "absent":
            found = f"the unit {unit} about {project}, which is absent in {phase}"
            yield row, "unit_id", found, "no unit where project_status.csv says absent"


@_about("project_facts", "project_status")
def _facts_of_present_projects(frames: Frames) -> Iterator[Fault]:
    status = frames["project_status"]
    absent = status[status["status"] == "absent"]
    pairs = set(zip(absent["project_id"], absent["phase_id"], strict=True))
    for fact in frames["project_facts"].itertuples():
        if (fact.project_id, fact.phase_id) in pairs:
            yield (
                fact.Index,
                "project_id",
                f"a fact of {fact.project_id} in {fact.phase_id}",
                "none where project_status.csv says absent",
            )


# --- figures, events, claims ----------------------------------------------------------------


@_about("indicators")
def _targets_lie_ahead(frames: Frames) -> Iterator[Fault]:
    yield from _not_before(frames["indicators"], "year", "target_year")


@_about("indicators")
def _parts_of_a_whole(frames: Frames) -> Iterator[Fault]:
    """A percent is a part of a whole, unless its measure says that something grew."""
    for figure in frames["indicators"].itertuples():
        if figure.unit != "percent" or figure.value <= 100:
            continue
        if not set(GROWTH) & set(figure.measure.split("-")):
            wanted = f"at most 100 percent (or one of {', '.join(GROWTH)} in the measure's name)"
            yield figure.Index, "value", f"{figure.value:g} percent of {figure.measure}", wanted


@_about("events")
def _events_end_after_they_begin(frames: Frames) -> Iterator[Fault]:
    events = frames["events"]
    yield from _not_before(events, "date_earliest", "date_latest")
    half = events["date_earliest"].isna() != events["date_latest"].isna()
    for row in events.index[half]:
        column = "date_earliest" if pd.isna(events.at[row, "date_earliest"]) else "date_latest"
        yield row, column, "an empty cell", "both dates or neither"


@_about("claims")
def _claims_in_order(frames: Frames) -> Iterator[Fault]:
    yield from _in_order(frames["claims"], "order")


@_about("claims", "themes", "phases", "units", "projects", "indicators")
def _claims_rest_on_something(frames: Frames) -> Iterator[Fault]:
    units = set(frames["units"]["unit_id"])
    themes = set(frames["themes"]["theme"]) | set(frames["themes"]["pole"])
    phases = set(frames["phases"]["phase_id"])
    phases |= {"first", "last", "previous"} if len(phases) > 1 else {"first", "last"}
    named = {f"project:{project}" for project in frames["projects"]["project_id"]}
    named |= {f"indicator:{indicator}" for indicator in frames["indicators"]["indicator_id"]}
    for claim in frames["claims"].itertuples():
        for name in claim.evidence.split():
            theme, _, phase = name.partition(":")
            if name in units or name in named or (theme in themes and phase in phases):
                continue
            wanted = "a theme:phase pair, a unit, a project:id or an indicator:id"
            yield claim.Index, "evidence", shown(name), wanted
