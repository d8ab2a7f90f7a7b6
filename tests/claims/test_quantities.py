"""Quantities on shares that can be worked out by hand."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

from themeshift.claims.conditions import Condition
from themeshift.measures import corpus as corpora

#: Two sets of shares, three phases; themes: old (origin), new and green (destination), rest.
SHARES = np.array(
    [
        [[0.6, 0.0, 0.1, 0.3], [0.3, 0.2, 0.1, 0.4], [0.1, 0.3, 0.4, 0.2]],
        [[0.2, 0.2, 0.2, 0.4], [0.2, 0.2, 0.2, 0.4], [0.2, 0.2, 0.2, 0.4]],
    ]
)


@pytest.fixture
def base(small):
    """A corpus with these phases and themes."""
    return dataclasses.replace(
        corpora.corpus(small),
        phases=("one", "two", "three"),
        themes=("old", "new", "green", "rest"),
        poles=("origin", "destination", "destination", "none"),
    )


def condition(base: corpora.Corpus, quantity: str, parameters: str) -> Condition:
    """The condition of a row with this quantity and these parameters."""
    row = SimpleNamespace(quantity=quantity, parameters=parameters, condition=">", threshold=0)
    return Condition(row, base)


@pytest.mark.parametrize(
    ("quantity", "parameters", "expected"),
    [
        ("change", "of=balance", 1.1),  # (.7 − .1) − (.1 − .6)
        ("change", "of=origin", -0.5),
        ("change", "of=destination; to=two", 0.2),
        ("change", "of=rest; from=previous", -0.2),
        ("share", "of=green", 0.4),
        ("share", "of=balance; phase=one", -0.5),
        ("part", "of=origin", 0.5 / 1.1),
        ("part", "of=green; from=first; to=last", 0.3 / 1.1),
        ("step-lead", "of=green", 0.3),
        ("step-lead", "of=new; to=last", -0.1),
    ],
)
def test_a_quantity_is_what_the_hand_computes(base, quantity, parameters, expected) -> None:
    stated = condition(base, quantity, parameters)
    assert stated.values(SHARES).shape == (2,)
    assert stated.values(SHARES)[0] == stated.values(SHARES[0]) == pytest.approx(expected)


def test_a_step_leads_by_its_distance_to_the_next_largest(base) -> None:
    """Steps of .1, .3 and .2: the second leads by a tenth, the third lags as much."""
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.3, 0.7]])
    four = dataclasses.replace(
        base, phases=tuple("abcd"), themes=("old", "green"), poles=("origin", "destination")
    )
    steps = (condition(four, "step-lead", f"of=green; to={to}") for to in ("c", "d"))
    assert [step.values(shares) for step in steps] == pytest.approx([0.1, -0.1])


def test_a_part_of_nothing_has_no_value_and_meets_no_condition(base) -> None:
    part = condition(base, "part", "of=origin")
    assert np.isnan(part.values(SHARES)[1])
    assert part.holds(SHARES).tolist() == [True, False]


def test_the_parts_of_both_poles_make_the_whole(base) -> None:
    poles = ("origin", "destination")
    parts = [condition(base, "part", f"of={of}").values(SHARES)[0] for of in poles]
    assert sum(parts) == pytest.approx(1)


def test_a_step_has_two_ends_and_is_compared_with_all_others(base) -> None:
    step, way = (
        condition(base, "step-lead", "of=green"),
        condition(base, "change", "of=green; from=two"),
    )
    assert step.places == {"from": 1, "to": 2} == way.places
    assert step.phases == ["one", "two", "three"] and way.phases == ["two", "three"]
