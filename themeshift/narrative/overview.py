"""What is said of the whole: texts, shares, ways of counting, steps, claims; in two languages."""

from itertools import groupby

import pandas as pd

from themeshift.claims import judge, verdicts
from themeshift.measures import choices, corpus, salience, shift
from themeshift.package import DESTINATION, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.choices import describe
from themeshift.prose.numbers import Language
from themeshift.prose.values import Value

FINDINGS = "chapters/synthesis"
ROBUSTNESS = "appendices/robustness"
#: Words around the numbers.
TEXT = {"en": "text", "fr": "texte"}
EVERY_WAY = {"en": "all {}", "fr": "les {}"}
SOME_WAYS = {"en": "{} of {}", "fr": "{} sur {}"}
THEN = {"en": ", then ", "fr": "\u202f; "}
#: Who coded, by kind of coder.
CODED_BY = {
    "model": {"en": "by a language model", "fr": "par un grand modèle de langage"},
    "person": {"en": "by people", "fr": "par des personnes"},
}
NO_PERSON = {"en": "", "fr": "\u202f; personne ne les a encore codés à la main"}
#: The steps whose range excludes zero, by the phases after them.
STEP_INTO = {
    "en": "the step into the {}",
    "fr": "qu’à l’étape qui mène à la phase «\u202f{}\u202f»",
}
NO_STEP = {"en": "none of them", "fr": "à aucune étape"}


def values(package: Package, language: Language = "en") -> dict[str, Value]:
    """Every value that the home page, the findings and the French page quote alike."""
    phases = package.phases["phase_id"]
    return (
        texts(package, language)
        | shares(package, phases.iloc[0], "-first", language)
        | shares(package, phases.iloc[-1], "-last", language)
        | ways(package, language)
        | {"steps-clear": _steps_clear(package, language)}
        | _claims(package, language)
    )


def sources(package: Package, phase: str = "", language: Language = "en") -> dict[str, Value]:
    """What the texts of a phase, or all, are: their kinds, passages and words; names of the poles."""
    documents, counted = package.documents, corpus.counted(package)
    if phase:
        documents = documents[documents["phase_id"] == phase]
        counted = counted[counted["doc_id"].isin(documents["doc_id"])]
    found = {
        "kinds": labels.source_kind(package, phase, language, in_words=True),
        "passages": numbers.number(len(counted), language=language),
        "words": numbers.number(counted["words"].sum(), language=language),
        "origin-labels": labels.pole(package, ORIGIN, language),
        "destination-labels": labels.pole(package, DESTINATION, language),
    }
    return {key: Value(text) for key, text in found.items()}


def texts(package: Package, language: Language = "en") -> dict[str, Value]:
    """What the corpus is: years, first and last phase, number and kinds of texts, who coded them."""
    first, last = package.phases.iloc[0], package.phases.iloc[-1]
    found = {
        "years": f"{first['date_earliest'].year}–{last['date_latest'].year}",
        "first": labels.phase(package, first["phase_id"], language),
        "last": labels.phase(package, last["phase_id"], language),
        "documents": numbers.count(len(package.documents), TEXT[language], language=language),
    }
    found |= _coders(package, language)
    return sources(package, language=language) | {k: Value(text) for k, text in found.items()}


def _coders(package: Package, language: Language) -> dict[str, str]:
    """Who made the codings, a model or people, and what codings of one kind share."""
    coders, codings = package.coders, corpus.codings(package)
    kinds = set(coders.loc[coders["coder_id"].isin(codings), "kind"])
    by = numbers.listing((CODED_BY[kind][language] for kind in sorted(kinds)), language)
    count = numbers.capital(numbers.count(len(codings), "coding was", "codings were"))
    alone = "person" not in kinds
    return {
        "coded-by": by + NO_PERSON[language] * alone,
        "who-coded": f"{count} made {by}." + " No person has coded yet." * alone,
        "kinds-sentence": (
            "Codings of one kind share habits and would be wrong together."
            if len(kinds) > 1
            else "All the codings come from one kind of coder, so they share habits and would make the "
            "same mistakes."
        ),
    }


def shares(
    package: Package, phase: str, ending: str = "", language: Language = "en"
) -> dict[str, Value]:
    """The share of each theme, of none and of each pole in a phase, by its name and an ending."""
    table = salience.table(package)
    share = table[table["phase_id"] == phase].set_index("theme")["share"]
    names = {theme: [theme] for theme in share.index}
    names |= {pole: labels.pole_themes(package, pole) for pole in (ORIGIN, DESTINATION)}
    return {
        f"{name}{ending}": Value(
            numbers.percent(share[themes].sum(), language), links.passages(phase, theme=themes)
        )
        for name, themes in names.items()
    }


def ways(package: Package, language: Language = "en") -> dict[str, Value]:
    """How many ways of counting keep the direction, the lowest, and the part of changed pens.

    lowest: what gives it, and that with the poles as they are; worst-: in the worst reading, too.
    """
    usual, worst = (
        choices.summary(choices.specifications(package, readings=one), choices.direction(package))
        for one in (False, True)
    )
    as_are = usual["scope"] == choices.AS_THEY_ARE
    steps = shift.publishers(package)
    part = steps.loc[steps["publisher_changes"], "part"].sum()
    found = {
        "ways-same": _holding(usual, language),
        "ways-as-are": _holding(usual[as_are], language),
        "ways-changed": _holding(usual[~as_are], language),
        "publisher-part": Value(numbers.percent(part, language), f"{FINDINGS}#when"),
        "publisher-path": Value(_publishers(package, language)),
    }
    for name, summary in (("lowest", usual), ("worst-lowest", worst)):
        row = summary.loc[summary["lowest"].idxmin()]
        lowest = numbers.points(row["lowest"], language)
        found[name] = Value(lowest, links.explorer(row["query"]))
        found[f"{name}-what"] = Value(describe(package, row))
        lowest = summary.set_index("scope")["lowest"][choices.AS_THEY_ARE]
        found[f"{name}-as-are"] = Value(numbers.points(lowest, language))
    return found


def _publishers(package: Package, language: Language) -> str:
    """The publishers in turn: DeviceMed and another, then Boursier.com, then the council."""
    publishers = package.documents.groupby("phase_id", sort=False)["publisher"].unique()
    turns = groupby(numbers.listing(names, language) for names in publishers)
    return numbers.typographic(THEN[language].join(names for names, _ in turns))


def _holding(summary: pd.DataFrame, language: Language) -> Value:
    """In how many of the ways of a summary the direction is the same."""
    every, same = (int(summary[column].sum()) for column in ("ways", "same_direction"))
    words = EVERY_WAY if same == every else SOME_WAYS
    shown = (numbers.number(number, language=language) for number in (same, every))
    return Value(words[language].format(*shown), ROBUSTNESS)


def balance_steps(package: Package) -> pd.DataFrame:
    """The steps of the balance by the phase after each, and whether each range excludes zero."""
    steps = shift.steps(package).query("scope == 'step' and measure == 'balance'")
    clear = (steps["low"] > 0) | (steps["high"] < 0)
    return steps.assign(clear=clear).set_index("to_phase")


def _steps_clear(package: Package, language: Language) -> Value:
    """The steps of the balance that have a range that excludes zero."""
    clear = balance_steps(package).query("clear").index
    names = (STEP_INTO[language].format(labels.phase(package, one, language)) for one in clear)
    return Value(numbers.listing(names, language) or NO_STEP[language])


def _claims(package: Package, language: Language) -> dict[str, Value]:
    """Each claim, its verdict and the confidence in it, by the claim's id."""
    french = verdicts.FRENCH if language == "fr" else {}
    found = {}
    for one in judge.judge(package).itertuples():
        verdict = french.get(one.verdict) or numbers.capital(one.verdict)
        if one.provisional:
            verdict += f" ({labels.PROVISIONAL[language]})"
        sentence = one.sentence if language == "en" else one.sentence_fr
        found[f"claim-{one.claim_id}"] = Value(sentence)
        found[f"verdict-{one.claim_id}"] = Value(verdict, f"{FINDINGS}#claim-{one.claim_id}")
        confidence = french.get(one.confidence, one.confidence)
        found[f"confidence-{one.claim_id}"] = Value(confidence)
    return found
