"""Tables on method say what the measures found, and the floor that a test can reach."""

from __future__ import annotations

import pandas as pd
import pytest

from themeshift import (
    agreement,
    choices,
    distance,
    method_tables,
    robustness,
    salience,
    shift,
    wording,
)


@pytest.fixture(scope="module")
def one_coding(real):
    """The codes of one coder, however many the data have."""
    return real.codes[real.codes["coder"] == salience.coders(real)[0]]


def test_one_coding_gets_one_row_that_says_why(real, one_coding):
    frame = agreement.reliability(one_coding, real.themes.theme)
    table = method_tables.reliability(real, frame)
    assert len(table.rows) == 1 and agreement.ONE_CODER in table.rows[0]


def test_two_codings_get_a_row_for_each_theme(real, one_coding):
    other = one_coding.assign(coder="another")
    frame = agreement.reliability(pd.concat([one_coding, other]), real.themes.theme)
    table = method_tables.reliability(real, frame)
    assert len(table.rows) == len(real.themes) + 1
    assert table.rows[0][2].startswith(wording.number(1, 2))


def test_the_floor_beside_a_p_value_is_the_one_that_can_be_reached(real):
    counted = salience.corpus(real)
    tests = shift.permutation_table(counted)
    for row, cells in zip(tests.itertuples(), method_tables.permutation_tests(real, tests).rows,
                          strict=True):  # fmt: skip
        assert cells[3] == wording.number(row.attainable, 4)
        assert row.attainable <= row.p + 1e-12
    pairs = distance.divergences(counted)
    for row, cells in zip(pairs.itertuples(), method_tables.divergences(real, pairs).rows,
                          strict=True):  # fmt: skip
        assert f"(floor {wording.number(row.attainable, 3)})" in cells[3]


def test_each_choice_made_otherwise_has_its_row(real):
    frame = robustness.one_at_a_time(robustness.multiverse(real))
    table = method_tables.one_at_a_time(real, frame)
    assert len(table.rows) == len(frame)
    assert table.rows[0][0] == "The book's own"
    assert {row[0] for row in table.rows[1:]} == {
        choices.heading(real, choice) for choice in robustness.CHOICES
    }
