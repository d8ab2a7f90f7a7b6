"""A term in its contexts, in any form, from the texts of the miniature package."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import miniature
import pytest

from themeshift import UserError, package
from themeshift.__main__ import main
from themeshift.text import concordance


@pytest.fixture
def texts(small_folder: Path) -> Path:
    folder = small_folder / "texts"
    folder.mkdir()
    for doc_id in miniature.TEXTS:
        (folder / f"{doc_id}.txt").write_text(miniature.text(doc_id), encoding="utf-8")
    return folder


def keywords(small: package.Package, texts: Path, term: str) -> list[tuple[str, str]]:
    return [(line.unit_id, line.keyword) for line in concordance.lines(small, texts, term)]


@pytest.mark.parametrize("term", ["rivière", "rivières", "Riviere", "RIVIÈRE"])
def test_a_term_is_found_in_any_form_with_its_passage(
    term: str, small: package.Package, texts: Path
) -> None:
    assert keywords(small, texts, term) == [
        ("2031-gazette-003", "rivière"),
        ("2031-gazette-004", "rivière"),
        ("2032-port-002", "rivières"),
        ("2032-port-003", "rivière"),
    ]


def test_a_verb_is_found_in_any_person(small: package.Package, texts: Path) -> None:
    assert keywords(small, texts, "protéger") == [
        ("2031-gazette-004", "protègent"),
        ("2032-port-003", "protège"),
    ]


def test_a_term_is_found_inside_names_too(small: package.Package, texts: Path) -> None:
    assert ("2030-gazette-003", "Ports") in keywords(small, texts, "port")


def test_several_words_are_found_as_one_term(small: package.Package, texts: Path) -> None:
    assert keywords(small, texts, "moteur neuf") == [("2031-gazette-002", "moteurs neufs")]
    with pytest.raises(UserError, match="but not in this order"):
        concordance.lines(small, texts, "robot rivière")


def test_every_form_of_a_codebook_term_is_found(
    data: package.Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = "On relocalise. Les start-ups. LA SOUVERAINETE. Des fours décarbonés. Des bioprocédés."
    first = data.documents["doc_id"][0]
    monkeypatch.setattr(concordance, "texts", lambda *_: {first: raw})
    unit = data.units.iloc[:1].assign(start=0, end=len(raw))
    changed = dataclasses.replace(data, units=unit)
    for term, keyword in (
        ("relocaliser", "relocalise"),
        ("start-up", "start-ups"),
        ("souveraineté", "SOUVERAINETE"),
        ("décarbonation", "décarbonés"),
        ("bioprocédé", "bioprocédés"),
    ):
        assert [line.keyword for line in concordance.lines(changed, tmp_path, term)] == [keyword]


def test_keywords_stand_below_each_other(small: package.Package, texts: Path) -> None:
    shown = list(concordance.show(concordance.lines(small, texts, "robot"), 15))
    assert len(shown) == 3
    assert {line.lower().index("robots") for line in shown} == {len("2030-gazette-005") + 2 + 15}


def test_a_term_that_no_text_holds_is_told_the_nearest(small: package.Package, texts: Path) -> None:
    with pytest.raises(UserError, match="nearest: rivière"):
        concordance.lines(small, texts, "rivièrs")
    with pytest.raises(UserError, match="no word to look for"):
        concordance.lines(small, texts, "...")


def test_without_texts_it_says_where_they_belong(small: package.Package, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no text here; put 2030-gazette\.txt"):
        concordance.lines(small, tmp_path, "port")


def test_another_version_of_a_text_is_refused(small: package.Package, texts: Path) -> None:
    (texts / "2030-port.txt").write_text("Le port.", encoding="utf-8")
    with pytest.raises(UserError, match=r"2030-port\.txt: .*another version"):
        concordance.lines(small, texts, "port")


def test_the_command_prints_lines_or_one_complaint(
    small_folder: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["concordance", "équipage", "--data", str(small_folder)]) == 0
    assert "équipages" in capsys.readouterr().out
    assert main(["concordance", "équipag", "--data", str(small_folder)]) == 1
    complaint = capsys.readouterr().err
    assert complaint.count("\n") == 1 and "nearest" in complaint
    assert main(["concordance", "port", "--width", "-1", "--data", str(small_folder)]) == 1
    assert "0 to 500 expected" in capsys.readouterr().err


def test_texts_that_are_not_there_are_named_with_where_they_belong(
    small_folder: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["concordance", "rivière", "--data", str(small_folder)]) == 0
    assert capsys.readouterr().err == ""  # all are there
    (texts / "2030-port.txt").unlink()
    assert main(["concordance", "rivière", "--data", str(small_folder)]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 4
    assert shown.err.startswith("not searched: 2030-port.txt") and shown.err.count("\n") == 1
