"""Keep a seeded sample of the mutants of a session; the others are marked as skipped.

Mutants of annotations are left out: annotations are never evaluated, so such a mutant is the same
program. Runs with the Python that has cosmic-ray.

usage: python sample.py SESSION MODULE SIZE SEED
"""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome, WorkResult

Position = tuple[int, int]


def annotations(source: str) -> Iterator[tuple[Position, Position]]:
    """Yield where annotations begin and end: line from 1, column from 0."""
    for node in ast.walk(ast.parse(source)):
        for found in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if found is not None:
                yield (
                    (found.lineno, found.col_offset),
                    (found.end_lineno, found.end_col_offset),
                )


def main(session: str, module: str, size: int, seed: int) -> None:
    """Mark as skipped what is in an annotation or outside the sample."""
    inert = list(annotations(Path(module).read_text(encoding="utf-8")))
    with use_db(session, WorkDB.Mode.open) as database:
        items = sorted(
            database.work_items,
            key=lambda item: (
                item.mutations[0].start_pos,
                item.mutations[0].operator_name,
                item.mutations[0].occurrence,
                str(item.mutations[0].operator_args),
            ),
        )
        active = [
            item
            for item in items
            if not any(a <= tuple(item.mutations[0].start_pos) < b for a, b in inert)
        ]
        chosen = {
            item.job_id for item in random.Random(seed).sample(active, min(size, len(active)))
        }
        skipped = [item.job_id for item in items if item.job_id not in chosen]
        left_out = WorkResult(worker_outcome=WorkerOutcome.SKIPPED, output="not in the sample")
        database.set_multiple_results(skipped, left_out)
    print(f"{Path(module).stem}: {len(chosen)} of {len(active)} mutants")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
