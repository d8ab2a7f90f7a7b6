"""Tables derived from texts, and what is said of texts that do not fit."""

from __future__ import annotations

import time
from pathlib import Path

import miniature
import pandas as pd
import pytest
from text_helpers import terms_of

from themeshift import UserError, package
from themeshift.__main__ import main
from themeshift.add import register
from themeshift.text import dictionary, ingest

TERMS = terms_of({"t-1": "port", "u-1": "moteur neuf"})


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def texts(small_folder: Path) -> Path:
    """The texts of the miniature package, at hand."""
    folder = small_folder / "texts"
    for doc_id in miniature.TEXTS:
        write(folder / f"{doc_id}.txt", miniature.text(doc_id))
    return folder


# --- one text --------------------------------------------------------------------------------


def test_derived_rows_have_the_columns_of_the_tables(small: package.Package) -> None:
    derived = ingest.derive("2030-port", miniature.text("2030-port"), dictionary.compiled(small))
    for name in ingest.DERIVED:
        made, known = getattr(derived, name), getattr(small, name)
        assert list(made.columns) == list(known.columns), name


def test_words_read_are_those_that_count_and_those_that_are_listed() -> None:
    raw = "Titre du port\n3 mai 2030\nLe quai est long. Il dure :\n- le port\nSource : port\n"
    derived = ingest.derive("d", raw, TERMS)
    left_out = sum(part.words for part in derived.left_out)
    counted = derived.units.loc[derived.units["kind"].isin(package.SUBSTANTIVE), "words"]
    assert derived.units["words"].sum() == counted.sum() + left_out
    by_reason = "title 3, date line 3, lead-in 2, credit 2."  # most first
    assert register.reasons(derived.left_out) == f"10 words do not count: {by_reason}"
    assert [part.where for part in derived.left_out] == ["d-001", "d-002", "d-004", "d-006"]


def test_furniture_yields_neither_matches_nor_lemmas_and_titles_no_lemmas() -> None:
    derived = ingest.derive("d", "Titre du port\nLe quai est long.\nSource : port\n", TERMS)
    assert list(derived.matches["unit_id"]) == ["d-001"]
    assert list(derived.terms["lemma"]) == ["le", "long", "quai", "être"]


def test_a_term_never_spans_two_passages_and_matches_lie_in_theirs() -> None:
    raw = "Il a un moteur. Neuf ports suivent. Un moteur neuf au port.\n- port\n"
    derived = ingest.derive("d", raw, TERMS)
    spans = derived.units.set_index("unit_id")[["start", "end"]]
    assert list(derived.matches["term_id"]) == ["t-1", "u-1", "t-1", "t-1"]
    for row in derived.matches.itertuples():
        start, end = spans.loc[row.unit_id]
        assert start <= row.start < row.end <= end
        assert derived.text[row.start : row.end] in ("port", "ports", "moteur neuf")


def test_growth_is_linear_enough_for_a_long_contract() -> None:
    def seconds(times: int) -> float:
        raw = "Titre\n" + "Le port garde ses quais et ses rives.\n- La mer ;\n" * times
        start = time.process_time()
        ingest.derive("d", raw, TERMS)
        return time.process_time() - start

    seconds(50)
    short, long = min(seconds(500) for _ in range(3)), min(seconds(4000) for _ in range(3))
    assert long < 8 * 2.5 * short


# --- the package -----------------------------------------------------------------------------


def test_ingest_keeps_gists_and_rows_of_absent_texts(small_folder: Path, texts: Path) -> None:
    for path in texts.glob("*.txt"):
        if path.stem != "2030-port":
            path.unlink()
    before = package.load(small_folder)
    read, _ = ingest.ingest(texts, before)
    after = package.load(small_folder)
    assert read == ["2030-port"]
    assert list(after.units["gist"]) == list(before.units["gist"])
    absent = (before.units["doc_id"] != "2030-port").to_numpy()
    pd.testing.assert_frame_equal(after.units[absent], before.units[absent])
    assert package.check(small_folder) == []


def test_the_texts_at_hand_give_the_tables_of_the_package_byte_for_byte(
    data: package.Package, source_texts: Path, tmp_path: Path
) -> None:
    for path in source_texts.glob("*.txt"):
        if path.stem in set(data.documents["doc_id"]):
            write(tmp_path / path.name, path.read_bytes())
    read, changed = ingest.ingest(tmp_path, data, check=True)
    assert read and changed == []


def test_the_command_says_what_it_did_and_checks(
    small_folder: Path, texts: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(package, "default_root", lambda: small_folder)

    def said(*more: str) -> tuple[int, str, str]:
        return main(["ingest", str(texts), *more]), *capsys.readouterr()

    before = contents(small_folder)
    code, out, err = said("--check")
    assert code == 1 and out == "" and "terms.csv" in err and err.count("\n") == 1
    assert contents(small_folder) == before
    code, out, err = said()
    assert code == 0 and "4 texts read" in out and err == ""
    code, out, err = said("--check")
    assert (code, err) == (0, "") and "nothing changed" in out and "not at hand" not in out
    (texts / "2030-port.txt").unlink()
    assert (
        "4 texts" not in said()[1] and "not at hand, rows left as they are: 2030-port" in said()[1]
    )


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("2030-port.txt", "Le port change.", "SHA-256 .* found, .* expected"),
        ("2030-prot.txt", "Le port.", "2030-prot.*nearest: 2030-port"),
        ("two\nlines.txt", "Le port.", "belongs to no registered document"),
        ("no-text.md", "", "texts: no <doc_id>.txt found"),
    ],
)
def test_a_text_that_does_not_fit_gets_one_line_and_changes_nothing(
    name: str, content: str, complaint: str, small_folder: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "texts" / name, content)
    before = contents(small_folder)
    with pytest.raises(UserError, match=complaint) as caught:
        ingest.ingest(path.parent, package.load(small_folder))
    assert "\n" not in str(caught.value)
    assert contents(small_folder) == before
    with pytest.raises(UserError, match=r"none: no <doc_id>\.txt found"):
        ingest.ingest(tmp_path / "none", package.load(small_folder))
