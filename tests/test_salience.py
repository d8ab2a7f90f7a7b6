"""Salience: shares, their weights and their intervals."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from miniatures import miniature, package, two_phases
from scipy import stats

from themeshift import salience as s


def test_shares_are_words_split_over_themes_and_counted_once():
    # Second unit: 20 words, half digital, half skills; counting it whole for both would give
    # digital 40 of 60.
    expected = [[0.75, 0.0, 0.25, 0.0], [0.25, 0.5, 0.0, 0.25]]
    assert s.shares(two_phases()) == pytest.approx(np.array(expected))


def test_none_leaves_the_denominator_on_request():
    share = s.shares(two_phases(), include_none=False)
    assert share[1, :3] == pytest.approx([1 / 3, 2 / 3, 0])
    assert np.isnan(share[:, 3]).all()


def test_a_unit_counted_twice_is_refused():
    good = two_phases()
    double = good.weights.copy()
    double[1] = [1, 0, 1, 0]
    with pytest.raises(ValueError, match=r"unit one-001 sum to 2, expected 1"):
        replace(good, weights=double)


def test_shares_of_the_package_by_hand():
    share = s.shares(s.corpus(package()))
    # early: 28 words: digital 10 + 8, sovereignty 3, competitiveness 3, none 4
    assert share[0] == pytest.approx(np.array([18, 3, 3, 4]) / 28)
    # middle: 20 words: digital 6, sovereignty 6 + 8
    assert share[1] == pytest.approx(np.array([6, 14, 0, 0]) / 20)
    # late: 15 words: 3 each, and 6 more for sovereignty
    assert share[2] == pytest.approx(np.array([3, 9, 3, 0]) / 15)


def test_rank_weights_for_three_themes_are_half_third_sixth():
    assert s.rank_weights(3) == pytest.approx([1 / 2, 1 / 3, 1 / 6])
    share = s.shares(s.corpus(package(), weighting="rank"))
    # late: unit of 9 words: sovereignty 4.5, digital 3, competitiveness 1.5; then 6 sovereignty
    assert share[2] == pytest.approx(np.array([3, 10.5, 1.5, 0]) / 15)


def test_first_theme_alone():
    share = s.shares(s.corpus(package(), weighting="first"))
    assert share[1] == pytest.approx(np.array([12, 8, 0, 0]) / 20)


def test_units_may_be_counted_in_place_of_words():
    share = s.shares(s.corpus(package(), measure="units"))
    assert share[0] == pytest.approx(np.array([2, 0.5, 0.5, 1]) / 4)


def test_a_second_reading_replaces_the_units_it_names_and_no_other():
    base, other = s.corpus(package()), s.corpus(package(), reading="close-calls")
    changed = [
        unit
        for unit, before, after in zip(base.unit_ids, base.weights, other.weights, strict=True)
        if not np.allclose(before, after)
    ]
    assert changed == ["m1-002"]
    assert s.shares(other)[1] == pytest.approx(np.array([6, 6, 8, 0]) / 20)


def test_titles_and_headings_come_in_through_the_dictionary():
    share = s.shares(s.corpus(package(), kinds=(*s.SUBSTANTIVE, *s.REPEATING)))
    assert share[0] == pytest.approx(np.array([22, 3, 3, 4]) / 32)
    assert share[2] == pytest.approx(np.array([3, 14, 3, 0]) / 20)


def test_dictionary_ranks_by_number_of_matches_and_calls_silence_none():
    codes = s.dictionary_codes(package().matches, ["m1-001", "m1-002"])
    found = codes[codes["unit_id"] == "m1-001"].sort_values("rank")
    assert list(found["theme"]) == ["digital", "sovereignty"]
    assert list(found["weight"]) == [0.5, 0.5]
    silent = codes[codes["unit_id"] == "m1-002"]
    assert silent[["rank", "theme", "weight"]].values.tolist() == [[1, "none", 1.0]]


def test_dictionary_ranks_equal_numbers_by_place_and_equal_places_by_name():
    matches = pd.DataFrame(
        [("u1", "skills", 4), ("u1", "energy", 4), ("u1", "digital", 7), ("u1", "water", 0)],
        columns=["unit_id", "theme", "start"],
    )
    codes = s.dictionary_codes(matches, ["u1"])
    assert list(codes["theme"]) == ["water", "energy", "skills", "digital"]
    assert list(codes["rank"]) == [1, 2, 3, 4]


def test_only_complete_coders_count():
    assert s.coders(package()) == ("first",)
    with pytest.raises(ValueError, match="second.*no code for unit e1-003"):
        s.corpus(package(), coder="second")
    with pytest.raises(ValueError, match="third.*found first, second"):
        s.corpus(package(), coder="third")


def test_order_of_rows_changes_nothing():
    plain, shuffled = package(), package()
    for name in ("units", "codes", "documents", "phases", "themes", "matches"):
        frame = getattr(shuffled, name)
        setattr(shuffled, name, frame.sample(frac=1, random_state=3))
    assert s.salience(s.corpus(plain), draws=200).equals(s.salience(s.corpus(shuffled), draws=200))


def test_paragraph_numbers_of_different_documents_are_different_paragraphs():
    found = s.corpus(package())
    pairs = {
        (document, place) for document, place in zip(found.document, found.paragraph, strict=True)
    }
    assert len(pairs) == len(set(found.paragraph)) == 7


def test_leaving_out_a_document_equals_building_without_it():
    for document in map("".join, ("e1", "m1", "l1")):  # names as they come from a file
        built = s.corpus(package(), without=document)
        left = s.leave_out(s.corpus(package()), document)
        assert built.phases == left.phases and built.documents == left.documents
        assert s.shares(built) == pytest.approx(s.shares(left))
        assert s.resample(built, 50).room == pytest.approx(s.resample(left, 50).room)


def clustered(paragraphs: int = 40, units: int = 10):
    """Every paragraph all digital or all sovereignty, half of them each."""
    return miniature(
        [
            ("a", "one", place, 5, {"digital": 1.0} if place % 2 else {"sovereignty": 1.0})
            for place in range(paragraphs)
            for _ in range(units)
        ]
    )


def test_bootstrap_draws_paragraphs_not_units():
    # Share of digital = mean of 40 equal, homogeneous paragraphs: sd = sqrt(p(1-p)/40). Units
    # drawn one by one would give sqrt(p(1-p)/400), a third of it.
    draws = s.bootstrap(clustered(), draws=20_000)[:, 0, 0]
    assert draws.std() == pytest.approx(np.sqrt(0.25 / 40), rel=0.03)
    assert draws.mean() == pytest.approx(0.5, abs=0.005)


def test_bootstrap_keeps_each_documents_number_of_paragraphs():
    # Two documents, each all of one theme and of equal size: no draw can change the shares.
    fixed = miniature(
        [("a", "one", p, 5, {"digital": 1.0}) for p in range(6)]
        + [("a", "two", p, 5, {"skills": 1.0}) for p in range(6)]
    )
    assert np.ptp(s.bootstrap(fixed, draws=500)[:, 0, 0]) == 0


def test_dirichlet_interval_is_the_beta_interval():
    # Ten quasi-sentences, four of them digital: the margin of theme one is
    # Beta(4 + 1/2, 6 + 3/2) with four themes.
    ten = miniature(
        [("a", "one", p, 7, {"digital": 1.0} if p < 4 else {"skills": 1.0}) for p in range(10)]
    )
    low, high = s.interval(s.dirichlet(ten, draws=200_000)[:, 0, 0])
    assert [low, high] == pytest.approx(stats.beta(4.5, 7.5).ppf([0.025, 0.975]), abs=0.004)


def test_dirichlet_counts_quasi_sentences_not_words():
    long_sentences = replace(two_phases(), words=two_phases().words * 100)
    same = s.dirichlet(two_phases(), draws=100), s.dirichlet(long_sentences, draws=100)
    assert same[0] == pytest.approx(same[1])


def test_an_empty_theme_has_an_interval_of_some_width():
    frame = s.salience(two_phases(), draws=2000).set_index(["phase_id", "theme"])
    empty = frame.loc[("a", "sovereignty")]
    assert empty["share"] == empty["low"] == empty["high"] == 0
    assert empty["posterior_low"] == 0
    assert empty["posterior_high"] > 0.05


def test_same_seed_same_bytes_and_no_last_bits():
    first = s.salience(two_phases(), draws=500).to_csv(index=False)
    assert first == s.salience(two_phases(), draws=500).to_csv(index=False)
    assert first != s.salience(two_phases(), draws=500, seed=5).to_csv(index=False)
    assert "0.30000000000000004" not in s.rounded(pd.DataFrame({"x": [0.1 + 0.2]})).to_csv()
    assert str(s.rounded(-1e-15)) == "0.0"


def test_a_rounded_number_is_a_plain_float_and_an_array_stays_one():
    assert type(s.rounded(np.float64(0.1) + 0.2)) is float
    assert s.rounded(np.array([0.1 + 0.2, 2 / 3]), 2).tolist() == [0.3, 0.67]


def test_a_corpus_cannot_be_changed_once_it_is_checked():
    with pytest.raises(FrozenInstanceError):
        two_phases().words = np.zeros(5)


rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 3),
        st.integers(1, 40),
        st.lists(st.floats(0.05, 1), min_size=4, max_size=4),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(rows)
def test_shares_and_every_draw_sum_to_one(found):
    built = miniature(
        [
            (phase, f"doc-{phase}", paragraph, words,
             dict(zip(("digital", "sovereignty", "skills", "none"),
                      np.array(weights) / sum(weights), strict=True)))
            for phase, paragraph, words, weights in sorted(found, key=lambda row: row[:3])
        ]
    )  # fmt: skip
    assert s.shares(built).sum(axis=1) == pytest.approx(1)
    assert s.bootstrap(built, draws=20).sum(axis=2) == pytest.approx(1)
    assert s.dirichlet(built, draws=20).sum(axis=2) == pytest.approx(1)
    without = s.shares(built, include_none=False)
    assert np.nansum(without, axis=1) == pytest.approx(1)


def test_a_corpus_with_other_poles_than_themes_is_refused():
    good = two_phases()
    for poles in (good.poles[:-1], (*good.poles, "none")):
        with pytest.raises(ValueError, match="poles for 4 themes"):
            replace(good, poles=poles)


def test_thirds_written_with_few_decimals_weigh_exactly_one_and_nothing_else_does():
    given_package = package()
    thirds = given_package.codes["unit_id"] == "l1-002"
    given_package.codes.loc[thirds, "weight"] = 0.33333
    weights = s.corpus(given_package).weights
    assert weights.sum(axis=1) == pytest.approx(np.ones(len(weights)), abs=1e-15)
    given_package.codes.loc[thirds, "weight"] = 0.25
    with pytest.raises(ValueError, match="unit l1-002 sum to 0.75"):
        s.corpus(given_package)


def test_units_that_give_a_theme_any_weight_are_counted():
    frame = s.salience(two_phases(), draws=10).set_index(["phase_id", "theme"])["units"]
    assert frame["a"].to_dict() == {"digital": 2, "sovereignty": 0, "skills": 1, "none": 0}
    assert frame["b"].to_dict() == {"digital": 1, "sovereignty": 1, "skills": 0, "none": 1}


def test_silent_units_keep_their_only_theme_where_the_first_takes_all():
    share = s.shares(s.corpus(package(), coder=s.DICTIONARY, weighting="first"))
    # early: 28 words: digital 10 + 8, silence 6 + 4
    assert share[0] == pytest.approx(np.array([18, 0, 0, 10]) / 28)


def test_draws_without_a_value_are_left_out_of_their_own_interval_alone():
    draws = np.array([[np.nan, 0.0], [np.nan, np.nan], [np.nan, 1.0]])
    low, high = s.interval(draws, level=0.5)
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == (0.25, 0.75)  # the quartiles of 0 and 1


def test_what_is_drawn_for_a_phase_stays_the_same_when_another_is_left_out(real):
    full = s.corpus(real)
    fewer = s.leave_out(full, full.documents[-1])
    same = [place for place, phase in enumerate(fewer.phases) if phase != full.phases[-1]]
    assert same == list(range(len(same))) and same
    for draw in (s.bootstrap, s.dirichlet):
        assert (draw(full, draws=50)[:, same] == draw(fewer, draws=50)[:, same]).all()
    drawn = s.dirichlet(full, draws=50)
    assert (drawn[:, 0] != drawn[:, 1]).any()  # and each phase has its own
