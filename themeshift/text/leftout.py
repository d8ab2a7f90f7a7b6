"""What of a text or page does not count, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stretch of a text or page that does not count: where it stood, what, why.

    `where` is the id of a passage, *page 3* of a PDF, or *page* for a web page.
    """

    where: str
    text: str
    words: int
    reason: str


def by_reason(left_out: Iterable[LeftOut]) -> dict[str, int]:
    """Words left out by reason, most first."""
    total: Counter[str] = Counter()
    for part in left_out:
        total[part.reason] += part.words
    return dict(sorted(total.items(), key=lambda item: (-item[1], item[0])))
