"""What keeps a row of `claims` or `titles` from being judged: table, row, column, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from themeshift.claims.quantities import (
    BALANCE,
    CONDITIONS,
    PHASE_WORDS,
    QUANTITIES,
    Condition,
    Shares,
    parameters,
)
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package

Faults = Iterator[tuple[str, str, str]]  # column, found, expected


def problems(package: Package) -> Iterator[str]:
    """The first fault of each row of `claims` or `titles` that cannot be judged, one line each."""
    counted = corpora.corpus(package)
    shares = Shares.inside(counted, np.zeros((1, len(counted.phases), len(counted.themes))))
    for table in ("claims", "titles"):
        for row in getattr(package, table).itertuples():
            for column, found, expected in islice(_faults(row, shares), 1):
                place = f"{package.root.name}/{table}.csv, row {row.Index + 2} ({row[1]})"
                yield f"{place}, column {column}: found {found!r}, expected {expected}"


def _others(column: str, found: Iterable[str], known: Iterable[str]) -> Faults:
    """What is none of those known."""
    for one in found:
        if one not in known:
            yield column, one, f"one of {', '.join(known)}"


def _faults(row: object, shares: Shares) -> Faults:
    """The faults of a row; each is checked only where those before it are none."""
    yield from _others("quantity", [row.quantity], QUANTITIES)
    quantity, given = QUANTITIES[row.quantity], parameters(row)
    if len(shares.phases) < quantity.least_phases:
        yield "quantity", row.quantity, f"{quantity.least_phases} phases at least"
    yield from _others("parameters", given, ("of", *quantity.phases))
    if "of" not in given:
        yield "parameters", row.parameters, "of=…"
    of = given.pop("of")
    yield from _others("parameters", [of], shares.names())
    yield from _others("parameters", given.values(), (*PHASE_WORDS, *shares.phases))
    yield from _others("condition", [row.condition], CONDITIONS)
    condition = Condition.of_row(row)
    if of == BALANCE and not quantity.balance_noun:
        yield "parameters", of, "a theme or pole"
    if min(condition.places(shares).values()) < 0:
        yield "parameters", row.parameters, "a later phase than the first"
    names = {"value", "interval", "of", ORIGIN, DESTINATION, *condition.places(shares)}
    names |= {f"{name}_value" for name in names - {"value", "interval", "of"}}
    placeholders = [f"{{{name}}}" for name in sorted(names)]
    for column in ("sentence", "sentence_fr"):
        braces = re.findall(r"\{[^{}]*\}?|\}", getattr(row, column, ""))
        yield from _others(column, braces, placeholders)
