"""What a phase's chapter quotes: its date, its texts, shares, changes and the figures it gives."""

from themeshift.measures import salience, shift
from themeshift.narrative import overview
from themeshift.package import DESTINATION, NO_THEME, ORIGIN, Package
from themeshift.prose import labels, links, numbers
from themeshift.prose.values import Value


def values(package: Package, phase: str) -> dict[str, Value]:
    """Every value that the chapter of a phase may quote, by its key.

    date, kinds ("two press reports"), publishers, passages, words; leading, silent-sentence; the
    share of origin, destination, none and each <theme>, passages-<theme>; figure-<measure>. From the
    second phase on, before and what `changes` adds; the shares and figures of then with -before.
    """
    phases = list(package.phases["phase_id"])
    row = package.phases.set_index("phase_id").loc[phase]
    publishers = package.documents.loc[package.documents["phase_id"] == phase, "publisher"].unique()
    found = overview.sources(package, phase)
    found["origin-labels-first"] = Value(numbers.capital(labels.pole(package, ORIGIN)))
    found["date"] = Value(numbers.day(row["date_earliest"], row["date_latest"]))
    found["publishers"] = Value(numbers.typographic(numbers.listing(publishers)))
    found |= overview.shares(package, phase) | _themes(package, phase) | _figures(package, phase)
    if phase != phases[0]:
        earlier = phases[phases.index(phase) - 1]
        found["before"] = Value(labels.phase(package, earlier))
        found |= overview.shares(package, earlier, "-before") | changes(package, phase)
        found |= _figures(package, earlier, "-before")
    return found


def _themes(package: Package, phase: str) -> dict[str, Value]:
    """The passages on each theme, the three largest, and those of which nothing is said."""
    table = salience.table(package)
    table = table[table["phase_id"] == phase]
    found = {
        f"passages-{row.theme}": Value(
            numbers.count(row.naming, "passage"), links.passages(phase, theme=row.theme)
        )
        for row in table.itertuples()
    }
    named = table[table["theme"] != NO_THEME]
    largest = named.sort_values("share", ascending=False, kind="stable").head(3)
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


def changes(package: Package, phase: str) -> dict[str, Value]:
    """What changed since the phase before: since-balance and others with since-, change-<theme>,
    rise, fall."""
    step = overview.balance_steps(package).loc[phase]
    towards = labels.pole(package, DESTINATION if step["change"] > 0 else ORIGIN)
    balance = f"{numbers.points(step['change'])} towards {towards}"
    publishers = shift.publishers(package).set_index("to_phase")["publisher_changes"]
    found = {
        "since-balance": Value(balance, links.INTERVAL),
        "since-interval": Value(numbers.points_interval(step["low"], step["high"]), links.INTERVAL),
        "since-clear": Value(
            "a range that excludes zero"
            if step["clear"]
            else "a range that includes zero, so these texts alone cannot show that it moved in this step"
        ),
        "since-publisher": Value(
            f"in which the publisher {'changes too' if publishers[phase] else 'stays the same'}"
        ),
    }
    share = salience.table(package).pivot(index="theme", columns="phase_id", values="share")
    change = (share[phase] - share[step["from_phase"]]).drop(NO_THEME)
    for theme, points in change.map(numbers.signed_points).items():
        found[f"change-{theme}"] = Value(points, links.passages(phase, theme=theme))
    for name, theme in (("rise", change.idxmax()), ("fall", change.idxmin())):
        found[name] = Value(f"{labels.theme(package, theme)} ({found[f'change-{theme}']})")
    return found


def _figures(package: Package, phase: str, ending: str = "") -> dict[str, Value]:
    """The figures that the texts of a phase give, the last of each measure."""
    figures = package.indicators[package.indicators["phase_id"] == phase]
    return {
        f"figure-{row.measure}{ending}": Value(numbers.figure(row), links.passage(row.unit_id))
        for row in figures.itertuples()
    }
