"""How far did the balance between the poles move, and how sure are we?

Origin and destination poles come from the package's themes. The *balance* of a phase is the
share of the destination pole less the share of the origin pole. The *position* θ is the log
ratio of the two (Lowe, Benoit, Mikhaylov & Laver 2011).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import combinations, permutations

import numpy as np
import pandas as pd

from themeshift.kept import kept
from themeshift.salience import (
    DRAWS,
    LEVEL,
    SEED,
    Corpus,
    dirichlet,
    gammas,
    interval,
    normalised,
    posterior_interval,
    resample,
    rounded,
    shares,
    totals,
)

ORIGIN = "origin"
DESTINATION = "destination"
PRIOR = 0.5
#: Above this number of assignments a permutation test draws a sample of them.
MOST_ASSIGNMENTS = 20_000
#: Above this number of phases their orders are not enumerated.
MOST_PHASES = 8
VALUES = ("balance", "theta")
STATISTICS = ("last-minus-first", "spearman", "monotone")


def log_position(
    destination: np.ndarray | float, origin: np.ndarray | float, prior: float = PRIOR
) -> np.ndarray:
    """θ = ln((D + ½) / (O + ½)), the log position of Lowe et al. (2011).

    D and O are in quasi-sentences. With `prior` 0 an empty pole gives ±inf, two empty poles nan.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        upper = np.log(np.asarray(destination, float) + prior)
        lower = np.log(np.asarray(origin, float) + prior)
        return upper - lower


def _poles(values: np.ndarray, corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Destination and origin sums of values (... × themes)."""
    return (
        values[..., corpus.pole(DESTINATION)].sum(axis=-1),
        values[..., corpus.pole(ORIGIN)].sum(axis=-1),
    )


def quasi_sentences(corpus: Corpus) -> tuple[np.ndarray, np.ndarray]:
    """Destination and origin of each phase in quasi-sentence equivalents.

    The number of substantive units of the phase times the pole's share of its words, so that
    the ½ in θ keeps the scale for which it was meant, however long the sentences are.
    """
    destination, origin = _poles(shares(corpus), corpus)
    return destination * corpus.units_per_phase, origin * corpus.units_per_phase


@dataclass(frozen=True)
class PhaseDraws:
    """Estimate and draws of one quantity by phase: estimate phases; draws × phases each."""

    estimate: np.ndarray
    bootstrap: np.ndarray
    posterior: np.ndarray


def phase_draws(
    corpus: Corpus,
    prior: float = PRIOR,
    draws: int = DRAWS,
    seed: int = SEED,
    include_none: bool = True,
) -> dict[str, PhaseDraws]:
    """Draws of `theta`, `balance`, `destination` and `origin` by phase.

    Bootstrap over paragraphs within document; in a draw, D and O are recomputed in full, with
    the draw's own number of units. Posterior: of shares, that of the themes, ½ for each theme
    (`salience.dirichlet`). Of θ, destination, origin and the rest are three multinomial cells
    with prior ½ each and as many trials as there are quasi-sentences, whence θ is the log ratio
    of two gamma variables (Benoit, Laver & Mikhaylov 2009; Lowe et al. 2011).
    """
    share = shares(corpus, include_none)
    destination, origin = _poles(share, corpus)
    theta = log_position(*quasi_sentences(corpus), prior)

    resampled = resample(corpus, draws, seed)
    drawn = normalised(resampled.room, corpus.themes, include_none)
    drawn_destination, drawn_origin = _poles(drawn, corpus)
    whole = normalised(resampled.room, corpus.themes)
    whole_destination, whole_origin = _poles(whole, corpus)
    drawn_theta = log_position(
        whole_destination * resampled.units, whole_origin * resampled.units, prior
    )

    d_units, o_units = quasi_sentences(corpus)
    if include_none:
        n_units = corpus.units_per_phase.astype(float)
    else:
        # The units of `none` are no trials when `none` is no outcome.
        with np.errstate(divide="ignore", invalid="ignore"):
            n_units = np.where(
                destination + origin > 0,
                (d_units + o_units) / (destination + origin),
                corpus.units_per_phase,
            )
    rest = np.maximum(n_units - d_units - o_units, 0)
    cells = np.stack([d_units, o_units, rest], axis=-1) + PRIOR
    drawn_cells = gammas(cells, corpus.phases, draws, seed)
    posterior = _poles(dirichlet(corpus, PRIOR, draws, seed, include_none), corpus)
    return {
        "theta": PhaseDraws(
            theta, drawn_theta, log_position(drawn_cells[..., 0], drawn_cells[..., 1], 0)
        ),
        "balance": PhaseDraws(
            destination - origin,
            drawn_destination - drawn_origin,
            posterior[0] - posterior[1],
        ),
        "destination": PhaseDraws(destination, drawn_destination, posterior[0]),
        "origin": PhaseDraws(origin, drawn_origin, posterior[1]),
    }


@kept
def positions(
    corpus: Corpus,
    prior: float = PRIOR,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    include_none: bool = True,
) -> pd.DataFrame:
    """Where each phase stands: one row per phase.

    Columns: phase_id, units, destination_units, origin_units (quasi-sentence equivalents), and
    for each of theta, balance, destination, origin: the estimate, then with the endings _low,
    _high the bootstrap and with _posterior_low, _posterior_high the posterior interval.
    """
    d_units, o_units = quasi_sentences(corpus)
    columns: dict[str, object] = {
        "phase_id": list(corpus.phases),
        "units": corpus.units_per_phase,
        "destination_units": d_units,
        "origin_units": o_units,
    }
    for name, values in phase_draws(corpus, prior, draws, seed, include_none).items():
        columns[name] = values.estimate
        columns[f"{name}_low"], columns[f"{name}_high"] = interval(values.bootstrap, level)
        low, high = posterior_interval(values.posterior, values.estimate, level)
        columns[f"{name}_posterior_low"], columns[f"{name}_posterior_high"] = low, high
    return rounded(pd.DataFrame(columns))


def _pairs(corpus: Corpus) -> list[tuple[str, int, int]]:
    """Scope, first and second phase index of each step, then of the whole way."""
    last = len(corpus.phases) - 1
    pairs = [("step", before, before + 1) for before in range(last)]
    return [*pairs, ("total", 0, last)] if last > 0 else []


@kept
def steps(
    corpus: Corpus,
    prior: float = PRIOR,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    include_none: bool = True,
) -> pd.DataFrame:
    """Changes between consecutive phases and over the whole way.

    Columns: scope (step, total), from_phase, to_phase, measure (theta, balance, destination,
    origin), change, low, high, posterior_low, posterior_high, and upward_bootstrap and
    upward_posterior: the share of draws in which the change is above zero.
    """
    rows = []
    for name, values in phase_draws(corpus, prior, draws, seed, include_none).items():
        for scope, before, after in _pairs(corpus):
            resampled = values.bootstrap[:, after] - values.bootstrap[:, before]
            posterior = values.posterior[:, after] - values.posterior[:, before]
            low, high = interval(resampled, level)
            change = values.estimate[after] - values.estimate[before]
            posterior_low, posterior_high = posterior_interval(posterior, change, level)
            rows.append(
                {
                    "scope": scope,
                    "from_phase": corpus.phases[before],
                    "to_phase": corpus.phases[after],
                    "measure": name,
                    "change": change,
                    "low": float(low),
                    "high": float(high),
                    "posterior_low": float(posterior_low),
                    "posterior_high": float(posterior_high),
                    "upward_bootstrap": float(np.mean(resampled > 0)),
                    "upward_posterior": float(np.mean(posterior > 0)),
                }
            )
    columns = [
        "scope", "from_phase", "to_phase", "measure", "change", "low", "high",
        "posterior_low", "posterior_high", "upward_bootstrap", "upward_posterior",
    ]  # fmt: skip
    return rounded(pd.DataFrame(rows, columns=columns))


def _theme_changes(
    corpus: Corpus, draws: int, seed: int, include_none: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares, their bootstrap draws, and the sign with which a theme enters the balance."""
    share = shares(corpus, include_none)
    drawn = normalised(resample(corpus, draws, seed).room, corpus.themes, include_none)
    sign = corpus.pole(DESTINATION).astype(float) - corpus.pole(ORIGIN).astype(float)
    return share, drawn, sign


@kept
def decomposition(
    corpus: Corpus,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    include_none: bool = True,
) -> pd.DataFrame:
    """The shift of the balance, split by theme and by step; the parts sum to the whole.

    The balance is linear in the shares, so a theme's contribution is its change of share, with
    the sign of its pole; themes outside the poles contribute nothing and have no row. Columns:
    scope (step, total), from_phase, to_phase, theme, pole, change (of the share), contribution,
    low, high (bootstrap interval of the contribution), part (of the total shift; nan when the
    total is zero).
    """
    share, drawn, sign = _theme_changes(corpus, draws, seed, include_none)
    pairs = _pairs(corpus)
    whole = float(np.nansum(sign * (share[-1] - share[0])))
    rows = []
    for scope, before, after in pairs:
        for theme in np.flatnonzero(sign):
            change = share[after, theme] - share[before, theme]
            moved = sign[theme] * (drawn[:, after, theme] - drawn[:, before, theme])
            low, high = interval(moved, level)
            rows.append(
                {
                    "scope": scope,
                    "from_phase": corpus.phases[before],
                    "to_phase": corpus.phases[after],
                    "theme": corpus.themes[theme],
                    "pole": corpus.poles[theme],
                    "change": change,
                    "contribution": sign[theme] * change,
                    "low": float(low),
                    "high": float(high),
                    "part": sign[theme] * change / whole if abs(whole) > 1e-12 else math.nan,
                }
            )
    columns = [
        "scope", "from_phase", "to_phase", "theme", "pole", "change", "contribution",
        "low", "high", "part",
    ]  # fmt: skip
    return rounded(pd.DataFrame(rows, columns=columns))


def largest_steps(
    corpus: Corpus,
    draws: int = DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
    include_none: bool = True,
) -> pd.DataFrame:
    """The step at which each theme, and the balance, moves most (in absolute share).

    Columns: theme ("balance" for the balance), pole, from_phase, to_phase, change, low, high
    (bootstrap interval of the change at that step), certainty: the share of bootstrap draws in
    which this same step is the largest.
    """
    columns = [
        "theme", "pole", "from_phase", "to_phase", "change", "low", "high", "certainty",
    ]  # fmt: skip
    if len(corpus.phases) < 2:
        return pd.DataFrame(columns=columns)
    share, drawn, sign = _theme_changes(corpus, draws, seed, include_none)
    named = [
        (theme, pole, share[:, index], drawn[:, :, index])
        for index, (theme, pole) in enumerate(zip(corpus.themes, corpus.poles, strict=True))
        if not np.isnan(share[:, index]).all()
    ]
    named.append(("balance", "", np.nansum(sign * share, -1), np.nansum(sign * drawn, -1)))
    rows = []
    for theme, pole, values, resampled in named:
        changes = np.diff(values)
        moved = np.diff(resampled, axis=1)
        step = int(np.argmax(np.abs(changes)))
        low, high = interval(moved[:, step], level)
        defined = ~np.isnan(moved).any(axis=1)
        winners = np.argmax(np.abs(moved[defined]), axis=1)
        rows.append(
            {
                "theme": theme,
                "pole": pole,
                "from_phase": corpus.phases[step],
                "to_phase": corpus.phases[step + 1],
                "change": changes[step],
                "low": float(low),
                "high": float(high),
                "certainty": float(np.mean(winners == step)),
            }
        )
    return rounded(pd.DataFrame(rows, columns=columns))


# --- permutation tests -----------------------------------------------------------------------


def number_of_assignments(sizes: tuple[int, ...]) -> int:
    """Ways to assign sum(sizes) documents to phases of these sizes."""
    result = math.factorial(sum(sizes))
    for size in sizes:
        result //= math.factorial(size)
    return result


def assignments(sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Each assignment of documents to phases that keeps the phases' sizes, once.

    An assignment is the phase index of each document. The first one is phase by phase.
    """

    def place(free: tuple[int, ...], phase: int) -> Iterator[dict[int, int]]:
        if phase == len(sizes):
            yield {}
            return
        for chosen in combinations(free, sizes[phase]):
            left = tuple(document for document in free if document not in chosen)
            for others in place(left, phase + 1):
                yield {**dict.fromkeys(chosen, phase), **others}

    everyone = tuple(range(sum(sizes)))
    for phases in place(everyone, 0):
        yield tuple(phases[document] for document in everyone)


def assignment_matrix(phase_of_document: np.ndarray, seed: int = SEED) -> tuple[np.ndarray, str]:
    """Assignments × documents with the observed one first, and how they were got.

    "exact": every assignment once, while there are at most `MOST_ASSIGNMENTS`; "sampled": that
    many seeded shuffles beside the observed assignment (Phipson & Smyth 2010).
    """
    observed = np.asarray(phase_of_document, int)
    sizes = tuple(int(size) for size in np.bincount(observed))
    if number_of_assignments(sizes) <= MOST_ASSIGNMENTS:
        every = np.array(list(assignments(sizes)), int)
        same = (every == observed).all(axis=1)
        return np.vstack([every[same], every[~same]]), "exact"
    generator = np.random.default_rng(seed)
    shuffled = generator.permuted(np.tile(observed, (MOST_ASSIGNMENTS - 1, 1)), axis=1)
    return np.vstack([observed, shuffled]), "sampled"


def statistic_of(values: np.ndarray, statistic: str) -> np.ndarray:
    """Trend statistic over the last axis (phases in order).

    last-minus-first: change over the whole way. spearman: Spearman's rank correlation with the
    order of the phases (ties take mean ranks). monotone: rises less falls between consecutive
    phases.
    """
    if statistic == "last-minus-first":
        return values[..., -1] - values[..., 0]
    if statistic == "monotone":
        change = np.diff(values, axis=-1)
        return (change > 1e-12).sum(axis=-1) - (change < -1e-12).sum(axis=-1).astype(float)
    if statistic == "spearman":
        values = np.round(values, 12)
        below = (values[..., :, None] > values[..., None, :]).sum(axis=-1)
        equal = (values[..., :, None] == values[..., None, :]).sum(axis=-1)
        ranks = below + (equal - 1) / 2
        ranks = ranks - ranks.mean(axis=-1, keepdims=True)
        order = np.arange(values.shape[-1]) - (values.shape[-1] - 1) / 2
        spread = np.sqrt((ranks**2).sum(axis=-1) * (order**2).sum())
        product = (ranks * order).sum(axis=-1)
        return np.divide(product, spread, out=np.zeros_like(product), where=spread > 0)
    raise ValueError(f"statistic is {statistic!r}, expected one of {', '.join(STATISTICS)}")


@dataclass(frozen=True)
class Permutation:
    """A permutation test and the smallest p-value that it could have given.

    level: what is exchanged (document, phase, paragraph, unit). p: share of assignments whose
    statistic is at least the observed one (upward); p_two_sided: at least as large in absolute
    value.
    floor: one over the number of assignments. attainable: the smallest upward p that these data
    could give, since several assignments may share the largest statistic. order_floor: one over
    the number of orders of the phases, the floor for a strict order of whole phases.
    """

    level: str
    value: str
    statistic: str
    observed: float
    p: float
    p_two_sided: float
    assignments: int
    method: str
    floor: float
    attainable: float
    order_floor: float


def _values(rooms: np.ndarray, units: np.ndarray, corpus: Corpus, value: str) -> np.ndarray:
    """The value by phase from rooms (... × phases × themes) and units (... × phases)."""
    share = normalised(rooms, corpus.themes)
    destination, origin = _poles(share, corpus)
    if value == "balance":
        return destination - origin
    if value == "theta":
        return log_position(destination * units, origin * units)
    if value in corpus.themes:
        return share[..., corpus.themes.index(value)]
    raise ValueError(f"value is {value!r}, expected balance, theta or a theme")


def _judge(
    statistics: np.ndarray, n_phases: int, level: str, value: str, statistic: str, method: str
) -> Permutation:
    """The test from the statistics of all assignments, the observed one first."""
    # Equal statistics may differ in their last bits; such ties count against the finding.
    statistics = np.round(statistics, 9)
    observed = statistics[0]
    return Permutation(
        level=level,
        value=value,
        statistic=statistic,
        observed=rounded(observed, 9),
        p=rounded(np.mean(statistics >= observed)),
        p_two_sided=rounded(np.mean(np.abs(statistics) >= abs(observed))),
        assignments=len(statistics),
        method=method,
        floor=rounded(1 / len(statistics)),
        attainable=rounded(np.mean(statistics >= statistics.max())),
        order_floor=rounded(1 / math.factorial(n_phases)),
    )


def permute_documents(
    corpus: Corpus, statistic: str = "last-minus-first", value: str = "balance", seed: int = SEED
) -> Permutation:
    """Permutation test with documents as the exchangeable things.

    Every assignment of documents to phases that keeps the phases' sizes is tried; the words of
    a phase's documents are pooled, as in the estimate. Raises ValueError for an unknown value
    or statistic.
    """
    n_documents, n_phases = len(corpus.documents), len(corpus.phases)
    rooms = np.zeros((n_documents, len(corpus.themes)))
    np.add.at(rooms, corpus.document, corpus.room)
    units = np.bincount(corpus.document, minlength=n_documents)
    matrix, method = assignment_matrix(corpus.phase_of_document, seed)
    member = (matrix[:, None, :] == np.arange(n_phases)[None, :, None]).astype(float)
    values = _values(member @ rooms, member @ units, corpus, value)
    return _judge(statistic_of(values, statistic), n_phases, "document", value, statistic, method)


def permute_phases(
    corpus: Corpus, statistic: str = "monotone", value: str = "balance"
) -> Permutation:
    """Permutation test with whole phases as the exchangeable things: every order is tried.

    Four phases have 24 orders, so that a strict order of four reaches 1/24 and no less.
    """
    n_phases = len(corpus.phases)
    if n_phases > MOST_PHASES:
        raise ValueError(f"{n_phases} phases have too many orders, expected {MOST_PHASES} at most")
    values = _values(totals(corpus), corpus.units_per_phase, corpus, value)
    orders = np.array(list(permutations(range(n_phases))), int)
    return _judge(
        statistic_of(values[orders], statistic), n_phases, "phase", value, statistic, "exact"
    )


def permute_statements(
    corpus: Corpus,
    statistic: str = "last-minus-first",
    value: str = "balance",
    level: str = "unit",
    shuffles: int = 4_999,
    seed: int = SEED,
) -> Permutation:
    """Permutation test with statements (level "unit") or paragraphs exchanged between phases.

    It says only that these texts differ: statements of one document are alike, so the test is
    wrong far more often than its p-value says (`calibration.false_positives` shows how often).
    Never a test of a shift between phases. p-values count the observed assignment.
    """
    if level == "unit":
        rooms, phase = corpus.room, corpus.phase
        units = np.ones(len(rooms))
    elif level == "paragraph":
        number = corpus.paragraph.max() + 1
        rooms = np.zeros((number, len(corpus.themes)))
        np.add.at(rooms, corpus.paragraph, corpus.room)
        units = np.bincount(corpus.paragraph, minlength=number).astype(float)
        phase = np.zeros(number, int)
        phase[corpus.paragraph] = corpus.phase
    else:
        raise ValueError(f"level is {level!r}, expected unit or paragraph")
    n_phases = len(corpus.phases)
    generator = np.random.default_rng(seed)
    shuffled = generator.permuted(np.tile(phase, (shuffles, 1)), axis=1)
    matrix = np.vstack([phase, shuffled])
    member = (matrix[:, None, :] == np.arange(n_phases)[None, :, None]).astype(float)
    values = _values(member @ rooms, member @ units, corpus, value)
    return _judge(statistic_of(values, statistic), n_phases, level, value, statistic, "sampled")


def permutation_table(corpus: Corpus, seed: int = SEED) -> pd.DataFrame:
    """Every test of the balance and of θ: documents, phases, then statements labelled as such.

    One row per test with the fields of `Permutation`. Empty when there is one phase only.
    """
    columns = list(Permutation.__dataclass_fields__)
    if len(corpus.phases) < 2:
        return pd.DataFrame(columns=columns)
    rows = [
        asdict(permute_documents(corpus, statistic, value, seed))
        for value in VALUES
        for statistic in STATISTICS
    ]
    if len(corpus.phases) <= MOST_PHASES:
        rows += [asdict(permute_phases(corpus, "monotone", value)) for value in VALUES]
    rows += [
        asdict(permute_statements(corpus, "last-minus-first", value, level, seed=seed))
        for value in VALUES
        for level in ("paragraph", "unit")
    ]
    return pd.DataFrame(rows, columns=columns)
