"""Claims as the book shows them: one card each, with what would overturn it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from themeshift.claims.judge import Judged, claim, judge, together
from themeshift.measures import uncertainty
from themeshift.package import Package
from themeshift.prose import links, numbers


@dataclass(frozen=True, repr=False)
class Cards:
    """Some claims, one below the other, as HTML inside Markdown: no line of it is empty."""

    claims: tuple[Judged, ...]

    def _repr_markdown_(self) -> str:
        return "\n".join(map(card, self.claims))

    def __repr__(self) -> str:
        return "\n".join(f"{one.sentence()} {numbers.capital(one.verdict)}." for one in self.claims)


def cards(package: Package, *claim_ids: str) -> Cards:
    """The cards of some claims. Raises ClaimError where there is no such claim."""
    return Cards(tuple(claim(package, claim_id) for claim_id in claim_ids))


def card(one: Judged) -> str:
    """The card: sentence, verdict and confidence, what would overturn it, passages, diagnostics."""
    level = f"{one.confidence.level} confidence for policy"
    verdict = f"<strong>{escape(numbers.capital(one.verdict))}</strong> within these texts"
    overturned = f"<em>What would overturn it:</em> {escape(one.overturned_by)}"
    passages = escape(links.href(links.passages(claim=one.claim_id)))
    reading = f"Read its {numbers.count(len(one.units), 'passage')}"
    lines = [
        f'<div class="claim" id="claim-{escape(one.claim_id)}">',
        f'<p class="claim-sentence">{one.html()}</p>',
        f'<p class="claim-verdict">{verdict} <span class="claim-confidence">{level}</span></p>',
        f'<p class="claim-overturn">{overturned}</p>',
    ]
    if one.provisional:
        waiting = "Provisional: some of its passages were coded by the dictionary alone."
        lines.append(f'<p class="claim-provisional">{waiting}</p>')
    lines += [
        '<div class="claim-more">',
        f'<a href="{passages}">{reading}</a>',
        f"<details><summary>How it was judged</summary><p>{escape(diagnostics(one))}</p></details>",
        "</div>",
        "</div>",
    ]
    return "\n".join(lines)


def diagnostics(one: Judged) -> str:
    """How the verdict came about, in words."""
    return (
        f"The verdict is about this: {one.judged}. That is so in {numbers.support(one.support)} of "
        f"{numbers.number(uncertainty.DRAWS)} draws, after an allowance for the error of the "
        f"simulation, the weakest of {numbers.cardinal(len(uncertainty.SEEDS))} runs. Evidence on "
        f"policy: {one.confidence.evidence}. Agreement of the codings, taken one by one: "
        f"{one.confidence.agreement}."
    )


def joint(package: Package) -> str:
    """The share of draws in which all headline claims hold at once, in words."""
    headlines = [one for one in judge(package) if one.headline]
    return (
        f"all {numbers.cardinal(len(headlines))} headline claims hold at once in "
        f"{numbers.support(together(package))} of draws"
    )
