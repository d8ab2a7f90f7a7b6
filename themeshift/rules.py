"""What a schema cannot say of the tables: orders, sums, and how the tables fit together.

A rule is a function of the tables, in file order, that names bad rows; it runs only while the
tables that it reads have no fault, so that one mistake is named once. Rules take linear time.
"""

from __future__ import annotations

from functools import partial

import pandas as pd

from themeshift.problem import nearest, shown
from themeshift.tables import TOLERANCE, Registry, Tables, look, not_before, weights

#: The theme of passages that only frame.
NO_THEME = "none"
#: Kinds of passage that are coded and counted.
SUBSTANTIVE = ("sentence", "item")
ORIGIN = "origin"
DESTINATION = "destination"
#: Stands in a text that was added, until an analyst has read it.
GIST_TO_WRITE = "(gist to be written)"
LONGEST_OPENING = 5  # words of a source that may stand
YEARS_BEFORE, YEARS_AFTER = 1, 10  # how far from its phase a text may be dated
PHASE_WORDS = ("first", "last", "previous")
#: Words that mean something else where an identifier stands: in claims, choices and queries.
RESERVED = {
    ("phases", "phase_id"): (*PHASE_WORDS, "total"),
    ("documents", "doc_id"): ("nothing",),
    ("themes", "theme"): (
        "balance", "theta", ORIGIN, DESTINATION, "claim", "indicator", "project", "unit",
    ),
    ("coders", "coder_id"): ("base", "mean"),
    ("alternatives", "variant"): ("base", "mean"),
}  # fmt: skip

rule = Registry()


# --- identifiers and orders -----------------------------------------------------------------


@rule("phases", "documents", "themes", "coders", "alternatives")
def _identifiers(t: Tables) -> None:
    """No identifier is a reserved word; no second reading is called as a coding."""
    for (table, column), words in RESERVED.items():
        names = getattr(t, table)[column]
        bad = names.isin(words) & ~names.duplicated()
        expected = f"another name (reserved: {', '.join(words)})"
        t.each(table, bad, column, expected, f'the reserved word "{{{column}}}"')
    variants = t.alternatives["variant"]
    bad = variants.isin(t.coders["coder_id"]) & ~variants.duplicated()
    t.each("alternatives", bad, "variant", "a name of its own", "{variant}, which is a coding")


def _in_order(t: Tables, table: str, column: str = "order") -> None:
    """A column counts from 1 without gaps; the first row that does not is named."""
    ordered = getattr(t, table)[column].sort_values(kind="stable")
    for wanted, (row, value) in enumerate(ordered.items(), start=1):
        if value != wanted:
            return t.fault(table, row, column, str(value), f"{wanted} (from 1, each once, no gap)")


for _table in ("phases", "documents", "themes", "coders", "projects", "claims"):
    rule(_table)(partial(_in_order, table=_table))
rule("rules")(partial(_in_order, table="rules", column="rule"))


@rule("phases", "themes", "projects")
def _labels(t: Tables) -> None:
    """Labels differ by more than capitals, spaces or the width of letters."""
    for table, column in (
        ("phases", "label"), ("phases", "short_label"), ("themes", "label_en"),
        ("themes", "short_label"), ("projects", "label"),
    ):  # fmt: skip
        plain = getattr(t, table)[column].str.normalize("NFKC").str.casefold()
        again = plain.str.split().str.join(" ").duplicated()
        t.each(table, again, column, "a label of its own", f'"{{{column}}}" again')


# --- phases and documents -------------------------------------------------------------------


@rule("phases")
def _phases(t: Tables) -> None:
    """Phases follow each other in time."""
    not_before(t, "phases", "date_earliest", "date_latest")
    not_before(t, "phases", "covers_from", "covers_to")
    ordered = t.phases.sort_values("order", kind="stable")
    for column in ("date_earliest", "date_latest"):
        bad, before = ordered[column] < ordered[column].shift(), ordered["phase_id"].shift()
        t.each("phases", bad, column, "not before that of {before}", before=before)


@rule("phases", "documents")
def _documents(t: Tables) -> None:
    """Each phase has a document; days are in order, and in reach of the phase.

    A text is dated no more than a year before the first day of its phase, and no more than ten
    years after the last, which is the end of the years that the phase covers where it is known.
    """
    bad = ~t.phases["phase_id"].isin(t.documents["phase_id"])
    t.each("phases", bad, "phase_id", "a document of each", '"{phase_id}" without a document')
    for earlier, later in (
        ("date_earliest", "date_latest"), ("date_earliest", "date"),
        ("date", "date_latest"), ("date", "date_updated"),
    ):  # fmt: skip
        not_before(t, "documents", earlier, later)
    ends = pd.to_datetime(t.phases["covers_to"].astype("string") + "-12-31")
    ends = pd.concat([t.phases["date_latest"], ends], axis=1).max(axis=1)
    reach = pd.DataFrame({
        "phase_id": t.phases["phase_id"],
        "first": t.phases["date_earliest"] - pd.DateOffset(years=YEARS_BEFORE),
        "last": ends + pd.DateOffset(years=YEARS_AFTER),
    })  # fmt: skip
    phase = t.documents["phase_id"]
    first, last = (look(phase, reach, "phase_id", name) for name in ("first", "last"))
    expected = "{first} to {last}, in reach of {phase_id}"
    bad = t.documents["date_earliest"] < first
    t.each("documents", bad, "date_earliest", expected, first=first, last=last)
    bad = t.documents["date_latest"] > last
    t.each("documents", bad, "date_latest", expected, first=first, last=last)


# --- passages -------------------------------------------------------------------------------


@rule("units")
def _passages(t: Tables) -> None:
    """Passages of a document stand together and in order, and are named by their place."""
    units, document = t.units, t.units["doc_id"]
    starts = document != document.shift()
    apart = starts & document.where(starts, "").duplicated() & starts
    found = "a passage of {doc_id} apart from the others"
    t.each("units", apart, "doc_id", "the passages of a document together", found)
    groups = units.groupby("doc_id", sort=False)
    place = groups.cumcount() + 1
    wrong = units["position"] != place
    if apart.any() or wrong.any():
        first = wrong & ~document.where(wrong).duplicated()
        return t.each("units", first, "position", "{place} (from 1, in order)", place=place)
    name = document + "-" + place.astype(str).str.zfill(3)
    t.each("units", units["unit_id"] != name, "unit_id", "{name}", name=name)
    for column, other in (("start", "end"), ("paragraph", "paragraph")):
        least = groups[other].cummax().groupby(document).shift().fillna(0)
        expected = "{least} or more, after the passage before"
        t.each("units", units[column] < least, column, expected, least=least)
    t.each("units", units["end"] <= units["start"], "end", "more than start {start}")


@rule("units")
def _sentences_go_on(t: Tables) -> None:
    """What goes on with a sentence stands after the passage that opens it, in the same text."""
    units = t.units[t.units["part_of"] != ""]
    document, position, opener = (
        look(units["part_of"], t.units, "unit_id", name)
        for name in ("doc_id", "position", "part_of")
    )
    bad = (units["doc_id"] != document) | (units["position"] <= position) | (opener != "")
    t.each("units", bad, "part_of", "a passage before it in {doc_id} that opens a sentence")


@rule("units")
def _passages_say_something(t: Tables) -> None:
    """Passages have a gist and words, and an opening that finds them."""
    units = t.units
    bad = (units["gist"] == "") & (units["kind"] != "furniture")
    t.each("units", bad, "gist", "the gist of a passage of kind {kind}")
    bad = units["kind"].isin(SUBSTANTIVE) & (units["words"] < 1)
    t.each("units", bad, "words", "1 or more in a passage of kind {kind}")
    length = units["end"] - units["start"]
    expected = "at most the {length} characters of the passage"
    t.each("units", units["words"] > length, "words", expected, length=length)
    bad = units["opening"].str.count(" ") >= LONGEST_OPENING
    t.each("units", bad, "opening", f"at most {LONGEST_OPENING} words")
    bad = (units["opening"] != "") & units.duplicated(["doc_id", "opening"])
    t.each("units", bad, "opening", "words that begin no other passage of the text")


@rule("units", "documents")
def _passages_fill_documents(t: Tables) -> None:
    """Each document has passages that count, and their words are those of the document."""
    units, documents = t.units, t.documents
    bare = documents[~documents["doc_id"].isin(_substantive(t)["doc_id"])]["doc_id"]
    t.lacking("units", "doc_id", "no sentence or item of {}", bare, "one or more of each document")
    words = units.groupby("doc_id")["words"].sum()
    stated = documents.set_index("doc_id")["words"].drop(bare)
    for doc_id in stated.index[stated != words.reindex(stated.index)]:
        found = f"{words[doc_id]} words in the passages of {doc_id}"
        t.fault("units", None, "words", found, f"{stated[doc_id]}, as documents.csv says")
    most = look(units["doc_id"], documents, "doc_id", "characters")
    expected = "at most {most}, the characters of {doc_id}"
    t.each("units", units["end"] > most, "end", expected, most=most)


def _substantive(t: Tables) -> pd.DataFrame:
    return t.units[t.units["kind"].isin(SUBSTANTIVE)]


def _has_each_document(t: Tables, table: str, what: str) -> None:
    bare = t.documents["doc_id"][~t.documents["doc_id"].isin(getattr(t, table)["doc_id"])]
    t.lacking(table, "doc_id", f"no {what} of {{}}", bare, "some of each document")


rule("terms", "documents")(partial(_has_each_document, table="terms", what="lemma"))
rule("shingles", "documents")(partial(_has_each_document, table="shingles", what="digest"))


@rule("terms", "units", "spellings")
def _lemmas_are_words(t: Tables) -> None:
    """Lemmas are counted in what is coded: none more often, nor all together, than its words.

    A spelling that stands for several words gives as many lemmas, and the sum space for them.
    """
    words = _substantive(t).groupby("doc_id")["words"].sum()
    most, terms = t.terms["doc_id"].map(words), t.terms
    t.each("terms", terms["count"] > most, "count", "at most the {most} words coded", most=most)
    total = terms.groupby("doc_id")["count"].sum()
    for doc_id in total.index[total > words.reindex(total.index)]:
        counts = terms[terms["doc_id"] == doc_id].set_index("lemma")["count"]
        several = (lemma.split() for lemma in t.spellings["lemma"])
        spare = sum((len(part) - 1) * max(counts.get(word, 0) for word in part) for part in several)
        if total[doc_id] > words[doc_id] + spare:
            found = f"{total[doc_id]} lemmas in {doc_id}"
            t.fault("terms", None, "count", found, f"at most its {words[doc_id]} words")


# --- the codebook ---------------------------------------------------------------------------


@rule("themes")
def _themes(t: Tables) -> None:
    """Both poles have a theme; what only frames is a theme of neither."""
    poles = [pole for pole in (ORIGIN, DESTINATION) if pole not in set(t.themes["pole"])]
    t.lacking("themes", "pole", "no theme of the pole {}", poles, "one or more")
    framing = t.themes["theme"] == NO_THEME
    missing = [] if framing.any() else [NO_THEME]
    t.lacking("themes", "theme", "no theme {}", missing, "the theme of what only frames")
    t.each("themes", framing & (t.themes["pole"] != "none"), "pole", "none for the theme {theme}")


def _lists(t: Tables, table: str, column: str, target: str, key: str) -> None:
    """A cell lists, between spaces, keys of another table."""
    cells, known = getattr(t, table)[column], set(getattr(t, target)[key].astype(str))
    for row, names in cells[cells != ""].items():
        for name in set(names.split()) - known:
            expected = f"{key} of a row of {t.files[target]}{nearest(name, known)}"
            t.fault(table, row, column, shown(name), expected)


for _table, _column, _target, _key in (
    ("rules", "themes", "themes", "theme"),
    ("rules", "doubts", "units", "unit_id"),
    ("codes", "rule", "rules", "rule"),
):
    rule(_table, _target)(partial(_lists, table=_table, column=_column, target=_target, key=_key))


@rule("theme_terms")
def _terms_are_distinct(t: Tables) -> None:
    again = t.theme_terms.duplicated(["theme", "pattern"])
    t.each("theme_terms", again, "pattern", "each once in a theme", '"{pattern}" again')


@rule("forms", "names")
def _forms_are_folded(t: Tables) -> None:
    """What is looked for in a text is in lower case, between single spaces; else nothing is found."""
    for table, column in (("forms", "form"), ("names", "name")):
        cells = getattr(t, table)[column]
        folded = cells.str.lower().str.split().str.join(" ")
        t.each(table, cells != folded, column, '"{folded}"', folded=folded)


# --- codes ----------------------------------------------------------------------------------


def _readers(t: Tables) -> pd.Series:
    """Codings that a model or a person made, who read the passages."""
    return t.coders["coder_id"][t.coders["kind"] != "dictionary"]


def _coding(t: Tables, table: str, who: str) -> None:
    """A table that gives themes to passages: ranks, themes, weights that sum to one."""
    frame, place = getattr(t, table), f"{{unit_id}} by {{{who}}}"
    kind = look(frame["unit_id"], t.units, "unit_id", "kind")
    found, expected = "a code of {unit_id}, of kind {kind}", "codes of sentences and items only"
    t.each(table, ~kind.isin(SUBSTANTIVE), "unit_id", expected, found, kind=kind)
    ranks = frame.groupby(["unit_id", who], sort=False)["rank"]
    last, size = ranks.transform("max"), ranks.transform("size")
    bad = (last != size) & ~frame.duplicated(["unit_id", who])
    found, expected = f"the rank {{last}} of {place}", "ranks from 1 to {size}, each once"
    t.each(table, bad, "rank", expected, found, last=last, size=size)
    again = frame.duplicated(["unit_id", who, "theme"])
    t.each(table, again, "theme", "each theme once in a passage", f'"{{theme}}" twice in {place}')
    weights(t, table, ["unit_id", who], place)


rule("codes", "units")(partial(_coding, table="codes", who="coder"))
rule("alternatives", "units")(partial(_coding, table="alternatives", who="variant"))


@rule("codes", "coders", "units")
def _every_passage_is_coded(t: Tables) -> None:
    """Each passage that counts is coded, and each model or person coded one at least."""
    counted, codes = _substantive(t), t.codes
    bare = counted["unit_id"][~counted["unit_id"].isin(codes["unit_id"])]
    t.lacking("codes", "unit_id", "no code of {}", bare, "codes of each sentence and item")
    idle = [coder for coder in _readers(t) if not (codes["coder"] == coder).any()]
    t.lacking("codes", "coder", "no code by {}", idle, "codes by each model or person")


@rule("codes")
def _uneven_weights_have_rules(t: Tables) -> None:
    """Where a coding names rules at all, one parts the weights of a passage."""
    codes, key = t.codes, ["unit_id", "coder"]
    groups = codes.assign(ruled=codes["rule"] != "").groupby(key, sort=False)
    spread = groups["weight"].transform("max") - groups["weight"].transform("min")
    bad = (spread > TOLERANCE) & ~groups["ruled"].transform("any") & ~codes.duplicated(key)
    bad &= codes["coder"].isin(codes["coder"][codes["rule"] != ""])
    found = "uneven weights of {unit_id} by {coder} under no rule"
    t.each("codes", bad, "weight", "equal weights, or the rule that parts them", found)


@rule("units", "codes", "coders")
def _gists_are_written(t: Tables) -> None:
    """The placeholder stands only in documents with passages that only a dictionary coded."""
    counted, units = _substantive(t), t.units
    read = counted["unit_id"].isin(t.codes["unit_id"][t.codes["coder"].isin(_readers(t))])
    bad = (units["gist"] == GIST_TO_WRITE) & ~units["doc_id"].isin(counted["doc_id"][~read])
    found = '"{gist}" in {doc_id}, all of which was coded'
    t.each("units", bad, "gist", "a gist", found)


# --- matches --------------------------------------------------------------------------------


@rule("matches", "units", "theme_terms")
def _matches(t: Tables) -> None:
    """Matches lie in their passages, have the theme of their term, and use a word up."""
    frame = t.matches
    begin, stop = (look(frame["unit_id"], t.units, "unit_id", name) for name in ("start", "end"))
    outside = (frame["start"] < begin) | (frame["start"] >= stop)
    expected = "a place in its passage, {begin} to {stop}"
    t.each("matches", outside, "start", expected, begin=begin, stop=stop)
    wrong = ~outside & ((frame["end"] <= frame["start"]) | (frame["end"] > stop))
    t.each("matches", wrong, "end", "more than {start}, at most {stop}", stop=stop)
    theme = look(frame["term_id"], t.theme_terms, "term_id", "theme")
    expected = "{right}, the theme of the term {term_id}"
    t.each("matches", frame["theme"] != theme, "theme", expected, right=theme)
    frame = frame.sort_values(["unit_id", "term_id", "start"], kind="stable")
    end = frame.groupby(["unit_id", "term_id"], sort=False)["end"].shift()
    found = "{start}, inside another match of {term_id}"
    t.each("matches", frame["start"] < end, "start", "{least} or more", found, least=end)
