"""What choices and options are called."""

import pytest

from themeshift import choices, package, robustness


@pytest.fixture(scope="module")
def real():
    """The data."""
    return package.load()


def test_every_choice_and_option_of_the_analysis_has_words_of_its_own(real):
    offered = robustness.options(real)
    headings = [choices.heading(real, choice) for choice in offered]
    assert len(set(headings)) == len(offered)
    for choice, several in offered.items():
        told = [choices.option(real, choice, value) for value in several]
        assert len(set(told)) == len(several), choice
        for value, words in zip(several, told, strict=True):
            # a name may have a hyphen of its own, and tells two texts apart by their ids
            named = choice in ("coding", "left_out")
            assert "_" not in words and (named or "-" not in words), words
            assert words != value or "-" not in str(value), f"{choice}: {value} is an id"


def test_a_prior_is_called_the_same_as_number_and_as_text(real):
    assert choices.option(real, "prior", 0.5) == choices.option(real, "prior", "0.5") == "½"
    assert choices.option(real, "prior", "0.0") == "none"
    assert choices.option(real, "prior", 1.0) == choices.option(real, "prior", "1.0") == "1"


def test_texts_of_one_publisher_and_year_are_told_apart_by_their_ids(real):
    twice = real.documents.assign(
        publisher="Somebody", date_earliest=real.documents.date_earliest[0]
    )

    class Cut:
        documents = twice

    names = [choices.text(Cut, doc) for doc in twice["doc_id"]]
    assert len(set(names)) == len(twice)
    assert choices.text(Cut, "unheard-of") == "unheard-of"
