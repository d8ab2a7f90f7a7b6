"""What a phase's chapter quotes: its date, its texts, shares, changes and the figures it gives."""

from __future__ import annotations

import pandas as pd

from themeshift.measures import corpus, salience, shift
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

#: How many of the largest themes a chapter lists.
LARGEST = 3


def values(package: Package, phase: str) -> dict[str, Value]:
    """Every value that the chapter of a phase may quote, by its key.

    date; documents ("two press reports"); publishers; passages, words; origin, destination and
    their labels; leading; none; share-<theme>, passages-<theme>; silent-sentence; and, from the
    second phase on, before, origin-before, destination-before, since-balance, since-interval,
    since-clear, since-publisher, rise, fall, change-<theme>, <theme>-before; figure-<measure> and figure-<measure>-before.
    """
    shares = salience.table(package)
    return (
        _texts(package, phase)
        | _shares(package, shares[shares["phase_id"] == phase], phase)
        | _changes(package, shares, phase)
        | _figures(package, phase)
    )


def before(package: Package, phase: str) -> str:
    """The phase before, or nothing for the first."""
    phases = list(package.phases["phase_id"])
    place = phases.index(phase)
    return phases[place - 1] if place else ""


def title(package: Package, phase: str) -> str:
    """The title of a phase's chapter: its finding where `titles` has one, else its label."""
    titles = dict(zip(package.titles["phase_id"], package.titles["title"], strict=True))
    return titles.get(phase) or labels.phase_title(package, phase)


def _texts(package: Package, phase: str) -> dict[str, Value]:
    row = package.phases.set_index("phase_id").loc[phase]
    documents = package.documents[package.documents["phase_id"] == phase]
    counted = corpus.counted(package)
    counted = counted[counted["doc_id"].isin(documents["doc_id"])]
    publishers = list(dict.fromkeys(map(numbers.typographic, documents["publisher"])))
    return {
        "date": Value(numbers.day(row["date_earliest"], row["date_latest"])),
        "documents": Value(labels.source_kind(package, phase, in_words=True)),
        "publishers": Value(numbers.listing(publishers)),
        "passages": Value(numbers.number(len(counted))),
        "words": Value(numbers.number(int(counted["words"].sum()))),
    }


def _shares(package: Package, shares: pd.DataFrame, phase: str) -> dict[str, Value]:
    """What the phase's themes and poles take, each number leading to its passages."""

    def share(themes: list[str]) -> Value:
        total = shares.loc[shares["theme"].isin(themes), "share"].sum()
        return Value(numbers.percent(total), links.passages(phase, theme=themes))

    found = {"none": share([NO_THEME])}
    for pole in (ORIGIN, DESTINATION):
        label = labels.pole(package, pole)
        found[pole] = share(labels.pole_themes(package, pole))
        found[f"{pole}-labels"] = Value(label)
        found[f"{pole}-labels-first"] = Value(numbers.capital(label))
    named = shares[shares["theme"] != NO_THEME]
    for row in shares.itertuples():
        link = links.passages(phase, theme=row.theme)
        found[f"share-{row.theme}"] = share([row.theme])
        found[f"passages-{row.theme}"] = Value(numbers.count(row.naming, "passage"), link)
    largest = named.sort_values("share", ascending=False, kind="stable").head(LARGEST)
    found["leading"] = Value(
        numbers.listing(
            f"{labels.theme(package, row.theme)} ({numbers.percent(row.share)})"
            for row in largest.itertuples()
        )
    )
    silent = [labels.theme(package, theme) for theme in named.loc[named["share"] == 0, "theme"]]
    if silent:
        text = f"No passage is about {numbers.listing(silent, last='or')}."
    else:
        text = "Every theme has at least one passage."
    found["silent-sentence"] = Value(text)
    return found


def _changes(package: Package, shares: pd.DataFrame, phase: str) -> dict[str, Value]:
    """What changed since the phase before; nothing for the first phase."""
    earlier = before(package, phase)
    if not earlier:
        return {}
    steps = shift.steps(package)
    step = steps[
        (steps["scope"] == "step") & (steps["to_phase"] == phase) & (steps["measure"] == "balance")
    ].iloc[0]
    wide = shares.pivot(index="theme", columns="phase_id", values="share")
    towards = DESTINATION if step["change"] > 0 else ORIGIN
    found = {
        "before": Value(labels.phase(package, earlier)),
        "since-balance": Value(
            f"{numbers.points(step['change'])} towards {labels.pole(package, towards)}",
            links.INTERVAL,
        ),
        "since-interval": Value(numbers.points_interval(step["low"], step["high"]), links.INTERVAL),
        "since-clear": Value(
            "a range that includes zero, so these texts alone cannot show that it moved in this step"
            if step["low"] <= 0 <= step["high"]
            else "a range that excludes zero"
        ),
        "since-publisher": Value(_publishers(package, phase)),
    }
    for pole in (ORIGIN, DESTINATION):
        themes = labels.pole_themes(package, pole)
        found[f"{pole}-before"] = Value(
            numbers.percent(wide.loc[themes, earlier].sum()), links.passages(earlier, theme=themes)
        )
    changes = (wide[phase] - wide[earlier]).drop(NO_THEME)
    for theme, change in changes.items():
        found[f"change-{theme}"] = Value(
            numbers.signed_points(change), links.passages(phase, theme=theme)
        )
        found[f"{theme}-before"] = Value(
            numbers.percent(wide.loc[theme, earlier]), links.passages(earlier, theme=theme)
        )
    for name, theme in (("rise", changes.idxmax()), ("fall", changes.idxmin())):
        text = f"{labels.theme(package, theme)} ({numbers.signed_points(changes[theme])})"
        found[name] = Value(text)
    return found


def _publishers(package: Package, phase: str) -> str:
    """Whether one publisher tells of a phase and of the one before, as half a sentence."""
    steps = shift.publishers(package).set_index("to_phase")["publisher_changes"]
    return "in which the publisher changes too" if steps[phase] else "told by one publisher"


def _figures(package: Package, phase: str) -> dict[str, Value]:
    """The figures that the texts give, the last of each measure, with those of the phase before."""
    found = {}
    for ending, which in (("-before", before(package, phase)), ("", phase)):
        for row in package.indicators[package.indicators["phase_id"] == which].itertuples():
            text = numbers.figure(row)
            found[f"figure-{row.measure}{ending}"] = Value(text, links.passage(row.unit_id))
    return found
