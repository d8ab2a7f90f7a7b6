"""What claims and titles are about: quantities of shares, and the condition that each must meet.

A quantity is computed in the same way from the estimate (one row) and from every draw of
`measures.uncertainty`. Parameters name a phase by its id, or as first, last or previous (the last
but one), so that a claim outlives a new phase.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from themeshift.measures.corpus import Corpus
from themeshift.package import DESTINATION, NO_THEME, ORIGIN

BALANCE = "balance"
PHASE_WORDS = {"first": 0, "last": -1, "previous": -2}
CONDITIONS = {
    ">": (operator.gt, "above"),
    "<": (operator.lt, "below"),
    ">=": (operator.ge, "at least"),
    "<=": (operator.le, "at most"),
}
#: Differences of sums leave dust; a condition is judged on what is left after it.
DECIMALS = 9


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

    def themes_of(self, name: str) -> list[str]:
        """The themes that enter the series of a theme or pole."""
        return [theme for theme, sign in zip(self.themes, self.signs(name), strict=True) if sign]

    def place(self, phase: str) -> int:
        """The index of a phase: an id, or first, last or previous."""
        if phase in PHASE_WORDS:
            return PHASE_WORDS[phase] % len(self.phases)
        return self.phases.index(phase)

    def names(self) -> list[str]:
        """Everything that `of` understands."""
        named = [theme for theme in self.themes if theme != NO_THEME]
        return [*named, ORIGIN, DESTINATION, BALANCE]


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


def step_lead(shares: Shares, of: str, to: int) -> np.ndarray:
    """By how much the step into a phase is larger than the largest other step."""
    rise = np.diff(shares.of(of), axis=1)
    return rise[:, to - 1] - np.delete(rise, to - 1, axis=1).max(axis=1)


class Quantity(NamedTuple):
    """One computable quantity.

    compute: n values from shares, a name that `Shares.of` understands and the places of phases.
    phases: the parameters that name these phases, with their defaults. unit: points (differences
    of shares) or percent. noun: what it is called in an explanation, with {of} and {move} to be
    filled in; balance_noun: the same for the balance, nothing where it has no such quantity.
    """

    compute: Callable[..., np.ndarray]
    phases: Mapping[str, str]
    unit: str
    noun: str
    balance_noun: str
    least_phases: int = 1


_WAY = {"from": "first", "to": "last"}
_STEP = "this step’s lead over the others"
QUANTITIES = {
    "change": Quantity(change, _WAY, "points", "the change in {of}", "the shift", 2),
    "share": Quantity(
        share,
        {"phase": "last"},
        "percent",
        "the share of {of}",
        "the lead of {destination} over {origin}",
    ),
    "part": Quantity(part, _WAY, "percent", "the part of {of} in {move}", "", 2),
    "step-lead": Quantity(step_lead, {"to": "last"}, "points", _STEP, _STEP, 3),
}


def parameters(row: object) -> dict[str, str]:
    """The parameters of a row of `claims` or `titles` as it gives them."""
    pairs = (pair.partition("=") for pair in str(row.parameters).split(";") if pair.strip())
    return {key.strip(): value.strip() for key, _, value in pairs}


@dataclass(frozen=True)
class Condition:
    """What a row of `claims` or `titles` states: its quantity is above or below a threshold.

    of: a theme, a pole or the balance. phases: by parameter, the phases that are compared.
    """

    quantity: Quantity
    of: str
    phases: dict[str, str]
    sign: str
    threshold: float

    @classmethod
    def of_row(cls, row: object) -> Condition:
        """The condition of a row without faults, defaults filled in."""
        quantity, given = QUANTITIES[row.quantity], parameters(row)
        of = given.pop("of")
        return cls(quantity, of, {**quantity.phases, **given}, row.condition, float(row.threshold))

    @property
    def unit(self) -> str:
        """The unit of the quantity: points or percent."""
        return "points" if self.of == BALANCE else self.quantity.unit

    def places(self, shares: Shares) -> dict[str, int]:
        """The indices of the phases that a sentence may name, by parameter."""
        places = {key: shares.place(phase) for key, phase in self.phases.items()}
        return {"from": places["to"] - 1, **places} if list(places) == ["to"] else places

    def compared(self, shares: Shares) -> list[str]:
        """The phases that are compared: all where a step is compared with the others."""
        every = self.quantity.compute is step_lead
        places = range(len(shares.phases)) if every else self.places(shares).values()
        return [shares.phases[place] for place in places]

    def values(self, shares: Shares) -> np.ndarray:
        """The quantity, a value for each row of the shares."""
        return self.quantity.compute(shares, self.of, *map(shares.place, self.phases.values()))

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Where the condition holds; a missing value never meets it."""
        compare, _ = CONDITIONS[self.sign]
        return compare(np.round(values, DECIMALS), round(self.threshold, DECIMALS))
