"""Verdict words: the likelihood scale of the IPCC, and the confidence beside it.

Likelihood is a statement about the five texts: the share of draws in which a claim's condition
holds. Confidence is about what the claim says of policy: how much evidence there is, and how far
the codings agree (Mastrandrea et al. 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Lowest support of each word above the middle (Mastrandrea et al. 2010, table 1). The published
#: ranges overlap; the narrowest that applies is taken, and its mirror image below the middle.
UPPER = ((0.99, "virtually certain"), (0.90, "very likely"), (0.66, "likely"))
MIDDLE = "about as likely as not"
LOWER = ((0.01, "exceptionally unlikely"), (0.10, "very unlikely"), (0.33, "unlikely"))
FRENCH = {
    "virtually certain": "pratiquement certain",
    "very likely": "très probable",
    "likely": "probable",
    "about as likely as not": "à peu près aussi probable qu’improbable",
    "unlikely": "improbable",
    "very unlikely": "très improbable",
    "exceptionally unlikely": "exceptionnellement improbable",
}
#: Levels of confidence in French.
FRENCH_LEVELS = {
    "very low": "très faible",
    "low": "faible",
    "medium": "moyen",
    "high": "élevé",
    "very high": "très élevé",
}
#: A phase needs this many independent accounts before the evidence on it is called medium.
MEDIUM_EVIDENCE = 3
ROBUST_EVIDENCE = 10


def word(support: float) -> str:
    """The calibrated word for a share of draws, a fraction of one."""
    for least, name in UPPER:
        if support >= least:
            return name
    for most, name in LOWER:
        if support <= most:
            return name
    return MIDDLE


def weakest(supports: Sequence[float]) -> float:
    """The support nearest to one half, of several simulations of the same claim."""
    return float(min(supports, key=lambda support: abs(support - 0.5)))


def scale() -> list[tuple[str, float, float]]:
    """The scale as word, lowest and highest support, from the strongest word down."""
    tops = [1.0, *(least for least, _ in UPPER)]
    rows = [(name, least, top) for (least, name), top in zip(UPPER, tops, strict=False)]
    rows.append((MIDDLE, LOWER[-1][0], UPPER[-1][0]))
    bottoms = [0.0, *(most for most, _ in LOWER)]
    lower = [(name, low, most) for (most, name), low in zip(LOWER, bottoms, strict=False)]
    return rows + lower[::-1]


@dataclass(frozen=True)
class Confidence:
    """Evidence (limited, medium, robust), agreement (low, medium, high) and the level they give."""

    evidence: str
    agreement: str

    @property
    def level(self) -> str:
        """The level of confidence.

        It grows with evidence and agreement (Mastrandrea et al. 2010, figure 1). Limited evidence
        never gives more than low here: codings of one kind agree too easily.
        """
        if self.evidence == "limited":
            return "very low" if self.agreement == "low" else "low"
        steps = ("low", "medium", "high", "very high")
        place = ("medium", "robust").index(self.evidence)
        place += ("low", "medium", "high").index(self.agreement)
        return steps[place]


def confidence(accounts: int, agreeing: float) -> Confidence:
    """The confidence in a claim.

    accounts: the number of texts on the phase that has fewest of those that the claim compares.
    agreeing: the share of codings, taken one by one, in which the claim's condition holds.
    """
    if accounts >= ROBUST_EVIDENCE:
        evidence = "robust"
    else:
        evidence = "medium" if accounts >= MEDIUM_EVIDENCE else "limited"
    if agreeing == 1:
        agreement = "high"
    else:
        agreement = "medium" if agreeing >= 2 / 3 else "low"
    return Confidence(evidence, agreement)
