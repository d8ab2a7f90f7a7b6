"""Texts as they come, collected by others: each gives what its `expected.txt` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from themeshift import UserError
from themeshift.text import dictionary, extract, ingest, runs


@pytest.fixture
def read(field: Path):
    """What is extracted from the first file of a pattern."""

    def of(name: str) -> extract.Extracted:
        for path in field.glob(name):
            return extract.read(path)
        pytest.skip(f"{name} is not at hand")

    return of


@pytest.fixture
def derived(read, data):
    """What the first file of a pattern gives with the codebook."""
    return lambda name: ingest.derive("d", read(name).text, dictionary.compiled(data))


def passages(derived: ingest.Derived, kind: str) -> list[str]:
    rows = derived.units[derived.units["kind"] == kind]
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


def test_running_heads_page_numbers_and_footnotes_of_two_pages(read) -> None:
    pytest.importorskip("pdfplumber")
    found = read("05*/two.pdf")
    reasons = sorted(part.reason for part in found.left_out)
    assert reasons == ["footnote", "page number", "page number", "running head", "running head"]
    assert "Page 1" not in found.text and "Montant prévisionnel" not in found.text
    assert "sciages importés a doublé en dix ans" in found.text.split("2. Titre")[0]


def test_commitments_and_budgets_on_every_sheet(read) -> None:
    pytest.importorskip("pdfplumber")
    pytest.importorskip("trafilatura")
    pdf, page = read("06*/three.pdf"), read("06*/three.html")
    assert pdf == page and pdf.left_out == ()
    assert pdf.text.count("réduire la dépendance") == pdf.text.count("Budget") == 3


@pytest.mark.parametrize("name", ["input.txt", "latin1.txt", "utf16.txt"])
def test_damaged_letters_and_encodings(name: str, read) -> None:
    with pytest.raises(UserError, match=rf"^{name}: [^\n]*$"):
        read(f"08*/{name}")


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


@pytest.mark.parametrize(
    ("name", "kind", "number"),
    [("signature", "sentence", 5), ("dated", "title", 0), ("dated", "furniture", 1)]
    + [("iso", "title", 1)],
)
def test_first_lines(name: str, kind: str, number: int, derived) -> None:
    assert len(passages(derived(f"12*/{name}.txt"), kind)) == number


def test_a_release_on_two_sites_is_a_copy(derived) -> None:
    first, second = (derived(f"14*/{n}.txt").shingles["digest"] for n in ("first", "second"))
    assert runs.shared(first, second) >= runs.COPY


def test_a_list_of_signatories(derived) -> None:
    assert set(derived("18*/input.txt").codes["theme"]) == {"none"}
