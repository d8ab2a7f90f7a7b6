"""Results are written once, read whole, and refused when missing, altered or stale."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from themeshift import UserError, package, results

FRAME = pd.DataFrame(
    {
        "theme": ["machines", "none", ""],
        "share": [1 / 3, 1e-17, np.nan],
        "words": [12, 455_000, 0],
        "sure": [True, False, True],
    }
)


def test_what_is_written_is_read_again(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    expected = FRAME.assign(share=[0.3333333333, 0.0, np.nan])
    assert_frame_equal(results.read("shares", mini), expected)


def test_numbers_have_ten_significant_digits_and_lines_end_in_lf(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    path = results.path("shares", mini)
    assert path == mini.root / "results" / "shares.csv"
    assert path.read_bytes() == (
        b"theme,share,words,sure\nmachines,0.3333333333,12,True\nnone,0,455000,False\n,,0,True\n"
    )


@settings(max_examples=50, deadline=None)
@given(value=st.floats(allow_nan=False, allow_infinity=False), bits=st.integers(-2, 2))
def test_the_last_bits_of_a_number_do_not_show(value: float, bits: int) -> None:
    """Noise at the sixteenth digit leaves the text alone, save at the edge of rounding."""
    near = value * (1 + bits * 2**-52)
    if not np.isfinite(near):
        return
    shown, again = results._cell(value), results._cell(near)
    slack = max(abs(value) * 2e-9, 2 * results.SMALLEST)
    assert shown == again or abs(float(shown) - float(again)) <= slack


def test_writing_twice_gives_the_same_bytes(mini: package.Package) -> None:
    def written() -> dict[str, bytes]:
        results.write(FRAME, "shares", "01-first", mini)
        results.write(FRAME.iloc[:1], "poles", "02-second", mini)
        return {path.name: path.read_bytes() for path in (mini.root / "results").iterdir()}

    first = written()
    assert written() == first
    assert set(first) == {"shares.csv", "poles.csv", "manifest.csv"}


def test_the_manifest_says_chapter_data_and_content(mini: package.Package) -> None:
    results.write(FRAME, "shares", "02-second", mini)
    results.write(FRAME, "poles", "01-first", mini)
    entries = results.manifest(mini)
    assert [(entry.file, entry.chapter) for entry in entries] == [
        ("poles.csv", "01-first"),
        ("shares.csv", "02-second"),
    ]
    assert {entry.data for entry in entries} == {mini.digest}


def test_a_named_index_becomes_columns(mini: package.Package) -> None:
    results.write(FRAME.set_index("theme"), "shares", "01-first", mini)
    assert list(results.read("shares", mini)) == ["theme", "share", "words", "sure"]


def refusal(name: str, mini: package.Package) -> str:
    with pytest.raises(results.ResultsError) as caught:
        results.read(name, mini)
    assert isinstance(caught.value, UserError)
    line = str(caught.value)
    assert "\n" not in line and line.endswith("run `make run`")
    assert results.problems(mini) in ([line], [])
    return line


def test_a_missing_result_is_refused(mini: package.Package) -> None:
    assert refusal("shares", mini).startswith("data/results/shares.csv is missing")
    results.write(FRAME, "shares", "01-first", mini)
    results.path("shares", mini).unlink()
    line = refusal("shares", mini)
    assert line.startswith("data/results/shares.csv is missing (it is written by 01-first)")


def test_an_altered_result_is_refused(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    path = results.path("shares", mini)
    path.write_bytes(path.read_bytes().replace(b"455000", b"455001"))
    assert "was altered after it was computed" in refusal("shares", mini)


def test_line_ends_are_no_alteration(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    path = results.path("shares", mini)
    before = results.read("shares", mini)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert_frame_equal(results.read("shares", mini), before)


def test_a_stale_result_is_refused_until_it_is_computed_again(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    path = mini.root / "indicators.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1200", "1300"), encoding="utf-8")
    newer = package.load(mini.root)
    assert "was computed from other data" in refusal("shares", newer)
    results.write(FRAME, "shares", "01-first", newer)
    assert len(results.read("shares", newer)) == 3


def test_a_result_that_nobody_entered_is_refused(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    (mini.root / "results" / "poles.csv").write_text("a\n1\n")
    assert "is not in the manifest" in refusal("poles", mini)


@pytest.mark.parametrize("content", [b"", b"\xff", b"a,b\n", b'file,chapter,data,sha256\n"x'])
def test_a_broken_manifest_is_told_in_one_line(mini: package.Package, content: bytes) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    (mini.root / "results" / "manifest.csv").write_bytes(content)
    with pytest.raises(results.ResultsError, match="^data/results/manifest.csv cannot be read"):
        results.read("shares", mini)
    assert len(results.problems(mini)) == 1


def test_results_that_no_chapter_writes_any_more_are_removed(mini: package.Package) -> None:
    results.write(FRAME, "shares", "01-first", mini)
    results.write(FRAME, "poles", "01-first", mini)
    assert results.prune(mini, keep=["shares"]) == ["poles"]
    assert [entry.file for entry in results.manifest(mini)] == ["shares.csv"]
    assert results.problems(mini) == []


@pytest.mark.parametrize("name", ["../codes", "a/b", "", "manifest", "A", "a.csv"])
def test_a_result_stays_in_its_folder(mini: package.Package, name: str) -> None:
    with pytest.raises(ValueError, match="a result needs a name"):
        results.write(FRAME, name, "01-first", mini)


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (pd.DataFrame({"a": [np.inf]}), "row 2: an infinite number"),
        (pd.DataFrame({"a": ["x\ny"]}), "row 2: a line break"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a column twice"),
    ],
)
def test_what_cannot_be_read_again_is_not_written(
    mini: package.Package, frame: pd.DataFrame, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        results.write(frame, "shares", "01-first", mini)
    assert not Path(mini.root, "results").exists()


def test_the_results_of_the_book_are_whole_and_of_these_data(real: package.Package) -> None:
    assert results.problems(real) == []
