"""Texts as they come, collected by others: each gives what its `expected.txt` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift import UserError
from themeshift.text import dictionary, extract, ingest, runs


@pytest.fixture(scope="module")
def terms(data):
    return dictionary.compiled(data)


@pytest.fixture
def derived(field: Path, terms):
    def of(name: str) -> ingest.Derived:
        found = list(field.glob(name))
        if not found:
            pytest.skip(f"{name} is not at hand")
        return ingest.derive("d", extract.read(found[0]).text, terms)

    return of


def passages(derived: ingest.Derived, *kinds: str) -> list[str]:
    rows = derived.units[derived.units["kind"].isin(kinds)]
    return [derived.text[row.start : row.end] for row in rows.itertuples()]


def test_abbreviations_before_a_name(derived) -> None:
    found = passages(derived("01*/input2.txt"), "sentence")
    assert "Le rapport de Ph. Martin et de Th. Breval est remis." in found
    assert "Ch. Roy le présente avec J.-P. Dupont et Cl. Weber." in found
    found = passages(derived("01*/input.txt"), "sentence")
    assert sum(each.startswith("Le prof. Lenoir") for each in found) == 1
    assert not any(each.endswith(("Mgr.", "Me.", "prof.", "cf.")) for each in found)


def test_a_list_behind_a_colon(derived) -> None:
    found = derived("03*/input-gt.txt")
    assert len(passages(found, "item")) == 4 and len(passages(found, "lead-in")) == 1


def test_running_heads_page_numbers_and_footnotes_of_two_pages(field: Path, terms) -> None:
    pytest.importorskip("pdfplumber")
    path = next(field.glob("05*/two.pdf"), None) or pytest.skip("not at hand")
    found = extract.read(path)
    reasons = [part.reason for part in found.left_out]
    assert reasons.count("running head") == 2 and reasons.count("page number") == 2
    assert reasons.count("footnote") == 1
    assert "Page 1" not in found.text and "Montant prévisionnel" not in found.text
    assert "sciages importés a doublé en dix ans" in found.text.split("2. Titre")[0]


def test_commitments_and_budgets_on_every_sheet(field: Path) -> None:
    pytest.importorskip("pdfplumber")
    pytest.importorskip("trafilatura")
    texts = []
    for name in ("06*/three.pdf", "06*/three.html"):
        path = next(field.glob(name), None) or pytest.skip("not at hand")
        found = extract.read(path)
        assert found.left_out == ()
        assert found.text.count("réduire la dépendance") == found.text.count("Budget") == 3
        texts.append(found.text)
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["input.txt", "latin1.txt", "utf16.txt"])
def test_damaged_letters_and_encodings(name: str, field: Path) -> None:
    path = next(field.glob(f"08*/{name}"), None) or pytest.skip("not at hand")
    with pytest.raises(UserError) as caught:
        extract.read(path)
    assert "\n" not in str(caught.value) and str(caught.value).startswith(name)


def test_inflected_forms(derived) -> None:
    codes = derived("09*/input.txt").codes
    assert list(codes["theme"]) == ["sovereignty", "environment", "ecosystem", "sovereignty"]


@pytest.mark.parametrize("name", ["commas", "semicolons", "colon"])
@pytest.mark.parametrize("weight", ["passages", "words"])
def test_members_of_an_enumeration(name: str, weight: str, derived) -> None:
    found = derived(f"11*/{name}.txt")
    words = found.units.set_index("unit_id")["words"].astype(float)
    size = found.codes["unit_id"].map(words if weight == "words" else words * 0 + 1)
    shares = (found.codes["weight"] * size).groupby(found.codes["theme"]).sum().drop("none")
    assert len(shares) >= 3 and shares.max() == pytest.approx(shares.min())


def test_first_lines(derived) -> None:
    assert len(passages(derived("12*/signature.txt"), "sentence")) == 5
    assert passages(derived("12*/dated.txt"), "title") == []
    assert len(passages(derived("12*/dated.txt"), "furniture")) == 1
    assert len(passages(derived("12*/iso.txt"), "title")) == 1


def test_a_release_on_two_sites_is_a_copy(derived) -> None:
    first, second = (derived(f"14*/{n}.txt").shingles["digest"] for n in ("first", "second"))
    assert runs.shared(first, second) >= runs.COPY


def test_a_list_of_signatories(derived) -> None:
    assert set(derived("18*/input.txt").codes["theme"]) == {"none"}
