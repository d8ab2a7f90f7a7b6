"""The corpus: what counts, what a passage weighs, and the mean over codings."""

from __future__ import annotations

import dataclasses

import handmade
import miniature
import numpy as np
import pandas as pd
import pytest
from handmade import D, S

from themeshift import package as packages
from themeshift.measures import corpus as c
from themeshift.text.dictionary import codes as dictionary_codes


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    """The miniature with passages that only the dictionary has coded."""
    folder = tmp_path_factory.mktemp("provisional")
    return packages.load(miniature.write(folder, **miniature.provisional()))


def test_the_mean_is_taken_passage_by_passage_over_those_who_coded_it(small):
    built = c.corpus(small)
    row = dict(zip(built.unit_ids, built.weights.tolist(), strict=True))
    # Both codings read 2032-port-003; only one read 2031-gazette-004.
    assert row["2032-port-003"] == pytest.approx([0.125, 0.875, 0, 0, 0])
    assert row["2031-gazette-004"] == pytest.approx([0.5, 0.5, 0, 0, 0])
    assert c.codings(small) == ("alpha", "beta")


MEAN = [[0.4, 0, 0.05, 0.35, 0.2], [0.375, 0.375, 0, 0, 0.25], [0.025, 0.425, 0.2, 0.15, 0.2]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, MEAN),
        ({"coding": "alpha"},
         [[0.5, 0, 0, 0.3, 0.2], [0.375, 0.375, 0, 0, 0.25], [0.05, 0.35, 0.2, 0.2, 0.2]]),
        # beta did not read the review and takes the mean there
        ({"coding": "beta"}, [[0.3, 0, 0.1, 0.4, 0.2], MEAN[1], [0, 0.5, 0.2, 0.1, 0.2]]),
        ({"framing": False}, [[0.5, 0, 0.0625, 0.4375, 0], [0.5, 0.5, 0, 0, 0],
                              [0.03125, 0.53125, 0.25, 0.1875, 0]]),
        ({"leave": "2031-gazette"}, [MEAN[0], MEAN[2]]),
        ({"leave": "2031-gazette:3"}, [MEAN[0], [0.5, 0.5, 0, 0, 0], MEAN[2]]),
    ],
)  # fmt: skip
def test_shares_of_the_miniature_are_those_worked_out_in_its_description(small, options, expected):
    assert c.shares(c.corpus(small, **options)) == pytest.approx(np.array(expected))


def test_codings_have_nan_where_they_lack_a_passage(small):
    built = c.corpus(small)
    missing = np.isnan(built.readings).all(axis=2)
    assert {u for u, gone in zip(built.unit_ids, missing[1], strict=True) if gone} == {
        f"2031-gazette-{number:03d}" for number in (2, 3, 4, 5)
    }
    assert not missing[0].any()
    assert missing[2].all()  # the dictionary stands in for none


def test_words_weigh_where_words_are_counted(small):
    package = handmade.package(small, [("a", "one", 1, 30, D), ("a", "one", 2, 10, S)])
    assert c.shares(c.corpus(package))[0] == pytest.approx([0.5, 0.5, 0, 0])
    assert c.shares(c.corpus(package, measure="words"))[0] == pytest.approx([0.75, 0.25, 0, 0])


def test_only_sentences_and_items_count(small):
    kinds = small.units.set_index("unit_id")["kind"]
    assert set(c.corpus(small).unit_ids) == set(kinds[kinds.isin(packages.SUBSTANTIVE)].index)


def test_what_is_left_out_leaves_its_names_and_places_too(small):
    built = c.corpus(small, leave="2031-gazette")
    assert built.phases == ("2030-contract", "2032-amendment")
    assert built.documents == ("2030-gazette", "2030-port", "2032-port")
    for places, names in (
        (built.phase, built.phases),
        (built.document, built.documents),
        (built.paragraph, built.paragraphs),
    ):
        assert np.unique(places).tolist() == list(range(len(names)))
    # Paragraphs of different texts are different.
    assert all(name.startswith(built.documents[document] + ":") for document, name in
               {(d, built.paragraphs[p]) for d, p in zip(built.document, built.paragraph,
                                                         strict=True)})  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"coding": "gamma"}, "'gamma', expected one of mean, alpha, beta, words"),
        ({"measure": "letters"}, "expected one of passages, words"),
        ({"leave": "2029-x"}, "'2029-x', expected one of , 2030-gazette"),
        ({"leave": "2031-gazette:9"}, "'2031-gazette:9', expected one of"),
    ],
)
def test_what_is_not_there_gets_one_clear_line(small, options, message):
    with pytest.raises(ValueError, match=message):
        c.corpus(small, **options)


def test_thirds_written_with_few_decimals_are_made_exact(small):
    codes = small.codes.copy()
    codes.loc[(codes["unit_id"] == "2031-gazette-004") & (codes["theme"] == "rivers"), "weight"] = (
        0.499
    )
    sums = c.corpus(dataclasses.replace(small, codes=codes)).weights.sum(axis=1)
    assert sums == pytest.approx(np.ones(len(sums)), abs=1e-12)


def test_a_further_coding_enters_the_mean(small):
    coders = small.coders.iloc[:1].assign(coder_id="ann", order=4, kind="person")
    codes = small.codes[small.codes["unit_id"] == "2030-port-002"].iloc[:1]
    further = dataclasses.replace(
        small,
        coders=pd.concat([small.coders, coders], ignore_index=True),
        codes=pd.concat([small.codes, codes.assign(coder="ann", theme="none")], ignore_index=True),
    )
    built = c.corpus(further)
    assert c.codings(further) == ("alpha", "beta", "ann")
    row = built.weights[built.unit_ids.index("2030-port-002")]
    assert row == pytest.approx([0, 0, 0, 2 / 3, 1 / 3])


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


def test_the_dictionary_stands_in_only_where_no_other_coding_read_a_passage(waiting, small):
    assert c.provisional(waiting) == tuple(f"2032-port-{number:03d}" for number in range(2, 7))
    assert c.provisional_phases(waiting) == {"2032-amendment"}
    assert not c.provisional(small) and not c.provisional_phases(small)
    built = c.corpus(waiting)
    at = np.isin(built.unit_ids, c.provisional(waiting))
    assert built.weights[at] == pytest.approx(c.corpus(waiting, coding="words").weights[at])
    assert built.weights[~at] == pytest.approx(c.corpus(small).weights[~at])


def test_rows_that_a_dictionary_left_in_the_codes_are_no_coding(waiting):
    assert (waiting.codes["coder"] == "words").any()
    assert c.codings(waiting) == ("alpha", "beta")


# --- copies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strings", "copies"),
    [
        # of two copies the later is left out
        ({"one": range(10), "two": range(1, 11), "three": range(30, 40)}, ("two",)),
        # just under four fifths is no copy, four fifths is
        ({"one": range(10), "two": range(3, 13)}, ()),
        ({"one": range(10), "two": range(2, 12)}, ("two",)),
        # a short text inside a longer one is the copy, whichever comes first
        ({"one": range(10), "two": range(40)}, ("one",)),
        # copies of another phase count
        ({"one": range(10), "three": range(10)}, ()),
    ],
)
def test_copies_are_left_out(small, strings, copies):
    rows = [("a", "one", 1, 10, D), ("a", "two", 1, 10, S), ("b", "three", 1, 10, S)]
    package = handmade.strings(handmade.package(small, rows), **strings)
    assert c.copies(package) == copies
    left = tuple(doc for doc in ("one", "two", "three") if doc not in copies)
    assert c.corpus(package).documents == left
    # What a copy copies may be left out itself: then the copy counts.
    if copies == ("two",):
        assert c.corpus(package, leave="one").documents == ("two", "three")
