"""The quantities that a claim or a title can be about, as functions of shares by phase and theme.

A quantity is computed in the same way from the estimate (one row) and from every draw of
`measures.uncertainty`. Parameters name a phase by its id, or as first, last or previous (the last
but one), so that a claim outlives a new phase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from themeshift.measures.corpus import Corpus
from themeshift.package import DESTINATION, NO_THEME, ORIGIN

BALANCE = "balance"
PHASE_WORDS = {"first": 0, "last": -1, "previous": -2}


@dataclass(frozen=True)
class Shares:
    """Shares of all themes by phase: `values` is n × phases × themes, fractions of one."""

    values: np.ndarray
    phases: tuple[str, ...]
    themes: tuple[str, ...]
    poles: tuple[str, ...]

    @classmethod
    def inside(cls, corpus: Corpus, values: np.ndarray) -> Shares:
        """Shares of the phases and themes of a corpus."""
        return cls(values, corpus.phases, corpus.themes, corpus.poles)

    def of(self, name: str) -> np.ndarray:
        """A theme's or pole's share, or the balance of the poles: n × phases."""
        return self.values @ self.signs(name)

    def signs(self, name: str) -> np.ndarray:
        """What each theme counts towards a theme, a pole or the balance."""
        if name in self.themes:
            return np.array([float(theme == name) for theme in self.themes])
        weight = {DESTINATION: 1.0, ORIGIN: -1.0} if name == BALANCE else {name: 1.0}
        return np.array([weight.get(pole, 0.0) for pole in self.poles])

    def place(self, phase: str) -> int:
        """The index of a phase: an id, or first, last or previous."""
        if phase in PHASE_WORDS:
            return PHASE_WORDS[phase] % len(self.phases)
        return self.phases.index(phase)

    def names(self) -> list[str]:
        """Everything that `of` understands but the passages without a theme."""
        return [*(one for one in self.themes if one != NO_THEME), ORIGIN, DESTINATION, BALANCE]


def change(shares: Shares, of: str, start: int, end: int) -> np.ndarray:
    """The change of a share between two phases."""
    series = shares.of(of)
    return series[:, end] - series[:, start]


def share(shares: Shares, of: str, phase: int) -> np.ndarray:
    """The share in one phase."""
    return shares.of(of)[:, phase]


def part(shares: Shares, of: str, start: int, end: int) -> np.ndarray:
    """What a theme or pole adds to the change of the balance, as a part of it; nan where none."""
    towards = np.sign(shares.signs(of) @ shares.signs(BALANCE))
    moved = towards * change(shares, of, start, end)
    total = change(shares, BALANCE, start, end)
    return np.divide(moved, total, out=np.full_like(moved, np.nan), where=np.abs(total) > 1e-12)


def step_lead(shares: Shares, of: str, start: int, end: int) -> np.ndarray:
    """By how much the step between two phases in a row is larger than the largest other step."""
    others = np.delete(np.diff(shares.of(of), axis=1), start, axis=1)
    return change(shares, of, start, end) - others.max(axis=1)


class Quantity(NamedTuple):
    """One computable quantity.

    compute: n values from shares, a name that `Shares.of` understands and the places of phases.
    phases: the parameters that name these phases, with their defaults. unit: points (differences
    of shares) or percent. noun: what it is called in an explanation, with {of} and {move} to be
    filled in; balance_noun: the same for the balance, nothing where it has no such quantity.
    steps: whether it compares the step into a phase with the steps into all others.
    """

    compute: Callable[..., np.ndarray]
    phases: Mapping[str, str]
    unit: str
    noun: str
    balance_noun: str
    least_phases: int
    steps: bool = False


_WAY = {"from": "first", "to": "last"}
_LEAD = "the lead of {destination} over {origin}"
_STEP = "this step’s lead over the others"
QUANTITIES = {
    "change": Quantity(change, _WAY, "points", "the change in {of}", "the shift", 2),
    "share": Quantity(share, {"phase": "last"}, "percent", "the share of {of}", _LEAD, 1),
    "part": Quantity(part, _WAY, "percent", "the contribution of {of} to {move}", "", 2),
    "step-lead": Quantity(step_lead, {"to": "last"}, "points", _STEP, _STEP, 3, steps=True),
}
