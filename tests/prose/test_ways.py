"""A way of counting in words: what it does otherwise than the book, and nothing else."""

from __future__ import annotations

import pytest

from themeshift.measures import choices
from themeshift.prose.choices import describe

BASE = {"coding": "mean", "measure": "passages", "framing": "in", "leave": "", "poles": "as they are",
        "origin": "machines", "destination": "rivers ports"}  # fmt: skip
CHANGED = "one theme"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "nothing changed"),
        ({"coding": "alpha"}, "the alpha coding alone"),
        ({"coding": "words"}, "the dictionary’s codes alone"),
        ({"coding": choices.LEAST}, "each passage read as is worst for the finding"),
        ({"measure": "words"}, "words in place of passages"),
        ({"framing": "out"}, "passages without a theme left out"),
        ({"leave": "2030-port"}, "without Le Port 2030"),
        ({"leave": "2030-gazette:5"}, "without paragraph 5 of La Gazette 2030"),
        ({"poles": CHANGED, "destination": "rivers"}, "ports counted with neither"),
        ({"poles": CHANGED, "origin": "machines crews"}, "crews counted with machines"),
        ({"poles": CHANGED, "destination": "rivers crews"}, "crews in place of ports"),
        ({"measure": "words", "framing": "out"},
         "words in place of passages and passages without a theme left out"),
    ],
)  # fmt: skip
def test_a_way_is_what_it_does_otherwise(small, change, words):
    assert describe(small, BASE | change) == words


def test_every_way_of_the_miniature_has_words(small):
    specified = choices.specifications(small)
    told = [describe(small, row) for row in specified.to_dict("records")]
    assert told[0] == "nothing changed" and "nothing changed" not in told[1:]
