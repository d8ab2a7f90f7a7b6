"""What keeps a row of `claims` or `titles` from being judged: table, row, column, in one line."""

from __future__ import annotations

import string
from collections.abc import Iterator

import numpy as np

from themeshift.claims.quantities import (
    BALANCE,
    CONDITIONS,
    PHASE_PARAMETERS,
    PHASE_WORDS,
    QUANTITIES,
    Arguments,
    Quantity,
    Shares,
    arguments_of,
)
from themeshift.measures import corpus as corpora
from themeshift.package import DESTINATION, ORIGIN, Package


def problems(package: Package) -> Iterator[str]:
    """What keeps a row of `claims` or `titles` from being judged, one line each."""
    counted = corpora.corpus(package)
    empty = np.zeros((1, len(counted.phases), len(counted.themes)))
    shares = Shares(empty, counted.phases, counted.themes, counted.poles)
    for table_name in ("claims", "titles"):
        for row in getattr(package, table_name).itertuples():
            key = row.claim_id if table_name == "claims" else row.phase_id
            for column, found, expected in _faults(row, shares, table_name):
                place = f"{package.root.name}/{table_name}.csv, row {row.Index + 2} ({key})"
                yield f"{place}, column {column}: found {found!r}, expected {expected}"


def _faults(row: object, shares: Shares, table_name: str) -> Iterator[tuple[str, str, str]]:
    """Column, found, expected of each fault of a row."""
    quantity = QUANTITIES.get(row.quantity)
    if quantity is None:
        yield "quantity", row.quantity, f"one of {', '.join(QUANTITIES)}"
        return
    if len(shares.phases) < quantity.least_phases:
        yield "quantity", row.quantity, f"{quantity.least_phases} phases at least"
        return
    arguments = arguments_of(row)
    for key in arguments:
        if key not in quantity.parameters:
            yield "parameters", key, f"parameters among {', '.join(quantity.parameters)}"
            return
    for key in quantity.parameters:
        if not arguments.get(key):
            yield "parameters", row.parameters, f"{key}=…"
            return
    for key in PHASE_PARAMETERS:
        known = (*PHASE_WORDS, *shares.phases)
        if key in arguments and arguments[key] not in known:
            yield "parameters", arguments[key], f"one of {', '.join(known)}"
            return
    if arguments["of"] not in shares.names():
        yield "parameters", arguments["of"], f"one of {', '.join(shares.names())}"
        return
    if quantity.name == "part" and arguments["of"] == BALANCE:
        yield "parameters", BALANCE, "a theme or pole"
    if quantity.name == "step-lead" and shares.place(arguments["to"]) == 0:
        yield "parameters", arguments["to"], "a later phase than the first"
    if row.condition not in CONDITIONS:
        yield "condition", row.condition, f"one of {', '.join(CONDITIONS)}"
    if table_name == "claims":
        yield from _sentence_faults(row, quantity, arguments, shares)


def _sentence_faults(
    row: object, quantity: Quantity, arguments: Arguments, shares: Shares
) -> Iterator[tuple[str, str, str]]:
    """Placeholders that the quantity does not give."""
    known = {"value", "interval", "threshold", "verdict", "of", ORIGIN, DESTINATION}
    known |= {key for key in PHASE_PARAMETERS if key in arguments}
    known |= set(quantity.quoted(shares, arguments))
    for column in ("sentence", "sentence_fr"):
        template = getattr(row, column)
        try:
            parts = list(string.Formatter().parse(template))
        except ValueError:
            yield column, template, "paired braces"
            continue
        for _, name, form, conversion in parts:
            if name is not None and (form or conversion or name not in known):
                yield column, "{" + name + "}", f"one of {', '.join(sorted(known))}"
