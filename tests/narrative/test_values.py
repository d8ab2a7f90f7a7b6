"""What the pages quote, on the miniature, where every number can be worked out by hand.

Mean shares of machines, rivers, ports, crews and none: .40, 0, .05, .35, .20 in 2030; .375, .375, 0,
0, .25 in 2031; .025, .425, .20, .15, .20 in 2032. Machines are the origin, rivers and ports the
destination, so the balance goes from −.35 through 0 to .60.
"""

from __future__ import annotations

import dataclasses

import miniature
import pandas as pd
import pytest

from themeshift import package
from themeshift.measures import choices, documents, shift, uncertainty
from themeshift.narrative import doubts, findings, notice, overview, phases
from themeshift.prose import links, numbers

LAST = "2032-amendment"


def texts(values, *keys):
    return [values[key].text for key in keys]


# --- the whole --------------------------------------------------------------------------------


def test_the_ends_are_the_shares_of_the_first_and_the_last_phase(small):
    values = overview.values(small)
    ends = [f"{pole}-{end}" for pole in ("origin", "destination") for end in ("first", "last")]
    assert texts(values, *ends) == ["40%", "3%", "5%", "63%"]
    assert values["origin-first"].link == links.passages("2030-contract", theme=["machines"])
    assert values["destination-last"].link == links.passages(LAST, theme=["rivers", "ports"])


def test_only_steps_with_a_new_publisher_count_as_theirs(small):
    """La Gazette tells of 2030 and 2031; the step to Le Port is .60 of .95."""
    assert overview.ways(small)["publisher-part"].text == "63%"
    assert overview.ways(small)["publisher-path"].text == (
        "La Gazette and Le Port, then La Gazette, then Le Port"
    )


def test_ways_of_counting_are_those_with_the_poles_as_they_are_and_the_others(small):
    specified = choices.specifications(small)
    as_are = specified["poles"] == choices.AS_THEY_ARE
    values = overview.ways(small)
    for key, rows in (
        ("ways-as-are", specified[as_are]),
        ("ways-changed", specified[~as_are]),
        ("ways-same", specified),
    ):
        kept, number = int((rows["shift"] > 1e-9).sum()), len(rows)
        assert values[key].text == (f"all {number}" if kept == number else f"{kept} of {number}")


def test_the_lowest_way_opens_the_explorer_as_it_is_set(small):
    specified = choices.specifications(small)
    lowest = specified.loc[specified["shift"].idxmin()]
    value = overview.ways(small)["lowest"]
    assert value.link == f"appendices/explore?{lowest['query']}"
    # Rounded to whole points, its sign left out.
    assert value.text.split()[0] == str(abs(round(100 * lowest["shift"])))


def test_the_worst_reading_of_every_way_is_no_higher_than_that_of_the_book_s_own(small):
    values = findings.robustness(small)
    base = choices.extremes(small).iloc[0]
    assert values["worst"].text.split()[0] == str(abs(round(100 * base["lowest"])))
    least = choices.specifications(small, readings=True)["shift"].min()
    assert least <= base["lowest"] <= base["highest"]
    assert values["worst-lowest"].text.split()[0] == str(abs(round(100 * least)))
    assert "reading=lowest" in values["worst-lowest"].link


def test_the_phases_at_both_ends_are_named(small):
    assert texts(overview.texts(small), "first", "last") == ["2030 contract", "2032 amendment"]
    assert overview.texts(small)["years"].text == "2030–2032"


@pytest.mark.parametrize(
    ("kinds", "english", "who", "french"),
    [
        (["model", "model"], "by a language model",
         "Two codings were made by a language model. No person has coded yet.",
         "par un grand modèle de langage\u202f; personne ne les a encore codés à la main"),
        (["person", "model"], "by a language model and by people",
         "Two codings were made by a language model and by people.",
         "par un grand modèle de langage et par des personnes"),
    ],
)  # fmt: skip
def test_who_coded_follows_the_kinds_of_coders(small, kinds, english, who, french):
    coders = small.coders.assign(kind=[*kinds, "dictionary"])
    coded = dataclasses.replace(small, coders=coders)
    assert texts(overview.texts(coded), "coded-by", "who-coded") == [english, who]
    assert overview.texts(coded, "fr")["coded-by"].text == french


def test_what_waits_is_named_in_a_text_that_only_the_dictionary_coded(small, tmp_path):
    assert notice.notice(small) is None
    added = package.load(miniature.write(tmp_path, **miniature.provisional("2032-port")))
    told = notice.notice(added, LAST).text
    assert told.startswith("Coded by the dictionary alone so far: five of five passages.")
    assert "actors, instruments, places and events; where the book names none" in told
    assert told.endswith("Texts: Le Port, 2 March 2032.")
    assert notice.notice(added, "2030-contract") is None


# --- findings ---------------------------------------------------------------------------------


def test_a_project_is_kept_when_the_last_phase_names_it(small):
    """The first phase names robots and the school, the last the school alone."""
    assert texts(findings.values(small), "projects-first", "projects-kept") == ["two", "one"]


def test_jobs_are_those_of_the_first_and_of_the_last_text(small):
    jobs = small.indicators.assign(measure="jobs", scope=["the port", "the river"])
    values = findings.values(dataclasses.replace(small, indicators=jobs))
    keys = ("jobs-first", "jobs-first-scope", "jobs-last", "jobs-last-scope")
    assert texts(values, *keys) == ["1,200 jobs", "the port", "about 1,500 jobs", "the river"]
    bare = dataclasses.replace(small, indicators=jobs.assign(scope=""))
    assert findings.values(bare)["jobs-last-scope"].text == "sailors"  # what the text calls them


def test_money_is_named_with_the_phases_that_give_it(small):
    assert findings.values(small)["phases-with-money"].text == "none of them"
    money = small.indicators.assign(unit=["million euros", "jobs"])
    values = findings.values(dataclasses.replace(small, indicators=money))
    assert values["phases-with-money"].text == "the 2030 contract"


def test_the_last_step_is_told_without_the_paragraph_on_which_it_rests_most(small):
    """Without the second paragraph of 2032: one port, a quarter of a river, of three passages."""
    values = findings.values(small)
    assert texts(values, "last-step", "last-step-least") == ["+60 points", "+42 points"]


@pytest.mark.parametrize(("rank", "words"), [(1, "the largest"), (2, "the 2nd largest")])
def test_the_rank_among_contrasts_is_an_ordinal(small, monkeypatch, rank, words):
    monkeypatch.setattr(choices, "contrasts", lambda package: (12, rank, 0.2, 0.3))
    values = findings.robustness(small)
    assert values["contrast-rank"].text == f"this one gives {words} shift"
    assert texts(values, "contrast-median", "contrast-chance") == ["20 points", "30%"]


@pytest.mark.parametrize(
    ("p", "verdict"),
    [(0.04, "more than chance would explain"), (0.2, "no more than chance could explain")],
)
def test_words_are_beyond_chance_below_five_percent(small, monkeypatch, p, verdict):
    words = pd.DataFrame({"scope": ["first-to-last", "all"], "p": [p, 0.5]})
    monkeypatch.setattr(documents, "word_divergence", lambda package: words)
    values = findings.tests(small)
    assert values["words-verdict"].text == values["words-verdict-all"].text == verdict
    assert texts(values, "words-p", "words-p-all") == [f"{p:.2f}", "0.50"]


@pytest.mark.parametrize(
    ("p", "floor", "verdict"),
    [
        (0.1, 0.1, "the lowest value that these texts could give"),
        (0.2, 0.1, "not the lowest value that these texts could give"),
    ],
)
def test_a_test_says_whether_it_could_have_been_stronger(small, monkeypatch, p, floor, verdict):
    dealt = pd.DataFrame({"p": [p], "floor": [floor], "assignments": [12]})
    monkeypatch.setattr(documents, "permutation", lambda package: dealt)
    assert findings.tests(small)["p-verdict"].text == verdict


CLEAR, UNCLEAR = (0.1, 0.2), (-0.3, 0.1)


@pytest.mark.parametrize(
    ("ends", "english", "french"),
    [
        ([UNCLEAR] * 3, "none of them", "à aucune étape"),
        (
            [UNCLEAR, CLEAR, UNCLEAR],
            "the step into the 2031 review",
            "qu’à l’étape qui mène à la phase «\u202fbilan de 2031\u202f»",
        ),
        (
            [CLEAR, UNCLEAR, (-0.3, -0.1)],
            "the step into the 2030 contract and the step into the 2032 amendment",
            "qu’à l’étape qui mène à la phase «\u202fcontrat de 2030\u202f» et "
            + "qu’à l’étape qui mène à la phase «\u202favenant de 2032\u202f»",
        ),
    ],
)
def test_steps_are_clear_where_their_range_excludes_zero(small, monkeypatch, ends, english, french):
    steps = pd.DataFrame(ends, columns=["low", "high"]).assign(scope="step", measure="balance")
    steps["to_phase"] = small.phases["phase_id"]
    monkeypatch.setattr(shift, "steps", lambda package: steps)
    assert overview.values(small)["steps-clear"].text == english
    assert overview.values(small, "fr")["steps-clear"].text == french


# --- a phase ----------------------------------------------------------------------------------


def test_a_phase_says_what_rose_and_fell_most_since_the_one_before(small):
    assert texts(phases.values(small, LAST), "rise", "fall") == [
        "ports (+20 points)", "machines (−35 points)",
    ]  # fmt: skip
    assert texts(phases.values(small, "2031-review"), "rise", "fall") == [
        "clean rivers (+38 points)", "crews (−35 points)",
    ]  # fmt: skip
    assert "rise" not in phases.values(small, "2030-contract")


def test_a_phase_lists_its_largest_themes_and_those_that_no_passage_has(small):
    first = phases.values(small, "2030-contract")
    assert first["leading"].text == "machines (40%), crews (35%) and ports (5%)"
    assert first["silent-sentence"].text == "No passage has clean rivers as a theme."
    last = phases.values(small, LAST)
    assert last["silent-sentence"].text == "Every theme has at least one passage."


def test_a_step_says_whether_the_publisher_changes(small):
    told = phases.values(small, LAST)["since-publisher"].text
    assert told == "in which the publisher changes too"
    one = dataclasses.replace(small, documents=small.documents.assign(publisher="La Gazette"))
    told = phases.values(one, LAST)["since-publisher"].text
    assert told == "in which the publisher stays the same"


@pytest.mark.parametrize(
    ("change", "low", "high", "towards", "clear"),
    [
        (0.6, 0.1, 0.9, "60 points towards rivers and ports", "excludes"),
        (0.6, -0.1, 0.9, "60 points towards rivers and ports", "includes"),
        (-0.2, -0.4, -0.1, "20 points towards machines", "excludes"),
    ],
)
def test_a_step_has_a_direction_and_a_range(small, monkeypatch, change, low, high, towards, clear):
    steps = shift.steps(small).assign(change=change, low=low, high=high)
    monkeypatch.setattr(shift, "steps", lambda package: steps)
    values = phases.values(small, LAST)
    assert values["since-balance"].text == towards
    assert f"{clear} zero" in values["since-clear"].text


# --- doubts -----------------------------------------------------------------------------------


def test_overlap_is_told_by_the_part_of_the_shorter_text(small, monkeypatch):
    rows = [("2030-gazette", "2030-port", True, 3, 0.1, 0.3, ""),
            ("2030-gazette", "2032-port", False, 4, 0.2, 0.4, "")]  # fmt: skip
    columns = ["doc_id", "other_id", "same_phase", "shared", "part", "other_part", "copy"]
    table = pd.DataFrame(rows, columns=columns)
    monkeypatch.setattr(documents, "overlap", lambda package: table)
    told = doubts._overlap(small)
    assert "40% of the five-word strings" in told and "30% of the five-word strings" in told


def test_agreement_is_circular_where_one_of_two_that_share_rules_was_not_blind(small):
    """In the miniature alpha was not blind, and beta was."""
    shared = pd.DataFrame({"coding": ["alpha"], "other": ["beta"], "shared_rules": [True]})
    told = doubts._circular(small, shared)
    assert told.startswith("The agreement of alpha and beta is partly circular")
    blind = dataclasses.replace(small, coders=small.coders.assign(blind="true"))
    assert doubts._circular(blind, shared) == ""


def test_the_longest_passage_is_the_one_with_the_largest_part_of_its_phase(small):
    values = doubts._longest(small)
    units = small.units[small.units["kind"].isin(["sentence", "item"])]
    phase = units["doc_id"].str[:4]
    part = units["words"] / units.groupby(phase)["words"].transform("sum")
    assert values["longest-share"].text == f"{100 * float(part.max()):.0f}%"
    assert values["longest-share"].link == f"u-{units.loc[part.astype(float).idxmax(), 'unit_id']}"


def test_correlations_below_a_hundredth_are_not_told_apart(small, monkeypatch):
    found = iter([0.07, 0.004, 0.04])
    monkeypatch.setattr(uncertainty, "tipping", lambda package, sign: next(found))
    assert doubts._tipping(small) == (
        "0.07 for the total shift, under 0.01 for machines and 0.04 for rivers and ports"
    )


def test_coding_error_and_coverage_are_told_of_what_is_printed(small):
    """The lowest coverage leaves out themes that nobody names, and texts with a style."""
    rows = [("total", 0.97, 0.98, 0.99, 0.9, 0.8), ("named themes", 0.96, 0.95, 0.97, 0.8, 0.8),
            ("all themes", 0.5, 0.5, 0.5, 0.5, 0.4)]  # fmt: skip
    columns = ["quantity", "rho_0", "rho_25", "rho_50", "document_effect", "lowest"]
    values = doubts.how_sure(small, pd.DataFrame(rows, columns=columns))
    assert texts(values, "coverage-lowest", "coverage-single") == ["95.0%", "40.0%"]
    drawn = uncertainty.draws(small)
    mean = dataclasses.replace(drawn.corpus, readings=drawn.corpus.weights[None])
    fixed = uncertainty.simulate(mean, uncertainty.DRAWS)
    widths = []
    for one in (drawn, fixed):
        moved = (one.themes[:, -1] - one.themes[:, 0]) @ one.corpus.sign
        low, high = pd.Series(moved).quantile([0.025, 0.975])
        widths.append(numbers.points(high - low))
    assert widths[0] != widths[1]
    assert texts(values, "width", "width-of-mean") == widths
