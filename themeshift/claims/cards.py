"""Claims as the book shows them: one card each, with what would overturn it."""

from html import escape
from typing import Any

from themeshift.claims.judge import SAID, ClaimError, judge
from themeshift.measures import uncertainty
from themeshift.package import Package
from themeshift.prose import links, numbers
from themeshift.prose.values import Block

CARD = """\
<div class="claim" id="claim-{claim_id}">
<p class="claim-sentence">{html}</p>
<p class="claim-number">{noun}: {value} (95% range {interval})</p>
<p class="claim-verdict"><strong>{verdict}</strong> within these texts \
<span class="claim-confidence">{confidence} confidence that this reflects policy</span></p>
<p class="claim-overturn"><em>What would overturn it:</em> {overturned_by}</p>
{provisional}<div class="claim-more">
<a href="{passages}">Read its passages ({count})</a>
<details><summary>How it was judged</summary><p>Tested: {tested}. This held in {support} of {draws} \
simulated draws, the lowest of {seeds} runs, with an allowance for the error of the simulation.</p></details>
</div>
</div>"""
PROVISIONAL = (
    '<p class="claim-provisional">Provisional: some of its passages were coded by the dictionary '
    "alone.</p>\n"
)


def cards(package: Package, *claim_ids: str) -> Block:
    """The cards of some claims, one below the other, as HTML inside Markdown: no line is empty.

    Raises ClaimError where there is no such claim.
    """
    judged = {one.claim_id: one for one in judge(package).itertuples()}
    try:
        shown = [judged[claim_id] for claim_id in claim_ids]
    except KeyError as name:
        known = ", ".join(judged) or "nothing"
        raise ClaimError(f"claims.csv: no claim {name}, expected one of {known}") from None
    text = "\n".join(f"{one.sentence} {numbers.capital(one.verdict)}." for one in shown)
    return Block("\n".join(map(card, shown)), text)


def card(one: Any) -> str:
    """The card of a row of `judge`: sentence, verdict, confidence, passages, diagnostics."""
    _, interval = SAID[one.unit]
    value = numbers.signed_points if one.unit == "points" else numbers.percent
    texts = one._asdict() | {
        "noun": numbers.capital(one.noun),
        "value": value(one.value),
        "interval": interval(one.low, one.high),
        "verdict": numbers.capital(one.verdict),
        "passages": links.href(links.passages(claim=one.claim_id)),
        "count": len(one.units),
        "support": numbers.support(one.support),
        "draws": numbers.number(uncertainty.DRAWS),
        "seeds": numbers.cardinal(len(uncertainty.SEEDS)),
    }
    escaped = {name: escape(str(text)) for name, text in texts.items()}
    return CARD.format_map(
        escaped | {"html": one.html, "provisional": PROVISIONAL * one.provisional}
    )
