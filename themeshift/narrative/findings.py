"""What the findings quote, beside what is said of the whole: parts, steps, projects, tests."""

from __future__ import annotations

import numpy as np

from themeshift.claims import judge
from themeshift.measures import choices, documents, lineage, salience, shift, uncertainty
from themeshift.narrative import overview
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.prose import choices as in_words
from themeshift.prose import labels, links, numbers
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

ROBUSTNESS = overview.ROBUSTNESS
TEXTS = "appendices/how-sure#texts"
VERDICTS = "appendices/how-sure#verdicts"


def values(package: Package) -> dict[str, Value]:
    """Every value that the findings quote."""
    return (
        overview.values(package)
        | together(package)
        | contrasts(package)
        | tests(package)
        | extremes(package)
        | _parts(package)
        | _steps(package)
        | _ends(package)
        | _projects(package)
        | _figures(package)
    )


def together(package: Package) -> dict[str, Value]:
    """How often all headline claims hold at once, as a sentence."""
    headlines = [one for one in judge.judge(package) if one.headline]
    share = numbers.support(judge.together(package))
    return {
        "together-first": Value(
            f"All {numbers.cardinal(len(headlines))} headline claims hold at once in {share} of "
            "draws."
        ),
        "draws": Value(numbers.number(uncertainty.DRAWS), VERDICTS),
    }


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
            "no result could be stronger evidence"
            if dealt["p"] <= dealt["floor"]
            else "a stronger result was possible"
        ),
    }


def _beyond_chance(p: float) -> str:
    """What a p-value says of the vocabulary, at the usual level of 5 %."""
    return "more than chance would explain" if p < 0.05 else "no more than chance could explain"


def extremes(package: Package, language: Language = "en") -> dict[str, Value]:
    """The worst and the best reading of all passages: as the base counts, then in every way."""
    row = choices.extremes(package).iloc[0]
    worst = choices.summary(
        choices.specifications(package, readings=True), choices.direction(package)
    )
    as_are = worst["scope"] == choices.AS_THEY_ARE
    lowest = worst.loc[worst["lowest"].idxmin()]
    return {
        "worst": Value(numbers.points(row["lowest"], language), ROBUSTNESS),
        "best": Value(numbers.points(row["highest"], language), ROBUSTNESS),
        "worst-as-are": Value(numbers.points(worst.loc[as_are, "lowest"].min(), language)),
        "worst-lowest": Value(
            numbers.points(lowest["lowest"], language), links.explorer(lowest["query"])
        ),
        "worst-what": Value(in_words.describe(package, lowest, language)),
    }


def _parts(package: Package) -> dict[str, Value]:
    """The part of the shift that each theme and pole gives."""
    parts = shift.decomposition(package)
    parts = parts[parts["scope"] == "total"]
    found = {
        f"part-{row.theme}": Value(numbers.points(row.contribution), links.INTERVAL)
        for row in parts.itertuples()
    }
    for pole in (ORIGIN, DESTINATION):
        total = parts.loc[parts["pole"] == pole, "contribution"].sum()
        found[f"part-{pole}"] = Value(numbers.points(total), links.INTERVAL)
    return found


def steps_clear(package: Package, language: Language = "en") -> Value:
    """Which steps of the balance have a range that excludes zero, as a sentence."""
    table = shift.steps(package)
    steps = table[(table["scope"] == "step") & (table["measure"] == "balance")]
    clear = steps[(steps["low"] > 0) | (steps["high"] < 0)]
    phases = (labels.phase(package, phase, language) for phase in clear["to_phase"])
    names = numbers.listing(phases, language)
    if language == "fr":
        some = (
            f"Parmi les étapes, seule celle qui mène à la phase «\u202f{names}\u202f» sort de la marge "
            "d’incertitude ; pour les autres, rien ne prouve que le solde ait bougé."
            if len(clear) == 1
            else f"Sortent de la marge d’incertitude les étapes qui mènent aux phases «\u202f{names}\u202f»."
        )
        none = "Aucune étape, prise seule, ne sort de la marge d’incertitude."
        every = "Chaque étape sort de la marge d’incertitude."
    else:
        some = (
            f"Only the range of the step into the {names} excludes zero: these texts alone do "
            "not show that the balance moved at any other time."
        )
        none, every = "The range of each includes zero.", "The range of each excludes zero."
    if clear.empty:
        return Value(none)
    return Value(every if len(clear) == len(steps) else some)


def _steps(package: Package) -> dict[str, Value]:
    """The steps of the balance, and what the last one rests on."""
    table = shift.steps(package)
    steps = table[(table["scope"] == "step") & (table["measure"] == "balance")]
    listed = [
        f"{numbers.signed_points(row.change)} into the {labels.phase(package, row.to_phase)} "
        f"({numbers.points_interval(row.low, row.high)})"
        for row in steps.itertuples()
    ]
    parts = shift.decomposition(package)
    parts = parts[(parts["scope"] == "step") & (parts["to_phase"] == steps["to_phase"].iloc[-1])]
    phase = steps["to_phase"].iloc[-1]
    found = {
        "steps": Value(numbers.listing(listed)),
        "steps-clear": steps_clear(package),
        "last-step-paragraph": Value(_paragraph(package)),
        "last-step-publisher": Value(_publisher(package)),
    }
    for row in parts.itertuples():
        found[f"last-step-{row.theme}"] = Value(
            numbers.signed_points(row.change), links.passages(phase, theme=row.theme)
        )
    return found


def _publisher(package: Package) -> str:
    """Whether one publisher tells both ends of the last step, as a sentence."""
    if shift.publishers(package)["publisher_changes"].iloc[-1]:
        return "The publisher changes in the last step too."
    return "The last step is told by one publisher at both ends."


def _paragraph(package: Package) -> str:
    """What is left of the last step without the paragraph on which it rests most."""
    ways = choices.ways(package, readings=False)
    balance = ways.low[0]
    step = balance[:, -1] - balance[:, -2]
    usual = (ways.frame[["coding", "measure", "framing"]] == ways.frame.iloc[0, :3]).all(axis=1)
    within = step[(usual & ways.frame["leave"].str.contains(":")).to_numpy()]
    direction = np.sign(step[0]) or 1.0
    least = direction * np.nanmin(direction * within)
    return (
        f"Leaving out one paragraph would turn the whole step from "
        f"{numbers.signed_points(step[0])} to {numbers.signed_points(least)}."
    )


def _ends(package: Package) -> dict[str, Value]:
    """The share of each theme in the first, second and last phase."""
    table = salience.table(package)
    names = list(dict.fromkeys(table["phase_id"]))
    found = {}
    for end, phase in (("first", names[0]), ("second", names[min(1, len(names) - 1)]),
                       ("last", names[-1])):  # fmt: skip
        for row in table[table["phase_id"] == phase].itertuples():
            key = "none" if row.theme == NO_THEME else row.theme
            found[f"{key}-{end}"] = Value(
                numbers.percent(row.share), links.passages(phase, theme=row.theme)
            )
    return found


def _projects(package: Package) -> dict[str, Value]:
    """How many projects of the first phase the last one still names."""
    named = lineage.named(package)
    first, last = (
        set(named.loc[named["phase_id"] == package.phases["phase_id"].iloc[end], "project_id"])
        for end in (0, -1)
    )
    record = "appendices/generated/record"
    return {
        "projects-first": Value(numbers.cardinal(len(first)), record),
        "projects-kept": Value(numbers.cardinal(len(first & last)), record),
    }


def _figures(package: Package) -> dict[str, Value]:
    """The jobs that the first and the last text give, and the phases that give sums of money."""
    table = package.indicators
    jobs = table[table["measure"] == "jobs"]
    money = table.loc[table["unit"].str.endswith("million euros"), "phase_id"]
    named = [phase for phase in package.phases["phase_id"] if phase in set(money)]
    where = numbers.listing(f"the {labels.phase(package, phase)}" for phase in named)
    found = {"phases-with-money": Value(where or "none of them")}
    for end, place in (("first", 0), ("last", -1)):
        if len(jobs):
            row = jobs.iloc[place]
            found[f"jobs-{end}"] = Value(numbers.figure(row), links.passage(row["unit_id"]))
            found[f"jobs-{end}-scope"] = Value(row["scope"] or row["label"].lower())
    return found
