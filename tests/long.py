"""The miniature package with a long text more: thousands of words in a phase of its own."""

from __future__ import annotations

import random
from pathlib import Path

import miniature

DOC, PHASE = "2035-port", "2035-contract"
THEMES = ("machines", "rivers", "ports", "crews", "none")
WORDS = [
    "engines", "robots", "rivers", "stocks", "crews", "ports", "yards", "boats", "banks", "trade",
    "water", "training", "steel", "reserves",
]  # fmt: skip


def write(folder: Path, words: int = 30_000, seed: int = 1) -> Path:
    """Write the package into `folder`; its last text has at least so many words."""
    rng = random.Random(seed)
    rows = miniature.tables()
    total = position = offset = 0
    while total < words:
        position += 1
        size = rng.randint(8, 50)
        total += size
        unit = f"{DOC}-{position:03d}"
        gist = " ".join(rng.choice(WORDS) for _ in range(rng.randint(9, 22))).capitalize()
        rows["units"].append(
            {"unit_id": unit, "doc_id": DOC, "paragraph": str(1 + position // 4),
             "position": str(position), "kind": "sentence", "words": str(size),
             "start": str(offset), "end": str(offset + 6 * size), "gist": f"{gist}.",
             "opening": f"mot {position} de suite"}
        )  # fmt: skip
        for coder in ("alpha", "beta"):
            chosen = rng.sample(THEMES[:-1], rng.randint(1, 3)) if rng.random() < 0.7 else ["none"]
            rows["codes"] += [
                {"unit_id": unit, "coder": coder, "rank": str(rank), "theme": theme,
                 "weight": f"{1 / len(chosen):.6f}", "rule": "1" if rng.random() < 0.3 else ""}
                for rank, theme in enumerate(chosen, start=1)
            ]  # fmt: skip
        rows["matches"] += [
            {"unit_id": unit, "term_id": f"{theme}-01", "theme": theme, "start": str(offset),
             "end": str(offset + 6)}
            for theme in ("machines", "rivers") if rng.random() < 0.4
        ]  # fmt: skip
        offset += 6 * size + 1
    rows["phases"].append(
        {"phase_id": PHASE, "order": "4", "label": "New contract, 2035",
         "short_label": "2035 contract", "kind": "contract", "date_earliest": "2035-01-01",
         "date_latest": "2035-01-01", "status": "in force"}
    )  # fmt: skip
    address = "https://www.example.org/a-long-address/of-a-publisher/like-those-of-the-book-12345"
    dates = dict.fromkeys(("date", "date_earliest", "date_latest"), "2035-01-02")
    rows["documents"].append(
        {**rows["documents"][-1], **dates, "doc_id": DOC, "phase_id": PHASE, "order": "5",
         "title": "The port on the new contract", "url": address, "words": str(total),
         "characters": str(offset), "sha256": "0" * 64}
    )  # fmt: skip
    rows["project_status"] += [
        {"project_id": row["project_id"], "phase_id": PHASE, "status": "absent"}
        for row in rows["projects"]
    ]
    rows["terms"].append({"doc_id": DOC, "lemma": "rivière", "count": "100"})
    rows["shingles"] += [{"doc_id": DOC, "digest": f"{number:016x}"} for number in range(20)]
    return miniature.write(folder, **rows)
