"""Does the finding survive every defensible choice?

A multiverse (Steegen, Tuerlinckx, Gelman & Vanpaemel 2016; specification curve: Simonsohn,
Simmons & Nelson 2020): each specification is one option of each choice, and all combinations
are computed. The choices:

coding       the coder's own codes; each variant of `alternatives` (second readings); each
             further complete coder; the dictionary in place of hand codes
weighting    several themes of a unit share it evenly, by rank, or the first takes all
kinds        the body alone, or titles, headings and standfirsts too (coded by the dictionary,
             since only the body is coded by hand)
measure      words or units
none         framing units count in the denominator, or do not (shares only: in θ they cancel)
left_out     nothing, or one document; its phase goes with it when nothing else is in it, and the
             shift then runs between the first and last phases left
merged       one theme outside the poles stays apart, or joins the destination
moved        what one project's units give to either pole stays as coded, or all goes to the
             origin, or all to the destination
prior        the ½ in θ, or 1, or 0 (θ only: shares have no prior)

Nothing is drawn at random: a specification can be computed by hand from the tables, and
`specification` does so the plain way.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from themeshift.kept import kept
from themeshift.package import Package
from themeshift.salience import (
    BASE,
    DICTIONARY,
    MEASURES,
    NONE,
    REPEATING,
    SUBSTANTIVE,
    WEIGHTINGS,
    Corpus,
    coders,
    corpus,
    dictionary_codes,
    normalised,
    rank_weights,
    readings,
    rounded,
)
from themeshift.shift import DESTINATION, ORIGIN, log_position

CHOICES = (
    "coding", "weighting", "kinds", "measure", "none", "left_out", "merged", "moved", "prior",
)  # fmt: skip
KINDS = {"body": SUBSTANTIVE, "body and headings": (*SUBSTANTIVE, *REPEATING)}
INCLUDED = ("included", "excluded")
NOTHING = "nothing"
MERGED = ("apart", "in destination")
MOVED = ("as coded", "to origin", "to destination")
PRIORS = (0.5, 1.0, 0.0)
#: The theme outside the poles that a reader may well count with the destination, and the
#: project whose statements could stand in either pole (design of the analysis, not data).
MERGED_THEME = "competitiveness"
MOVED_PROJECT = "bioproduction"
#: Sizes between half and twice the base result count as the same size.
SAME_SIZE = 2.0
#: Quantiles between which the middle of the specifications lies.
MIDDLE = (0.05, 0.95)


def options(
    package: Any, merged: str = MERGED_THEME, moved: str = MOVED_PROJECT
) -> dict[str, tuple[Any, ...]]:
    """The options of each choice, the base option first.

    A choice that the package does not offer (no such theme, no unit of such a project, no
    second reading) keeps its base option alone.
    """
    hand = coders(package)
    if not hand:
        raise ValueError("codes.csv: no coder has coded every sentence and item")
    table = getattr(package, "project_units", None)
    known = table is not None and (table["project_id"] == moved).any()
    documents = package.documents
    counted = package.units[package.units["kind"].isin(SUBSTANTIVE)]["doc_id"]
    present = [doc for doc in documents["doc_id"] if doc in set(counted)]
    return {
        "coding": (hand[0], *readings(package), *hand[1:], DICTIONARY),
        "weighting": WEIGHTINGS,
        "kinds": tuple(KINDS),
        "measure": MEASURES,
        "none": INCLUDED,
        "left_out": (NOTHING, *(present if len(present) > 1 else ())),
        "merged": MERGED if merged in set(package.themes["theme"]) else MERGED[:1],
        "moved": MOVED if known else MOVED[:1],
        "prior": PRIORS,
    }


def base_choices(package: Any) -> dict[str, Any]:
    """The base option of each choice."""
    return {choice: values[0] for choice, values in options(package).items()}


#: The corpora of each package that is in use: the multiverse and the shares of themes need the
#: same ones, and building them takes most of the time. They go with their package.
_built: WeakKeyDictionary[Package, dict[tuple[str, str, str], Corpus]] = WeakKeyDictionary()


def _corpus_of(package: Any, coding: str, weighting: str, kinds: str) -> Corpus:
    """The corpus of one coding, in words."""
    known = _built.setdefault(package, {}) if isinstance(package, Package) else {}
    key = (coding, weighting, kinds)
    if key not in known:
        reading = coding if coding in readings(package) else BASE
        coder = coders(package)[0] if reading != BASE else coding
        known[key] = corpus(package, coder, weighting, KINDS[kinds], "words", reading=reading)
    return known[key]


def _rooms(built: Corpus, package: Any, merged: str, moved: str) -> np.ndarray:
    """Documents × 6: destination, origin, merged theme, both poles' part in the moved units'
    destination and origin, none; and whole room and units: documents × 8 in that order."""
    room = built.room
    destination = room[:, built.pole(DESTINATION)].sum(axis=1)
    origin = room[:, built.pole(ORIGIN)].sum(axis=1)
    themes = list(built.themes)
    theirs = {theme for theme, pole in zip(themes, built.poles, strict=True) if pole == DESTINATION}

    def of(theme: str) -> np.ndarray:
        return room[:, themes.index(theme)] if theme in themes else np.zeros(len(room))

    table = getattr(package, "project_units", None)
    linked: set[str] = set()
    if table is not None:
        linked = set(table.loc[table["project_id"] == moved, "unit_id"])
    inside = np.array([unit in linked for unit in built.unit_ids], float)
    columns = np.stack(
        [
            destination,
            origin,
            # a theme of the destination pole is in it already and must not count twice
            of(merged) * (merged not in theirs),
            destination * inside,
            origin * inside,
            of(NONE),
            built.words,
            np.ones(len(room)),
        ],
        axis=1,
    )
    result = np.zeros((len(built.documents), columns.shape[1]))
    np.add.at(result, built.document, columns)
    return result


@kept
def multiverse(
    package: Any, merged: str = MERGED_THEME, moved: str = MOVED_PROJECT
) -> pd.DataFrame:
    """Every specification: the full product of the options, the base specification first.

    Columns: spec (1…n), the nine choices (`CHOICES`), first_phase, last_phase, theta_<phase> and
    balance_<phase> for each phase (nan where it was left out; θ is ±inf where the prior is 0 and
    a pole is empty), theta_shift, share_shift (balance, last less first phase), is_base,
    same_sign_theta, same_sign_share (as the base), same_size_theta, same_size_share (same sign
    and between half and twice the base).
    """
    choice = options(package, merged, moved)
    every_phase = tuple(package.phases.sort_values("order")["phase_id"])
    place = {phase: index for index, phase in enumerate(every_phase)}
    merges, moves, priors = choice["merged"], choice["moved"], choice["prior"]
    inner = (len(choice["none"]), len(merges), len(moves), len(priors))

    thetas, balances, ends, heads = [], [], [], []
    for coding, weighting, kinds in product(choice["coding"], choice["weighting"], choice["kinds"]):
        in_words = _corpus_of(package, coding, weighting, kinds)
        for measure in choice["measure"]:
            built = in_words
            if measure == "units":
                built = replace(in_words, words=np.ones(len(in_words.words)))
            rooms = _rooms(built, package, merged, moved)
            phase = np.array([place[built.phases[p]] for p in built.phase_of_document])
            for left_out in choice["left_out"]:
                keep = np.array([doc != left_out for doc in built.documents])
                by_phase = np.zeros((len(every_phase), rooms.shape[1]))
                np.add.at(by_phase, phase[keep], rooms[keep])
                theta, balance = _inner(by_phase, inner, merges, moves, priors)
                thetas.append(theta)
                balances.append(balance)
                there = np.flatnonzero(by_phase[:, -1] > 0)
                ends.append((there[0], there[-1]))
                heads.append((coding, weighting, kinds, measure, left_out))

    size = math.prod(inner)
    theta = np.stack(thetas).reshape(-1, len(every_phase))
    balance = np.stack(balances).reshape(-1, len(every_phase))
    first, last = (np.repeat([end[side] for end in ends], size) for side in (0, 1))
    columns: dict[str, Any] = {"spec": np.arange(1, len(theta) + 1)}
    for index, name in enumerate(("coding", "weighting", "kinds", "measure", "left_out")):
        columns[name] = np.repeat(np.array([head[index] for head in heads], object), size)
    grid = np.array(list(product(choice["none"], merges, moves, priors)), object)
    for index, name in enumerate(("none", "merged", "moved", "prior")):
        columns[name] = np.tile(grid[:, index], len(heads))
    columns["prior"] = columns["prior"].astype(float)
    columns = {name: columns[name] for name in ("spec", *CHOICES)}
    columns["first_phase"] = np.array(every_phase, object)[first]
    columns["last_phase"] = np.array(every_phase, object)[last]
    for index, name in enumerate(every_phase):
        columns[f"theta_{name}"] = theta[:, index]
    for index, name in enumerate(every_phase):
        columns[f"balance_{name}"] = balance[:, index]
    row = np.arange(len(theta))
    with np.errstate(invalid="ignore"):
        columns["theta_shift"] = theta[row, last] - theta[row, first]
        columns["share_shift"] = balance[row, last] - balance[row, first]
    frame = pd.DataFrame(columns)
    is_base = np.ones(len(frame), bool)
    for name in CHOICES:
        is_base &= (frame[name] == choice[name][0]).to_numpy()
    frame["is_base"] = is_base
    frame = rounded(frame)
    for kind in ("theta", "share"):
        shift = frame[f"{kind}_shift"].to_numpy()
        reference = shift[is_base][0]
        frame[f"same_sign_{kind}"] = np.sign(shift) == np.sign(reference)
        size_ratio = np.divide(
            shift, reference, out=np.full_like(shift, np.nan), where=reference != 0
        )
        frame[f"same_size_{kind}"] = (size_ratio >= 1 / SAME_SIZE) & (size_ratio <= SAME_SIZE)
    return frame


def _inner(
    by_phase: np.ndarray,
    inner: tuple[int, ...],
    merges: tuple[str, ...],
    moves: tuple[str, ...],
    priors: tuple[float, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """θ and balance (none × merged × moved × prior × phases) from one table of rooms."""
    destination, origin, extra, moved_d, moved_o, framing, whole, units = by_phase.T
    theta = np.empty((*inner, len(whole)))
    balance = np.empty_like(theta)
    with np.errstate(divide="ignore", invalid="ignore"):
        for j, merge in enumerate(merges):
            for k, move in enumerate(moves):
                d, o = destination.copy(), origin.copy()
                if move == "to origin":
                    d, o = d - moved_d, o + moved_d
                elif move == "to destination":
                    d, o = d + moved_o, o - moved_o
                if merge == "in destination":
                    d = d + extra
                # Differences of sums leave dust such as 1e-15 where a pole is empty.
                d, o = np.round(d, 10), np.round(o, 10)
                for m, prior in enumerate(priors):
                    theta[:, j, k, m] = log_position(units * d / whole, units * o / whole, prior)
                balance[0, j, k, :] = (d - o) / whole
                balance[1, j, k, :] = (d - o) / (whole - framing)
    missing = whole == 0
    theta[..., missing] = np.nan
    balance[..., missing] = np.nan
    return theta, balance


def base(specifications: pd.DataFrame) -> pd.Series:
    """The row of the base specification."""
    return specifications[specifications["is_base"]].iloc[0]


def summary(specifications: pd.DataFrame) -> pd.DataFrame:
    """How far the specifications agree: one row for θ, one for the shares.

    Columns: quantity (theta, share), base, specifications, same_sign, same_size (shares of
    them), undefined (without a number: both poles of a phase empty at prior 0), infinite (one
    pole empty at prior 0; they count for the sign, not for the size), smallest, low, median,
    high, largest (low and high: 5 % and 95 % of the finite ones).
    """
    rows = []
    for kind in ("theta", "share"):
        values = specifications[f"{kind}_shift"].to_numpy()
        finite = values[np.isfinite(values)]
        low, median, high = np.quantile(finite, [MIDDLE[0], 0.5, MIDDLE[1]])
        rows.append(
            {
                "quantity": kind,
                "base": base(specifications)[f"{kind}_shift"],
                "specifications": len(values),
                "same_sign": specifications[f"same_sign_{kind}"].mean(),
                "same_size": specifications[f"same_size_{kind}"].mean(),
                "undefined": int(np.isnan(values).sum()),
                "infinite": int(np.isinf(values).sum()),
                "smallest": finite.min(),
                "low": low,
                "median": median,
                "high": high,
                "largest": finite.max(),
            }
        )
    return rounded(pd.DataFrame(rows))


def one_at_a_time(specifications: pd.DataFrame) -> pd.DataFrame:
    """The base specification and each one that differs from it in a single choice.

    Columns choice and option (both "base" in the first row), then those of `multiverse`; a shift
    that is infinite, where a pole is empty and nothing is added to it, is nan.
    """
    reference = base(specifications)
    differs = np.stack(
        [(specifications[name] != reference[name]).to_numpy() for name in CHOICES], axis=1
    )
    keep = differs.sum(axis=1) <= 1
    frame = specifications[keep].copy()
    differs = differs[keep]
    choice = [CHOICES[row.argmax()] if row.any() else BASE for row in differs]
    option = [
        str(frame.iloc[index][name]) if name != BASE else BASE for index, name in enumerate(choice)
    ]
    frame.insert(0, "choice", choice)
    frame.insert(1, "option", option)
    order = [(-1 if name == BASE else CHOICES.index(name)) for name in choice]
    frame = frame.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)
    numbers = frame.select_dtypes("floating").columns
    return frame.assign(**{name: frame[name].map(_finite) for name in numbers})


def _finite(value: float) -> float:
    """The value, or nan where it is infinite."""
    return value if np.isfinite(value) else np.nan


def influence(specifications: pd.DataFrame) -> pd.DataFrame:
    """Which single choice moves the answer most: one row per choice and option.

    Columns: choice, option, specifications, median_theta, median_share (median shift under this
    option, all other choices free; nan where it is infinite), same_sign_share (share of them with
    the base's sign), and for the choice as a whole: spread_theta, spread_share (largest less smallest median among
    its options), part_theta, part_share (its main effect's part of the variance of all finite
    shifts; a full product is balanced, so parts of different choices do not overlap), rank (by
    spread_share, the largest first) and rank_theta (by spread_theta). Sorted by rank.
    """
    rows = []
    for name in CHOICES:
        mine = []
        for option, group in specifications.groupby(name, sort=False):
            mine.append(
                {
                    "choice": name,
                    "option": str(option),
                    "specifications": len(group),
                    "median_theta": group["theta_shift"].median(),
                    "median_share": group["share_shift"].median(),
                    "same_sign_share": group["same_sign_share"].mean(),
                }
            )
        for kind in ("theta", "share"):
            for row in mine:  # infinite where a pole is empty and nothing is added to it
                row[f"median_{kind}"] = _finite(row[f"median_{kind}"])
            medians = [row[f"median_{kind}"] for row in mine]
            finite_medians = [median for median in medians if not np.isnan(median)] or [0.0]
            shift = specifications[f"{kind}_shift"]
            finite = np.isfinite(shift)
            group = specifications.loc[finite].groupby(name)[f"{kind}_shift"]
            centre = shift[finite].mean()
            between = (group.size() * (group.mean() - centre) ** 2).sum()
            whole = ((shift[finite] - centre) ** 2).sum()
            for row in mine:
                row[f"spread_{kind}"] = max(finite_medians) - min(finite_medians)
                row[f"part_{kind}"] = between / whole if whole > 0 else 0.0
        rows += mine
    frame = rounded(pd.DataFrame(rows), 8)
    frame["rank"] = frame["spread_share"].rank(method="dense", ascending=False).astype(int)
    frame["rank_theta"] = frame["spread_theta"].rank(method="dense", ascending=False).astype(int)
    return frame.sort_values(["rank"], kind="stable").reset_index(drop=True)


@kept
def theme_specifications(package: Any) -> pd.DataFrame:
    """Shares of every theme under every choice that concerns them.

    One row per coding, weighting, kinds, measure, none, left_out, phase and theme. Columns:
    those choices, phase_id, theme, pole, share. Phases that were left out have no rows.
    """
    choice = options(package)
    parts = []
    for coding, weighting, kinds, measure in product(
        *(choice[name] for name in ("coding", "weighting", "kinds", "measure"))
    ):
        built = _corpus_of(package, coding, weighting, kinds)
        if measure == "units":
            built = replace(built, words=np.ones(len(built.words)))
        rooms = np.zeros((len(built.documents), len(built.themes)))
        np.add.at(rooms, built.document, built.room)
        member = (np.arange(len(built.phases))[:, None] == built.phase_of_document).astype(float)
        for left_out, none in product(choice["left_out"], choice["none"]):
            keep = np.array([doc != left_out for doc in built.documents], float)
            by_phase = (member * keep) @ rooms
            share = normalised(by_phase, built.themes, none == "included")
            present = np.flatnonzero((member * keep).any(axis=1))
            number = len(present) * len(built.themes)
            chosen = (coding, weighting, kinds, measure, none, left_out)
            parts.append(
                (
                    *(np.repeat(option, number) for option in chosen),
                    np.repeat(np.array(built.phases)[present], len(built.themes)),
                    np.tile(built.themes, len(present)),
                    np.tile(built.poles, len(present)),
                    share[present].ravel(),
                )
            )
    columns = ("coding", "weighting", "kinds", "measure", "none", "left_out", "phase_id", "theme",
               "pole", "share")  # fmt: skip
    whole = {
        name: np.concatenate(part)
        for name, part in zip(columns, zip(*parts, strict=True), strict=True)
    }
    return rounded(pd.DataFrame(whole))


def specification(
    package: Any,
    merged_theme: str = MERGED_THEME,
    moved_project: str = MOVED_PROJECT,
    **choices: Any,
) -> dict[str, Any]:
    """One specification the plain way: unit by unit from the tables, without arrays.

    choices: options by name of choice; those not named take the base option. Returns phases: a
    list of (phase_id, D, O, theta, balance), D and O in quasi-sentences; theta_shift and
    share_shift. Slow, and written apart from `multiverse`, to check it by.
    Raises ValueError for an unknown choice or option.
    """
    offered = options(package, merged_theme, moved_project)
    chosen = {name: values[0] for name, values in offered.items()}
    for name, option in choices.items():
        if name not in offered or option not in offered[name]:
            known = ", ".join(map(str, offered.get(name, offered)))
            raise ValueError(f"{name}: {option!r} is no option; found {known}")
        chosen[name] = option
    pole = dict(zip(package.themes["theme"], package.themes["pole"], strict=True))
    if chosen["merged"] == "in destination":
        pole[merged_theme] = DESTINATION
    phase_of = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    linked: set[str] = set()
    if chosen["moved"] != MOVED[0]:
        table = package.project_units
        linked = set(table.loc[table["project_id"] == moved_project, "unit_id"])
    codes = _plain_codes(package, chosen["coding"])
    sums: dict[str, dict[str, float]] = {}
    for unit in package.units.to_dict("records"):
        if unit["kind"] not in KINDS[chosen["kinds"]] or unit["doc_id"] == chosen["left_out"]:
            continue
        size = 1.0 if chosen["measure"] == "units" else float(unit["words"])
        cell = sums.setdefault(
            phase_of[unit["doc_id"]], {"D": 0.0, "O": 0.0, "none": 0.0, "size": 0.0, "units": 0.0}
        )
        cell["size"] += size
        cell["units"] += 1
        ranked = sorted(codes[unit["unit_id"]])
        weights = [weight for _, _, weight in ranked]
        weights = [weight / sum(weights) for weight in weights]
        if chosen["weighting"] == "rank":
            weights = list(rank_weights(len(ranked)))
        elif chosen["weighting"] == "first":
            weights = [1.0] + [0.0] * (len(ranked) - 1)
        for (_, theme, _), weight in zip(ranked, weights, strict=True):
            side = {DESTINATION: "D", ORIGIN: "O"}.get(pole[theme], "")
            in_pole = theme != merged_theme or chosen["merged"] == MERGED[0]
            if side and in_pole and unit["unit_id"] in linked:
                side = "O" if chosen["moved"] == "to origin" else "D"
            if side:
                cell[side] += size * weight
            if theme == NONE:
                cell["none"] += size * weight
    rows = []
    for phase in package.phases.sort_values("order")["phase_id"]:
        if phase not in sums:
            continue
        cell = sums[phase]
        d, o = (round(cell["units"] * cell[side] / cell["size"], 10) for side in "DO")
        theta = _plain_log(d + chosen["prior"]) - _plain_log(o + chosen["prior"])
        whole = cell["size"] - (cell["none"] if chosen["none"] == "excluded" else 0)
        rows.append((phase, d, o, theta, (cell["D"] - cell["O"]) / whole))
    return {
        "phases": rows,
        "theta_shift": rows[-1][3] - rows[0][3],
        "share_shift": rows[-1][4] - rows[0][4],
    }


def _plain_log(value: float) -> float:
    return math.log(value) if value > 0 else -math.inf


def _plain_codes(package: Any, coding: str) -> dict[str, list[tuple[int, str, float]]]:
    """Codes of every unit as (rank, theme, weight)."""
    result: dict[str, list[tuple[int, str, float]]] = {}
    every = dictionary_codes(package.matches, package.units["unit_id"])
    for row in every.to_dict("records"):
        result.setdefault(row["unit_id"], []).append((row["rank"], row["theme"], row["weight"]))
    if coding == DICTIONARY:
        return result
    variant = coding in readings(package)
    coder = coders(package)[0] if variant else coding
    tables = [package.codes[package.codes["coder"] == coder]]
    if variant:
        tables.append(package.alternatives[package.alternatives["variant"] == coding])
    for table in tables:
        for unit, rows in table.groupby("unit_id"):
            result[unit] = [
                (int(row["rank"]), row["theme"], float(row["weight"]))
                for row in rows.to_dict("records")
            ]
    return result
