"""A term in its contexts, in any form, from the texts of the miniature package."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import miniature
import pytest

from themeshift import UserError, package
from themeshift.__main__ import main
from themeshift.text import concordance, ingest

RIVERS = [("2031-gazette-003", "rivière"), ("2031-gazette-004", "rivière")]
RIVERS += [("2032-port-002", "rivières"), ("2032-port-003", "rivière")]


@pytest.fixture
def texts(small_folder: Path) -> Path:
    folder = small_folder / "texts"
    folder.mkdir()
    for doc_id in miniature.TEXTS:
        (folder / f"{doc_id}.txt").write_text(miniature.text(doc_id), encoding="utf-8")
    return folder


def keywords(data: package.Package, folder: Path, term: str) -> list[tuple[str, str]]:
    return found(data, ingest.at_hand(folder, data), term)


def found(data: package.Package, at_hand: dict[str, str], term: str) -> list[tuple[str, str]]:
    return [(unit, word) for unit, _, word, _ in concordance.lines(data, at_hand, term, 40)]


@pytest.mark.parametrize(
    ("term", "places"),
    [
        *((term, RIVERS) for term in ("rivière", "rivières", "Riviere", "RIVIÈRE")),
        ("protéger", [("2031-gazette-004", "protègent"), ("2032-port-003", "protège")]),
        ("moteur neuf", [("2031-gazette-002", "moteurs neufs")]),
    ],
)
def test_a_term_is_found_in_any_form_with_its_passage(
    term: str, places: list, small: package.Package, texts: Path
) -> None:
    assert keywords(small, texts, term) == places


def test_a_term_is_found_inside_names_too(small: package.Package, texts: Path) -> None:
    assert ("2030-gazette-003", "Ports") in keywords(small, texts, "port")


@pytest.mark.parametrize(
    ("term", "keyword"),
    [
        ("relocaliser", "relocalise"),
        ("start-up", "start-ups"),
        ("souveraineté", "SOUVERAINETE"),
        ("décarbonation", "décarbonés"),
        ("bioprocédé", "bioprocédés"),
    ],
)
def test_every_form_of_a_codebook_term_is_found(
    term: str, keyword: str, data: package.Package
) -> None:
    raw = "On relocalise. Les start-ups. LA SOUVERAINETE. Des fours décarbonés. Des bioprocédés."
    at_hand = {data.documents["doc_id"][0]: raw}
    changed = dataclasses.replace(data, units=data.units.iloc[:1].assign(start=0, end=len(raw)))
    assert [word for _, word in found(changed, at_hand, term)] == [keyword]


def test_keywords_stand_below_each_other(
    small_folder: Path,
    texts: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "default_root", lambda: small_folder)
    concordance.command("robot", 15, texts)
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 3
    assert {line.lower().index("robots") for line in shown} == {len("2030-gazette-005") + 2 + 15}


@pytest.mark.parametrize(
    ("term", "complaint"),
    [
        ("rivièrs", "nearest: rivière"),
        ("...", "no word to look for"),
        ("robot rivière", "but not in this order"),
    ],
)
def test_what_is_not_found_gets_a_hint(
    term: str, complaint: str, small: package.Package, texts: Path
) -> None:
    with pytest.raises(UserError, match=complaint):
        keywords(small, texts, term)


def test_texts_that_are_missing_or_others_are_named(
    small: package.Package, texts: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=r"no <doc_id>\.txt found; one of 2030-gazette"):
        keywords(small, tmp_path, "port")
    (texts / "2030-port.txt").write_text("Le port.", encoding="utf-8")
    with pytest.raises(UserError, match=r"2030-port\.txt: .*another version"):
        keywords(small, texts, "port")


def test_the_command_prints_lines_or_one_complaint(
    small_folder: Path, texts: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(package, "default_root", lambda: small_folder)

    def said(*words: str) -> tuple[int, str, str]:
        return main(["concordance", *words]), *capsys.readouterr()

    code, out, err = said("équipage")
    assert code == 0 and "équipages" in out and err == ""
    code, _, err = said("équipag")
    assert code == 1 and err.count("\n") == 1 and "nearest" in err
    (texts / "2030-port.txt").unlink()
    code, out, err = said("rivière")
    assert code == 0 and out.count("\n") == 4
    assert err.startswith("not searched: 2030-port.txt") and err.count("\n") == 1
