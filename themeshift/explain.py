"""Which passages stand behind a claim, a figure or a result?

The trail that the book lays in links, in the terminal: `explain` takes the name of a thing and
gives lines of text that end in units, each with its gist and codes.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pandas as pd

from themeshift import UserError, concordance, provisional, salience, wording
from themeshift.package import NO_THEME, SUBSTANTIVE, Package
from themeshift.tabular import nearest

WIDTH = 100
_NUMBER = re.compile(r"(?P<digits>[-−]?\d[\d,   ]*(?:\.\d+)?)\s*(?P<percent>%?)")
_WORDS = {"first": 0, "last": -1}


def explain(package: Package, name: str) -> list[str]:
    """Lines from `name` down to units.

    `name` is the id of a claim, an indicator, a project or a unit; a `theme:phase` pair (the theme
    may be a pole, the phase `first` or `last`); a theme or a phase alone; the name of a result in
    `data/results`; or a number that a text gives (`35.6`) or that is a theme's share (`27%`).
    Raises UserError, with the nearest known name, for anything else.
    """
    name = name.strip()
    kind, _, rest = name.partition(":")
    if rest and kind in ("project", "indicator", "claim", "unit"):
        return _named(package, kind, rest)
    if rest:
        return list(_pair(package, kind, rest))
    for kind, known in _known(package).items():
        if name in known:
            return _named(package, kind, name)
    stem = name.removeprefix("data/results/").removesuffix(".csv")
    if stem in _results(package):
        return list(_result(package, stem))
    number = _NUMBER.fullmatch(name)
    if number:
        return list(_number(package, number))
    every = {each for known in _known(package).values() for each in known} | _results(package)
    raise UserError(
        f"{name!r}: no claim, theme:phase, theme, phase, indicator, project, unit or result of "
        f"this name{nearest(name, every)}"
    )


def _known(package: Package) -> dict[str, set[str]]:
    """Kind → ids."""
    return {
        "claim": set(package.claims["claim_id"]),
        "indicator": set(package.indicators["indicator_id"]),
        "project": set(package.projects["project_id"]),
        "unit": set(package.units["unit_id"]),
        "theme": set(package.themes["theme"]) | set(package.themes["pole"]) - {NO_THEME},
        "phase": set(package.phases["phase_id"]),
    }


def _named(package: Package, kind: str, name: str) -> list[str]:
    known = _known(package)[kind]
    if name not in known:
        raise UserError(f"{name!r}: no {kind} of this name{nearest(name, known)}")
    tell: dict[str, Callable[[Package, str], Iterator[str]]] = {
        "claim": _claim,
        "indicator": _indicator,
        "project": _project,
        "unit": _unit,
        "theme": _theme,
        "phase": _phase,
    }
    return list(tell[kind](package, name))


# --- units ----------------------------------------------------------------------------------


def _units(package: Package, unit_ids: Iterable[str]) -> Iterator[str]:
    """One line for each unit, folded: id, kind and words, codes, gist."""
    wanted = set(unit_ids)
    chosen = package.units[package.units["unit_id"].isin(wanted)]
    coder = _coder(package)
    codes = package.codes[package.codes["coder"] == coder]
    by_unit = dict(list(codes[codes["unit_id"].isin(wanted)].groupby("unit_id", sort=False)))
    waiting = provisional.unit_ids(package)
    for unit in chosen.itertuples():
        themes = by_unit.get(unit.unit_id)
        said = f"not coded ({unit.kind})"
        if themes is not None:
            ranked = themes.sort_values("rank")
            said = ", ".join(f"{row.theme} {row.weight:g}" for row in ranked.itertuples())
        if unit.unit_id in waiting:
            said += " (provisional)"
        yield from _folded(f"{unit.unit_id}  {unit.words} words  [{said}]  {unit.gist}", "    ")


def _coder(package: Package) -> str:
    """The coder of the base analysis: the first who coded everything."""
    complete = salience.coders(package)
    return complete[0] if complete else str(package.codes["coder"].iloc[0])


def _folded(text: str, indent: str, first: str = "  ") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _heading(text: str) -> list[str]:
    return _folded(text, "  ", "")


def _unit(package: Package, unit_id: str) -> Iterator[str]:
    unit = package.units.set_index("unit_id").loc[unit_id]
    document = package.documents.set_index("doc_id").loc[unit["doc_id"]]
    yield from _heading(
        f"unit {unit['position']} of {unit['doc_id']} ({document['publisher']}), paragraph "
        f"{unit['paragraph']}, {unit['kind']}, characters {unit['start']} to {unit['end']}"
    )
    if document["url"]:
        yield f"source: {document['url'].replace('%2D', '-')}"
    yield from _units(package, [unit_id])
    folder = package.root / "texts"
    if (folder / f"{unit['doc_id']}.txt").is_file():
        passage = concordance.texts(package, folder)[unit["doc_id"]]
        yield from _folded(f"text: {passage[int(unit['start']) : int(unit['end'])]}", "    ")
    matches = package.matches[package.matches["unit_id"] == unit_id]
    patterns = package.theme_terms.set_index("term_id")["pattern"]
    if len(matches):
        found = ", ".join(f"{patterns[row.term_id]} ({row.theme})" for row in matches.itertuples())
        yield from _folded(f"terms: {found}", "    ")
    for table, column in (
        ("indicators", "indicator_id"),
        ("project_units", "project_id"),
        ("structure", "item_id"),
        ("actors", "name"),
        ("instruments", "name"),
        ("places", "name"),
        ("events", "what"),
    ):
        frame = getattr(package, table)
        here = frame.loc[frame["unit_id"] == unit_id, column].drop_duplicates()
        if len(here):
            yield from _folded(f"{table.replace('_', ' ')}: {', '.join(here)}", "    ")


# --- themes and phases ----------------------------------------------------------------------


def _phase_id(package: Package, word: str) -> str:
    ordered = package.phases.sort_values("order")["phase_id"].tolist()
    if word in _WORDS:
        return ordered[_WORDS[word]]
    if word not in ordered:
        hint = nearest(word, ordered) or f", one of {', '.join(ordered)} expected"
        raise UserError(f"{word!r}: no phase of this name{hint}")
    return word


def _themes(package: Package, name: str) -> list[str]:
    themes = package.themes.sort_values("order")
    if name in set(themes["pole"]) - {NO_THEME}:
        return themes.loc[themes["pole"] == name, "theme"].tolist()
    known = _known(package)["theme"]
    if name not in known:
        hint = nearest(name, known) or f", one of {', '.join(sorted(known))} expected"
        raise UserError(f"{name!r}: no theme of this name{hint}")
    return [name]


def shares(package: Package) -> pd.DataFrame:
    """Room of each theme in each phase: phase_id, theme, words (weighted), of, share, units."""
    units = package.units[package.units["kind"].isin(set(SUBSTANTIVE))]
    units = units.merge(package.documents[["doc_id", "phase_id"]], on="doc_id")
    codes = package.codes[package.codes["coder"] == _coder(package)]
    coded = codes.merge(units[["unit_id", "phase_id", "words"]], on="unit_id")
    coded = coded.assign(room=coded["weight"] * coded["words"])
    grouped = coded.groupby(["phase_id", "theme"], sort=False, as_index=False).agg(
        words=("room", "sum"), units=("unit_id", "nunique")
    )
    of = units.groupby("phase_id")["words"].sum()
    grouped["of"] = grouped["phase_id"].map(of)
    return grouped.assign(share=grouped["words"] / grouped["of"])


def _pair(package: Package, name: str, word: str) -> Iterator[str]:
    phase, themes = _phase_id(package, word), _themes(package, name)
    table = shares(package)
    rows = table[(table["phase_id"] == phase) & table["theme"].isin(themes)]
    label = package.phases.set_index("phase_id").at[phase, "short_label"]
    of = table.loc[table["phase_id"] == phase, "of"]
    if rows.empty:
        yield from _heading(f"{name} in the {label}: no passage speaks of it")
        return
    words = rows["words"].sum()
    yield from _heading(
        f"{name} in the {label}: {words:,.1f} of {of.iloc[0]:,} words, {words / of.iloc[0]:.1%} "
        "(words of each passage, split by the weights of its themes)"
    )
    codes = package.codes[package.codes["coder"] == _coder(package)]
    phase_of = package.documents.set_index("doc_id")["phase_id"]
    document_of = package.units.set_index("unit_id")["doc_id"]
    here = codes[codes["theme"].isin(themes)]
    here = here[here["unit_id"].map(document_of).map(phase_of) == phase]
    yield from _units(package, here["unit_id"])


def _theme(package: Package, name: str) -> Iterator[str]:
    for phase in package.phases.sort_values("order")["phase_id"]:
        yield from _pair(package, name, phase)


def _phase(package: Package, phase_id: str) -> Iterator[str]:
    documents = package.documents[package.documents["phase_id"] == phase_id]
    label = package.phases.set_index("phase_id").at[phase_id, "label"]
    yield from _heading(f"{label}: {', '.join(documents['doc_id'])}")
    table = shares(package)
    rows = table[table["phase_id"] == phase_id].sort_values("share", ascending=False)
    for row in rows.itertuples():
        yield f"  {row.share:6.1%}  {row.theme}:{phase_id}  ({wording.count(row.units, 'passage')})"


# --- claims, indicators, projects, results ---------------------------------------------------


def _claim(package: Package, claim_id: str) -> Iterator[str]:
    from themeshift import claims  # computes every claim; needed here alone

    row = claims.claim(package, claim_id)
    yield from _heading(row["sentence"])
    yield from _heading(f"verdict: {row['verdict']} ({claims.support(package, claim_id)})")
    recorded = package.claims.set_index("claim_id").loc[claim_id]
    yield from _folded(f"what would overturn it: {recorded['overturned_by']}", "    ")
    for name in recorded["evidence"].split():
        yield f"rests on {name}"
        if name in _known(package)["unit"]:
            yield from _units(package, [name])
        else:
            yield from explain(package, name)


def _indicator(package: Package, indicator_id: str) -> Iterator[str]:
    row = package.indicators.set_index("indicator_id").loc[indicator_id]
    qualifier = "" if row["qualifier"] == "exact" else row["qualifier"].replace("-", " ") + " "
    yield from _heading(f"{row['label']}: {qualifier}{wording.number(row['value'])} {row['unit']}")
    if row["scope"]:
        yield from _heading(f"scope: {row['scope']}")
    for column, words in (("year", "refers to"), ("target_year", "target year")):
        if not pd.isna(row[column]):
            yield f"{words}: {row[column]}"
    if row["note"]:
        yield from _folded(f"note: {row['note']}", "    ")
    yield from _units(package, [row["unit_id"]])
    same = package.indicators[package.indicators["measure"] == row["measure"]]
    others = same.loc[same["indicator_id"] != indicator_id, "indicator_id"]
    if len(others):
        yield from _folded(f"the same measure elsewhere: {', '.join(others)}", "    ")


def _project(package: Package, project_id: str) -> Iterator[str]:
    project = package.projects.set_index("project_id").loc[project_id]
    yield from _heading(f"{project['label']}: {project['description']}")
    about = package.project_units[package.project_units["project_id"] == project_id]["unit_id"]
    phase_of = package.documents.set_index("doc_id")["phase_id"]
    document_of = package.units.set_index("unit_id")["doc_id"]
    status = package.project_status[package.project_status["project_id"] == project_id]
    status = status.set_index("phase_id")
    for phase in package.phases.sort_values("order").itertuples():
        row = status.loc[phase.phase_id]
        note = f": {row['note']}" if row["note"] else ""
        yield from _folded(f"{phase.short_label}: {row['status']}{note}", "    ")
        here = about[about.map(document_of).map(phase_of) == phase.phase_id]
        yield from _units(package, [*here, row["unit_id"]])


def _results(package: Package) -> set[str]:
    from themeshift import results

    folder = Path(package.root) / results.FOLDER
    return {path.stem for path in folder.glob("*.csv")} - {Path(results.MANIFEST).stem}


def _result(package: Package, name: str) -> Iterator[str]:
    """Where a result comes from, and the way from its rows to units."""
    from themeshift import results

    frame = results.read(name, package)
    entry = next(each for each in results.manifest(package) if each.file == f"{name}.csv")
    yield from _heading(f"data/results/{name}.csv: {len(frame)} rows, computed by {entry.chapter}")
    yield from _folded(f"columns: {', '.join(frame.columns)}", "    ")
    themes, phases = _known(package)["theme"], _known(package)["phase"]
    if {"phase_id", "theme"} <= set(frame.columns):
        pairs = frame[["theme", "phase_id"]].drop_duplicates()
        for row in pairs.itertuples():
            if row.theme in themes and row.phase_id in phases:
                yield from _pair(package, row.theme, row.phase_id)
        return
    for kind, column in (("unit", "unit_id"), ("project", "project_id"), ("claim", "claim_id"),
                         ("indicator", "indicator_id"), ("phase", "phase_id")):  # fmt: skip
        if column in frame.columns:
            values = [each for each in pd.unique(frame[column]) if each in _known(package)[kind]]
            yield f"rows name {kind}s; each can be explained:"
            yield from _folded(", ".join(values), "    ")
            if kind == "unit":
                yield from _units(package, values)
            return
    yield "it rests on every coded passage; to see them, explain a phase:"
    yield from _folded(", ".join(package.phases.sort_values("order")["phase_id"]), "    ")


def _number(package: Package, match: re.Match[str]) -> Iterator[str]:
    """A number as a text gives it, or, in percent, as a theme's share of a phase."""
    digits = re.sub(r"[,   ]", "", match["digits"]).replace("−", "-")
    value = float(digits)
    indicators = package.indicators[(package.indicators["value"] - value).abs() < 1e-9]
    if match["percent"]:
        indicators = indicators[indicators["unit"] == "percent"]
    for indicator_id in indicators["indicator_id"]:
        yield f"indicator {indicator_id}"
        yield from _indicator(package, indicator_id)
    found = len(indicators)
    if match["percent"]:
        decimals = len(digits.partition(".")[2])
        table = shares(package)
        for row in table[(100 * table["share"]).round(decimals) == value].itertuples():
            found += 1
            yield from _pair(package, row.theme, row.phase_id)
    if not found:
        raise UserError(
            f"{match.group()!r}: no text gives this figure, and no theme has this share of a phase "
            "(add % for a share)"
        )
