"""The corpus: what counts, what a passage weighs, and the mean over codings."""

from __future__ import annotations

import dataclasses

import handmade
import miniature
import numpy as np
import pandas as pd
import pytest

from themeshift import package as packages
from themeshift.measures import corpus as c
from themeshift.text.dictionary import codes as dictionary_codes

D, S, K, N = ({theme: 1.0} for theme in handmade.THEMES)


def test_the_mean_is_taken_passage_by_passage_over_those_who_coded_it(small):
    built = c.corpus(small)
    row = dict(zip(built.unit_ids, built.weights.tolist(), strict=True))
    # Both codings read 2032-port-003; only one read 2031-gazette-004.
    assert row["2032-port-003"] == pytest.approx([0.125, 0.875, 0, 0, 0])
    assert row["2031-gazette-004"] == pytest.approx([0.5, 0.5, 0, 0, 0])
    assert built.codings == c.codings(small) == ("alpha", "beta")


def test_shares_of_the_miniature_are_those_worked_out_in_its_description(small):
    expected = [
        [0.4, 0, 0.05, 0.35, 0.2],
        [0.375, 0.375, 0, 0, 0.25],
        [0.025, 0.425, 0.2, 0.15, 0.2],
    ]
    assert c.shares(c.corpus(small)) == pytest.approx(np.array(expected))
    alpha = [[0.5, 0, 0, 0.3, 0.2], [0.375, 0.375, 0, 0, 0.25], [0.05, 0.35, 0.2, 0.2, 0.2]]
    assert c.shares(c.corpus(small, coding="alpha")) == pytest.approx(np.array(alpha))


def test_a_coding_alone_takes_the_mean_where_it_lacks_a_passage(small):
    share = c.shares(c.corpus(small, coding="beta"))
    assert share[0] == pytest.approx([0.3, 0, 0.1, 0.4, 0.2])
    assert share[1] == pytest.approx(c.shares(c.corpus(small))[1])


def test_codings_have_nan_where_they_lack_a_passage(small):
    built = c.corpus(small)
    missing = np.isnan(built.by_coding[1]).all(axis=1)
    assert {u for u, gone in zip(built.unit_ids, missing, strict=True) if gone} == {
        f"2031-gazette-{number:03d}" for number in (2, 3, 4, 5)
    }
    assert not np.isnan(built.by_coding[0]).any()


def test_framing_leaves_the_denominator_on_request(small):
    share = c.shares(c.corpus(small, framing=False))
    assert share[0] == pytest.approx(np.array([0.4, 0, 0.05, 0.35, 0]) / 0.8)
    assert share.sum(axis=1) == pytest.approx(1)


def test_words_weigh_where_words_are_counted(small):
    built = c.corpus(handmade.package(small, [("a", "one", 1, 30, D), ("a", "one", 2, 10, S)]))
    assert c.shares(built)[0] == pytest.approx([0.5, 0.5, 0, 0])
    package = handmade.package(small, [("a", "one", 1, 30, D), ("a", "one", 2, 10, S)])
    assert c.shares(c.corpus(package, measure="words"))[0] == pytest.approx([0.75, 0.25, 0, 0])


def test_only_sentences_and_items_count(small):
    counted = set(c.corpus(small).unit_ids)
    kinds = small.units.set_index("unit_id")["kind"]
    assert counted == set(kinds[kinds.isin(packages.SUBSTANTIVE)].index)


def test_a_phase_goes_when_all_of_it_is_left_out(small):
    built = c.corpus(small, without_document="2031-gazette")
    assert built.phases == ("2030-contract", "2032-amendment")
    assert built.documents == ("2030-gazette", "2030-port", "2032-port")
    whole = c.shares(c.corpus(small))
    assert c.shares(built) == pytest.approx(whole[[0, 2]])


def test_a_paragraph_is_left_out_by_document_and_number(small):
    built = c.corpus(small, without_paragraph="2031-gazette:3")
    assert c.shares(built)[1] == pytest.approx([0.5, 0.5, 0, 0, 0])
    assert len(built.unit_ids) == len(c.corpus(small).unit_ids) - 2


def test_paragraphs_of_different_texts_are_different(small):
    built = c.corpus(small)
    pairs = set(zip(built.document, built.paragraph, strict=True))
    assert len(pairs) == len(set(built.paragraph)) == len(built.paragraphs)


def test_other_poles_take_the_place_of_those_of_the_table(small):
    built = c.corpus(small, poles={"crews": "origin", "ports": "destination"})
    assert built.sign.tolist() == [0, 0, 1, -1, 0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"coding": "gamma"}, "no coding 'gamma'; found mean, alpha, beta, words"),
        ({"measure": "letters"}, "one of passages, words"),
        ({"without_document": "2029-x"}, "no document '2029-x'"),
        ({"without_paragraph": "2031-gazette:9"}, "no paragraph '2031-gazette:9'"),
        ({"poles": {"boats": "origin"}}, "no theme 'boats'"),
    ],
)
def test_what_is_not_there_gets_one_clear_line(small, options, message):
    with pytest.raises(ValueError, match=message):
        c.corpus(small, **options)


def test_weights_that_do_not_sum_to_one_are_refused_and_thirds_are_made_exact(small):
    third = small.codes.assign(weight=small.codes["weight"].astype(float))
    half = (third["unit_id"] == "2031-gazette-004") & (third["theme"] == "rivers")
    for weight, message in ((0.499, None), (0.25, "passage 2031-gazette-004 sum to 0.75")):
        codes = third.copy()
        codes.loc[half, "weight"] = weight
        package = dataclasses.replace(small, codes=codes)
        if message is None:
            sums = c.corpus(package).weights.sum(axis=1)
            assert sums == pytest.approx(np.ones(len(sums)), abs=1e-12)
        else:
            with pytest.raises(ValueError, match=message):
                c.corpus(package)


# --- the dictionary ---------------------------------------------------------------------------


def test_the_dictionary_ranks_by_number_then_place_and_calls_silence_none():
    matches = pd.DataFrame(
        [("u1", "skills", 4), ("u1", "energy", 4), ("u1", "digital", 7), ("u1", "water", 0),
         ("u2", "water", 0), ("u2", "skills", 5), ("u2", "skills", 9)],
        columns=["unit_id", "theme", "start"],
    )  # fmt: skip
    units = pd.DataFrame({"unit_id": ["u1", "u2", "u3"]})
    codes = dictionary_codes(matches, units).set_index("unit_id")
    assert codes.loc["u1", "theme"].tolist() == ["water", "energy", "skills", "digital"]
    assert codes.loc["u2", ["theme", "weight"]].values.tolist() == [["skills", 0.5], ["water", 0.5]]
    assert codes.loc["u3", ["rank", "theme", "weight"]].tolist() == [1, "none", 1.0]


def test_the_dictionary_stands_in_only_where_no_other_coding_read_a_passage(tmp_path, small):
    package = packages.load(miniature.write(tmp_path, **miniature.provisional()))
    waiting = c.provisional(package)
    assert waiting == tuple(f"2032-port-{number:03d}" for number in range(2, 7))
    assert c.provisional(small) == ()
    whole, alone = c.corpus(package), c.corpus(package, coding="words")
    at = [place for place, unit in enumerate(whole.unit_ids) if unit in waiting]
    assert whole.weights[at] == pytest.approx(alone.weights[at])
    rest = [place for place in range(len(whole.unit_ids)) if place not in at]
    assert whole.weights[rest] == pytest.approx(c.corpus(small).weights[rest])


def test_rows_that_a_dictionary_left_in_the_codes_are_no_coding(tmp_path):
    package = packages.load(miniature.write(tmp_path, **miniature.provisional()))
    assert (package.codes["coder"] == "words").any()
    assert c.codings(package) == ("alpha", "beta")


def test_a_further_coding_enters_the_mean(small):
    coders = small.coders.iloc[:1].assign(coder_id="ann", order=4, kind="person")
    codes = small.codes[small.codes["unit_id"] == "2030-port-002"].iloc[:1]
    further = dataclasses.replace(
        small,
        coders=pd.concat([small.coders, coders], ignore_index=True),
        codes=pd.concat([small.codes, codes.assign(coder="ann", theme="none")], ignore_index=True),
    )
    built = c.corpus(further)
    assert built.codings == ("alpha", "beta", "ann")
    row = built.weights[built.unit_ids.index("2030-port-002")]
    assert row == pytest.approx([0, 0, 0, 2 / 3, 1 / 3])


# --- copies -----------------------------------------------------------------------------------


def two_texts(small):
    return handmade.package(
        small,
        [("a", "one", 1, 10, D), ("a", "two", 1, 10, D), ("a", "two", 2, 10, S),
         ("b", "three", 1, 10, S)],
    )  # fmt: skip


def test_of_two_copies_the_later_is_left_out(small):
    package = handmade.strings(
        two_texts(small), {"one": range(10), "two": range(1, 11), "three": range(30, 40)}
    )
    assert c.copies(package) == ("two",)
    built = c.corpus(package)
    assert built.documents == ("one", "three")
    assert c.shares(built)[0] == pytest.approx([1, 0, 0, 0])


def test_just_under_four_fifths_is_no_copy(small):
    digests = {"one": range(10), "two": range(3, 13), "three": range(30, 40)}
    assert c.copies(handmade.strings(two_texts(small), digests)) == ()
    digests["two"] = range(2, 12)
    assert c.copies(handmade.strings(two_texts(small), digests)) == ("two",)


def test_a_short_text_inside_a_longer_one_is_the_copy_whichever_comes_first(small):
    package = handmade.strings(two_texts(small), {"one": range(10), "two": range(40)})
    assert c.copies(package) == ("one",)


def test_copies_of_another_phase_count(small):
    package = handmade.strings(two_texts(small), {"one": range(10), "three": range(10)})
    assert c.copies(package) == ()


def test_a_copy_counts_when_what_it_copies_is_left_out(small):
    package = handmade.strings(two_texts(small), {"one": range(10), "two": range(10)})
    assert c.corpus(package, without_document="one").documents == ("two", "three")


# --- numbers ----------------------------------------------------------------------------------


def test_last_bits_and_minus_zero_never_show():
    assert c.rounded(pd.DataFrame({"x": [0.1 + 0.2]}))["x"].tolist() == [0.3]
    assert str(c.rounded(-1e-15)) == "0.0"
    assert c.rounded(np.array([0.1 + 0.2, 2 / 3]), 2).tolist() == [0.3, 0.67]
    assert type(c.rounded(np.float64(0.1) + 0.2)) is float
