"""Claims as the book shows them: one card each, with what would overturn it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from themeshift.claims.judge import Judged, claim
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
    reading = f"Read its passages ({len(one.units)})"
    lines = [
        f'<div class="claim" id="claim-{escape(one.claim_id)}">',
        f'<p class="claim-sentence">{one.html()}</p>',
        f'<p class="claim-number">{escape(number(one))}</p>',
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


def number(one: Judged) -> str:
    """What was judged, its value and its range."""
    if one.unit == "points":
        said = numbers.signed_points(one.value)
        between = numbers.points_interval(one.low, one.high)
    else:
        said, between = numbers.percent(one.value), numbers.interval(one.low, one.high)
    return f"{numbers.capital(one.noun)}: {said} (95% range {between})"


def diagnostics(one: Judged) -> str:
    """How the verdict came about, in words."""
    return (
        f"Tested: {one.judged}. True in {numbers.support(one.support)} of "
        f"{numbers.number(uncertainty.DRAWS)} draws, the weakest of "
        f"{numbers.cardinal(len(uncertainty.SEEDS))} runs, with an allowance for the error of the "
        "simulation."
    )
