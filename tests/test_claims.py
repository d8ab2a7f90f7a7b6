"""Claims: verdicts in calibrated words, computed anew, and what falls when data change."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from themeshift import (
    claims,
    consistency,
    quantities,
    robustness,
    salience,
    shift,
    wording,
)

ROOT = Path(__file__).resolve().parent.parent


def with_claims(base, *rows: dict):
    """The package with these claims alone, other columns filled in."""
    filled = [
        {
            "claim_id": f"claim-{number}",
            "order": number,
            "headline": "false",
            "sentence": "It is {value}.",
            "quantity": "change",
            "parameters": "",
            "condition": ">",
            "threshold": 0.0,
            "verdict": "",
            "evidence": "",
            "tables": "units",
            "overturned_by": "Other data.",
        }
        | row
        for number, row in enumerate(rows, start=1)
    ]
    return dataclasses.replace(base, claims=pd.DataFrame(filled))


def value_of(base, quantity: str, parameters: str = "", **others) -> float:
    row = {"quantity": quantity, "parameters": parameters} | others
    return claims.evaluate(with_claims(base, row))["value"].iloc[0]


def complaint(base, **row) -> str:
    with pytest.raises(claims.ClaimError) as caught:
        claims.evaluate(with_claims(base, {"parameters": "of=balance"} | row))
    text = str(caught.value)
    assert "\n" not in text
    return text


# --- the scale -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("support", "word"),
    [
        # Mastrandrea et al. 2010, table 1: 99–100, 90–100, 66–100, 33–66, 0–33, 0–10, 0–1 %.
        (1.0, "virtually certain"),
        (0.99, "virtually certain"),
        (0.9899, "very likely"),
        (0.90, "very likely"),
        (0.8999, "likely"),
        (0.66, "likely"),
        (0.6599, "about as likely as not"),
        (0.5, "about as likely as not"),
        (0.3301, "about as likely as not"),
        (0.33, "unlikely"),
        (0.1001, "unlikely"),
        (0.10, "very unlikely"),
        (0.0101, "very unlikely"),
        (0.01, "exceptionally unlikely"),
        (0.0, "exceptionally unlikely"),
    ],
)
def test_the_words_are_those_of_the_published_scale(support, word):
    assert claims.verdict_of(support) == word


def test_no_support_gives_no_word():
    assert claims.verdict_of(float("nan")) == "cannot be told"


def test_the_printed_scale_covers_all_supports_and_says_what_is_used():
    scale = claims.scale()
    assert scale["highest"].iloc[0] == 1 and scale["lowest"].iloc[-1] == 0
    assert (scale["highest"].iloc[1:].to_numpy() == scale["lowest"].iloc[:-1].to_numpy()).all()
    for row in scale.itertuples():
        assert claims.verdict_of((row.lowest + row.highest) / 2) == row.verdict


def test_a_support_is_never_rounded_up_to_all(mini):
    assert claims._share(0.9996) == "99.9%"
    assert claims._share(1.0) == "100%"


# --- the quantities, by hand on the miniature --------------------------------------------------
# Words of 2030: machines 6 + 5 + 2.5, crews 3 + 2.5 + 4, none 8, of 31.
# Words of 2032: rivers 6 + 3.75, machines 1.25 + 4, of 15.

BALANCE_2030, BALANCE_2032 = -13.5 / 31, (9.75 - 5.25) / 15
SHIFT = BALANCE_2032 - BALANCE_2030


BY_HAND = [
    ("change", "of=balance", SHIFT),
    ("change", "of=balance; from=last; to=first", -SHIFT),
    ("change", "of=balance; from=previous; to=2032-amendment", SHIFT),
    ("change", "of=rivers", 9.75 / 15),
    ("change", "of=origin", 5.25 / 15 - 13.5 / 31),
    ("share", "of=crews; phase=first", 9.5 / 31),
    ("share", "of=balance; phase=previous", BALANCE_2030),
    ("largest-change", "of=crews,machines", 9.5 / 31),
    (
        "share-lead",
        "of=destination; phase=last; against=origin; against_phase=first",
        9.75 / 15 - 13.5 / 31,
    ),
    ("top-theme-lead", "of=rivers", (9.75 - 5.25) / 15),
    ("part", "of=rivers", 9.75 / 15 / SHIFT),
    ("part", "of=balance", 1.0),
    ("contribution-lead", "of=rivers; against=machines", 9.75 / 15 - (13.5 / 31 - 5.25 / 15)),
    ("smallest-step", "of=balance", SHIFT),
    # Without the only text of 2032 there is one phase, and no change.
    ("change-left-out", "", 0.0),
    # D = 2.6 and O = 0 … in quasi-sentences: 3 units times the share of words.
    (
        "position-change",
        "",
        np.log((9.75 / 15 * 3 + 0.5) / (5.25 / 15 * 3 + 0.5)) - np.log(0.5 / (13.5 / 31 * 6 + 0.5)),
    ),
    # One project (half machines) in the first phase, no work in the second.
    ("projects-kept", "", 0.5),
    # Three texts over phases of two and one: three ways.
    ("p-value-floor", "", 1 / 3),
]


def test_quantities_are_what_a_hand_computes(mini):
    frame = claims.evaluate(
        with_claims(mini, *({"quantity": name, "parameters": said} for name, said, _ in BY_HAND))
    )
    for (name, said, expected), found in zip(BY_HAND, frame["value"], strict=True):
        assert found == pytest.approx(expected, abs=1e-9), (name, said)


def test_what_the_data_do_not_have_cannot_be_told(mini):
    # The miniature's second phase has no project or line of work and announces no number.
    frame = claims.evaluate(
        with_claims(
            mini,
            {"quantity": "architecture-change", "parameters": "basis=work"},
            {"quantity": "announced-to-named"},
        )
    )
    assert frame["verdict"].tolist() == ["cannot be told"] * 2


def test_every_quantity_is_described_and_named_once():
    registry = quantities.registry()
    assert registry["quantity"].is_unique
    assert (registry["meaning"].str.len() > 10).all()
    assert set(registry["unit"]) <= {"points", "percent", "count", "number"}


# --- supports against the measures themselves --------------------------------------------------


def test_values_and_supports_are_those_of_the_measures(real):
    corpus = salience.corpus(real)
    parts = shift.decomposition(corpus)
    parts = parts[parts["scope"] == "total"]
    frame = claims.evaluate(
        with_claims(
            real,
            {"parameters": "of=balance"},
            {"parameters": "of=origin"},
            {"quantity": "position-change"},
            *({"quantity": "part", "parameters": f"of={theme}"} for theme in parts["theme"]),
        )
    )
    total = shift.steps(corpus)
    total = total[total["scope"] == "total"].set_index("measure")
    for row, measure in zip(frame.itertuples(), ("balance", "origin", "theta"), strict=False):
        step = total.loc[measure]
        assert row.value == pytest.approx(step["change"])
        assert (row.low, row.high) == pytest.approx((step["low"], step["high"]))
        # A draw or two without any change may count as a rise there, by the dust of a sum.
        assert row.support_bootstrap == pytest.approx(step["upward_bootstrap"], abs=5e-4)
        assert row.support_posterior == pytest.approx(step["upward_posterior"], abs=5e-4)
    every = robustness.multiverse(real)
    for number, shifts in (
        (0, every[every["prior"] == 0.5]["share_shift"]),
        (2, every["theta_shift"].dropna()),
    ):
        assert frame["support_specifications"].iloc[number] == pytest.approx((shifts > 0).mean())
        assert frame["specifications"].iloc[number] == len(shifts)
    assert frame["value"].iloc[3:].to_numpy() == pytest.approx(parts["part"].to_numpy())
    assert frame["value"].iloc[3:].sum() == pytest.approx(1)


def test_a_verdict_is_the_word_for_the_smallest_support(real):
    frame = claims.evaluate(real)
    sampled = frame[frame["basis"] == "sampled"]
    draws = sampled[["support_bootstrap", "support_posterior"]].min(axis=1)
    moved = draws.map(lambda support: claims.cautious(support, salience.DRAWS))
    least = np.minimum(moved, sampled["support_specifications"])
    expected = least.map(claims.verdict_of)
    assert sampled["verdict"].tolist() == expected.tolist()


def test_a_condition_and_its_opposite_split_the_support(mini):
    frame = claims.evaluate(
        with_claims(
            mini,
            {"parameters": "of=balance", "condition": ">", "threshold": 0.5},
            {"parameters": "of=balance", "condition": "<=", "threshold": 0.5},
            {"parameters": "of=balance; lowest=-2", "condition": "between", "threshold": 2},
        )
    )
    for column in ("support_bootstrap", "support_posterior", "support_specifications"):
        above, below, between = frame[column]
        assert above + below == pytest.approx(1)
        assert between == 1
    assert frame["holds"].tolist() == [True, False, True]


@pytest.mark.filterwarnings("error")
def test_between_has_two_ends(mini):
    # No specification lies on an end, which belongs to both of its ranges.
    ranges = ((-3.0, 0.51), (0.51, 0.81), (0.81, 3.0))
    assert 0.51 < SHIFT < 0.81
    frame = claims.evaluate(
        with_claims(
            mini,
            *(
                {"parameters": f"of=balance; lowest={low}", "condition": "between",
                 "threshold": high}
                for low, high in ranges
            ),
        )
    )  # fmt: skip
    assert frame["holds"].tolist() == [False, True, False]
    for column in ("support_bootstrap", "support_posterior", "support_specifications"):
        assert frame[column].sum() == pytest.approx(1)


def test_a_plain_count_holds_or_does_not(mini):
    frame = claims.evaluate(
        with_claims(
            mini,
            {"quantity": "projects-kept", "condition": ">=", "threshold": 0.5},
            {"quantity": "projects-kept", "condition": ">", "threshold": 0.5},
        )
    )
    assert frame["verdict"].tolist() == ["holds", "does not hold"]


def test_the_order_of_rows_changes_nothing(mini):
    asked = with_claims(
        mini, {"parameters": "of=balance"}, {"quantity": "part", "parameters": "of=rivers"}
    )
    turned = dataclasses.replace(
        asked,
        claims=asked.claims.iloc[::-1].reset_index(drop=True),
        codes=asked.codes.iloc[::-1].reset_index(drop=True),
        matches=asked.matches.iloc[::-1].reset_index(drop=True),
    )
    pd.testing.assert_frame_equal(claims.evaluate(turned), claims.evaluate(asked))


# --- a phase more ------------------------------------------------------------------------------


def test_first_last_and_previous_follow_a_new_phase(mini):
    def added(frame, **row):
        new = frame.iloc[[-1]].assign(**row)
        return pd.concat([frame, new], ignore_index=True)

    unit = "2036-port-001"
    longer = dataclasses.replace(
        mini,
        phases=added(mini.phases, phase_id="2036-contract", order=3, short_label="2036"),
        documents=added(mini.documents, doc_id="2036-port", phase_id="2036-contract", order=4),
        units=added(
            mini.units, unit_id=unit, doc_id="2036-port", position=1, kind="sentence", words=7
        ),
        codes=added(mini.codes, unit_id=unit, coder="first", rank=1, theme="machines", weight=1.0),
    )
    words = {"sentence": "{from} {to}", "parameters": "of=balance; from=previous; to=last"}
    lead = {"quantity": "step-lead", "parameters": "of=balance; to=last"}
    before = claims.evaluate(with_claims(mini, words))
    after = claims.evaluate(with_claims(longer, words, lead))
    assert before["sentence"].iloc[0] == "2030 2032"
    assert after["sentence"].iloc[0] == "2032 2036"
    step = -1 - BALANCE_2032
    assert after["value"].tolist() == pytest.approx([step, abs(step) - SHIFT])


def test_a_phase_without_a_text_does_not_count_as_the_last(mini):
    empty = mini.phases.iloc[[-1]].assign(phase_id="2036-contract", order=3)
    longer = dataclasses.replace(mini, phases=pd.concat([mini.phases, empty], ignore_index=True))
    assert value_of(longer, "change", "of=balance") == pytest.approx(SHIFT)


# --- mistakes in the table ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        ({"quantity": "chnage"}, "quantity", "one of change,"),
        ({"parameters": "of=balance; form=first"}, "parameters", "'form', expected one of of"),
        ({"parameters": ""}, "parameters", "found no of, expected of="),
        ({"parameters": "of"}, "parameters", "key=value"),
        ({"parameters": "of=boats"}, "parameters", "'boats', expected one of machines"),
        ({"parameters": "of=machines,rivers"}, "parameters", "one name"),
        ({"parameters": "of=balance; to=2040"}, "parameters", "'2040', expected one of 2030-"),
        ({"condition": "=>"}, "condition", "one of >, <, >=, <=, between"),
        ({"condition": "between"}, "parameters", "lowest=a number"),
        ({"threshold": float("nan")}, "threshold", "found an empty cell, expected a number"),
        ({"sentence": "By {valeu}."}, "sentence", "found {valeu}, expected one of {value}"),
        ({"sentence": "By {value.__class__}."}, "sentence", "found {value.__class__}"),
        ({"sentence": "By {value:d}."}, "sentence", "found {value:d}"),
        ({"sentence": "By {value."}, "sentence", "paired braces"),
        (
            {"quantity": "step-lead", "parameters": "of=balance"},
            "parameters",
            "three phases at least",
        ),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(mini, row, column, told):
    text = complaint(mini, **row)
    assert text.startswith(f"data/claims.csv, row 2 (claim-1), column {column}: ")
    assert told in text


def test_an_unknown_claim_is_told_with_the_known_ones(mini):
    with pytest.raises(claims.ClaimError, match="'rivers-rsie', expected one of rivers-rise"):
        claims.sentence(mini, "rivers-rsie")


# --- what stands on a page -----------------------------------------------------------------------


def test_what_is_shown_is_inert_and_leads_to_passages(mini):
    shown = with_claims(
        mini,
        {
            "claim_id": "rise",
            "sentence": "Rise *of* {of} <b>by {value}</b>.",
            "parameters": "of=rivers",
            "evidence": "rivers:first rivers:last origin:first 2032-port-002 project:robots",
        },
    )
    text = claims.show(shown, "rise")
    assert text._repr_markdown_() == text
    assert "\\*of\\*" in text and "<b>" not in text
    assert re.findall(r"\(<#([^>]*)>\)", text) == [
        # No passage of 2030 speaks of rivers: no link to a list that does not exist.
        "theme-rivers-2032-amendment",
        "theme-machines-2030-contract",
        "u-2032-port-002",
        "project-robots",
    ]
    assert "#" not in claims.show(shown, "rise", passages=False)


def test_a_claim_is_shown_with_its_verdict_and_its_support(mini):
    shown = with_claims(
        mini,
        {"claim_id": "drawn", "sentence": "It moves", "parameters": "of=balance", "threshold": -3},
        {"claim_id": "counted", "sentence": "It stays", "quantity": "projects-kept"},
    )
    # 3 codings, 3 weightings, 2 sets of kinds, 2 measures, 2 ways with `none`, 4 texts to leave out
    assert claims.support(shown, "drawn") == "100% of draws and 100% of 288 specifications"
    assert claims.show(shown, "drawn").replace("\\", "") == (
        "It moves **Virtually certain** (the change is above −300 points; "
        "100% of draws and 100% of 288 specifications)."
    )
    assert claims.show(shown, "counted").replace("\\", "") == (
        "It stays **Holds** (the part kept is above zero; a count, without sampling)."
    )


def test_a_publisher_is_named_where_it_has_all_texts_of_both_phases(mini):
    row = {"sentence": "{publisher}", "parameters": "of=balance"}
    alone = {"sentence": "{publisher}", "parameters": "of=balance; from=last; to=last"}

    def said(base) -> list[str]:
        return claims.evaluate(with_claims(base, row, alone))["sentence"].tolist()

    assert said(mini) == ["The Le Port", "The Le Port"]
    documents = mini.documents.copy()
    documents.loc[documents["doc_id"] == "2032-port", "publisher"] = "Le Quai"
    other = dataclasses.replace(mini, documents=documents)
    assert said(other) == ["Different publishers", "The Le Quai"]


def test_the_table_has_every_claim_with_what_would_overturn_it(real):
    table = claims.table(real)
    assert len(table.rows) == len(real.claims)
    assert {row[-1] for row in table.rows} == set(real.claims["overturned_by"])
    headline = claims.table(real, headline=True)
    assert len(headline.rows) == (real.claims["headline"] == "true").sum()
    assert (table.name, headline.name) == ("tab-claims", "tab-claims-headline")


def test_pages_are_found_by_what_they_say_not_by_what_they_show(mini, tmp_path):
    two = with_claims(
        mini,
        {"claim_id": "rise", "headline": "true", "parameters": "of=rivers"},
        {"claim_id": "rise-late", "parameters": "of=rivers"},
    )

    def notebook(name: str, source: str, output: str = "") -> None:
        cell = {"cell_type": "code", "source": [source], "outputs": [{"text": output}]}
        (tmp_path / "chapters").mkdir(exist_ok=True)
        (tmp_path / "chapters" / name).write_text(json.dumps({"cells": [cell]}))

    notebook("01.ipynb", "claims.sentence(data, 'rise-late')")
    notebook("02.ipynb", "nothing", output="rise claim-rise")
    notebook("03.ipynb", "{glue:md}`claim-rise:myst`")
    notebook("04.ipynb", "claims.table(data)")
    (tmp_path / "index.md").write_text("claims.table(data, headline=True), sunrise, rises")
    assert claims.pages(two, "rise", tmp_path) == (
        "chapters/03.ipynb",
        "chapters/04.ipynb",
        "index.md",
    )
    assert claims.pages(two, "rise-late", tmp_path) == ("chapters/01.ipynb", "chapters/04.ipynb")


# --- the claims of the book ----------------------------------------------------------------------


def test_no_sentence_of_the_book_has_to_be_rewritten(real):
    assert [str(change) for change in claims.changes(real, ROOT)] == []


MOST_WORDS = 35
SURE = ("virtually certain", "very likely", "likely", "holds")
GAP = re.compile(rf"[{{}}]|\bnan\b|(?<!\d){wording.MISSING}(?!\d)")
"""What stands where a value is missing; a dash between digits is a range."""


def faults(frame: pd.DataFrame) -> list[str]:
    """Sentences of claims that cannot stay: which claim, what is wrong, what is expected."""
    found = []
    for row in frame.itertuples():
        told = f"data/claims.csv, claim {row.claim_id}, column sentence: "
        words = len(row.sentence.split())
        if words > MOST_WORDS:
            found.append(f"{told}{words} words, expected {MOST_WORDS} at most: {row.sentence}")
        if not row.sentence.endswith("."):
            found.append(f"{told}expected a full stop at its end: {row.sentence}")
        if GAP.search(row.sentence):
            found.append(
                f"{told}a value is missing, so write it without that value, or drop the claim: "
                f"{row.sentence}"
            )
        if row.verdict not in SURE and row.verdict not in row.sentence:
            found.append(
                f"{told}the verdict is '{row.verdict}', which is less than 'likely', so the "
                f"sentence must say so, with {{verdict}} or these words: {row.sentence}"
            )
    return found


def test_sentences_of_the_book_are_short_and_whole_and_own_up_to_doubt(real):
    found = faults(claims.evaluate(real))
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("sentence", "verdict", "told"),
    [
        ("It rose by 18–31% in the finances of the sector.", "likely", None),
        ("It is about as likely as not that it rose.", "about as likely as not", None),
        ("It rose.", "about as likely as not", "with {verdict} or these words"),
        ("It rose.", "cannot be told", "the verdict is 'cannot be told'"),
        ("It holds – projects.", "holds", "a value is missing"),
        ("It rose by nan.", "likely", "a value is missing"),
        ("It rose by {value}.", "likely", "a value is missing"),
        ("It rose", "likely", "full stop"),
        ("It rose" + " and rose" * 17 + ".", "likely", "36 words, expected 35 at most"),
    ],
)
def test_a_sentence_that_cannot_stay_is_told(sentence, verdict, told):
    frame = pd.DataFrame([{"claim_id": "x", "sentence": sentence, "verdict": verdict}])
    found = faults(frame)
    if told is None:
        assert found == []
    else:
        (line,) = found
        assert line.startswith("data/claims.csv, claim x, column sentence: ") and told in line


def test_the_guide_says_what_is_asked_of_a_sentence():
    guide = (ROOT / "appendices" / "add-a-contract.md").read_text(encoding="utf-8")
    asked = guide.split("python -m themeshift claims")[1].split("\n## ")[0]
    assert f"at most {MOST_WORDS} words" in asked
    assert "below *likely*" in asked and "`{verdict}`" in asked


def test_headline_claims_come_first_and_open_the_book(real):
    headline = claims.identifiers(real, headline=True)
    assert headline and claims.identifiers(real)[: len(headline)] == headline
    opening = (ROOT / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"::claim-([a-z0-9-]+)`", opening) == headline


def test_every_claim_rests_on_something_that_is_there(real):
    names = set(real.tables())
    for row in real.claims.itertuples():
        assert set(row.tables.split()) <= names and row.tables, row.claim_id
        assert claims.evidence(real, row.claim_id) or not row.evidence, row.claim_id


# --- flipped codes -------------------------------------------------------------------------------


def flipped(base, phase_id: str, themes: dict[str, str]):
    """The package with other themes in the hand codes of one phase."""
    documents = set(base.documents.loc[base.documents["phase_id"] == phase_id, "doc_id"])
    inside = set(base.units.loc[base.units["doc_id"].isin(documents), "unit_id"])

    def turned(table: pd.DataFrame) -> pd.DataFrame:
        mine = table["unit_id"].isin(inside)
        table = table.assign(theme=table["theme"].mask(mine, table["theme"].replace(themes)))
        # A theme given twice to a unit becomes one code.
        by = [name for name in ("unit_id", "coder", "variant", "theme") if name in table]
        table["weight"] = table.groupby(by)["weight"].transform("sum").round(6)
        table = table.drop_duplicates(by).reset_index(drop=True)
        return table.assign(rank=table.groupby(by[:-1], sort=False).cumcount() + 1)

    return dataclasses.replace(
        base, codes=turned(base.codes), alternatives=turned(base.alternatives)
    )


def recorded(base, *rows: dict):
    """The package with these claims, each with the verdict that it has now."""
    asked = with_claims(base, *rows)
    verdicts = claims.evaluate(asked)["verdict"].to_numpy()
    found = dataclasses.replace(asked, claims=asked.claims.assign(verdict=verdicts))
    assert claims.changes(found, ROOT) == []
    return found


def test_flipped_codes_bring_down_the_claims_that_rest_on_them(mini, tmp_path):
    (tmp_path / "chapters").mkdir()
    (tmp_path / "chapters" / "03-synthesis.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "markdown", "source": ["`claim-rivers-last:myst`"]}]})
    )
    (tmp_path / "index.md").write_text("{carry}`/chapters/03-synthesis.ipynb::claim-shift`\n")
    known = recorded(
        mini,
        {"claim_id": "shift", "parameters": "of=balance; from=first; to=last"},
        {"claim_id": "rivers-last", "quantity": "share", "parameters": "of=rivers; phase=last"},
        {"claim_id": "crews-first", "quantity": "share", "parameters": "of=crews; phase=first"},
        {"claim_id": "kept", "quantity": "projects-kept", "condition": ">=", "threshold": 0.5},
    )
    before = known.claims.set_index("claim_id")["verdict"]
    assert before["shift"] in ("virtually certain", "very likely", "likely")
    assert before["kept"] == "holds"

    fallen = claims.changes(flipped(known, "2032-amendment", {"rivers": "machines"}), tmp_path)

    # The last phase is then all machines, in every draw: its balance cannot have risen, and of
    # rivers there is nothing. The first phase and the projects know nothing of it.
    changes = {each.claim_id: each for each in fallen}
    assert set(changes) == {"shift", "rivers-last"}
    assert {each.verdict for each in fallen} == {"exceptionally unlikely"}
    assert changes["shift"].recorded == before["shift"]
    assert changes["shift"].pages == ("index.md",)
    assert changes["rivers-last"].pages == ("chapters/03-synthesis.ipynb",)
    assert str(changes["shift"]).startswith(
        f"claim shift: recorded as '{before['shift']}', now 'exceptionally unlikely'; "
    )
    assert "index.md" in str(changes["shift"])


def test_a_claim_of_the_book_falls_only_with_the_codes_that_it_rests_on(real):
    """The last phase's codes go back to the origin: claims on it fall, no others."""
    themes = real.themes.sort_values("order")
    origin, destination = (
        themes.loc[themes["pole"] == pole, "theme"].tolist() for pole in ("origin", "destination")
    )
    last = real.phases.sort_values("order")["phase_id"].iloc[-1]
    back = flipped(real, last, dict.fromkeys(destination, origin[0]))
    fallen = {each.claim_id for each in claims.changes(back, ROOT)}

    def elsewhere(row) -> bool:
        """Whether a claim names its phases, and the last is none of them."""
        said = dict(re.findall(r"(from|to|phase)=([\w-]+)", row.parameters))
        named = {"change": {"from", "to"}, "share": {"phase"}}.get(row.quantity)
        return named == set(said) and not {"last", last} & set(said.values())

    rows = list(real.claims.itertuples())
    without_codes = {row.claim_id for row in rows if "codes" not in row.tables.split()}
    of_other_phases = {row.claim_id for row in rows if elsewhere(row)}
    standing = without_codes | of_other_phases
    assert standing and fallen, "nothing was compared"
    assert not fallen & standing


def test_a_project_dropped_from_the_table_brings_down_its_claim_alone(mini):
    known = recorded(
        mini,
        {"claim_id": "shift", "parameters": "of=balance"},
        {"claim_id": "kept", "quantity": "projects-kept", "condition": ">=", "threshold": 0.5},
    )
    status = mini.project_status.copy()
    dropped = (status["phase_id"] == "2032-amendment") & (status["project_id"] == "robots")
    status.loc[dropped, "status"] = "absent"
    fewer = dataclasses.replace(known, project_status=status)
    changes = claims.changes(fewer, ROOT)
    assert [(each.claim_id, each.verdict) for each in changes] == [("kept", "does not hold")]


def test_a_threshold_below_zero_keeps_its_sign(mini):
    def judged(threshold: float) -> str:
        row = {"parameters": "of=balance", "threshold": threshold}
        return claims.evaluate(with_claims(mini, row))["judged"].iloc[0]

    above, below = judged(0.05), judged(-0.05)
    assert above.endswith("is above 5 points")
    assert below.endswith("is above −5 points")


def test_a_sentence_begins_with_a_capital(mini):
    shown = with_claims(
        mini, {"claim_id": "x", "sentence": "{of} gain.", "parameters": "of=rivers"}
    )
    assert "Rivers gain." in claims.show(shown, "x")._repr_markdown_().replace("\\", "")


def test_evidence_is_named_by_year_or_by_phase_where_a_year_has_two(mini):
    phases = mini.phases.assign(short_label=["May", "June"])
    shown = dataclasses.replace(
        with_claims(mini, {"claim_id": "x", "evidence": "rivers:last"}), phases=phases
    )
    assert [link.text for link in claims.evidence(shown, "x")] == ["Rivers 2032"]
    phases = phases.assign(date_earliest=phases["date_earliest"].iloc[-1])
    doubled = dataclasses.replace(shown, phases=phases)
    assert [link.text for link in claims.evidence(doubled, "x")] == ["Rivers June"]


def test_evidence_of_an_unknown_claim_is_refused_in_one_line(mini):
    with pytest.raises(claims.ClaimError, match="nobody") as caught:
        claims.evidence(mini, "nobody")
    assert "\n" not in str(caught.value)


def test_small_numbers_show_one_decimal_more(mini):
    assert claims._words(0.0333, "number") == "0.033"
    assert claims._words(3.456, "number") == "3.46"


def test_a_signed_value_keeps_its_unit(mini):
    def signed(quantity: str) -> str:
        row = {"claim_id": "x", "sentence": "By {signed}.", "quantity": quantity,
               "parameters": "" if quantity == "position-change" else "of=balance"}  # fmt: skip
        return claims.show(with_claims(mini, row), "x")._repr_markdown_().split(".* ")[0]

    assert "points" in signed("change").split("(")[0]
    assert "points" not in signed("position-change").split("(")[0]


def test_a_share_of_draws_is_moved_by_twice_the_error_of_its_simulation():
    # n = 10,000 and p = 0.9: the standard error is 0.3 / 100.
    assert claims.cautious(0.9, 10_000) == pytest.approx(0.9 - 2 * 0.003)
    assert claims.cautious(0.1, 10_000) == pytest.approx(0.1 + 2 * 0.003)
    assert claims.cautious(1.0, 10) == 1 and claims.cautious(0.0, 10) == 0
    assert claims.cautious(0.51, 100) == claims.cautious(0.49, 100) == 0.5


def test_every_word_that_a_claim_reads_otherwise_is_reserved():
    """No theme or phase can take the place of a pole, the balance, or a word for a phase."""
    assert {*quantities.PHASE_WORDS} <= {*consistency.RESERVED["phases", "phase_id"]}
    series = {*quantities.POLES, quantities.BALANCE, quantities.THETA}
    assert series <= {*consistency.RESERVED["themes", "theme"]}
    assert consistency.RESERVED["documents", "doc_id"] == (robustness.NOTHING,)
    for column in (("codes", "coder"), ("alternatives", "variant")):
        assert set(consistency.RESERVED[column]) == {salience.BASE, salience.DICTIONARY}


# --- what can be told before anything is computed ----------------------------------------------


UNREADABLE = [
    ({"quantity": "chnage"}, "quantity", "'chnage'"),
    ({"parameters": ""}, "parameters", "no of"),
    ({"parameters": "of=rivers; of=crews"}, "parameters", "of twice"),
    ({"parameters": "of=river"}, "parameters", "'river'"),
    ({"parameters": "of=balance; by=first"}, "parameters", "'by'"),
    ({"parameters": "of=balance; to=2031"}, "parameters", "'2031'"),
    ({"parameters": "of"}, "parameters", "key=value"),
    ({"sentence": "It is {vaule}."}, "sentence", "{vaule}"),
    ({"sentence": "It is {value:.2f}."}, "sentence", "{value:.2f}"),
    ({"sentence": "It is {value."}, "sentence", "paired braces"),
    ({"sentence": "It is {kept}."}, "sentence", "{kept}"),
    ({"condition": "between"}, "parameters", "lowest=a number"),
    ({"condition": "between", "parameters": "of=balance; lowest=nan"}, "parameters", "a number"),
    ({"tables": "units unist"}, "tables", "'unist'"),
    ({"quantity": "step-lead"}, "parameters", "three phases at least"),
    ({"quantity": "p-value-floor", "parameters": "value=share"}, "parameters", "'share'"),
    ({"quantity": "p-value-floor", "parameters": "statistic=most"}, "parameters", "'most'"),
    ({"quantity": "architecture-change", "parameters": "basis=all"}, "parameters", "'all'"),
]


@pytest.mark.parametrize(("row", "column", "words"), UNREADABLE)
def test_a_row_that_cannot_be_evaluated_is_told_without_computing(
    mini, monkeypatch, row, column, words
):
    def computed(*arguments):
        raise AssertionError("nothing is to be drawn")

    for name in ("bootstrap", "dirichlet"):
        monkeypatch.setattr(salience, name, computed)
    good = {"parameters": "of=balance"}
    (problem,) = claims.problems(with_claims(mini, good, good | row, good))
    assert (problem.row, problem.column, problem.key) == (3, column, "claim-2")
    assert words in str(problem) and str(problem).startswith("data/claims.csv, row 3 (claim-2)")


def test_each_row_that_cannot_be_evaluated_is_told(mini):
    rows = [{"parameters": "of=balance"} | row for row, _, _ in UNREADABLE]
    assert len(claims.problems(with_claims(mini, *rows))) == len(rows)


def test_the_claims_of_the_book_can_be_read(real, mini):
    assert claims.problems(real) == claims.problems(mini) == []


@pytest.mark.parametrize("name", quantities.QUANTITIES)
def test_a_quantity_gives_the_placeholders_that_it_declares(real, mini, name):
    """So a sentence that passes the check is also rendered."""
    quantity = quantities.QUANTITIES[name]
    base = real if name == "step-lead" else mini
    sources = quantities.Sources(base)
    theme, other = base.themes["theme"].iloc[:2]
    values = {"of": theme, "against": other} | {
        key: value for key, value in quantity.parameters.items() if value is not None
    }
    arguments = quantities.Arguments(values, sources.phases)
    outcome = quantity.compute(sources, arguments)
    assert set(outcome.said) == set(quantity.said)
    evaluated = {"low": 0.0, "high": 0.0, "threshold": 0.0, "verdict": ""}
    said = claims._said(sources, quantity, arguments, outcome, evaluated)
    assert set(said) == set(claims._sayable(quantity))
