"""Quantities on shares that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from themeshift.claims.quantities import QUANTITIES, Shares

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
WAY = {"from": "first", "to": "last"}


@pytest.mark.parametrize(
    ("quantity", "arguments", "expected"),
    [
        ("change", {"of": "balance", **WAY}, 1.1),  # (.7 − .1) − (.1 − .6)
        ("change", {"of": "origin", **WAY}, -0.5),
        ("change", {"of": "destination", "from": "first", "to": "two"}, 0.2),
        ("change", {"of": "rest", "from": "previous", "to": "last"}, -0.2),
        ("share", {"of": "green", "phase": "last"}, 0.4),
        ("share", {"of": "balance", "phase": "one"}, -0.5),
        ("part", {"of": "origin", **WAY}, 0.5 / 1.1),
        ("part", {"of": "green", **WAY}, 0.3 / 1.1),
        ("step-lead", {"of": "green", "to": "last"}, 0.3),
        ("step-lead", {"of": "new", "to": "last"}, -0.1),
    ],
)
def test_a_quantity_is_what_the_hand_computes(
    quantity: str, arguments: dict[str, str], expected: float
) -> None:
    values = QUANTITIES[quantity].compute(SHARES, arguments)
    assert values.shape == (2,)
    assert values[0] == pytest.approx(expected)


def test_a_step_leads_by_its_distance_to_the_next_largest() -> None:
    """Steps of .1, .3 and .2: the second leads by a tenth, the third lags as much."""
    values = np.array([[[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.3, 0.7]]])
    shares = Shares(values, ("a", "b", "c", "d"), ("old", "green"), ("origin", "destination"))
    lead = [
        QUANTITIES["step-lead"].compute(shares, {"of": "green", "to": to})[0] for to in ("c", "d")
    ]
    assert lead == pytest.approx([0.1, -0.1])


def test_a_part_of_nothing_has_no_value() -> None:
    values = QUANTITIES["part"].compute(SHARES, {"of": "origin", **WAY})
    assert np.isnan(values[1])


def test_the_parts_of_both_poles_make_the_whole() -> None:
    parts = [
        QUANTITIES["part"].compute(SHARES, {"of": pole, **WAY})[0]
        for pole in ("origin", "destination")
    ]
    assert sum(parts) == pytest.approx(1)


def test_values_that_a_sentence_may_quote() -> None:
    arguments = {"of": "origin", **WAY}
    quoted = QUANTITIES["change"].quoted(SHARES, arguments)
    assert quoted == {
        "from_value": (0.6, "percent", "origin", 0), "to_value": (0.1, "percent", "origin", 2),
    }  # fmt: skip
    moved = QUANTITIES["part"].quoted(SHARES, arguments)
    assert moved["moved"][0] == pytest.approx(0.5) and moved["total"][0] == pytest.approx(1.1)


def test_the_numbers_of_a_step_are_those_of_its_two_phases() -> None:
    quoted = QUANTITIES["step-lead"].quoted(SHARES, {"of": "green", "to": "last"})
    assert [quoted[name].place for name in ("from_value", "to_value")] == [1, 2]
    assert quoted["step"].value == pytest.approx(
        quoted["to_value"].value - quoted["from_value"].value
    )
