"""Which claims hold?

Each row of `claims.csv` is a claim of the book: its sentence, the quantity and the condition that
make it true, what it rests on and the verdict that was recorded when the sentence was written.
The verdict is computed anew from the data, in the calibrated words of the Intergovernmental Panel
on Climate Change (Mastrandrea et al. 2010, table 1). Where it differs from the recorded one, the
sentence must be rewritten, and `changes` names it and the pages that use it.

How a verdict comes about depends on the quantity:

sampled  the word for the smaller of two supports: the share of draws in which the condition holds
         (the smaller of paragraph bootstrap and Dirichlet posterior, since a theme that a phase
         never names does not vary in the bootstrap) and the share of specifications of the
         multiverse in which it holds
chosen   nothing is drawn: it holds when it does in each way of counting the official
         architecture, does not hold when it does in none, else the word for the share of ways
counted  a plain count or a fixed property of the design: it holds or it does not
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from themeshift import UserError, architecture, salience, shift, tables, wording
from themeshift.markup import escape, link
from themeshift.quantities import (
    BALANCE,
    CHOSEN,
    COUNTED,
    PHASE_WORDS,
    POLES,
    QUANTITIES,
    SAMPLED,
    Arguments,
    Outcome,
    Quantity,
    Sources,
)
from themeshift.tabular import Problem

#: What every verdict is a statement about; stands beside the claims wherever they are shown.
SCOPE = (
    "A verdict is a statement about these texts alone, under sampling error within them and the "
    "choices of coding and counting. It says nothing of a population of texts, nor of a cause."
)
HOLDS = "holds"
FAILS = "does not hold"
UNTOLD = "cannot be told"
#: Lowest support of each word above the middle (Mastrandrea et al. 2010, table 1). The published
#: ranges overlap; the narrowest that applies is taken, and its mirror image below the middle.
UPPER_SCALE = ((0.99, "virtually certain"), (0.90, "very likely"), (0.66, "likely"))
MIDDLE = "about as likely as not"
LOWER_SCALE = ((0.01, "exceptionally unlikely"), (0.10, "very unlikely"), (0.33, "unlikely"))
CONDITIONS = (">", "<", ">=", "<=", "between")
#: Parameters that take one of a few words, and these.
_CHOICES_OF = {
    "basis": architecture.BASES, "value": shift.VALUES, "statistic": shift.STATISTICS,
}  # fmt: skip
#: Differences of sums leave dust; a condition is judged on what is left after it.
_DECIMALS = 9


class ClaimError(UserError):
    """A row of `claims.csv` that cannot be evaluated; the text is one line.

    `problem` says the same part by part, where the fault is of one row.
    """

    def __init__(self, text: str, problem: Problem | None = None) -> None:
        super().__init__(text)
        self.problem = problem


def verdict_of(support: float) -> str:
    """The calibrated word for a share of draws or specifications, a fraction of one."""
    if np.isnan(support):
        return UNTOLD
    for least, word in UPPER_SCALE:
        if support >= least:
            return word
    for most, word in LOWER_SCALE:
        if support <= most:
            return word
    return MIDDLE


def cautious(support: float, draws: int) -> float:
    """A share of draws, moved towards one half by twice the error of its simulation.

    That error is the binomial standard error √(p(1 − p)/n) of a share of n independent draws
    (Davison & Hinkley 1997, chapter 2); a word whose threshold lies within it is not earned.
    """
    slack = 2 * np.sqrt(support * (1 - support) / draws)
    return max(support - slack, 0.5) if support > 0.5 else min(support + slack, 0.5)


def scale() -> pd.DataFrame:
    """The scale of verdicts: columns verdict, lowest, highest (support, fractions of one)."""
    upper = [(word, least) for least, word in UPPER_SCALE]
    lower = [(word, most) for most, word in reversed(LOWER_SCALE)]
    highest = [1.0, *(least for _, least in upper)]
    rows = [(word, least, top) for (word, least), top in zip(upper, highest, strict=False)]
    rows.append((MIDDLE, lower[0][1], upper[-1][1]))
    ends = [*(most for _, most in lower[1:]), 0.0]
    rows += [(word, end, most) for (word, most), end in zip(lower, ends, strict=True)]
    return pd.DataFrame(rows, columns=["verdict", "lowest", "highest"])


# --- evaluating the table --------------------------------------------------------------------

COLUMNS = (
    "claim_id", "order", "headline", "sentence", "quantity", "unit", "basis", "value", "low",
    "high", "condition", "threshold", "judged", "holds", "support_bootstrap", "support_posterior",
    "support_draws", "support_specifications", "specifications", "recorded", "verdict", "changed",
)  # fmt: skip
_CACHE: WeakKeyDictionary[Any, pd.DataFrame] = WeakKeyDictionary()


def evaluate(package: Any) -> pd.DataFrame:
    """Every claim with its value and verdict, in the order of the table.

    Columns: claim_id, order, headline (bool), sentence (rendered), quantity, unit, basis, value,
    low, high (95 % bootstrap interval; nan where nothing is drawn), condition, threshold,
    judged (what the verdict is about, in words), holds (the condition at the value), support_bootstrap, support_posterior, support_draws (the
    smaller), support_specifications (fractions; nan where there are none), specifications (how
    many were counted), recorded, verdict, changed. Computed once for each package object.
    Raises ClaimError, in one line, on a row that cannot be evaluated.
    """
    try:
        return _CACHE[package]
    except (KeyError, TypeError):
        pass
    sources = Sources(package)
    try:
        _ = sources.corpus
    except ValueError as error:
        raise ClaimError(str(error)) from None
    rows = [_evaluate(sources, place, row) for place, row in package.claims.iterrows()]
    frame = salience.rounded(pd.DataFrame(rows, columns=list(COLUMNS)))
    frame = frame.sort_values("order", kind="stable").reset_index(drop=True)
    try:
        _CACHE[package] = frame
    except TypeError:  # a stand-in that cannot be remembered
        pass
    return frame


def problems(package: Any) -> list[Problem]:
    """What keeps a row of `claims.csv` from being evaluated, as far as no measure is needed.

    Quantity, parameters, condition, the placeholders of the sentence and the names of tables: one
    problem for each row, in the order of the table. `evaluate` would stop at the first.
    """
    sources = Sources(package)
    try:
        _ = sources.corpus
    except ValueError as error:
        file = f"{Path(package.root).name}/codes.csv"
        return [Problem(file, None, "coder", str(error), "a coder of the whole")]
    found = []
    for place, row in package.claims.iterrows():
        try:
            quantity, arguments, _ = _read(sources, place, row)
            names = dict.fromkeys(_sayable(quantity), "")
            _render(package, place, row, names)
            for name in str(row["tables"]).split():
                _known(package, place, row, "tables", name, package.tables())
            _enough(sources, place, row, arguments)
        except ClaimError as error:
            found.append(error.problem)
    return found


def _enough(sources: Sources, place: int, row: pd.Series, arguments: Arguments) -> None:
    """Raise ClaimError where a claim compares steps or texts and the package has too few."""

    def refused(found: str, expected: str) -> ClaimError:
        return _error(sources.package, place, row, "parameters", found, expected)

    name, phases = row["quantity"], sources.phases
    if name == "step-lead" and (len(phases) < 3 or arguments.phase("to") == phases[0]):
        wanted = "a later phase than the first, and three phases at least"
        raise refused(f"to={arguments['to']}", wanted)
    if name == "change-left-out" and len(sources.corpus.documents) < 2:
        raise refused("one text", "two texts at least")


def _read(
    sources: Sources, place: int, row: pd.Series
) -> tuple[Quantity, Arguments, Callable[[np.ndarray], np.ndarray]]:
    """Quantity, parameters and condition of a claim. Raises ClaimError."""
    name = _known(sources.package, place, row, "quantity", row["quantity"], QUANTITIES)
    arguments = _arguments(sources, place, row, QUANTITIES[name])
    return QUANTITIES[name], arguments, _condition(sources.package, place, row, arguments)


def _evaluate(sources: Sources, place: int, row: pd.Series) -> dict[str, Any]:
    quantity, arguments, within = _read(sources, place, row)
    try:
        outcome = quantity.compute(sources, arguments)
    except ValueError as error:
        raise _error(
            sources.package, place, row, "parameters", row["parameters"], str(error)
        ) from None

    def support(values: np.ndarray | None) -> float:
        if values is None:
            return np.nan
        values = values[~np.isnan(values)]
        return float(np.mean(within(values))) if len(values) else np.nan

    bootstrap, posterior = support(outcome.bootstrap), support(outcome.posterior)
    specifications = support(outcome.specifications)
    draws = float(np.fmin(bootstrap, posterior))
    holds = bool(within(np.array([outcome.value]))[0])
    if np.isnan(outcome.value):
        verdict = UNTOLD
    elif quantity.basis == COUNTED:
        verdict = HOLDS if holds else FAILS
    elif quantity.basis == CHOSEN and specifications in (0, 1):
        verdict = HOLDS if specifications else FAILS
    else:
        sure = cautious(draws, len(outcome.posterior)) if outcome.posterior is not None else draws
        verdict = verdict_of(float(np.fmin(sure, specifications)))
    low = high = np.nan
    if outcome.bootstrap is not None:
        low, high = map(float, salience.interval(outcome.bootstrap))
    counted = 0
    if outcome.specifications is not None:
        counted = int((~np.isnan(outcome.specifications)).sum())
    evaluated = {
        "claim_id": row["claim_id"],
        "order": int(row["order"]),
        "headline": row["headline"] == "true",
        "quantity": quantity.name,
        "unit": quantity.unit,
        "basis": quantity.basis,
        "value": outcome.value,
        "low": low,
        "high": high,
        "condition": row["condition"],
        "threshold": float(row["threshold"]),
        "judged": _judged(quantity, row, arguments),
        "holds": holds,
        "support_bootstrap": bootstrap,
        "support_posterior": posterior,
        "support_draws": draws,
        "support_specifications": specifications,
        "specifications": counted,
        "recorded": row["verdict"],
        "verdict": verdict,
        "changed": verdict != row["verdict"],
    }
    said = _said(sources, quantity, arguments, outcome, evaluated)
    sentence = _render(sources.package, place, row, said)
    if verdict == UNTOLD:  # numbers are missing: the sentence would say nothing, or what is false
        sentence = f"The tables do not hold yet what {row['claim_id']} is judged by."
    return evaluated | {"sentence": sentence}


def _error(
    package: Any, place: int, row: pd.Series, column: str, found: str, expected: str
) -> ClaimError:
    folder = Path(getattr(package, "root", "data")).name
    problem = Problem(
        f"{folder}/claims.csv", place + 2, column, found, expected, key=str(row["claim_id"])
    )
    return ClaimError(str(problem), problem)


def _known(
    package: Any, place: int, row: pd.Series, column: str, name: str, names: Iterable[str]
) -> str:
    """The name, or an error that lists the known ones."""
    names = list(names)
    if name not in names:
        raise _error(package, place, row, column, repr(name), f"one of {', '.join(names)}")
    return name


def _arguments(sources: Sources, place: int, row: pd.Series, quantity: Quantity) -> Arguments:
    """The parameters of a claim, checked against the quantity and the package."""
    package = sources.package
    values = {key: value for key, value in quantity.parameters.items() if value is not None}
    allowed = [*quantity.parameters, "lowest"]
    given: set[str] = set()
    for pair in filter(None, (part.strip() for part in str(row["parameters"]).split(";"))):
        key, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or not value:
            raise _error(package, place, row, "parameters", repr(pair), "key=value")
        if key in given:
            raise _error(package, place, row, "parameters", f"{key} twice", "each once")
        given.add(key)
        values[_known(package, place, row, "parameters", key, allowed)] = value
    for key in quantity.parameters:
        if key not in values:
            raise _error(package, place, row, "parameters", f"no {key}", f"{key}=…")
    arguments = Arguments(values, sources.phases)
    series = [*sources.themes, *POLES, BALANCE]
    for key, value in values.items():
        if key in ("from", "to", "phase", "against_phase"):
            names = [*sources.phases, *PHASE_WORDS]
            _known(package, place, row, "parameters", value, names)
        elif key in _CHOICES_OF:
            _known(package, place, row, "parameters", value, _CHOICES_OF[key])
        elif key in ("of", "against"):
            for name in arguments.several(key):
                _known(package, place, row, "parameters", name, series)
            if "," in value and quantity.name != "largest-change":
                raise _error(package, place, row, "parameters", repr(value), "one name")
    if "previous" in values.values() and len(sources.phases) < 2:
        raise _error(package, place, row, "parameters", "previous", "two phases at least")
    return arguments


def _condition(
    package: Any, place: int, row: pd.Series, arguments: Arguments
) -> Callable[[np.ndarray], np.ndarray]:
    """The condition as a function of an array of values; nan never meets it."""
    sign = _known(package, place, row, "condition", row["condition"], CONDITIONS)
    if pd.isna(row["threshold"]):
        raise _error(package, place, row, "threshold", "an empty cell", "a number")
    threshold = float(row["threshold"])
    if sign == "between":
        try:
            lowest = float(arguments.values["lowest"])
            if not np.isfinite(lowest):
                raise ValueError
        except (KeyError, ValueError):
            raise _error(
                package, place, row, "parameters", repr(row["parameters"]), "lowest=a number"
            ) from None
        return lambda values: (
            _settled(values, lowest, np.greater_equal) & _settled(values, threshold, np.less_equal)
        )
    compare = {
        ">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal
    }[sign]  # fmt: skip
    return lambda values: _settled(values, threshold, compare)


def _settled(values: np.ndarray, threshold: float, compare: Callable) -> np.ndarray:
    return compare(np.round(values, _DECIMALS), round(threshold, _DECIMALS))


def _words(value: float, unit: str) -> str:
    """A value as it stands in a sentence: 60 points, 28%, four, 0.033."""
    if np.isinf(value):
        return "without bound"
    if unit == "count" and not np.isnan(value):
        return wording.cardinal(round(value))
    say = {"points": wording.points, "percent": wording.percent}.get(unit)
    return say(value) if say else wording.number(value, 3 if abs(value) < 0.1 else 2)


def _interval(low: float, high: float, unit: str) -> str:
    """A bootstrap interval as it stands in a sentence."""
    say = {"points": wording.signed_points_interval, "percent": wording.interval}
    return say.get(unit, wording.signed_interval)(low, high)


def _judged(quantity: Quantity, row: pd.Series, arguments: Arguments) -> str:
    """What the verdict is about, in a few words: the change is above zero."""

    def say(value: float) -> str:
        if not value:
            return "zero"
        if quantity.unit == "points":
            return wording.points(value) if value > 0 else wording.signed_points(value)
        return wording.percent(value) if quantity.unit == "percent" else wording.number(value)

    threshold = say(float(row["threshold"]))
    if row["condition"] == "between":
        return f"{quantity.noun} is between {say(float(arguments['lowest']))} and {threshold}"
    said = {">": "above", "<": "below", ">=": "at least", "<=": "at most"}[row["condition"]]
    return f"{quantity.noun} is {said} {threshold}"


_PHASES, _SERIES = ("from", "to", "phase", "against_phase"), ("of", "against")
_ALWAYS = ("value", "signed", "interval", "threshold", "verdict", "texts", "phases", *POLES)


def _sayable(quantity: Quantity) -> tuple[str, ...]:
    """The names of all placeholders that a sentence about this quantity may use."""
    named = [key for key in (*_PHASES, *_SERIES) if key in quantity.parameters]
    publisher = ["publisher"] if {"from", "to"} <= set(quantity.parameters) else []
    return tuple(dict.fromkeys([*_ALWAYS, *named, *publisher, *quantity.said]))


def _said(
    sources: Sources,
    quantity: Quantity,
    arguments: Arguments,
    outcome: Outcome,
    evaluated: Mapping[str, Any],
) -> dict[str, str]:
    """Every placeholder that the sentence of this claim may use."""
    package = sources.package
    phases = package.phases.set_index("phase_id")
    label = "short_label" if "short_label" in phases else "label"
    themes = package.themes
    named = {row.theme: row.label_en[:1].lower() + row.label_en[1:] for row in themes.itertuples()}
    said = {
        "value": _words(outcome.value, quantity.unit),
        "signed": wording.signed_points(outcome.value)
        if quantity.unit == "points"
        else wording.signed(outcome.value),
        "interval": _interval(evaluated["low"], evaluated["high"], quantity.unit),
        "threshold": _words(evaluated["threshold"], quantity.unit),
        "verdict": evaluated["verdict"],
        "texts": _words(len(package.documents), "count"),
        "phases": _words(len(package.phases), "count"),
    }
    for pole in POLES:
        said[pole] = wording.listing(
            [named[row.theme] for row in themes.itertuples() if row.pole == pole]
        )
    for key in _PHASES:
        if key in quantity.parameters:
            said[key] = str(phases.loc[arguments.phase(key), label])
    for key in _SERIES:
        if key in quantity.parameters:
            said[key] = wording.listing([named.get(name, name) for name in arguments.several(key)])
    if {"from", "to"} <= set(quantity.parameters):
        said["publisher"] = _shared_publisher(package, arguments)
    for key, value in outcome.said.items():
        said[key] = value if isinstance(value, str) else _words(*value)
    return said


def _shared_publisher(package: Any, arguments: Arguments) -> str:
    """Who published all texts of both phases, with an article; or that nobody did."""
    documents = package.documents
    both = documents[documents["phase_id"].isin([arguments.phase("from"), arguments.phase("to")])]
    if "publisher" not in documents or both["publisher"].nunique() != 1:
        return "different publishers"
    return f"the {both['publisher'].iloc[0]}"


def _render(package: Any, place: int, row: pd.Series, said: Mapping[str, str]) -> str:
    """The sentence with its placeholders filled in."""
    template = str(row["sentence"])
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise _error(
            package, place, row, "sentence", repr(template), f"paired braces ({error})"
        ) from None
    text = ""
    for literal, name, form, conversion in parts:
        text += literal
        if name is None:
            continue
        if form or conversion or name not in said:
            found = "{" + name + (f":{form}" if form else "") + "}"
            expected = "one of " + ", ".join(f"{{{known}}}" for known in said)
            raise _error(package, place, row, "sentence", found, expected)
        text += said[name]
    return text[:1].upper() + text[1:]


# --- showing ---------------------------------------------------------------------------------


def identifiers(package: Any, headline: bool = False) -> list[str]:
    """Ids of all claims in order, or of the headline claims alone."""
    frame = evaluate(package)
    return frame.loc[frame["headline"] | (not headline), "claim_id"].tolist()


def claim(package: Any, claim_id: str) -> pd.Series:
    """The row of `evaluate` for one claim. Raises ClaimError for an unknown id."""
    frame = evaluate(package)
    rows = frame[frame["claim_id"] == claim_id]
    if rows.empty:
        known = ", ".join(frame["claim_id"]) or "nothing"
        raise ClaimError(f"claims.csv: found no claim {claim_id!r}, expected one of {known}")
    return rows.iloc[0]


def sentence(package: Any, claim_id: str) -> str:
    """The claim's sentence with its computed values."""
    return str(claim(package, claim_id)["sentence"])


def support(package: Any, claim_id: str) -> str:
    """What the verdict rests on, in words: draws and specifications, or that it is a count."""
    row = claim(package, claim_id)
    if row["basis"] == COUNTED:
        return "a count, without sampling"
    said = []
    if not np.isnan(row["support_draws"]):
        near = ", too near a threshold for the word beyond it," if _near(row) else ""
        said.append(f"{_share(row['support_draws'])} of draws{near}")
    if row["specifications"]:
        ways = "specifications" if row["basis"] == SAMPLED else "ways of counting"
        said.append(f"{_share(row['support_specifications'])} of {row['specifications']:,} {ways}")
    return " and ".join(said) or "nothing that could be computed"


def _near(row: pd.Series) -> bool:
    """Whether the draws, taken as exact, would give another word."""
    exact = float(np.fmin(row["support_draws"], row["support_specifications"]))
    return row["verdict"] != verdict_of(exact)


def _share(value: float) -> str:
    """A support in percent, never rounded up: only all is 100%."""
    percent = np.floor(round(1000 * value, 6)) / 10
    return f"{percent:.0f}%" if percent == round(percent) else f"{percent:.1f}%"


class Markdown(str):
    """MyST that a notebook shows, or glues, as such."""

    def _repr_markdown_(self) -> str:
        return str(self)


def show(package: Any, claim_id: str, passages: bool = True) -> Markdown:
    """The claim as MyST: sentence, verdict, what was judged with what support, passages."""
    row = claim(package, claim_id)
    shown = f"{escape(row['sentence'])} **{escape(_capital(row['verdict']))}** "
    shown += f"({escape(row['judged'])}; {escape(support(package, claim_id))})."
    links = evidence(package, claim_id) if passages else []
    if links:
        shown += " Passages: " + ", ".join(link(each.text, each.target) for each in links) + "."
    return Markdown(shown)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def evidence(package: Any, claim_id: str) -> list[tables.Link]:
    """Links to what a claim rests on, in the order of the table.

    A `theme:phase` pair (the phase may be first, last or previous; the theme may be a pole)
    leads to the list of that theme's passages in that phase, where there are any; a unit to the
    passage; `project:<id>` and `indicator:<id>` to the page of that project or figure.
    """
    claims = package.claims
    row = claims[claims["claim_id"] == claim_id]
    if row.empty:
        claim(package, claim_id)
    links: dict[str, tables.Link] = {}
    for name in str(row["evidence"].iloc[0]).split():
        for text, target in _targets(package, name):
            links.setdefault(target, tables.Link(text, target))
    return list(links.values())


def _targets(package: Any, name: str) -> Iterable[tuple[str, str]]:
    """Text and target of each link that one word of evidence stands for."""
    kind, _, rest = name.partition(":")
    if kind == "project" and rest:
        labels = package.projects.set_index("project_id")["label"]
        yield f"{labels.get(rest, rest)}", f"#project-{rest}"
        return
    if kind == "indicator" and rest:
        labels = package.indicators.set_index("indicator_id")["label"]
        yield f"{labels.get(rest, rest)}", f"#indicator-{rest}"
        return
    if not rest:
        yield f"passage {name}", f"#u-{name}"
        return
    told = package.phases["phase_id"].isin(set(package.documents["phase_id"]))
    ordered = package.phases[told].sort_values("order")
    phase = Arguments({"phase": rest}, tuple(ordered["phase_id"])).phase("phase")
    row = ordered[ordered["phase_id"] == phase].iloc[0]
    years = ordered["date_earliest"].dt.year
    alone = (years == row["date_earliest"].year).sum() == 1
    when = str(row["date_earliest"].year) if alone else row["short_label"]
    themes = package.themes.sort_values("order")
    spoken = _spoken(package)
    for row in themes.itertuples():
        if kind in (row.theme, row.pole) and (row.theme, phase) in spoken:
            yield f"{row.short_label} {when}", f"#theme-{row.theme}-{phase}"


@lru_cache(maxsize=8)
def _spoken(package: Any) -> set[tuple[str, str]]:
    """Pairs of theme and phase that have a coded unit, and so a list of passages."""
    units = package.units.merge(package.documents[["doc_id", "phase_id"]], on="doc_id")
    coded = package.codes.merge(units[["unit_id", "phase_id"]], on="unit_id")
    return set(zip(coded["theme"], coded["phase_id"], strict=True))


def table(package: Any, headline: bool = False, csv: str | None = None) -> tables.Table:
    """Every claim (or the headline claims) with verdict, links and what would overturn it."""
    words = package.claims.set_index("claim_id")
    rows = []
    for claim_id in identifiers(package, headline):
        row = claim(package, claim_id)
        links = evidence(package, claim_id)
        names = ", ".join(str(words.at[claim_id, "tables"]).split())
        rows.append(
            {
                "claim": f"{row['sentence']} {_capital(row['verdict'])}: {row['judged']}; "
                f"{support(package, claim_id)}.",
                "rests": tables.joined(links) if links else f"tables {names}",
                "overturned": words.at[claim_id, "overturned_by"],
            }
        )
    columns = {
        "claim": "Claim, verdict, and what the verdict judges",
        "rests": "Rests on",
        "overturned": "What would overturn it",
    }
    return tables.table(
        pd.DataFrame(rows, columns=list(columns)),
        columns,
        name="tab-claims-headline" if headline else "tab-claims",
        caption=("The claims of the book, their verdicts and what they rest on. ", SCOPE),
        csv=csv,
    )


# --- what must be rewritten ------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A claim whose verdict is no longer the recorded one, and the pages that use it."""

    claim_id: str
    recorded: str
    verdict: str
    pages: tuple[str, ...]

    def __str__(self) -> str:
        pages = ", ".join(self.pages) or "no page"
        return (
            f"claim {self.claim_id}: recorded as {self.recorded!r}, now {self.verdict!r}; "
            f"rewrite its sentence in claims.csv and look at: {pages}"
        )


def changes(package: Any, root: Path | str) -> list[Change]:
    """Claims whose verdict differs from the recorded one; `root` is the folder of the book."""
    frame = evaluate(package)
    return [
        Change(row.claim_id, row.recorded, row.verdict, pages(package, row.claim_id, root))
        for row in frame[frame["changed"]].itertuples()
    ]


def pages(package: Any, claim_id: str, root: Path | str) -> tuple[str, ...]:
    """Pages of the book that use a claim, as paths from `root`.

    A page uses a claim that it names, bare or as `claim-<id>`, and every claim (or every headline
    claim) where it shows the table or the list of them. Generated pages are not looked at.
    """
    root = Path(root)
    found = [root / "index.md", *root.glob("chapters/*"), *root.glob("appendices/*")]
    named = re.compile(rf"(?<![a-z0-9-])(claim-)?{re.escape(claim_id)}(?![a-z0-9-])")
    headline = bool(claim(package, claim_id)["headline"])
    listed = re.compile(r"claims\.(table|identifiers|evaluate)\(([^)]*)\)")

    def uses(text: str) -> bool:
        if named.search(text):
            return True
        return any(headline or "headline" not in call.group(2) for call in listed.finditer(text))

    return tuple(
        path.relative_to(root).as_posix()
        for path in sorted(found)
        if path.suffix in (".md", ".ipynb") and path.is_file() and uses(_source(path))
    )


def _source(path: Path) -> str:
    """What a page says: its text, or the sources of a notebook's cells (not their outputs)."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    try:
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    except (ValueError, KeyError, TypeError):
        return text
