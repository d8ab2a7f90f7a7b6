"""What a row of `claims` or `titles` states, read from its cells: a quantity meets a condition."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from themeshift.claims.quantities import BALANCE, PHASE_WORDS, QUANTITIES, Shares
from themeshift.package import DESTINATION, ORIGIN

CONDITIONS = {
    ">": (operator.gt, "above"),
    "<": (operator.lt, "below"),
    ">=": (operator.ge, "at least"),
    "<=": (operator.le, "at most"),
}
#: Differences of sums leave dust; a condition is judged on what is left after it.
DECIMALS = 9


class Fault(ValueError):
    """A cell that cannot be read: its column, what was found and what was expected."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        super().__init__(f"column {column}: found {found!r}, expected {expected}")


@dataclass(frozen=True)
class Condition:
    """The quantity of a row is above or below a threshold.

    of: a theme, a pole or the balance. places: indices of the phases that a sentence may name, by
    parameter. phases: ids of all phases that are compared. unit: points or percent. noun: what the
    quantity is called, with {of}, {origin} and {destination} to be filled in.
    """

    compute: Callable[..., np.ndarray]
    of: str
    places: dict[str, int]
    phases: tuple[str, ...]
    unit: str
    noun: str
    sign: str
    threshold: float

    def values(self, shares: Shares) -> np.ndarray:
        """The quantity, a value for each row of the shares."""
        return self.compute(shares, self.of, *self.places.values())

    def holds(self, values: np.ndarray) -> np.ndarray:
        """Where the condition holds; a missing value never meets it."""
        compare, _ = CONDITIONS[self.sign]
        return compare(np.round(values, DECIMALS), round(self.threshold, DECIMALS))


def read(row: Any, shares: Shares) -> Condition:
    """The condition that a row states about the phases and themes of some shares.

    The sentences of a claim are checked too: in braces stand only names of values. Raises Fault on
    the first cell that cannot be read.
    """
    quantity = QUANTITIES[_known("quantity", row.quantity, QUANTITIES)]
    if len(shares.phases) < quantity.least_phases:
        raise Fault("quantity", row.quantity, f"{quantity.least_phases} phases at least")
    given = dict(quantity.phases)
    for pair in filter(str.strip, str(row.parameters).split(";")):
        key, _, value = map(str.strip, pair.partition("="))
        given[_known("parameters", key, ("of", *quantity.phases))] = value
    of = _known("parameters", given.pop("of", "no of=…"), shares.names())
    noun, unit = quantity.noun, quantity.unit
    if of == BALANCE:
        noun, unit = quantity.balance_noun, "points"
    if not noun:
        raise Fault("parameters", of, "a theme or pole")
    known = (*PHASE_WORDS, *shares.phases)
    places = {key: shares.place(_known("parameters", one, known)) for key, one in given.items()}
    compared = places.values()
    if quantity.steps:
        places, compared = {"from": places["to"] - 1, **places}, range(len(shares.phases))
        if not places["to"]:
            raise Fault("parameters", given["to"], "a later phase than the first")
    sign = _known("condition", row.condition, CONDITIONS)
    shown = {"of", ORIGIN, DESTINATION, *places}
    names = {"value", "interval", *shown, *(f"{name}_value" for name in shown - {"of"})}
    for column in ("sentence", "sentence_fr"):
        for braces in re.findall(r"\{[^{}]*\}?|\}", getattr(row, column, "")):
            _known(column, braces, [f"{{{name}}}" for name in sorted(names)])
    whole = list(places.values()) == [0, len(shares.phases) - 1]
    return Condition(
        compute=quantity.compute,
        of=of,
        places=places,
        phases=tuple(shares.phases[place] for place in compared),
        unit=unit,
        noun=noun.replace("{move}", "the shift" if whole else "this step"),
        sign=sign,
        threshold=float(row.threshold),
    )


def _known(column: str, found: str, known: Iterable[str]) -> str:
    """What was found, if it is known."""
    if found not in known:
        raise Fault(column, found, f"one of {', '.join(known)}")
    return found
