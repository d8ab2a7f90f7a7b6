"""The quantities that a claim can be about, as functions of shares by phase and theme.

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

from themeshift.package import DESTINATION, NO_THEME, ORIGIN

BALANCE = "balance"
PHASE_WORDS = {"first": 0, "last": -1, "previous": -2}
#: Parameters that name a phase, and those that name a theme, a pole or the balance.
PHASE_PARAMETERS = ("from", "to", "phase")
#: The word of evidence that names a project in place of a theme.
PROJECT = "project"
CONDITIONS: dict[str, Callable[[np.ndarray, float], np.ndarray]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


@dataclass(frozen=True)
class Shares:
    """Shares of all themes by phase: `values` is n × phases × themes, fractions of one."""

    values: np.ndarray
    phases: tuple[str, ...]
    themes: tuple[str, ...]
    poles: tuple[str, ...]

    def of(self, name: str) -> np.ndarray:
        """A theme's or pole's share, or the balance of the poles: n × phases."""
        return self.values @ self.signs(name)

    def signs(self, name: str) -> np.ndarray:
        """What each theme counts towards a theme, a pole or the balance."""
        if name in self.themes:
            return np.array([float(theme == name) for theme in self.themes])
        weight = {DESTINATION: 1.0, ORIGIN: -1.0} if name == BALANCE else {name: 1.0}
        return np.array([weight.get(pole, 0.0) for pole in self.poles])

    def towards(self, name: str) -> float:
        """1 where a rise of this theme or pole raises the balance, −1 where it lowers it."""
        if name == BALANCE:
            return 1.0
        signs = self.signs(name) * self.signs(BALANCE)
        return float(np.sign(signs.sum()))

    def place(self, phase: str) -> int:
        """The index of a phase: an id, or first, last or previous."""
        if phase in PHASE_WORDS:
            return PHASE_WORDS[phase] % len(self.phases)
        return self.phases.index(phase)

    def names(self) -> tuple[str, ...]:
        """Everything that `of` understands."""
        named = tuple(theme for theme in self.themes if theme != NO_THEME)
        return (*named, ORIGIN, DESTINATION, BALANCE)


Arguments = Mapping[str, str]


class Quoted(NamedTuple):
    """A number of a sentence, and whose share in which phase it is, where it is one."""

    value: float
    unit: str
    of: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Quantity:
    """One computable quantity.

    noun: what it is called in an explanation, with places for what it is of and, where it needs
    one, for the move that it is a part of; balance_noun: the same for the balance, with places for
    destination and origin. unit: points (differences of shares) or percent.
    parameters: names with their defaults, None where one must be given. compute: n values from
    shares. quoted: the further numbers that a sentence may quote, by name.
    """

    name: str
    noun: str
    unit: str
    parameters: Mapping[str, str | None]
    compute: Callable[[Shares, Arguments], np.ndarray]
    quoted: Callable[[Shares, Arguments], dict[str, Quoted]]
    least_phases: int = 1
    balance_noun: str = ""


def _change(shares: Shares, arguments: Arguments) -> np.ndarray:
    series = shares.of(arguments["of"])
    return series[:, shares.place(arguments["to"])] - series[:, shares.place(arguments["from"])]


def _at(shares: Shares, of: str, place: int) -> Quoted:
    unit = "points" if of == BALANCE else "percent"
    return Quoted(float(shares.of(of)[0, place]), unit, of, place)


def _ends(shares: Shares, arguments: Arguments) -> dict[str, Quoted]:
    return {
        f"{end}_value": _at(shares, arguments["of"], shares.place(arguments[end]))
        for end in ("from", "to")
    }


def _share(shares: Shares, arguments: Arguments) -> np.ndarray:
    return shares.of(arguments["of"])[:, shares.place(arguments["phase"])]


def _poles_of(shares: Shares, arguments: Arguments) -> dict[str, Quoted]:
    place = shares.place(arguments["phase"])
    return {f"{pole}_value": _at(shares, pole, place) for pole in (ORIGIN, DESTINATION)}


def _part(shares: Shares, arguments: Arguments) -> np.ndarray:
    moved = shares.towards(arguments["of"]) * _change(shares, arguments)
    total = _change(shares, {**arguments, "of": BALANCE})
    return np.divide(moved, total, out=np.full_like(moved, np.nan), where=np.abs(total) > 1e-12)


def _part_values(shares: Shares, arguments: Arguments) -> dict[str, Quoted]:
    moved = shares.towards(arguments["of"]) * float(_change(shares, arguments)[0])
    total = float(_change(shares, {**arguments, "of": BALANCE})[0])
    parts = {"moved": Quoted(moved, "points"), "total": Quoted(total, "points")}
    return parts | _ends(shares, arguments)


def _step_lead(shares: Shares, arguments: Arguments) -> np.ndarray:
    rise = np.diff(shares.of(arguments["of"]), axis=1)
    step = shares.place(arguments["to"]) - 1
    return rise[:, step] - np.delete(rise, step, axis=1).max(axis=1)


def _step(shares: Shares, arguments: Arguments) -> dict[str, Quoted]:
    after = shares.place(arguments["to"])
    before, now = (_at(shares, arguments["of"], place) for place in (after - 1, after))
    step = Quoted(now.value - before.value, "points")
    return {"step": step, "from_value": before, "to_value": now}


_WAY = {"from": "first", "to": "last"}
QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        Quantity("change", "the change in {}", "points", {"of": None, **_WAY}, _change, _ends, 2),
        Quantity(
            "share",
            "the share of {}",
            "percent",
            {"of": None, "phase": "last"},
            _share,
            _poles_of,
            balance_noun="the lead of {} over {}",
        ),
        Quantity(
            "part",
            "the part of {} in {}",
            "percent",
            {"of": None, **_WAY},
            _part,
            _part_values,
            2,
        ),
        Quantity(
            "step-lead",
            "this step’s lead over the others",
            "points",
            {"of": None, "to": "last"},
            _step_lead,
            _step,
            3,
        ),
    )
}


def arguments_of(row: object) -> Arguments:
    """The parameters of a row, defaults filled in."""
    pairs = (part.partition("=") for part in str(row.parameters).split(";") if part.strip())
    given = {key.strip(): value.strip() for key, _, value in pairs}
    defaults = QUANTITIES[row.quantity].parameters
    return {key: value for key, value in defaults.items() if value is not None} | given
