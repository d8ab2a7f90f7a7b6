"""What the findings quote, beside what is said of the whole: parts, steps, projects, tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.claims import judge
from themeshift.measures import choices, documents, lineage, shift, uncertainty
from themeshift.measures import corpus as corpora
from themeshift.narrative import overview
from themeshift.package import Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

ROBUSTNESS = overview.ROBUSTNESS
TEXTS = "appendices/how-sure#texts"
VERDICTS = "appendices/how-sure#verdicts"
RECORD = "appendices/generated/record"
#: Which steps have a range that excludes zero, as a sentence with room for their phases.
STEPS_CLEAR = {
    "en": {
        "none": "The range of each includes zero.",
        "every": "The range of each excludes zero.",
        "one": (
            "Only the range of the step into the {} excludes zero: these texts alone do not show "
            "that the balance moved at any other time."
        ),
        "several": (
            "Only the ranges of the steps into the {} exclude zero: these texts alone do not show "
            "that the balance moved at any other time."
        ),
    },
    "fr": {
        "none": "À aucune étape, prise seule, le solde ne varie au-delà de la marge d’incertitude.",
        "every": "À chaque étape, le solde varie au-delà de la marge d’incertitude.",
        "one": (
            "La variation du solde ne dépasse la marge d’incertitude qu’à une étape, celle qui mène "
            "à la phase «\u202f{}\u202f»\u202f; pour les autres, rien ne prouve qu’il ait bougé."
        ),
        "several": (
            "Le solde varie au-delà de la marge d’incertitude aux étapes qui mènent aux phases "
            "«\u202f{}\u202f»."
        ),
    },
}


def values(package: Package) -> dict[str, Value]:
    """Every value that the findings quote."""
    phases = package.phases["phase_id"]
    return (
        overview.values(package)
        | overview.shares(package, phases.iloc[1], "-second")
        | together(package)
        | contrasts(package)
        | tests(package)
        | extremes(package)
        | _parts(package)
        | _steps(package)
        | _projects(package)
        | _figures(package)
    )


def together(package: Package) -> dict[str, Value]:
    """How often all headline claims hold at once, as a sentence."""
    headlines = numbers.cardinal(judge.judge(package)["headline"].sum())
    share = numbers.support(judge.together(package))
    sentence = f"All {headlines} headline claims hold at once in {share} of draws."
    draws = numbers.number(uncertainty.DRAWS)
    return {"together-first": Value(sentence), "draws": Value(draws, VERDICTS)}


def contrasts(package: Package) -> dict[str, Value]:
    """The pair of poles among all pairs that might have been set against each other."""
    number, rank, median, by_chance = choices.contrasts(package)
    place = "the largest" if rank == 1 else f"the {numbers.ordinal(rank)} largest"
    return {
        "contrasts": Value(numbers.number(number), ROBUSTNESS),
        "contrast-rank": Value(f"this one gives {place} shift"),
        "contrast-median": Value(numbers.points(median), ROBUSTNESS),
        "contrast-chance": Value(numbers.percent(by_chance), ROBUSTNESS),
    }


def tests(package: Package) -> dict[str, Value]:
    """The tests of whole texts: by dealing them out, and by their words."""
    dealt = documents.permutation(package).iloc[0]
    words = documents.word_divergence(package).set_index("scope")["p"]
    return {
        "assignments": Value(numbers.number(int(dealt["assignments"])), TEXTS),
        "p-value": Value(numbers.number(dealt["p"], 3), TEXTS),
        "p-floor": Value(numbers.number(dealt["floor"], 3), TEXTS),
        "words-p": Value(numbers.number(words["first-to-last"], 2), TEXTS),
        "words-p-all": Value(numbers.number(words["all"], 2), TEXTS),
        "words-verdict": Value(_beyond_chance(words["first-to-last"])),
        "words-verdict-all": Value(_beyond_chance(words.min())),
        "p-verdict": Value(
            "the lowest value that these texts can give"
            if dealt["p"] <= dealt["floor"]
            else "not the lowest value that these texts could give"
        ),
    }


def _beyond_chance(p: float) -> str:
    """What a p-value says of the vocabulary, at the usual level of 5 %."""
    return "more than chance would explain" if p < 0.05 else "no more than chance could explain"


def extremes(package: Package, language: Language = "en") -> dict[str, Value]:
    """The worst and the best reading of all passages: as the base counts, then in every way."""
    row = choices.extremes(package).iloc[0]
    specified = choices.specifications(package, readings=True)
    worst = choices.summary(specified, choices.direction(package))
    lowest, what, as_are = overview.lowest(package, worst, language)
    return {
        "worst": Value(numbers.points(row["lowest"], language), ROBUSTNESS),
        "best": Value(numbers.points(row["highest"], language), ROBUSTNESS),
        "worst-as-are": as_are,
        "worst-lowest": lowest,
        "worst-what": what,
    }


def _parts(package: Package) -> dict[str, Value]:
    """The part of the shift that each theme and pole gives."""
    parts = shift.decomposition(package).query("scope == 'total'")
    by_theme = parts.set_index("theme")["contribution"]
    sums = pd.concat([by_theme, parts.groupby("pole")["contribution"].sum()])
    return {
        f"part-{name}": Value(numbers.points(amount), links.INTERVAL)
        for name, amount in sums.items()
    }


def _balance_steps(package: Package) -> pd.DataFrame:
    """The steps of the balance, as `shift.steps` has them."""
    return shift.steps(package).query("scope == 'step' and measure == 'balance'")


def steps_clear(package: Package, language: Language = "en") -> Value:
    """Which steps of the balance have a range that excludes zero, as a sentence."""
    steps = _balance_steps(package)
    clear = steps[(steps["low"] > 0) | (steps["high"] < 0)]
    names = numbers.listing(
        (labels.phase(package, phase, language) for phase in clear["to_phase"]), language
    )
    kind = {1: "one", len(steps): "every", 0: "none"}.get(len(clear), "several")
    return Value(STEPS_CLEAR[language][kind].format(names))


def _steps(package: Package) -> dict[str, Value]:
    """The steps of the balance, and what the last one rests on."""
    steps = _balance_steps(package)
    listed = [
        f"{numbers.signed_points(row.change)} into the {labels.phase(package, row.to_phase)} "
        f"({numbers.points_interval(row.low, row.high)})"
        for row in steps.itertuples()
    ]
    last = steps["to_phase"].iloc[-1]
    found = {
        "steps": Value(numbers.listing(listed)),
        "steps-clear": steps_clear(package),
        "last-step-paragraph": Value(_paragraph(package)),
        "last-step-publisher": Value(
            "The publisher changes in the last step too."
            if shift.publishers(package)["publisher_changes"].iloc[-1]
            else "In the last step, the texts before and after come from one publisher."
        ),
    }
    parts = shift.decomposition(package).query("scope == 'step' and to_phase == @last")
    for row in parts.itertuples():
        link = links.passages(last, theme=row.theme)
        found[f"last-step-{row.theme}"] = Value(numbers.signed_points(row.change), link)
    return found


def _paragraph(package: Package) -> str:
    """What is left of the last step without the paragraph on which it rests most."""
    base, steps = corpora.corpus(package), []
    for leave in ("", *base.paragraphs):
        counted = corpora.corpus(package, leave=leave)
        if counted.phases == base.phases:
            before, after = corpora.shares(counted)[-2:] @ base.sign
            steps.append(after - before)
    direction = np.sign(steps[0]) or 1.0
    least = direction * min((direction * step for step in steps[1:]), default=np.nan)
    return (
        f"Leaving out one paragraph would turn the whole step from "
        f"{numbers.signed_points(steps[0])} to {numbers.signed_points(least)}."
    )


def _projects(package: Package) -> dict[str, Value]:
    """How many projects of the first phase the last one still names."""
    named = lineage.named(package).groupby("phase_id")["project_id"].agg(set)
    first, last = (named.get(package.phases["phase_id"].iloc[end], set()) for end in (0, -1))
    counts = {"projects-first": len(first), "projects-kept": len(first & last)}
    return {key: Value(numbers.cardinal(count), RECORD) for key, count in counts.items()}


def _figures(package: Package) -> dict[str, Value]:
    """The jobs that the first and the last text give, and the phases that give sums of money."""
    table = package.indicators
    money = set(table.loc[table["unit"].str.endswith("million euros"), "phase_id"])
    named = (phase for phase in package.phases["phase_id"] if phase in money)
    where = numbers.listing(f"the {labels.phase(package, phase)}" for phase in named)
    found = {"phases-with-money": Value(where or "none of them")}
    jobs = table[table["measure"] == "jobs"]
    for end, rows in (("first", jobs.head(1)), ("last", jobs.tail(1))):
        for row in rows.itertuples():
            found[f"jobs-{end}"] = Value(numbers.figure(row), links.passage(row.unit_id))
            found[f"jobs-{end}-scope"] = Value(row.scope or row.label.lower())
    return found
