"""Cells are read strictly: what nobody sees, and what was garbled on the way, is no text."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import miniature
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift import package, reading

UNSEEN = (
    "\t\x00\x1b\x85\u00ad\u034f\u0378\u200b\u200d\u200e\u2028\u2029\u202e\u2060\u2800\u3164\ue000"
    "\ufdd0\ufe0f\ufeff\ufffd\uffff\U000e0041\U0010ffff"
)
BLANKS = "\t\u0020\u00a0\u202f\u2003\u3000"


@pytest.mark.parametrize("mark", UNSEEN, ids=lambda mark: f"U+{ord(mark):04X}")
def test_a_character_that_nobody_sees_is_named_by_its_number(mark: str) -> None:
    found, _ = reading.text_fault(f"A{mark}b")
    assert f"U+{ord(mark):04X}" in found and found.isprintable()


@pytest.mark.parametrize("mark", BLANKS, ids=lambda mark: f"U+{ord(mark):04X}")
def test_a_blank_at_an_end_is_named(mark: str) -> None:
    for cell in (f"{mark}A.", f"A.{mark}", mark):
        found, expected = reading.text_fault(cell)
        assert f"U+{ord(mark):04X} at an end" in found and expected == "no blank at either end"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    "text", ["été", "œuvre", "à l’eau", "É", "«\u00a0ici\u00a0»", "100 €", "«CAFÉ»", "âge"]
)
def test_text_saved_in_the_wrong_encoding_is_found(text: str, encoding: str) -> None:
    garbled = text.encode().decode(encoding, "replace")
    assert reading.text_fault(garbled) is not None
    assert reading.text_fault(text) is None


NASTY = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", '"', ",", "\n", "\r\n", "\0", ";", "=1+1", "1e999", "-", "٣", "²", "NaN", "0", "-1"]
    ),
)


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return miniature.write(tmp_path_factory.mktemp("fuzz") / "data")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_content_of_a_cell_crashes_the_loader(fuzzed: Path, data: st.DataObject) -> None:
    """Any text in any cell is loaded, or refused in one line that names the file."""
    path = data.draw(st.sampled_from(sorted(fuzzed.glob("*.csv"))))
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    row = data.draw(st.integers(0, len(rows) - 1))
    rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = data.draw(NASTY)
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    loads_or_refuses(fuzzed, path, stream.getvalue().encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_bytes_crash_the_loader(fuzzed: Path, data: st.DataObject) -> None:
    """Any bytes spliced into any file, the descriptor included, are loaded or refused."""
    path = data.draw(st.sampled_from(sorted(fuzzed.iterdir())))
    original = path.read_bytes()
    start = data.draw(st.integers(0, len(original)))
    stop = data.draw(st.integers(start, min(len(original), start + 30)))
    piece = data.draw(st.one_of(st.binary(max_size=30), NASTY.map(str.encode)))
    loads_or_refuses(fuzzed, path, original[:start] + piece + original[stop:])


def loads_or_refuses(folder: Path, path: Path, content: bytes) -> None:
    original = path.read_bytes()
    try:
        path.write_bytes(content)
        package.load(folder)
    except package.PackageError as error:
        assert str(error).isprintable()
        assert all(problem.file.startswith("data/") for problem in error.problems)
    finally:
        path.write_bytes(original)
