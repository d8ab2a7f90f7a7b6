"""The dictionary coder is judged against the codes given by hand, by figures worked out here."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from themeshift import UserError, codebook, salience


def judged(package, codes: list[tuple], matches: list[tuple]):
    """The package with these codes (unit, rank, theme, weight) and matches (unit, theme, start)."""
    return dataclasses.replace(
        package,
        codes=pd.DataFrame(
            [(unit, "first", *rest, "", "confirmed", "") for unit, *rest in codes],
            columns=["unit_id", "coder", "rank", "theme", "weight", "rule", "status", "note"],
        ),
        matches=pd.DataFrame(
            [(unit, f"{theme}-01", theme, start, start + 3) for unit, theme, start in matches],
            columns=["unit_id", "term_id", "theme", "start", "end"],
        ),
    )


@pytest.fixture
def four_units(mini):
    """Hand: machines, machines+crews, crews, none. Dictionary: machines, crews, crews, rivers."""
    return judged(
        mini,
        codes=[
            ("2030-gazette-003", 1, "machines", 1.0),
            ("2030-gazette-004", 1, "machines", 0.5),
            ("2030-gazette-004", 2, "crews", 0.5),
            ("2030-gazette-006", 1, "crews", 1.0),
            ("2030-gazette-007", 1, "none", 1.0),
        ],
        matches=[
            ("2030-gazette-003", "machines", 5),
            ("2030-gazette-004", "crews", 9),
            ("2030-gazette-006", "crews", 3),
            ("2030-gazette-007", "rivers", 1),
        ],
    )


def test_scores_are_those_worked_out_by_hand(four_units):
    scores = codebook.scores(four_units, draws=50)
    theme = scores[scores["scope"] == "theme"].set_index("theme")
    assert theme.loc["machines", ["hand", "dictionary", "both"]].tolist() == [2, 1, 1]
    assert theme.loc["machines", "precision"] == 1
    assert theme.loc["machines", "recall"] == 0.5
    assert theme.loc["machines", "f1"] == pytest.approx(2 / 3)
    assert theme.loc["crews", ["precision", "recall", "f1"]].tolist() == [1, 1, 1]
    assert theme.loc["rivers", "precision"] == 0
    assert np.isnan(theme.loc["rivers", "recall"])
    micro = scores[scores["scope"] == "micro"].iloc[0]
    # Without the theme none: 3 decisions agree, the dictionary takes 4, the hand 4.
    assert micro[["both", "dictionary", "hand"]].tolist() == [3, 4, 4]
    assert micro[["precision", "recall", "f1"]].tolist() == [0.75, 0.75, 0.75]
    macro = scores[scores["scope"] == "macro"].iloc[0]
    assert macro["precision"] == pytest.approx((1 + 0 + 1) / 3)
    assert macro["recall"] == pytest.approx((0.5 + 1) / 2)


def test_a_perfect_dictionary_scores_one_everywhere(mini):
    perfect = judged(
        mini,
        codes=[("2030-port-001", 1, "machines", 1.0), ("2030-port-002", 1, "none", 1.0)],
        matches=[("2030-port-001", "machines", 4)],
    )
    scores = codebook.scores(perfect, draws=50)
    for measure in codebook.MEASURES:
        known = scores[measure].dropna()
        assert len(known) and (known == 1).all()


def test_intervals_hold_the_scores_and_come_out_the_same_each_time(real):
    scores = codebook.scores(real)
    for measure in codebook.MEASURES:
        known = scores[scores[measure].notna()]  # a theme that nobody gave has no recall
        assert len(known)
        assert (known[f"{measure}_low"] <= known[measure]).all()
        assert (known[measure] <= known[f"{measure}_high"]).all()
    pd.testing.assert_frame_equal(scores, codebook.scores(real))
    assert not scores.equals(codebook.scores(real, seed=2))


def test_paragraphs_are_resampled_not_units(mini):
    """Two units of one paragraph come together or not at all, so no draw parts them."""
    package = judged(
        mini,
        codes=[("2030-port-001", 1, "machines", 1.0), ("2030-port-002", 1, "machines", 1.0)],
        matches=[("2030-port-001", "machines", 4)],
    )
    row = codebook.scores(package, draws=200).set_index("theme").loc["machines"]
    assert (row["recall_low"], row["recall"], row["recall_high"]) == (0.5, 0.5, 0.5)


def test_the_dictionary_is_the_one_that_salience_knows(real):
    units = real.units[real.units["kind"].isin(("sentence", "item"))]
    codes = codebook.dictionary(real)
    assert set(codes["unit_id"]) == set(units["unit_id"])
    np.testing.assert_allclose(codes.groupby("unit_id")["weight"].sum(), 1)
    assert set(codes["status"]) == {"provisional"}
    corpus = salience.corpus(real, coder="dictionary")
    place = {unit: number for number, unit in enumerate(corpus.unit_ids)}
    theme = {name: number for number, name in enumerate(corpus.themes)}
    weights = np.zeros_like(corpus.weights)
    weights[codes["unit_id"].map(place), codes["theme"].map(theme)] = codes["weight"]
    np.testing.assert_allclose(weights, corpus.weights)


def test_more_matches_rank_first_and_no_match_is_no_theme(mini):
    package = judged(
        mini,
        codes=[("2030-port-001", 1, "none", 1.0), ("2030-port-002", 1, "none", 1.0)],
        matches=[
            ("2030-port-001", "crews", 1),
            ("2030-port-001", "machines", 8),
            ("2030-port-001", "machines", 15),
        ],
    )
    codes = codebook.dictionary(package, doc_ids=["2030-port"])
    assert codes[["unit_id", "rank", "theme", "weight"]].values.tolist() == [
        ["2030-port-001", 1, "machines", 0.5],
        ["2030-port-001", 2, "crews", 0.5],
        ["2030-port-002", 1, "none", 1.0],
    ]


def test_differences_list_what_was_missed_and_added(four_units):
    found = codebook.differences(four_units).set_index("unit_id")
    assert found.index.tolist() == ["2030-gazette-004", "2030-gazette-007"]
    assert found.loc["2030-gazette-004", ["missed", "added"]].tolist() == ["machines", ""]
    assert found.loc["2030-gazette-007", ["missed", "added"]].tolist() == ["none", "rivers"]


def test_provisional_codes_are_no_yardstick(mini):
    """Codes that the dictionary itself proposed say nothing of how good it is."""
    units = codebook.differences(mini)["unit_id"]
    assert "2032-port-004" not in set(units)
    theme = codebook.scores(mini, draws=20).set_index("theme")
    confirmed = mini.codes[
        (mini.codes["coder"] == "first")
        & (mini.codes["status"] == "confirmed")
        & (mini.codes["theme"] == "machines")
    ]
    assert theme.loc["machines", "hand"] == len(confirmed)


def test_an_unknown_coder_or_text_is_named_in_one_line(mini):
    with pytest.raises(UserError, match="codes.csv: column coder: 'third' found, one of first"):
        codebook.scores(mini, coder="third")
    with pytest.raises(UserError, match="documents.csv: column doc_id: '1999-x' found"):
        codebook.dictionary(mini, doc_ids=["1999-x"])


def test_units_under_a_rule_bear_all_their_themes(mini):
    found = codebook.units_under_rule(mini, 1)
    assert found["unit_id"].tolist() == ["2030-gazette-006", "2030-gazette-007", "2032-port-003"]
    assert found["themes"].tolist() == ["machines", "crews", "rivers machines"]
    assert found["note"].tolist() == ["", "", "heavier by rule 1"]
    assert codebook.units_under_rule(mini, 1, coder="second").empty
