"""What a row of `claims` or `titles` states: a quantity, computed from shares, meets a condition.

A quantity is computed in the same way from the estimate and from every draw of
`measures.uncertainty`. Parameters name a phase by its id, or as first, last or previous (the last
but one), so that a claim outlives a new phase.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np

from themeshift.measures.corpus import BALANCE, Corpus
from themeshift.package import DESTINATION, NO_THEME, ORIGIN

COMPARISONS = {
    ">": (operator.gt, "above"),
    "<": (operator.lt, "below"),
    ">=": (operator.ge, "at least"),
    "<=": (operator.le, "at most"),
}
#: Differences of sums leave dust; a condition is judged on what is left after it.
DECIMALS = 9


def change(corpus: Corpus, shares: np.ndarray, of: str, start: int, end: int) -> np.ndarray:
    """The change of a share between two phases. shares, here and below: … × phases × themes."""
    series = shares @ corpus.signs(of)
    return series[..., end] - series[..., start]


def share(corpus: Corpus, shares: np.ndarray, of: str, phase: int) -> np.ndarray:
    """The share in one phase."""
    return (shares @ corpus.signs(of))[..., phase]


def part(corpus: Corpus, shares: np.ndarray, of: str, start: int, end: int) -> np.ndarray:
    """What a theme or pole adds to the change of the balance, as a part of it; nan where none."""
    added = shares @ (corpus.signs(of) * corpus.sign)
    moved = added[..., end] - added[..., start]
    total = change(corpus, shares, BALANCE, start, end)
    return np.divide(moved, total, out=np.full_like(moved, np.nan), where=np.abs(total) > 1e-12)


def step_lead(corpus: Corpus, shares: np.ndarray, of: str, start: int, end: int) -> np.ndarray:
    """By how much the step between two phases in a row is larger than the largest other step."""
    steps = np.diff(shares @ corpus.signs(of), axis=-1)
    return steps[..., start] - np.delete(steps, start, axis=-1).max(axis=-1)


class Quantity(NamedTuple):
    """One computable quantity.

    phases: the parameters that name the phases of `compute`, with their defaults. unit: points
    (differences of shares) or percent. noun: what it is called in an explanation, with {of} and
    {move} to be filled in; balance_noun: the same for the balance, nothing where it has none.
    """

    compute: Callable[..., np.ndarray]
    phases: Mapping[str, str]
    unit: str
    noun: str
    balance_noun: str


_WAY = {"from": "first", "to": "last"}
_LEAD = "the lead of {destination} over {origin}"
_STEP = "this step’s lead over the others"
QUANTITIES = {
    "change": Quantity(change, _WAY, "points", "the change in {of}", "the shift"),
    "share": Quantity(share, {"phase": "last"}, "percent", "the share of {of}", _LEAD),
    "part": Quantity(part, _WAY, "percent", "the contribution of {of} to {move}", ""),
    "step-lead": Quantity(step_lead, {"to": "last"}, "points", _STEP, _STEP),
}


class Fault(ValueError):
    """A cell that cannot be read: its column, what was found and what was expected."""


class Condition:
    """What a row states about the phases and themes of a corpus.

    of: a theme, a pole or the balance. places: indices of the phases that a sentence may name, by
    parameter. phases: ids of all phases that are compared. unit: points or percent. noun: what the
    quantity is called, with {of}, {origin} and {destination} to be filled in. comparison: one of
    `COMPARISONS`. The sentences of a claim are checked too: in braces stand only names of values.
    Raises Fault on the first cell that cannot be read.
    """

    def __init__(self, row: Any, corpus: Corpus) -> None:
        quantity = QUANTITIES[_known("quantity", row.quantity, QUANTITIES)]
        self.corpus, self.compute = corpus, quantity.compute
        given = dict(quantity.phases)
        for pair in filter(str.strip, row.parameters.split(";")):
            key, _, value = map(str.strip, pair.partition("="))
            given[_known("parameters", key, ("of", *quantity.phases))] = value
        themes = (theme for theme in corpus.themes if theme != NO_THEME)
        known = (*themes, ORIGIN, DESTINATION, *([BALANCE] if quantity.balance_noun else []))
        self.of = _known("parameters", given.pop("of", "no of=…"), known)
        noun, self.unit = quantity.noun, quantity.unit
        if self.of == BALANCE:
            noun, self.unit = quantity.balance_noun, "points"
        phases, last = phase_places(corpus), len(corpus.phases) - 1
        self.places = {key: phases[_known("parameters", one, phases)] for key, one in given.items()}
        self.phases = [corpus.phases[place] for place in self.places.values()]
        if quantity.compute is step_lead:
            if last < 2 or not self.places["to"]:
                later = "expected a later phase than the first, of three or more"
                raise Fault(f"column parameters: found {given['to']!r}, {later}")
            self.places = {"from": self.places["to"] - 1, **self.places}
            self.phases = list(corpus.phases)
        whole = list(self.places.values()) == [0, last]
        self.noun = noun.replace("{move}", "the shift" if whole else "this step")
        self.comparison = _known("condition", row.condition, COMPARISONS)
        self.threshold = float(row.threshold)
        shown = {ORIGIN, DESTINATION, *self.places}
        shares = shown - set(self.places) if self.of == BALANCE else shown
        names = {"value", "interval", "of", *shown, *(f"{name}_value" for name in shares)}
        for column in ("sentence", "sentence_fr"):
            for braces in re.findall(r"\{[^{}]*\}?|\}", getattr(row, column, "")):
                _known(column, braces, [f"{{{name}}}" for name in sorted(names)])

    def values(self, shares: np.ndarray) -> np.ndarray:
        """The quantity in some shares, … × phases × themes of the corpus."""
        return self.compute(self.corpus, shares, self.of, *self.places.values())

    def holds(self, shares: np.ndarray) -> np.ndarray:
        """Where the condition holds; a missing value never meets it."""
        compare, _ = COMPARISONS[self.comparison]
        return compare(np.round(self.values(shares), DECIMALS), round(self.threshold, DECIMALS))


def phase_places(corpus: Corpus) -> dict[str, int]:
    """The index of each phase, by its id, and of the first, the last and the previous."""
    last = len(corpus.phases) - 1
    named = {"first": 0, "last": last, "previous": last - 1}
    return named | {phase: place for place, phase in enumerate(corpus.phases)}


def _known(column: str, found: str, known: Iterable[str]) -> str:
    """What was found, if it is known."""
    if found not in known:
        raise Fault(f"column {column}: found {found!r}, expected one of {', '.join(known)}")
    return found
