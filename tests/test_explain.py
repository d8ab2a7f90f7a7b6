"""From a name to the passages behind it, in the terminal."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from themeshift import UserError, explain, package, results, salience
from themeshift.__main__ import main


def told(data: package.Package, name: str) -> str:
    return "\n".join(explain.explain(data, name))


def test_a_theme_in_a_phase_leads_to_its_units_whose_words_add_up(mini: package.Package) -> None:
    """robots and engines, first phase: 6 + 5 words, and half of the port's 5, of 26 in all."""
    text = told(mini, "machines:2030-contract")
    words = mini.units.set_index("unit_id")["words"]
    room = words["2030-gazette-004"] + words["2030-gazette-006"] + words["2030-port-001"] / 2
    coded = mini.codes.loc[mini.codes["coder"] == "first", "unit_id"].unique()
    whole = sum(words[unit] for unit in coded if unit.startswith("2030"))
    assert f"{room:,.1f} of {whole} words, {room / whole:.1%}" in text
    for unit in ("2030-gazette-004", "2030-gazette-006", "2030-port-001"):
        assert unit in text
    assert "2030-gazette-007" not in text


def test_a_pole_and_a_phase_by_place_are_understood(mini: package.Package) -> None:
    assert "2032-port-002" in told(mini, "destination:last")
    assert told(mini, "rivers:last") == told(mini, "rivers:2032-amendment")
    assert "no passage speaks of it" in told(mini, "rivers:first")


def test_shares_are_those_of_the_measure(real: package.Package) -> None:
    """What is told in the terminal is what the chapters show."""
    shown = salience.salience(salience.corpus(real)).set_index(["phase_id", "theme"])["share"]
    for row in explain.shares(real).itertuples():
        assert row.share == pytest.approx(shown[row.phase_id, row.theme], abs=1e-4)


def test_a_provisional_code_is_marked(mini: package.Package) -> None:
    assert "(provisional)" in told(mini, "2032-port-004")
    assert "(provisional)" not in told(mini, "2032-port-002")


def test_a_unit_tells_where_it_stands_and_what_rests_on_it(mini: package.Package) -> None:
    text = told(mini, "2030-port-002")
    assert "unit 2 of 2030-port" in text and "https://example.org/a" in text
    assert "sailors-2030" in text


def test_an_indicator_a_project_and_a_claim_end_in_units(mini: package.Package) -> None:
    assert "1,200 jobs" in told(mini, "sailors-2030") and "2030-port-002" in told(
        mini, "sailors-2030"
    )
    project = told(mini, "robots")
    assert "2030: launched" in project and "2032-port-004" in project


def test_every_claim_of_the_book_leads_to_units(real: package.Package) -> None:
    for claim in real.claims["claim_id"].head(3):
        text = told(real, claim)
        assert "verdict:" in text
        assert any(unit in text for unit in real.units["unit_id"])


def test_a_number_leads_to_the_figures_and_shares_that_have_it(mini: package.Package) -> None:
    assert "sailors-2030" in told(mini, "1,200") and "sailors-2030" in told(mini, "1 200")
    assert "share-2032" in told(mini, "35.6%")
    row = explain.shares(mini).iloc[0]
    assert f"{row.theme} in the" in told(mini, f"{row.share:.0%}")
    with pytest.raises(UserError, match="no text gives this figure"):
        explain.explain(mini, "987654")


def test_a_result_leads_to_its_chapter_and_units(mini: package.Package) -> None:
    frame = pd.DataFrame({"phase_id": ["2032-amendment"], "theme": ["rivers"], "share": [0.5]})
    results.write(frame, "salience-x", "02-x", mini)
    text = told(mini, "data/results/salience-x.csv")
    assert "computed by 02-x" in text and "2032-port-002" in text
    results.write(pd.DataFrame({"unit_id": ["2030-port-001"]}), "some-units", "02-x", mini)
    assert "The port builds robots" not in told(mini, "salience-x")
    assert "2030-port-001" in told(mini, "some-units")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("machine:2030-contract", "nearest: machines"),
        ("machines:2030-contrat", "nearest: 2030-contract"),
        ("2030-port-01", "nearest: 2030-port-0"),
        ("rivers-ris", "nearest: rivers-rise"),
        ("indicator:sailor-2030", "no indicator of this name .nearest: sailors-2030"),
        ("zzz", "no claim, theme:phase"),
        ("machines:zzz", "one of 2030-contract, 2032-amendment expected"),
    ],
)
def test_an_unknown_name_is_told_the_nearest(
    name: str, complaint: str, mini: package.Package
) -> None:
    with pytest.raises(UserError, match=complaint) as caught:
        explain.explain(mini, name)
    assert "\n" not in str(caught.value)


def test_lines_fit_a_terminal(real: package.Package) -> None:
    """Whatever is asked, but for an address, which is not parted."""
    asked = [
        *real.themes["theme"],
        *real.phases["phase_id"],
        *(f"project:{name}" for name in real.projects["project_id"]),
        *(f"indicator:{name}" for name in real.indicators["indicator_id"]),
        *real.units["unit_id"].iloc[::9],
        *real.claims["claim_id"].head(2),
        "salience",
    ]
    for name in asked:
        for line in explain.explain(real, name):
            assert len(line) <= 100 or line.startswith("source: http"), (name, line)


def test_long_names_are_folded_too(mini: package.Package) -> None:
    long = (
        "a long name of a phase, as an analyst may well give one, with its years and its parties "
    )
    wide = dataclasses.replace(
        mini,
        phases=mini.phases.assign(label=long, short_label=long),
        documents=mini.documents.assign(publisher=long),
        projects=mini.projects.assign(description=long * 2),
        indicators=mini.indicators.assign(label=long, scope=long * 2),
    )
    asked = ["machines:first", "rivers:first", "2030-contract", "robots", "sailors-2030",
             "2030-port-002", "destination:last"]  # fmt: skip
    for name in asked:
        lines = explain.explain(wide, name)
        assert max(map(len, lines)) <= 100
        assert "parties" in " ".join(lines)


def test_the_command_ends_well_or_with_one_line(
    mini_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "rivers:last", "--data", str(mini_root)]) == 0
    assert "2032-port-002" in capsys.readouterr().out
    assert main(["explain", "rivrs:last", "--data", str(mini_root)]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("command", ["add", "concordance", "explain", "ingest"])
def test_help_gives_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert f"example: python -m themeshift {command} " in capsys.readouterr().out
