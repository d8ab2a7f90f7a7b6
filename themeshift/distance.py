"""How far apart are the phases, and where does each lie among the themes?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from themeshift.kept import kept
from themeshift.salience import LEVEL, NONE, SEED, Corpus, resample, rounded, totals
from themeshift.shift import assignment_matrix

#: Draws of the correspondence analysis' ellipses.
DRAWS = 2_000


def jensen_shannon(
    distributions: Any, others: Any | None = None, weights: Sequence[float] | None = None
) -> np.ndarray:
    """Jensen–Shannon divergence in bits, between 0 and 1 for two distributions (Lin 1991).

    Either two arrays of counts or shares over the last axis, or one array (... × groups × cells)
    for the divergence of all groups. weights: one per group, equal if not given; weights in
    proportion to the sizes make it G² / (2 N ln 2). A group without counts gives nan.
    """
    if others is not None:
        groups = np.stack(np.broadcast_arrays(np.asarray(distributions, float), others), axis=-2)
    else:
        groups = np.asarray(distributions, float)
    sizes = groups.sum(axis=-1, keepdims=True)
    shares = np.divide(groups, sizes, out=np.full_like(groups, np.nan), where=sizes > 0)
    number = groups.shape[-2]
    weight = np.full(number, 1 / number) if weights is None else np.asarray(weights, float)
    weight = weight[..., :, None] / weight.sum()
    middle = (weight * shares).sum(axis=-2, keepdims=True)
    ratio = np.divide(shares, middle, out=np.ones_like(shares), where=shares > 0)
    ratio = np.where(np.isnan(shares), np.nan, ratio)
    return (weight * shares * np.log2(ratio)).sum(axis=(-2, -1))


def _document_counts(source: Any, basis: str) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Documents × cells, phase of each document, phases."""
    if basis == "themes":
        if not isinstance(source, Corpus):
            raise ValueError("divergences by themes need a Corpus")
        rooms = np.zeros((len(source.documents), len(source.themes)))
        np.add.at(rooms, source.document, source.room)
        keep = [theme != NONE for theme in source.themes]
        return rooms[:, keep], source.phase_of_document, source.phases
    if basis == "words":
        documents = source.documents
        order = source.phases.sort_values("order")["phase_id"]
        table = source.terms.pivot_table(
            index="doc_id", columns="lemma", values="count", aggfunc="sum", fill_value=0
        )
        documents = documents[documents["doc_id"].isin(set(table.index))]
        phases = tuple(phase for phase in order if phase in set(documents["phase_id"]))
        documents = documents.assign(place=documents["phase_id"].map(list(phases).index))
        documents = documents.sort_values(["place", "doc_id"], kind="stable")
        rooms = table.loc[documents["doc_id"]].to_numpy(float)
        return rooms, documents["place"].to_numpy(int), phases
    raise ValueError(f"basis is {basis!r}, expected themes or words")


def divergences(source: Any, basis: str = "themes", seed: int = SEED) -> pd.DataFrame:
    """Jensen–Shannon divergence between phases, with its permutation null over documents.

    source: a `Corpus` for basis "themes" (shares of room, `none` apart), the package for "words"
    (all lemmas of `terms`). Every assignment of documents to phases is tried. Columns: basis,
    from_phase, to_phase (each pair in order; the last row, "all", takes all phases at once),
    divergence (bits), null_mean, null_high (mean and 95 % quantile over assignments), p (share
    of assignments at least as divergent), floor (one over their number), attainable (the
    smallest p that these data could give), assignments, method.

    Short texts diverge by chance: read a divergence beside its null, never against zero.
    """
    rooms, phase_of_document, phases = _document_counts(source, basis)
    columns = [
        "basis", "from_phase", "to_phase", "divergence", "null_mean", "null_high", "p", "floor",
        "attainable", "assignments", "method",
    ]  # fmt: skip
    if len(phases) < 2:
        return pd.DataFrame(columns=columns)
    matrix, method = assignment_matrix(phase_of_document, seed)
    member = (matrix[:, None, :] == np.arange(len(phases))[None, :, None]).astype(float)
    by_phase = member @ rooms
    pairs: list[tuple[str, str, list[int]]] = [
        (phases[a], phases[b], [a, b]) for a, b in combinations(range(len(phases)), 2)
    ]
    pairs.append(("all", "all", list(range(len(phases)))))
    rows = []
    for from_phase, to_phase, chosen in pairs:
        values = np.round(jensen_shannon(by_phase[:, chosen]), 10)
        values = values[~np.isnan(values)]
        rows.append(
            {
                "basis": basis,
                "from_phase": from_phase,
                "to_phase": to_phase,
                "divergence": values[0],
                "null_mean": values.mean(),
                "null_high": np.quantile(values, 0.95),
                "p": np.mean(values >= values[0]),
                "floor": 1 / len(values),
                "attainable": np.mean(values >= values.max()),
                "assignments": len(values),
                "method": method,
            }
        )
    return rounded(pd.DataFrame(rows, columns=columns))


# --- correspondence analysis -----------------------------------------------------------------


@dataclass(frozen=True)
class Map:
    """A correspondence analysis of phases × themes.

    phases: phase_id, x, y, mass, quality (cos² in the plane), contribution_x, contribution_y.
    themes: theme, pole and the same. eigenvalues: principal inertias, all axes. inertia: their
    sum. ellipses: phase_id, x, y (centre of the draws), width, height (full axes), angle (of the
    width, degrees), level. Coordinates are principal for both (a symmetric map).
    """

    phases: pd.DataFrame
    themes: pd.DataFrame
    eigenvalues: np.ndarray
    inertia: float
    ellipses: pd.DataFrame

    @property
    def parts(self) -> np.ndarray:
        """Part of the inertia on each axis."""
        return rounded(self.eigenvalues / self.inertia)


def analyse(table: pd.DataFrame) -> tuple[Any, np.ndarray]:
    """Correspondence analysis of a contingency table by `prince`, and its eigenvalues.

    Greenacre (1984). Rows and columns without counts must be left out before. Returns the fitted
    `prince.CA` with all axes and their principal inertias.
    """
    import prince

    axes = max(min(table.shape) - 1, 1)
    model = prince.CA(n_components=axes, copy=True, engine="scipy").fit(table)
    return model, np.asarray(model.eigenvalues_, float)


def _two_axes(coordinates: np.ndarray) -> np.ndarray:
    """The first two columns, a column of zeros where there is one axis alone."""
    if coordinates.shape[1] < 2:
        coordinates = np.column_stack([coordinates, np.zeros(len(coordinates))])
    return coordinates[:, :2]


def row_coordinates(tables: np.ndarray) -> np.ndarray:
    """Principal row coordinates on the first two axes of many tables (... × rows × columns)."""
    whole = tables.sum(axis=(-2, -1), keepdims=True)
    part = tables / whole
    row = part.sum(axis=-1)
    column = part.sum(axis=-2)
    expected = row[..., :, None] * column[..., None, :]
    residual = np.divide(
        part - expected, np.sqrt(expected), out=np.zeros_like(part), where=expected > 0
    )
    left, singular, _ = np.linalg.svd(residual, full_matrices=False)
    scale = np.divide(1, np.sqrt(row), out=np.zeros_like(row), where=row > 0)
    coordinates = scale[..., :, None] * left * singular[..., None, :]
    if coordinates.shape[-1] < 2:
        coordinates = np.concatenate([coordinates, np.zeros_like(coordinates)], axis=-1)
    return coordinates[..., :2]


def aligned(configurations: np.ndarray, target: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Each configuration (draws × points × 2) turned or mirrored onto the target.

    Orthogonal Procrustes rotation, weighted by the points' masses (Milan & Whittaker 1995): the
    axes of a redrawn table come with arbitrary sign and may change places.
    """
    cross = np.einsum("dpi,p,pj->dij", configurations, weights, target)
    left, _, right = np.linalg.svd(cross)
    return configurations @ (left @ right)


def _ellipses(points: np.ndarray, names: Sequence[str], level: float) -> pd.DataFrame:
    """Normal-theory ellipse of each name's draws (draws × names × 2)."""
    radius = np.sqrt(-2 * np.log(1 - level))
    rows = []
    for index, name in enumerate(names):
        cloud = points[:, index]
        cloud = cloud[np.isfinite(cloud).all(axis=1)]
        values, vectors = np.linalg.eigh(np.cov(cloud.T))
        width, height = 2 * radius * np.sqrt(np.maximum(values[::-1], 0))
        angle = np.degrees(np.arctan2(vectors[1, 1], vectors[0, 1])) % 180
        centre = cloud.mean(axis=0)
        rows.append(
            {
                "phase_id": name,
                "x": centre[0],
                "y": centre[1],
                "width": width,
                "height": height,
                "angle": angle,
                "level": level,
            }
        )
    return rounded(pd.DataFrame(rows), 6)


@kept
def correspondence(
    corpus: Corpus,
    draws: int = DRAWS,
    seed: int = SEED,
    include_none: bool = False,
    level: float = LEVEL,
) -> Map:
    """Correspondence analysis of phases × themes, with bootstrap ellipses of the phases.

    The table holds rooms (words). Themes that no phase names are left out, phases without a
    themed word too. Each axis is turned so that the destination pole lies at its positive end.
    Ellipses: paragraphs are drawn anew within documents, the analysis is repeated and turned
    onto the map by Procrustes; they cover `level` of the draws if these are normal, and the
    coding's own uncertainty is not in them. Raises ValueError with fewer than two phases or
    themes.
    """
    keep = np.array([include_none or theme != NONE for theme in corpus.themes])
    rooms = totals(corpus)
    keep &= rooms.sum(axis=0) > 0
    there = rooms[:, keep].sum(axis=1) > 0
    if keep.sum() < 2 or there.sum() < 2:
        raise ValueError("correspondence analysis needs two phases and two themes at least")
    phases = [phase for phase, kept in zip(corpus.phases, there, strict=True) if kept]
    themes = [theme for theme, kept in zip(corpus.themes, keep, strict=True) if kept]
    poles = [pole for pole, kept in zip(corpus.poles, keep, strict=True) if kept]
    table = pd.DataFrame(rooms[there][:, keep], index=phases, columns=themes)
    model, eigenvalues = analyse(table)
    rows = _two_axes(np.asarray(model.row_coordinates(table), float))
    columns = _two_axes(np.asarray(model.column_coordinates(table), float))
    signs = _signs(columns, poles, (table.sum() / table.to_numpy().sum()).to_numpy())
    rows, columns = rows * signs, columns * signs

    resampled = resample(corpus, draws, seed).room[:, there][:, :, keep]
    drawn = row_coordinates(resampled)
    mass = table.sum(axis=1).to_numpy() / table.to_numpy().sum()
    drawn = aligned(drawn, rows, mass)
    part = table / table.to_numpy().sum()
    return Map(
        phases=_points(rows, part, eigenvalues, "phase_id", phases),
        themes=_points(columns, part.T, eigenvalues, "theme", themes).assign(pole=poles),
        eigenvalues=rounded(eigenvalues),
        inertia=rounded(float(eigenvalues.sum())),
        ellipses=_ellipses(drawn, phases, level),
    )


def _signs(columns: np.ndarray, poles: Sequence[str], mass: np.ndarray) -> np.ndarray:
    """Sign of each axis that puts the destination pole at the positive end."""
    direction = np.array([(pole == "destination") - (pole == "origin") for pole in poles], float)
    if not direction.any():
        direction = np.arange(len(poles), dtype=float)
    along = (direction * mass) @ columns
    return np.where(along < 0, -1.0, 1.0)


def _points(
    coordinates: np.ndarray, part: pd.DataFrame, eigenvalues: np.ndarray, name: str,
    labels: Sequence[str],
) -> pd.DataFrame:  # fmt: skip
    """Coordinates, masses, qualities and contributions of the rows of a table of proportions."""
    mass = part.sum(axis=1).to_numpy()
    centre = part.sum(axis=0).to_numpy()
    profile = part.to_numpy() / mass[:, None]
    distance = ((profile - centre) ** 2 / centre).sum(axis=1)
    squared = coordinates**2
    first_two = np.append(eigenvalues, 0.0)[:2]
    contribution = np.divide(
        mass[:, None] * squared, first_two, out=np.zeros_like(squared), where=first_two > 0
    )
    quality = np.divide(
        squared.sum(axis=1), distance, out=np.zeros_like(distance), where=distance > 0
    )
    frame = pd.DataFrame(
        {
            name: list(labels),
            "x": coordinates[:, 0],
            "y": coordinates[:, 1],
            "mass": mass,
            "quality": quality,
            "contribution_x": contribution[:, 0],
            "contribution_y": contribution[:, 1],
        }
    )
    return rounded(frame, 8)
