"""Judge each row of `claims.csv`: its value, interval and verdict, and the sentence it makes."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from themeshift import UserError
from themeshift.claims import verdicts
from themeshift.claims.faults import problems
from themeshift.claims.quantities import (
    BALANCE,
    CONDITIONS,
    PHASE_PARAMETERS,
    PROJECT,
    QUANTITIES,
    Arguments,
    Quantity,
    Shares,
    arguments_of,
)
from themeshift.measures import corpus as corpora
from themeshift.measures import salience, uncertainty
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

CONDITION_WORDS = {">": "above", "<": "below", ">=": "at least", "<=": "at most"}
#: Differences of sums leave dust; a condition is judged on what is left after it.
DECIMALS = 9
LANGUAGES = ("en", "fr")


class ClaimError(UserError):
    """A row that cannot be judged: the text names table, row and column in one line."""


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict.

    value, low, high: the estimate and its 95 % interval, in the unit of the quantity.
    support: the share of draws in which the condition holds, moved towards one half by twice its
    simulation error, the weakest over the seeds. holds: whether the condition holds at the
    estimate. judged: what the verdict is about, in words. units: the passages it rests on.
    provisional: whether a passage of the phases that it compares was coded by the dictionary alone.
    """

    claim_id: str
    headline: bool
    template: str
    template_fr: str
    values: dict[str, tuple[Value, Value]]
    value: float
    low: float
    high: float
    unit: str
    condition: str
    threshold: float
    noun: str
    judged: str
    holds: bool
    support: float
    verdict: str
    confidence: verdicts.Confidence
    recorded: str
    overturned_by: str
    units: tuple[str, ...]
    provisional: bool

    def sentence(self, language: str = "en") -> str:
        """The sentence with its numbers, as plain text."""
        return self._filled(language, lambda value: value.text, str)

    def html(self, language: str = "en") -> str:
        """The sentence with its numbers as links, escaped."""
        return self._filled(language, Value.html, lambda text: Value(text).html())

    def _filled(
        self, language: str, show: Callable[[Value], str], literal: Callable[[str], str]
    ) -> str:
        place = LANGUAGES.index(language)
        template = (self.template, self.template_fr)[place]
        text = ""
        for words, name, _, _ in string.Formatter().parse(template):
            text += literal(words)
            if name:
                text += show(self.values[name][place])
        return text[:1].upper() + text[1:]


@lru_cache(maxsize=4)
def judge(package: Package) -> tuple[Judged, ...]:
    """Every claim of the package, in order.

    Raises ClaimError, in one line, on the first row that cannot be judged.
    """
    for problem in problems(package):
        raise ClaimError(problem)
    counted = corpora.corpus(package)
    estimate = _shares(counted, salience.shares(counted)[None])
    seeds = [
        _shares(counted, uncertainty.draws(package, seed).themes) for seed in uncertainty.SEEDS
    ]
    codings = [
        _shares(one, salience.shares(one)[None])
        for one in (corpora.corpus(package, name) for name in corpora.codings(package))
        if one.phases == counted.phases
    ]
    return tuple(
        _judged(package, row, estimate, seeds, codings) for row in package.claims.itertuples()
    )


def claim(package: Package, claim_id: str) -> Judged:
    """One claim by its id. Raises ClaimError where there is none."""
    for one in judge(package):
        if one.claim_id == claim_id:
            return one
    known = ", ".join(package.claims["claim_id"]) or "nothing"
    raise ClaimError(f"claims.csv: no claim {claim_id!r}, expected one of {known}")


def table(package: Package) -> pd.DataFrame:
    """Every claim as a row: claim_id, headline, sentence, value, low, high, unit, condition,
    threshold, holds, support, verdict, evidence, agreement, confidence, recorded, provisional."""
    return pd.DataFrame(
        [
            {
                "claim_id": one.claim_id,
                "headline": one.headline,
                "sentence": one.sentence(),
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "unit": one.unit,
                "condition": one.condition,
                "threshold": one.threshold,
                "holds": one.holds,
                "support": one.support,
                "verdict": one.verdict,
                "evidence": one.confidence.evidence,
                "agreement": one.confidence.agreement,
                "confidence": one.confidence.level,
                "recorded": one.recorded,
                "provisional": one.provisional,
            }
            for one in judge(package)
        ]
    )


@lru_cache(maxsize=4)
def together(package: Package) -> float:
    """The share of draws in which all headline claims hold at once, the weakest over the seeds."""
    counted = corpora.corpus(package)
    rows = [row for row in package.claims.itertuples() if row.headline == "true"]
    found = []
    for seed in uncertainty.SEEDS:
        shares = _shares(counted, uncertainty.draws(package, seed).themes)
        held = np.ones(len(shares.values), bool)
        for row in rows:
            quantity, arguments = QUANTITIES[row.quantity], arguments_of(row)
            held &= _holds(row, quantity.compute(shares, arguments))
        found.append(uncertainty.support(held))
    return verdicts.weakest(found)


def _shares(counted: corpora.Corpus, values: np.ndarray) -> Shares:
    return Shares(values, counted.phases, counted.themes, counted.poles)


def _judged(
    package: Package,
    row: object,
    estimate: Shares,
    seeds: list[Shares],
    codings: list[Shares],
) -> Judged:
    quantity, arguments = QUANTITIES[row.quantity], arguments_of(row)
    value = float(quantity.compute(estimate, arguments)[0])
    drawn = [quantity.compute(shares, arguments) for shares in seeds]
    low, high = uncertainty.interval(drawn[0], value)
    supports = [uncertainty.support(_holds(row, values)) for values in drawn]
    agreeing = [bool(_holds(row, quantity.compute(one, arguments))[0]) for one in codings]
    verdict = verdicts.word(verdicts.weakest(supports))
    phases = [
        estimate.phases[estimate.place(arguments[key])]
        for key in PHASE_PARAMETERS
        if key in arguments
    ]
    copied = package.documents["doc_id"].isin(corpora.copies(package))
    accounts = package.documents.loc[~copied, "phase_id"].value_counts()
    noun = _noun(package, quantity, arguments)
    unit = "points" if arguments["of"] == BALANCE else quantity.unit
    return Judged(
        claim_id=row.claim_id,
        headline=row.headline == "true",
        template=row.sentence,
        template_fr=row.sentence_fr,
        values=_values(package, row, quantity, arguments, estimate, (value, low, high), verdict),
        value=value,
        low=float(low),
        high=float(high),
        unit=unit,
        condition=row.condition,
        threshold=float(row.threshold),
        noun=noun,
        judged=_about(row, noun, unit),
        holds=bool(_holds(row, np.array([value]))[0]),
        support=verdicts.weakest(supports),
        verdict=verdict,
        confidence=verdicts.confidence(
            min(int(accounts[phase]) for phase in phases),
            float(np.mean(agreeing)) if agreeing else 0.0,
        ),
        recorded=row.verdict,
        overturned_by=row.overturned_by,
        units=evidence(package, row),
        provisional=_is_provisional(package, quantity, arguments, estimate),
    )


def _is_provisional(
    package: Package, quantity: Quantity, arguments: Arguments, shares: Shares
) -> bool:
    """Whether only the dictionary coded some passage of the phases that a quantity compares.

    A quantity that needs three phases compares the steps between all.
    """
    named = {shares.place(arguments[key]) for key in PHASE_PARAMETERS if key in arguments}
    compared = range(len(shares.phases)) if quantity.least_phases > 2 else named
    phases = corpora.provisional_phases(package)
    return any(shares.phases[place] in phases for place in compared)


def _holds(row: object, values: np.ndarray) -> np.ndarray:
    """Where the condition of a row holds; a missing value never meets it."""
    with np.errstate(invalid="ignore"):
        compare = CONDITIONS[row.condition]
        return compare(np.round(values, DECIMALS), round(float(row.threshold), DECIMALS))


def _noun(package: Package, quantity: Quantity, arguments: Arguments) -> str:
    """What the quantity is of these parameters, in words."""
    if arguments["of"] == BALANCE:
        if quantity.name == "change":
            return "the shift"
        ends = (labels.pole(package, pole) for pole in (DESTINATION, ORIGIN))
        return quantity.balance_noun.format(*ends)
    whole = arguments.get("from"), arguments.get("to")
    move = "the shift" if whole == ("first", "last") else "this step"
    return quantity.noun.format(labels.series(package, arguments["of"]), move)


def _about(row: object, noun: str, unit: str) -> str:
    threshold = float(row.threshold)
    limit = "zero"
    if threshold:
        limit = (numbers.points if unit == "points" else numbers.percent)(threshold)
    return f"{noun} is {CONDITION_WORDS[row.condition]} {limit}"


def _values(
    package: Package,
    row: object,
    quantity: Quantity,
    arguments: Arguments,
    estimate: Shares,
    numbers_of: tuple[float, float, float],
    verdict: str,
) -> dict[str, tuple[Value, Value]]:
    """Every placeholder that a sentence may use, in English and in French."""
    value, low, high = numbers_of
    found: dict[str, tuple[Value, Value]] = {}

    def add(name: str, text: Callable[[str], str], link: str = "") -> None:
        found[name] = tuple(Value(text(language), link) for language in LANGUAGES)

    def words(value: float, unit: str) -> Callable[[str], str]:
        say = numbers.points if unit == "points" else numbers.percent
        return lambda language: say(value, language)

    say_interval = numbers.points_interval if quantity.unit == "points" else numbers.interval
    add("value", words(value, quantity.unit))
    add(
        "interval",
        lambda language: say_interval(low, high, language),
        links.INTERVAL,
    )
    add("threshold", words(float(row.threshold), quantity.unit))
    add("verdict", lambda language: verdict if language == "en" else verdicts.FRENCH[verdict])
    for pole in (ORIGIN, DESTINATION):
        add(pole, lambda language, pole=pole: labels.pole(package, pole, language))
    for key in PHASE_PARAMETERS:
        if key in arguments:
            phase = estimate.phases[estimate.place(arguments[key])]
            add(key, lambda language, phase=phase: labels.phase(package, phase, language))
    add("of", lambda language: labels.series(package, arguments["of"], language))
    for name, quoted in quantity.quoted(estimate, arguments).items():
        link = ""
        if quoted.of and quoted.unit == "percent":
            link = links.passages(
                estimate.phases[quoted.place], theme=_themes_of(estimate, quoted.of)
            )
        add(name, words(quoted.value, quoted.unit), link)
    return found


def _themes_of(shares: Shares, name: str) -> list[str]:
    """The themes that enter the series of a theme or pole."""
    return [theme for theme, sign in zip(shares.themes, shares.signs(name), strict=True) if sign]


# --- what a claim rests on -------------------------------------------------------------------


def evidence(package: Package, row: object) -> tuple[str, ...]:
    """The passages that a claim rests on, in reading order.

    A word of evidence is a passage's id; project:id, the passages on a project; or theme:phase,
    where the phase may be first, last or previous and the theme a pole: the passages of the phase
    to which any coding gives the theme.
    """
    counted = corpora.corpus(package)
    shares = _shares(counted, np.zeros((1, len(counted.phases), len(counted.themes))))
    chosen: set[str] = set()
    for name in str(row.evidence).split():
        theme, colon, phase = name.partition(":")
        if not colon:
            chosen.add(name)
            continue
        if theme == PROJECT:
            about = package.project_units
            chosen |= set(about.loc[about["project_id"] == phase, "unit_id"])
            continue
        columns = [counted.themes.index(one) for one in _themes_of(shares, theme)]
        inside = (counted.phase == shares.place(phase)) & (
            counted.weights[:, columns].sum(axis=1) > 0
        )
        chosen |= {counted.unit_ids[place] for place in np.flatnonzero(inside)}
    return tuple(unit for unit in package.units["unit_id"] if unit in chosen)


# --- what has changed -----------------------------------------------------------------------


def changes(package: Package) -> tuple[list[str], list[str]]:
    """Notices and errors.

    A notice names each sentence whose verdict is no longer the recorded one. An error names each
    sentence that has become false: a claim or a title whose condition no longer holds. What rests
    on passages that only the dictionary coded is provisional and gives a notice, never an error.
    """
    notices, errors = [], []
    for one in judge(package):
        sentence = f"claims.csv, {one.claim_id}: “{one.sentence()}”"
        if not one.holds:
            (notices if one.provisional else errors).append(
                f"{sentence} is no longer true: {one.judged} does not hold (value {one.value:.3f})"
                + ("; its codes are provisional" if one.provisional else "; rewrite it")
            )
        elif one.verdict != one.recorded:
            was = f"recorded as {one.recorded}" if one.recorded else "no verdict recorded"
            notices.append(
                f"{sentence} is now {one.verdict} ({was})"
                + ("; its codes are provisional" if one.provisional else "")
            )
    counted = corpora.corpus(package)
    shares = _shares(counted, salience.shares(counted)[None])
    for row in package.titles.itertuples():
        quantity, arguments = QUANTITIES[row.quantity], arguments_of(row)
        if not _holds(row, quantity.compute(shares, arguments))[0]:
            waits = _is_provisional(package, quantity, arguments, shares)
            (notices if waits else errors).append(
                f"titles.csv, {row.phase_id}: “{row.title}” is no longer true"
                + ("; its codes are provisional" if waits else "; rewrite it")
            )
    return notices, errors
