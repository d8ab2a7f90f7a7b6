"""What the findings quote, beside what is said of the whole: parts, steps, projects, tests."""

import numpy as np
import pandas as pd

from themeshift.claims import judge
from themeshift.measures import choices, documents, shift, structure, uncertainty
from themeshift.measures import corpus as corpora
from themeshift.narrative import overview, phases
from themeshift.narrative.overview import ROBUSTNESS
from themeshift.package import Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

TEXTS = "appendices/how-sure#texts"
VERDICTS = "appendices/how-sure#verdicts"
RECORD = "appendices/generated/record"


def values(package: Package) -> dict[str, Value]:
    """Every value that the findings quote."""
    second, last = package.phases["phase_id"].iloc[[1, -1]]
    return (
        overview.values(package)
        | overview.shares(package, second, "-second")
        | phases.changes(package, last)
        | robustness(package)
        | tests(package)
        | _together(package)
        | _parts(package)
        | _steps(package)
        | _record(package)
    )


def robustness(package: Package) -> dict[str, Value]:
    """The worst and the best reading of all passages, as the base counts; this pair of poles among
    all that might have been set against each other; and the ways of counting."""
    row = choices.extremes(package).iloc[0]
    number, rank, median, by_chance = choices.contrasts(package)
    place = "the largest" if rank == 1 else f"the {numbers.ordinal(rank)} largest"
    found = {
        "worst": Value(numbers.points(row["lowest"]), ROBUSTNESS),
        "best": Value(numbers.points(row["highest"]), ROBUSTNESS),
        "contrasts": Value(numbers.number(number), ROBUSTNESS),
        "contrast-rank": Value(f"this one gives {place} shift"),
        "contrast-median": Value(numbers.points(median), ROBUSTNESS),
        "contrast-chance": Value(numbers.percent(by_chance), ROBUSTNESS),
    }
    return overview.texts(package) | overview.ways(package) | found


def tests(package: Package) -> dict[str, Value]:
    """The tests of whole texts: by dealing them out, and by their words."""
    dealt = documents.permutation(package).iloc[0]
    above = "not " if dealt["p"] > dealt["floor"] else ""
    words = documents.word_divergence(package).set_index("scope")["p"]
    return {
        "assignments": Value(numbers.number(int(dealt["assignments"])), TEXTS),
        "p-value": Value(numbers.number(dealt["p"], 3), TEXTS),
        "p-floor": Value(numbers.number(dealt["floor"], 3), TEXTS),
        "words-p": Value(numbers.number(words["first-to-last"], 2), TEXTS),
        "words-p-all": Value(numbers.number(words["all"], 2), TEXTS),
        "words-verdict": Value(_beyond_chance(words["first-to-last"])),
        "words-verdict-all": Value(_beyond_chance(words.min())),
        "p-verdict": Value(f"{above}the lowest value that these texts could give"),
    }


def _beyond_chance(p: float) -> str:
    """What a p-value says of the vocabulary, at the usual level of 5 %."""
    return "more than chance would explain" if p < 0.05 else "no more than chance could explain"


def _together(package: Package) -> dict[str, Value]:
    """How many headline claims there are, and how often all hold at once."""
    return {
        "headlines": Value(numbers.cardinal(judge.judge(package)["headline"].sum())),
        "together": Value(numbers.support(judge.together(package))),
        "draws": Value(numbers.number(uncertainty.DRAWS), VERDICTS),
    }


def _parts(package: Package) -> dict[str, Value]:
    """The part of the shift that each theme and pole gives."""
    parts = shift.decomposition(package).query("scope == 'total'")
    sums = pd.concat(parts.groupby(by)["contribution"].sum() for by in ("theme", "pole"))
    return {
        f"part-{name}": Value(numbers.points(amount), links.INTERVAL)
        for name, amount in sums.items()
    }


def _steps(package: Package) -> dict[str, Value]:
    """The steps; the last, and what is left of it without the paragraph on which it rests most."""
    steps = numbers.listing(
        f"{numbers.signed_points(row.change)} into the {labels.phase(package, row.Index)} "
        f"({numbers.points_interval(row.low, row.high)})"
        for row in overview.balance_steps(package).itertuples()
    )
    base, last = corpora.corpus(package), []
    for leave in ("", *base.paragraphs):
        counted = corpora.corpus(package, leave=leave)
        if counted.phases == base.phases:
            before, after = corpora.shares(counted)[-2:] @ base.sign
            last.append(after - before)
    direction = np.sign(last[0]) or 1.0
    least = direction * min((direction * step for step in last[1:]), default=np.nan)
    return {
        "steps": Value(steps),
        "last-step": Value(numbers.signed_points(last[0])),
        "last-step-least": Value(numbers.signed_points(least)),
    }


def _record(package: Package) -> dict[str, Value]:
    """Projects of the first phase that the last names; phases that give money; first and last jobs."""
    named = structure.named_projects(package).groupby("phase_id")["project_id"].agg(set)
    first, last = (named.get(package.phases["phase_id"].iloc[end], set()) for end in (0, -1))
    figures = package.indicators
    money = set(figures.loc[figures["unit"].str.endswith("million euros"), "phase_id"])
    phases_with = (labels.phase(package, one) for one in package.phases["phase_id"] if one in money)
    where = numbers.listing(f"the {phase}" for phase in phases_with)
    found = {
        "projects-first": Value(numbers.cardinal(len(first)), RECORD),
        "projects-kept": Value(numbers.cardinal(len(first & last)), RECORD),
        "phases-with-money": Value(where or "none of them"),
    }
    jobs = figures[figures["measure"] == "jobs"]
    for end, rows in (("first", jobs.head(1)), ("last", jobs.tail(1))):
        for row in rows.itertuples():
            found[f"jobs-{end}"] = Value(numbers.figure(row), links.passage(row.unit_id))
            found[f"jobs-{end}-scope"] = Value(row.scope or row.label.lower())
    return found
