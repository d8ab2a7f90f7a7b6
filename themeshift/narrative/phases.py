"""What a phase's chapter quotes: its date, its texts, shares, changes and the figures it gives."""

from __future__ import annotations

from themeshift.measures import corpus, salience, shift
from themeshift.narrative import overview
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value

#: How many of the largest themes a chapter lists.
LARGEST = 3


def values(package: Package, phase: str) -> dict[str, Value]:
    """Every value that the chapter of a phase may quote, by its key.

    date, documents ("two press reports"), publishers, passages, words; leading, silent-sentence;
    origin, destination, none, and share-<theme>, passages-<theme>; figure-<measure>. From the second
    phase on, before; origin-before, destination-before, <theme>-before, change-<theme>; since-balance
    and others with since-; rise, fall; figure-<measure>-before.
    """
    phases = list(package.phases["phase_id"])
    earlier = ["", *phases][phases.index(phase)]
    shares = overview.shares(package, phase)
    found = _texts(package, phase) | shares | _themes(package, phase) | _figures(package, phase)
    found |= {f"share-{theme}": shares[theme] for theme in package.themes["theme"]}
    if earlier:
        found |= overview.shares(package, earlier, "-before")
        found |= _figures(package, earlier, "-before") | _changes(package, phase, earlier)
    return found


def _texts(package: Package, phase: str) -> dict[str, Value]:
    """What the texts of a phase are, and the names of the poles."""
    row = package.phases.set_index("phase_id").loc[phase]
    documents = package.documents[package.documents["phase_id"] == phase]
    counted = corpus.counted(package)
    counted = counted[counted["doc_id"].isin(documents["doc_id"])]
    publishers = numbers.listing(documents["publisher"].unique())
    found = {
        "date": numbers.day(row["date_earliest"], row["date_latest"]),
        "documents": labels.source_kind(package, phase, in_words=True),
        "publishers": numbers.typographic(publishers),
        "passages": numbers.number(len(counted)),
        "words": numbers.number(counted["words"].sum()),
    }
    for pole in (ORIGIN, DESTINATION):
        found[f"{pole}-labels"] = labels.pole(package, pole)
        found[f"{pole}-labels-first"] = numbers.capital(labels.pole(package, pole))
    return {key: Value(text) for key, text in found.items()}


def _themes(package: Package, phase: str) -> dict[str, Value]:
    """The passages on each theme, the largest themes, and those of which nothing is said."""
    table = salience.table(package)
    table = table[table["phase_id"] == phase]
    found = {
        f"passages-{row.theme}": Value(
            numbers.count(row.naming, "passage"), links.passages(phase, theme=row.theme)
        )
        for row in table.itertuples()
    }
    named = table[table["theme"] != NO_THEME]
    largest = named.sort_values("share", ascending=False, kind="stable").head(LARGEST)
    leading = numbers.listing(
        f"{labels.theme(package, row.theme)} ({numbers.percent(row.share)})"
        for row in largest.itertuples()
    )
    silent = [labels.theme(package, theme) for theme in named.loc[named["share"] == 0, "theme"]]
    sentence = f"No passage has {numbers.listing(silent, last='or')} as a theme."
    return found | {
        "leading": Value(leading),
        "silent-sentence": Value(sentence if silent else "Every theme has at least one passage."),
    }


def _changes(package: Package, phase: str, earlier: str) -> dict[str, Value]:
    """What changed since the phase before."""
    steps = shift.steps(package).query("scope == 'step' and measure == 'balance'")
    step = steps[steps["to_phase"] == phase].iloc[0]
    towards = labels.pole(package, DESTINATION if step["change"] > 0 else ORIGIN)
    balance = f"{numbers.points(step['change'])} towards {towards}"
    publisher = shift.publishers(package).set_index("to_phase")["publisher_changes"][phase]
    found = {
        "before": Value(labels.phase(package, earlier)),
        "since-balance": Value(balance, links.INTERVAL),
        "since-interval": Value(numbers.points_interval(step["low"], step["high"]), links.INTERVAL),
        "since-clear": Value(
            "a range that includes zero, so these texts alone cannot show that it moved in this step"
            if step["low"] <= 0 <= step["high"]
            else "a range that excludes zero"
        ),
        "since-publisher": Value(
            "in which the publisher changes too"
            if publisher
            else "in which the publisher stays the same"
        ),
    }
    wide = salience.table(package).pivot(index="theme", columns="phase_id", values="share")
    changes = (wide[phase] - wide[earlier]).drop(NO_THEME)
    for theme, change in changes.items():
        link = links.passages(phase, theme=theme)
        found[f"change-{theme}"] = Value(numbers.signed_points(change), link)
    for name, theme in (("rise", changes.idxmax()), ("fall", changes.idxmin())):
        text = f"{labels.theme(package, theme)} ({numbers.signed_points(changes[theme])})"
        found[name] = Value(text)
    return found


def _figures(package: Package, phase: str, ending: str = "") -> dict[str, Value]:
    """The figures that the texts of a phase give, the last of each measure."""
    figures = package.indicators[package.indicators["phase_id"] == phase]
    return {
        f"figure-{row.measure}{ending}": Value(numbers.figure(row), links.passage(row.unit_id))
        for row in figures.itertuples()
    }
