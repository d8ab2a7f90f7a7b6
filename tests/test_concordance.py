"""A term in its contexts, from local texts. The texts are those of the miniature."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MINIATURE_TEXTS, miniature_text

from themeshift import UserError, concordance, package
from themeshift.__main__ import main


@pytest.fixture
def texts(mini_root: Path) -> Path:
    folder = mini_root / "texts"
    folder.mkdir()
    for document in MINIATURE_TEXTS:
        (folder / f"{document}.txt").write_text(miniature_text(document), encoding="utf-8")
    return folder


def test_a_term_is_found_in_any_inflection_with_its_unit(
    mini: package.Package, texts: Path
) -> None:
    found = concordance.lines(mini, texts, "rivière")
    assert [(line.unit_id, line.keyword) for line in found] == [
        ("2032-port-002", "rivières"),
        ("2032-port-003", "rivière"),
    ]
    assert [line.keyword for line in concordance.lines(mini, texts, "Riviere")] == [
        "rivières",
        "rivière",
    ]


def test_keywords_stand_below_each_other(mini: package.Package, texts: Path) -> None:
    shown = list(concordance.show(concordance.lines(mini, texts, "robot"), 15))
    assert len(shown) == 3
    assert {line.lower().index("robots") for line in shown} == {len("2030-gazette-006") + 2 + 15}
    assert [line.split()[0] for line in shown] == [
        "2030-gazette-006",
        "2030-port-001",
        "2032-port-004",
    ]


def test_several_words_are_found_as_one_term(mini: package.Package, texts: Path) -> None:
    assert [line.keyword for line in concordance.lines(mini, texts, "moteur neuf")] == [
        "moteurs neufs"
    ]
    with pytest.raises(UserError, match="but not in this order"):
        concordance.lines(mini, texts, "robot rivière")


def test_a_term_that_no_text_holds_is_told_the_nearest(mini: package.Package, texts: Path) -> None:
    with pytest.raises(UserError, match="nearest: rivière"):
        concordance.lines(mini, texts, "rivères")
    with pytest.raises(UserError, match="no word to look for"):
        concordance.lines(mini, texts, "...")


def test_without_texts_it_says_where_they_belong(mini: package.Package, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no text here; put 2030-gazette\.txt"):
        concordance.lines(mini, tmp_path, "port")


def test_another_version_of_a_text_is_refused(mini: package.Package, texts: Path) -> None:
    (texts / "2030-port.txt").write_text("Le port.", encoding="utf-8")
    with pytest.raises(UserError, match=r"2030-port\.txt: another version"):
        concordance.lines(mini, texts, "port")


def test_the_command_prints_lines_or_one_complaint(
    mini_root: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["concordance", "équipage", "--data", str(mini_root)]) == 0
    assert "équipages" in capsys.readouterr().out
    assert main(["concordance", "équipag", "--data", str(mini_root), "--width", "12"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said


def test_texts_that_are_not_there_are_named_with_where_they_belong(
    mini_root: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["concordance", "rivière", "--data", str(mini_root)]) == 0
    assert capsys.readouterr().err == ""  # all are there
    (texts / "2030-port.txt").unlink()
    assert main(["concordance", "rivière", "--data", str(mini_root)]) == 0
    shown = capsys.readouterr()
    assert shown.out.count("\n") == 2
    assert shown.err.startswith("not searched: 2030-port; put 2030-port.txt in ")
    assert shown.err.count("\n") == 1 and str(texts) in shown.err
    assert main(["concordance", "1 robot de mer", "--data", str(mini_root)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "not searched: 2030-port" in said
