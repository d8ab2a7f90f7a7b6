"""Verdict words: the likelihood scale of the IPCC, and the confidence beside it.

Likelihood is a statement about the five texts: the share of draws in which a claim's condition
holds. Confidence is about what the claim says of policy: how much evidence there is, and how far
the codings agree (Mastrandrea et al. 2010).
"""

#: Lowest and highest support of each word (Mastrandrea et al. 2010, table 1). The published ranges
#: overlap; here the wider ones end where a narrower one begins.
SCALE = {
    "virtually certain": (0.99, 1.0),
    "very likely": (0.90, 0.99),
    "likely": (0.66, 0.90),
    "about as likely as not": (0.33, 0.66),
    "unlikely": (0.10, 0.33),
    "very unlikely": (0.01, 0.10),
    "exceptionally unlikely": (0.0, 0.01),
}
#: Verdict words and levels of confidence in French.
FRENCH = {
    "virtually certain": "pratiquement certain",
    "very likely": "très probable",
    "likely": "probable",
    "about as likely as not": "à peu près aussi probable qu’improbable",
    "unlikely": "improbable",
    "very unlikely": "très improbable",
    "exceptionally unlikely": "exceptionnellement improbable",
    "very low": "très faible",
    "low": "faible",
    "medium": "moyen",
    "high": "élevé",
    "very high": "très élevé",
}
#: A phase needs this many independent accounts before the evidence on it is called medium.
MEDIUM_EVIDENCE = 3
ROBUST_EVIDENCE = 10
#: Level of confidence by evidence and agreement; it grows with both (Mastrandrea et al. 2010,
#: figure 1). Limited evidence never gives more than low here: codings of one kind agree too easily.
LEVELS = {
    "limited": {"low": "very low", "medium": "low", "high": "low"},
    "medium": {"low": "low", "medium": "medium", "high": "high"},
    "robust": {"low": "medium", "medium": "high", "high": "very high"},
}


def word(support: float) -> str:
    """The calibrated word for a share of draws, a fraction of one; at a bound the bolder word."""
    holding = [name for name, (low, high) in SCALE.items() if low <= support <= high]
    return max(holding, key=lambda name: abs(sum(SCALE[name]) - 1))


def confidence(accounts: int, agreeing: float) -> dict[str, str]:
    """Evidence, agreement and the level of confidence in a claim that they give, by these names.

    accounts: the number of texts on the phase that has fewest of those that the claim compares.
    agreeing: the share of codings, taken one by one, in which the claim's condition holds.
    """
    evidence = "medium" if accounts >= MEDIUM_EVIDENCE else "limited"
    evidence = "robust" if accounts >= ROBUST_EVIDENCE else evidence
    agreement = "medium" if agreeing >= 2 / 3 else "low"
    agreement = "high" if agreeing == 1 else agreement
    level = LEVELS[evidence][agreement]
    return {"evidence": evidence, "agreement": agreement, "confidence": level}
