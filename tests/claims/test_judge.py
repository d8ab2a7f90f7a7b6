"""Claims are judged from the data: values by hand, words by the scale, faults in one line."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from themeshift import package
from themeshift.claims import cards, judge, verdicts
from themeshift.measures import uncertainty

Edit = Callable[[pd.DataFrame], pd.DataFrame | None]


def edited(folder: Path, table: str, edit: Edit) -> package.Package:
    """The package with one table changed in place."""
    path = folder / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    changed = edit(frame)
    (frame if changed is None else changed).to_csv(path, index=False, lineterminator="\n")
    return package.load(folder)


def set_claim(folder: Path, **cells: str) -> package.Package:
    """The package with the first claim changed, and no other."""

    def edit(frame: pd.DataFrame) -> pd.DataFrame:
        for column, value in cells.items():
            frame.loc[0, column] = value
        return frame.head(1)

    return edited(folder, "claims", edit)


def judged(data: package.Package) -> Any:
    """The first claim as it is judged."""
    return next(judge.judge(data).itertuples())


@pytest.fixture(autouse=True)
def _fewer_draws(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer draws for the miniature, whose verdicts are not those of the book."""
    if "small_folder" in request.fixturenames:
        monkeypatch.setattr(uncertainty, "DRAWS", 5_000)


SHIFT = {
    "sentence": "It moves from {origin} to {destination} by {value} ({interval}).",
    "sentence_fr": "",
    "quantity": "change",
    "parameters": "of=balance; from=first; to=last",
    "condition": ">",
    "threshold": "0",
    "verdict": "",
    "evidence": "origin:first destination:last",
}


def test_the_value_is_that_of_the_mean_coding(small_folder: Path) -> None:
    """The miniature's balance goes from −.35 to +.6."""
    one = judged(set_claim(small_folder, **SHIFT))
    assert one.value == pytest.approx(0.95)
    assert one.low < one.value < one.high
    assert one.holds and one.sentence.count("95 points") == 1


def test_the_verdict_is_the_word_for_the_share_of_draws(small_folder: Path) -> None:
    one = judged(set_claim(small_folder, **SHIFT))
    assert one.verdict == verdicts.word(one.support)
    opposite = judged(set_claim(small_folder, **SHIFT | {"condition": "<"}))
    assert one.support > 0.5 > opposite.support
    assert opposite.support == pytest.approx(1 - one.support, abs=0.01)
    assert not opposite.holds


@pytest.mark.parametrize(
    ("supports", "weakest"),
    [((0.91, 0.89, 0.93, 0.95, 0.9), 0.89), ((0.02, 0.04, 0.03, 0.01, 0.02), 0.04)],
)
def test_of_all_seeds_the_support_nearest_to_one_half_counts(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch, supports: tuple[float], weakest: float
) -> None:
    found = iter(supports)
    monkeypatch.setattr(uncertainty, "support", lambda _: next(found))
    assert judged(set_claim(small_folder, **SHIFT)).support == weakest


def test_it_rests_on_the_passages_that_the_evidence_names(small_folder: Path) -> None:
    one = judged(set_claim(small_folder, **SHIFT))
    assert one.units == (
        "2030-gazette-005", "2030-gazette-006", "2030-port-001",
        "2032-port-002", "2032-port-003", "2032-port-004", "2032-port-005",
    )  # fmt: skip
    assert not one.provisional


def test_a_sentence_that_became_false_is_an_error_that_names_it(small_folder: Path) -> None:
    data = set_claim(small_folder, **SHIFT | {"condition": "<", "verdict": "likely"})
    _, errors = judge.changes(data)
    name = data.claims["claim_id"].iloc[0]
    assert len(errors) == 1 and name in errors[0] and "no longer true" in errors[0]


def test_a_verdict_that_changed_is_a_notice_that_names_the_sentence(small_folder: Path) -> None:
    data = set_claim(small_folder, **SHIFT | {"verdict": "unlikely"})
    notices, errors = judge.changes(data)
    name = data.claims["claim_id"].iloc[0]
    assert not errors
    assert any(name in notice and "recorded as unlikely" in notice for notice in notices)
    now = judged(data).verdict
    notices, _ = judge.changes(set_claim(small_folder, **SHIFT | {"verdict": now}))
    assert not any(name in notice for notice in notices)


def test_what_rests_on_the_dictionary_alone_is_provisional(small_folder: Path) -> None:
    set_claim(small_folder, **SHIFT | {"verdict": "unlikely", "condition": "<"})

    def by_dictionary(frame: pd.DataFrame) -> pd.DataFrame:
        last = frame["unit_id"].str.startswith("2032-port")
        frame.loc[last & (frame["coder"] == "alpha"), "coder"] = "words"
        return frame[~last | (frame["coder"] == "words")]

    data = edited(small_folder, "codes", by_dictionary)
    one = judged(data)
    assert one.provisional
    assert "Provisional" in cards.card(one)
    notices, errors = judge.changes(data)
    assert not errors and any("provisional" in notice for notice in notices)


def test_evidence_is_that_of_the_phase_with_the_fewest_texts_and_copies_are_none(
    small: package.Package,
) -> None:
    """Twelve texts of the first phase and one of the last are limited evidence."""
    one = small.documents.iloc[[0]]
    more = [one.assign(doc_id=f"2030-more-{number}") for number in range(10)]
    documents = pd.concat([small.documents, *more], ignore_index=True)
    many = dataclasses.replace(small, documents=documents)
    assert {one.evidence for one in judge.judge(many).itertuples()} == {"limited"}
    within = small.claims.head(1).assign(
        quantity="share", parameters="of=balance; phase=first", sentence="{value}"
    )
    first = judged(dataclasses.replace(many, claims=within))
    assert first.evidence == "robust"
    strings = [pd.DataFrame({"doc_id": doc, "digest": list("abc")}) for doc in documents["doc_id"]]
    copies = dataclasses.replace(many, claims=within, shingles=pd.concat(strings))
    assert judged(copies).evidence == "limited"


def test_a_lead_over_other_steps_needs_three_phases(small: package.Package) -> None:
    documents = small.documents[small.documents["doc_id"] != "2032-port"]
    units = small.units[small.units["doc_id"].isin(documents["doc_id"])]
    rows = small.claims.head(1).assign(quantity="step-lead", parameters="of=rivers; to=last")
    two = dataclasses.replace(
        small, phases=small.phases.head(2), documents=documents, units=units, claims=rows,
        titles=small.titles.head(0),
    )  # fmt: skip
    with pytest.raises(judge.ClaimError, match="three or more"):
        judge.judge(two)


def test_a_lead_over_all_steps_is_provisional_with_any_phase(small_folder: Path) -> None:
    lead = {"quantity": "step-lead", "parameters": "of=rivers; to=last", "threshold": "-2"}
    set_claim(small_folder, **SHIFT | lead | {"sentence": "It leads by {value}."})

    def by_dictionary(frame: pd.DataFrame) -> pd.DataFrame:
        middle = frame["unit_id"].str.startswith("2031-gazette")
        frame.loc[middle & (frame["coder"] == "alpha"), "coder"] = "words"
        return frame

    assert judged(edited(small_folder, "codes", by_dictionary)).provisional
    between = {**SHIFT, "sentence": "It moves by {value}."}
    assert not judged(set_claim(small_folder, **between)).provisional


def test_a_further_coding_changes_value_and_words_and_nothing_else(small_folder: Path) -> None:
    before = judged(set_claim(small_folder, **SHIFT))
    coder = {"coder_id": "gamma", "order": "4", "kind": "person", "saw": "all", "blind": "true"}
    coders = pd.read_csv(small_folder / "coders.csv", dtype=str, keep_default_na=False)
    coders = pd.concat([coders, pd.DataFrame([coder])]).fillna("")
    coders.to_csv(small_folder / "coders.csv", index=False, lineterminator="\n")

    def coded(frame: pd.DataFrame) -> pd.DataFrame:
        units = frame.loc[frame["coder"] == "alpha", "unit_id"].drop_duplicates()
        rows = pd.DataFrame(
            {"unit_id": units, "coder": "gamma", "rank": "1", "theme": "none", "weight": "1"}
        )
        return pd.concat([frame, rows]).fillna("")

    after = judged(edited(small_folder, "codes", coded))
    assert 0 < after.value < before.value
    assert after.sentence != before.sentence


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        ({"quantity": "dance"}, "dance"),
        ({"parameters": "of=nothing"}, "nothing"),
        ({"parameters": "from=first"}, "of="),
        ({"parameters": "of=balance; from=never"}, "never"),
        ({"parameters": "of=balance; colour=red"}, "colour"),
        ({"parameters": "of=machines,rivers"}, "machines,rivers"),
        ({"quantity": "part", "parameters": "of=balance"}, "one of machines"),
        ({"quantity": "step-lead", "parameters": "of=rivers; to=first"}, "a later phase"),
        ({"sentence": "It moves by {surprise}."}, "surprise"),
        ({"sentence": "It moves by {value:.2f}."}, "value"),
        ({"sentence": "It moves by {value."}, "{value."),
        ({"sentence": "It moves from {from_value}."}, "from_value"),  # the balance is no share
        ({"sentence_fr": "Il gagne {surprise}."}, "surprise"),
    ],
)
def test_a_row_that_cannot_be_judged_is_named_in_one_line(
    small_folder: Path, cells: dict[str, str], named: str
) -> None:
    data = set_claim(small_folder, **SHIFT | cells)
    problems = list(judge.problems(data))
    assert len(problems) == 1
    assert named in problems[0] and "claims.csv, row 2" in problems[0] and "\n" not in problems[0]
    with pytest.raises(judge.ClaimError, match="claims.csv"):
        judge.judge(data)


def test_what_was_tested_says_whether_of_the_shift_or_of_a_step(small_folder: Path) -> None:
    part = SHIFT | {"quantity": "part", "sentence": "It is {value}."}
    for to, move in (("last", "the shift"), ("2031-review", "this step")):
        data = set_claim(small_folder, **part | {"parameters": f"of=rivers; from=first; to={to}"})
        assert judged(data).tested == f"the contribution of clean rivers to {move} is above zero"


def test_an_unknown_claim_is_named(small: package.Package) -> None:
    with pytest.raises(judge.ClaimError, match="no claim 'missing'"):
        cards.cards(small, "missing")


def test_markup_in_a_claim_is_text(small_folder: Path) -> None:
    hostile = "<script>alert(1)</script> {value}"
    data = set_claim(small_folder, **SHIFT | {"sentence": hostile, "overturned_by": "<b>x</b>"})
    shown = cards.card(judged(data))
    assert "<script>" not in shown and "<b>" not in shown and "&lt;script&gt;" in shown
    assert "" not in shown.split("\n")


def test_all_headlines_hold_no_more_often_than_any(data: package.Package) -> None:
    headlines = [one for one in judge.judge(data).itertuples() if one.headline]
    assert headlines
    assert judge.together(data) <= min(one.support for one in headlines)


def test_the_book_has_no_false_sentence_and_every_verdict_is_recorded(
    data: package.Package,
) -> None:
    notices, errors = judge.changes(data)
    assert errors == []
    assert [notice for notice in notices if "provisional" not in notice] == []


def test_every_claim_says_what_would_overturn_it_in_both_languages(data: package.Package) -> None:
    for one in judge.judge(data).itertuples():
        assert one.overturned_by.endswith(".")
        assert one.sentence_fr.endswith(".") and one.units


def test_each_seed_is_simulated_once(
    small: package.Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulate, seeds = uncertainty.simulate, []
    monkeypatch.setattr(
        uncertainty,
        "simulate",
        lambda base, number, seed: seeds.append(seed) or simulate(base, number, seed),
    )
    judge.judge(dataclasses.replace(small))
    assert sorted(seeds) == sorted(uncertainty.SEEDS)
