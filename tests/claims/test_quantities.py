"""Quantities on shares that can be worked out by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from themeshift.claims.conditions import Condition, read
from themeshift.claims.quantities import Shares

#: Two rows, three phases; themes: old (origin), new and green (destination), rest.
SHARES = Shares(
    np.array(
        [
            [[0.6, 0.0, 0.1, 0.3], [0.3, 0.2, 0.1, 0.4], [0.1, 0.3, 0.4, 0.2]],
            [[0.2, 0.2, 0.2, 0.4], [0.2, 0.2, 0.2, 0.4], [0.2, 0.2, 0.2, 0.4]],
        ]
    ),
    ("one", "two", "three"),
    ("old", "new", "green", "rest"),
    ("origin", "destination", "destination", "none"),
)


def condition(quantity: str, parameters: str, shares: Shares = SHARES) -> Condition:
    """The condition of a row with this quantity and these parameters."""
    row = SimpleNamespace(quantity=quantity, parameters=parameters, condition=">", threshold=0)
    return read(row, shares)


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
def test_a_quantity_is_what_the_hand_computes(
    quantity: str, parameters: str, expected: float
) -> None:
    values = condition(quantity, parameters).values(SHARES)
    assert values.shape == (2,)
    assert values[0] == pytest.approx(expected)


def test_a_step_leads_by_its_distance_to_the_next_largest() -> None:
    """Steps of .1, .3 and .2: the second leads by a tenth, the third lags as much."""
    values = np.array([[[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.3, 0.7]]])
    shares = Shares(values, ("a", "b", "c", "d"), ("old", "green"), ("origin", "destination"))
    steps = (condition("step-lead", f"of=green; to={to}", shares) for to in ("c", "d"))
    lead = [step.values(shares)[0] for step in steps]
    assert lead == pytest.approx([0.1, -0.1])


def test_a_part_of_nothing_has_no_value_and_meets_no_condition() -> None:
    part = condition("part", "of=origin")
    assert np.isnan(part.values(SHARES)[1])
    assert part.holds(part.values(SHARES)).tolist() == [True, False]


def test_the_parts_of_both_poles_make_the_whole() -> None:
    parts = [condition("part", f"of={of}").values(SHARES)[0] for of in ("origin", "destination")]
    assert sum(parts) == pytest.approx(1)


def test_a_step_has_two_ends_and_is_compared_with_all_others() -> None:
    step, way = condition("step-lead", "of=green"), condition("change", "of=green; from=two")
    assert step.places == {"from": 1, "to": 2} == way.places
    assert step.phases == ("one", "two", "three") and way.phases == ("two", "three")
