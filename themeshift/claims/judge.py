"""Judge each row of `claims.csv`: its value, interval and verdict, and the sentence it makes."""

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from themeshift import UserError
from themeshift.claims import verdicts
from themeshift.claims.conditions import COMPARISONS, Condition, Fault, phase_places
from themeshift.measures import corpus as corpora
from themeshift.measures import uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

#: How a value and an interval read in a sentence, by their unit.
SAID = {
    "points": (numbers.points, numbers.points_interval),
    "percent": (numbers.percent, numbers.interval),
}
PROVISIONAL = "; its codes are provisional"


class ClaimError(UserError):
    """A row that cannot be judged: the text names table, row and column in one line."""


def problems(package: Package) -> Iterator[str]:
    """The first fault of each row of `claims` and `titles` that cannot be judged, one line each."""
    for table in ("claims", "titles"):
        for row in getattr(package, table).itertuples():
            try:
                Condition(row, corpora.corpus(package))
            except Fault as fault:
                yield f"{package.root.name}/{table}.csv, row {row.Index + 2} ({row[1]}), {fault}"


@lru_cache(maxsize=4)
def judge(package: Package) -> pd.DataFrame:
    """Every claim, in order: the columns of `table`, and further ones for the cards.

    sentence: with its numbers, as plain text; sentence_fr: the same in French; html: the English
    one with its numbers as links, escaped. value, low, high: the estimate and its 95 % interval, in
    the unit of the quantity. holds: whether the condition holds at the estimate. support: the share
    of draws in which it holds, moved towards one half by twice its simulation error, the weakest
    over the seeds. provisional: whether a passage of the phases that are compared was coded by the
    dictionary alone. noun, tested: what was computed and what the verdict is about, in words.
    units: the passages that the claim rests on.
    Raises ClaimError, in one line, on the first row that cannot be judged.
    """
    for problem in problems(package):
        raise ClaimError(problem)
    return pd.DataFrame([_judged(package, row) for row in package.claims.itertuples()])


def table(package: Package) -> pd.DataFrame:
    """Every claim as a row: claim_id, headline, sentence, value, low, high, unit, condition,
    threshold, holds, support, verdict, evidence, agreement, confidence, recorded, provisional."""
    return judge(package).loc[:, :"provisional"]


@lru_cache(maxsize=4)
def together(package: Package) -> float:
    """The share of draws in which all headline claims hold at once, the weakest over the seeds."""
    headlines = package.claims[package.claims["headline"] == "true"]
    base = corpora.corpus(package)
    return _support(package, [Condition(row, base) for row in headlines.itertuples()])


def _support(package: Package, conditions: list[Condition]) -> float:
    """The share of draws in which all conditions hold, of all seeds the nearest to one half."""
    supports = []
    others = (uncertainty.draws(package, seed) for seed in uncertainty.SEEDS[1:])
    for drawn in (uncertainty.draws(package), *others):
        holding = [condition.holds(drawn.themes) for condition in conditions]
        supports.append(uncertainty.support(np.all(holding, axis=0)))
    return min(supports, key=lambda support: abs(support - 0.5))


def _judged(package: Package, row: Any) -> dict[str, Any]:
    drawn = uncertainty.draws(package)
    condition = Condition(row, drawn.corpus)
    value = float(condition.values(drawn.estimate))
    low, high = map(float, uncertainty.interval(condition.values(drawn.themes), value))
    support = _support(package, [condition])
    english, french = (
        _values(package, condition, (value, low, high), language) for language in ("en", "fr")
    )
    linked = {name: one.html() for name, one in english.items()}
    noun, (_, above) = condition.noun.format_map(english), COMPARISONS[condition.comparison]
    limit = SAID[condition.unit][0](condition.threshold) if condition.threshold else "zero"
    return {
        "claim_id": row.claim_id,
        "headline": row.headline == "true",
        "sentence": numbers.capital(row.sentence.format_map(english)),
        "value": value,
        "low": low,
        "high": high,
        "unit": condition.unit,
        "condition": condition.comparison,
        "threshold": condition.threshold,
        "holds": _holds(package, condition),
        "support": support,
        "verdict": verdicts.word(support),
        **_confidence(package, condition),
        "recorded": row.verdict,
        "provisional": _is_provisional(package, condition),
        "sentence_fr": numbers.capital(row.sentence_fr.format_map(french)),
        "html": numbers.capital(escape(row.sentence).format_map(linked)),
        "noun": noun,
        "tested": f"{noun} is {above} {limit}",
        "overturned_by": row.overturned_by,
        "units": evidence(package, row),
    }


def _holds(package: Package, condition: Condition, coding: str = corpora.MEAN) -> bool:
    """Whether the condition holds at the estimate, or in one coding."""
    return bool(condition.holds(corpora.shares(corpora.corpus(package, coding))))


def _confidence(package: Package, condition: Condition) -> dict[str, str]:
    """The confidence: how many accounts the phases have, and in how many codings it holds."""
    copied = package.documents["doc_id"].isin(corpora.copies(package))
    accounts = package.documents.loc[~copied, "phase_id"].value_counts()
    agreeing = [_holds(package, condition, coding) for coding in corpora.codings(package)]
    fewest = int(accounts[condition.phases].min())
    return verdicts.confidence(fewest, float(np.mean(agreeing or [False])))


def _is_provisional(package: Package, condition: Condition) -> bool:
    """Whether only the dictionary coded some passage of the phases that are compared."""
    return not corpora.provisional_phases(package).isdisjoint(condition.phases)


def _values(
    package: Package, condition: Condition, judged: tuple[float, float, float], language: Language
) -> dict[str, Value]:
    """Every placeholder that a sentence may use; judged: the value and the ends of its interval."""
    base, (value, *ends) = condition.corpus, judged
    shares = corpora.shares(base)
    say, say_interval = SAID[condition.unit]
    values = {
        "value": Value(say(value, language)),
        "interval": Value(say_interval(*ends, language), links.INTERVAL),
        "of": Value(labels.series(package, condition.of, language)),
    }
    for pole in (ORIGIN, DESTINATION):
        values[pole] = Value(labels.pole(package, pole, language))
    for name, place in condition.places.items():
        phase = base.phases[place]
        values[name] = Value(labels.phase(package, phase, language))
        # The poles have the shares of the last phase named. The balance is not a share of passages,
        # and `Condition` refuses a sentence that asks for its value in a phase.
        for key, of in ((name, condition.of), (ORIGIN, ORIGIN), (DESTINATION, DESTINATION)):
            link = links.passages(phase, theme=labels.pole_themes(package, of) or [of])
            said = Value(numbers.percent(shares[place] @ base.signs(of), language), link)
            values[f"{key}_value"] = said
    return values


def evidence(package: Package, row: Any) -> tuple[str, ...]:
    """The passages that a claim rests on, in reading order.

    Each word of evidence is theme:phase, where the phase may be first, last or previous and the
    theme a pole: the passages of the phase to which any coding gives the theme.
    """
    base = corpora.corpus(package)
    chosen = np.zeros(len(base.unit_ids), bool)
    for name in row.evidence.split():
        theme, _, phase = name.partition(":")
        given = base.weights @ np.abs(base.signs(theme)) > 0
        chosen |= given & (base.phase == phase_places(base)[phase])
    return tuple(compress(base.unit_ids, chosen))


def changes(package: Package) -> tuple[list[str], list[str]]:
    """Notices and errors.

    A notice names each sentence whose verdict is no longer the recorded one. An error names each
    sentence that has become false: a claim or a title whose condition no longer holds. What rests
    on passages that only the dictionary coded is provisional and gives a notice, never an error.
    """
    notices, false = [], []
    for one in judge(package).itertuples():
        sentence = f"claims.csv, {one.claim_id}: “{one.sentence}”"
        if not one.holds:
            reason = f"{one.tested} does not hold (value {one.value:.3f})"
            false.append((one.provisional, f"{sentence} is no longer true: {reason}"))
        elif one.verdict != one.recorded:
            was = f"recorded as {one.recorded}" if one.recorded else "no verdict recorded"
            waits = PROVISIONAL if one.provisional else ""
            notices.append(f"{sentence} is now {one.verdict} ({was}){waits}")
    for row in package.titles.itertuples():
        condition = Condition(row, corpora.corpus(package))
        if not _holds(package, condition):
            sentence = f"titles.csv, {row.phase_id}: “{row.title}” is no longer true"
            false.append((_is_provisional(package, condition), sentence))
    notices += [sentence + PROVISIONAL for waits, sentence in false if waits]
    return notices, [f"{sentence}; rewrite it" for waits, sentence in false if not waits]
