"""What never changes: how the first five texts were cut, and the codes that results were seen with.

Codings hang on the passages, also ones outside the project. Both digests were computed from the
tables of the first edition; a further text or coding is not part of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from themeshift.package import Package

FIVE = ("2019-devicemed", "2019-quotidien", "2020-boursier", "2021-cni", "2023-cni")
PASSAGES = "ca42897bc06df750981ec6e7546bb4845ce2ee413ca4d8c90b32d6fa83a0159f"
FIRST_CODES = "e44dc7860b5e3bc722ac85671bbbc2bf8939ea1203745a16a89ebd3499b4df03"


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_passages_of_the_five_texts_are_frozen(data: Package) -> None:
    """Ids, places, kinds, numbers of words and offsets."""
    columns = ["unit_id", "doc_id", "paragraph", "position", "kind", "words", "start", "end"]
    passages = data.units[data.units["doc_id"].isin(FIVE)].sort_values(["doc_id", "position"])
    rows = passages[columns].astype(str).to_numpy()
    assert digest(",".join(row) for row in rows) == PASSAGES


def test_the_codes_of_the_first_coding_are_frozen(data: Package) -> None:
    """Codes do not change once results were seen."""
    codes = data.codes[data.codes["coder"] == "first"]
    codes = codes[codes["unit_id"].str.startswith(tuple(f"{doc_id}-" for doc_id in FIVE))]
    rows = codes.sort_values(["unit_id", "rank"]).itertuples()
    lines = (f"{x.unit_id},{x.rank},{x.theme},{x.weight:.6f},{x.rule}" for x in rows)
    assert digest(lines) == FIRST_CODES
