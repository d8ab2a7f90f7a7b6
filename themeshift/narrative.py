"""Which values does the prose of a chapter quote?

Each function returns a dictionary of ready-made strings. A chapter glues them and its sentences
read them, so that no number is typed and no direction is asserted that the data do not have.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from themeshift import UserError, lineage, provisional, shift, wording
from themeshift import choices as naming
from themeshift.package import NO_THEME, Package
from themeshift.salience import Corpus, corpus, salience

if TYPE_CHECKING:  # its import is heavy and only one page draws the map
    from themeshift.distance import Map

POLES = ("origin", "destination")
#: Letters of the shortest word that speaks for a phase.
LEAST_LETTERS = 4


def phase_row(package: Package, phase_id: str) -> pd.Series:
    """The row of `phases` for an id, or a `UserError` that names the known ones."""
    rows = package.phases[package.phases.phase_id == phase_id]
    if rows.empty:
        raise UserError(
            f"phases.csv: column phase_id: {phase_id!r} not found, one of "
            f"{', '.join(package.phases.phase_id)} expected"
        )
    return rows.iloc[0]


def previous(package: Package, phase_id: str) -> str | None:
    """Id of the phase before, by `phases.order`, or None for the first."""
    order = package.phases.sort_values("order").phase_id.tolist()
    place = order.index(phase_row(package, phase_id).phase_id)
    return order[place - 1] if place else None


def pole_labels(package: Package, pole: str) -> str:
    """Labels of the themes of a pole, in running text: "digital and innovation"."""
    labels = package.themes[package.themes.pole == pole].label_en
    return wording.listing([label[0].lower() + label[1:] for label in labels])


def capital(text: str) -> str:
    """The text with a capital first letter, to open a sentence."""
    return text[:1].upper() + text[1:]


def labels(package: Package) -> dict[str, str]:
    """Theme id → label as it stands inside a sentence."""
    return {
        row.theme: row.label_en[0].lower() + row.label_en[1:] for row in package.themes.itertuples()
    }


def _when(row: pd.Series) -> str:
    """The phase's date as it opens a sentence: On 8 June 2021; Between July and December 2020."""
    said = wording.day(row.date_earliest, row.date_latest)
    if row.date_earliest == row.date_latest:
        return f"On {said}"
    return f"At a day that no text gives, {said}"


def _inside(label: str) -> str:
    """A label inside a sentence: a capital stays on names of countries and on abbreviations."""
    kept = label[:2].isupper() or label.split()[0] in ("French", "European")
    return label if kept else label[:1].lower() + label[1:]


def towards(package: Package, change: float) -> str:
    """Say a change of the balance in words, with its direction."""
    points = wording.points(abs(change))
    if round(abs(change), 2) == 0:
        return "did not move"
    pole = POLES[1] if change > 0 else POLES[0]
    return f"moved {points} towards {pole_labels(package, pole)}"


def _themes(package: Package, frame: pd.DataFrame, phase_id: str) -> dict[str, str]:
    rows = frame[frame.phase_id == phase_id].set_index("theme")
    name = labels(package)
    speaking = package.codes.merge(package.units, on="unit_id").merge(
        package.documents, on="doc_id"
    )
    speaking = speaking[speaking.phase_id == phase_id].groupby("theme").unit_id.nunique()
    said = {}
    for theme, row in rows.iterrows():
        said[f"share-{theme}"] = wording.percent(row.share)
        said[f"interval-{theme}"] = wording.interval(row.low, row.high)
    ranked = rows.drop(index=NO_THEME).sort_values("share", ascending=False, kind="stable")
    top = [
        f"{name[theme]} ({wording.percent(row.share)})" for theme, row in ranked.head(3).iterrows()
    ]
    said["leading"] = wording.listing(top)
    silent = [name[theme] for theme, row in ranked.iterrows() if row.share == 0]
    said["silent"] = wording.listing(silent) if silent else "none"
    said["silent-count"] = wording.number(len(silent))
    said["lead-theme"] = name[ranked.index[0]]
    for theme in rows.index:
        said[f"units-{theme}"] = wording.count(int(speaking.get(theme, 0)), "passage")
    return said


def _size(package: Package, phase_id: str, counted: Corpus) -> dict[str, str]:
    documents = package.documents[package.documents.phase_id == phase_id]
    phase = counted.phases.index(phase_id)
    here = counted.phase == phase
    return {
        "documents": wording.count(len(documents), "text", "texts"),
        "publishers": wording.listing(documents.publisher.drop_duplicates().tolist()),
        "units": wording.number(int(here.sum())),
        "paragraphs": wording.number(len(set(counted.paragraph[here]))),
        "words": wording.number(
            int(
                package.units[
                    package.units.doc_id.isin(documents.doc_id)
                    & package.units.kind.isin(("sentence", "item"))
                ].words.sum()
            )
        ),
    }


def _poles(package: Package, positions: pd.DataFrame, phase_id: str) -> dict[str, str]:
    row = positions.set_index("phase_id").loc[phase_id]
    said = {}
    for pole in POLES:
        said[pole] = wording.percent(row[pole])
        said[f"{pole}-interval"] = wording.interval(row[f"{pole}_low"], row[f"{pole}_high"])
        said[f"{pole}-labels"] = pole_labels(package, pole)
        said[f"{pole}-labels-first"] = capital(said[f"{pole}-labels"])
    said["theta"] = wording.signed(row.theta)
    said["theta-interval"] = wording.signed_interval(row.theta_low, row.theta_high)
    ahead = POLES[1] if row.balance > 0 else POLES[0]
    said["ahead"] = pole_labels(package, ahead)
    said["lead"] = wording.points(abs(row.balance))
    low, high = row.balance_low, row.balance_high
    said["lead-certainty"] = (
        "an interval that leaves the lead with them throughout"
        if low * high > 0
        else "an interval that crosses zero, so that the lead is not certain"
    )
    return said


def _structure(package: Package, phase_id: str) -> dict[str, str]:
    rows = package.structure[package.structure.phase_id == phase_id]
    said = {}
    for level in ("axis", "theme", "volet", "project", "transverse", "work-line", "proposal"):
        chosen = rows[rows.level == level].label
        said[f"count-{level}"] = wording.cardinal(len(chosen))
        said[f"list-{level}"] = wording.listing([_inside(label) for label in chosen])
    return said


def _projects(package: Package, phase_id: str) -> dict[str, str]:
    rows = package.project_status[package.project_status.phase_id == phase_id].merge(
        package.projects[["project_id", "label"]], on="project_id"
    )
    said = {}
    for status in lineage.STATUSES:
        chosen = rows[rows.status == status].label
        said[f"status-{status}"] = wording.cardinal(len(chosen))
        said[f"projects-{status}"] = wording.listing(chosen.tolist()) if len(chosen) else "none"
    said["projects-named"] = wording.cardinal(int((rows.status != "absent").sum()))
    said["projects-named-first"] = capital(said["projects-named"])
    before = previous(package, phase_id)
    if before:
        was = package.project_status[
            (package.project_status.phase_id == before)
            & (package.project_status.status != "absent")
        ].project_id
        ever = package.project_status.merge(package.phases[["phase_id", "order"]], on="phase_id")
        earlier = ever[
            (ever.order < phase_row(package, phase_id).order) & (ever.status != "absent")
        ].project_id
        now = rows[rows.status != "absent"]
        new = now[~now.project_id.isin(earlier)].label
        gone = rows[(rows.status == "absent") & rows.project_id.isin(was)].label
        said["projects-new"] = wording.listing(new.tolist()) if len(new) else "none"
        said["projects-gone"] = wording.listing(gone.tolist()) if len(gone) else "none"
        said["count-new"] = wording.cardinal(len(new))
        said["count-gone"] = wording.cardinal(len(gone))
    return said


def figures(package: Package) -> dict[str, str]:
    """Every figure of every text, as the text gives it; a chapter also quotes those of others."""
    said = {}
    for row in package.indicators.itertuples(index=False):
        said[f"figure-{row.indicator_id}"] = wording.figure(row)
        said[f"value-{row.indicator_id}"] = wording.figure(row._replace(unit=""))
    return said


def _people(package: Package, phase_id: str) -> dict[str, str]:
    rows = package.actors[package.actors.phase_id == phase_id]
    persons = rows[rows.kind == "person"]
    said = {"actors": wording.number(rows.name.nunique())}
    for capacity in ("signatory", "speaker", "announcer"):
        names = persons[persons.capacity == capacity].name.drop_duplicates().tolist()
        said[f"persons-{capacity}"] = wording.listing(names) if names else "nobody by name"
        said[f"count-{capacity}"] = wording.cardinal(len(names))
    return said


def _since(
    package: Package, frame: pd.DataFrame, moves: pd.DataFrame, phase_id: str, before: str
) -> dict[str, str]:
    name = labels(package)
    wide = frame[frame.theme != NO_THEME].pivot(index="theme", columns="phase_id", values="share")
    change = (wide[phase_id] - wide[before]).reindex(
        [theme for theme in package.themes.theme if theme != NO_THEME]
    )
    rise, fall = change.idxmax(), change.idxmin()
    said = {
        "before": phase_row(package, before).short_label,
        "rise-theme": name[rise],
        "rise": f"{name[rise]} ({wording.signed_points(change[rise])})",
        "fall": f"{name[fall]} ({wording.signed_points(change[fall])})",
    }
    for theme, value in change.items():
        said[f"change-{theme}"] = wording.signed_points(value)
    rows = moves[
        (moves.scope == "step") & (moves.from_phase == before) & (moves.to_phase == phase_id)
    ].set_index("measure")
    balance = rows.loc["balance"]
    said["since-balance"] = towards(package, balance.change)
    said["since-balance-interval"] = wording.signed_points_interval(balance.low, balance.high)
    certain = max(balance.upward_bootstrap, 1 - balance.upward_bootstrap)
    said["since-certainty"] = "more than 99%" if certain > 0.99 else wording.percent(certain)
    for pole in POLES:
        said[f"since-{pole}"] = wording.signed_points(rows.loc[pole].change)
    return said


def phase(package: Package, phase_id: str, frame: pd.DataFrame | None = None) -> dict[str, str]:
    """Values that a phase chapter quotes.

    Args:
        package: the data package.
        phase_id: the chapter's phase.
        frame: `salience.salience` of this phase and, where there is one, of the phase before, as
            read from the results; computed when left out.

    Raises:
        UserError: unknown phase.
    """
    row = phase_row(package, phase_id)
    counted = corpus(package)
    if frame is None:
        frame = salience(counted)
    before = previous(package, phase_id)
    said = {
        "phase": row.label,
        "phase-short": row.short_label,
        "phase-date": wording.day(row.date_earliest, row.date_latest),
        "phase-when": _when(row),
    }
    said |= _size(package, phase_id, counted)
    said |= _themes(package, frame, phase_id)
    said |= _poles(package, shift.positions(counted), phase_id)
    said |= _structure(package, phase_id)
    said |= _projects(package, phase_id)
    said |= figures(package)
    said |= _people(package, phase_id)
    if before:
        said |= _since(package, frame, shift.steps(counted), phase_id, before)
    return said


def robustness(
    package: Package, specifications: pd.DataFrame, choices: pd.DataFrame
) -> dict[str, str]:
    """Values of the robustness page.

    Args:
        package: the data.
        specifications: `robustness.summary`, indexed by nothing, one row per quantity.
        choices: `robustness.influence`.
    """
    share = specifications.set_index("quantity").loc["share"]
    theta = specifications.set_index("quantity").loc["theta"]
    first = choices[choices["rank"] == 1]
    first_theta = choices[choices.rank_theta == 1]
    said = {
        "specifications": wording.number(share.specifications),
        "same-sign": wording.percent(share.same_sign),
        "same-size": wording.percent(share.same_size),
        "same-size-theta": wording.percent(theta.same_size),
        "base-share": wording.signed_points(share.base),
        "median-share": wording.signed_points(share["median"]),
        "middle-share": wording.signed_points_interval(share.low, share.high),
        "smallest-share": wording.signed_points(share.smallest),
        "largest-share": wording.signed_points(share.largest),
        "base-theta": wording.signed(theta.base),
        "middle-theta": wording.signed_interval(theta.low, theta.high),
        "infinite": wording.number(theta.infinite),
        "choice-share": naming.name(package, first.choice.iloc[0]),
        "choice-share-spread": wording.points(first.spread_share.iloc[0]),
        "choice-theta": naming.name(package, first_theta.choice.iloc[0]),
        "choice-theta-spread": wording.number(first_theta.spread_theta.iloc[0], 2),
    }
    coding = choices[choices.choice == "coding"].set_index("option").median_share
    if "dictionary" in coding.index:
        said["dictionary-share"] = wording.signed_points(coding["dictionary"])
    left = choices[(choices.choice == "left_out") & (choices.option != "nothing")]
    if len(left):
        least = left.loc[left.median_share.idxmin()]
        said["left-out-least"] = naming.text(package, least.option)
        said["left-out-least-share"] = wording.signed_points(least.median_share)
    return said


def permutation(tests: pd.DataFrame) -> dict[str, str]:
    """Values on the permutation tests, from `shift.permutation_table`."""
    said = {}
    rows = tests[(tests["value"] == "balance") & (tests.statistic == "last-minus-first")]
    for row in rows.itertuples():
        said[f"p-{row.level}"] = wording.number(row.p, 4)
        said[f"floor-{row.level}"] = wording.number(row.floor, 4)
        said[f"assignments-{row.level}"] = wording.number(row.assignments)
        said[f"attainable-{row.level}"] = wording.number(row.attainable, 4)
    said["order-floor"] = wording.number(tests.order_floor.iloc[0], 4)
    return said


def coding(package: Package, scores: pd.DataFrame, differing: pd.DataFrame) -> dict[str, str]:
    """Values of the page on coding: `codebook.scores` and `codebook.differences`."""
    name = labels(package)
    themes = scores[(scores.scope == "theme") & (scores.theme != NO_THEME)]
    whole = scores[scores.scope == "micro"].iloc[0]
    best, worst = themes.loc[themes.f1.idxmax()], themes.loc[themes.f1.idxmin()]
    read = package.codes[package.codes.status != provisional.STATUS]
    coded = read.groupby("coder").unit_id.nunique()
    ruled = read[read["rule"].astype(str) != ""].unit_id.nunique()
    return {
        "coders": wording.count(len(coded), "coding"),
        "coded-units": wording.number(int(coded.iloc[0])),
        "ruled-units": wording.number(ruled),
        "close-calls": wording.number(package.alternatives.unit_id.nunique()),
        "differing": wording.number(len(differing)),
        "micro-precision": wording.percent(whole.precision),
        "micro-recall": wording.percent(whole.recall),
        "micro-f1": wording.percent(whole.f1),
        "micro-f1-interval": wording.interval(whole.f1_low, whole.f1_high),
        "best-theme": name[best.theme],
        "best-f1": wording.percent(best.f1),
        "worst-theme": name[worst.theme],
        "worst-f1": wording.percent(worst.f1),
        "terms": wording.number(len(package.theme_terms)),
    }


def ends(package: Package) -> tuple[str, str]:
    """Ids of the first and the last phase."""
    order = package.phases.sort_values("order").phase_id.tolist()
    return order[0], order[-1]


def synthesis(
    package: Package,
    frame: pd.DataFrame,
    positions: pd.DataFrame,
    moves: pd.DataFrame,
    parts: pd.DataFrame,
) -> dict[str, str]:
    """Values of the synthesis.

    Args:
        package: the data package. frame: `salience.salience` of all phases.
        positions: `shift.positions`. moves: `shift.steps`. parts: `shift.decomposition`.
    """
    name = labels(package)
    first, last = ends(package)
    short = dict(zip(package.phases.phase_id, package.phases.short_label, strict=True))
    said = {
        "phases": wording.cardinal(len(package.phases)),
        "documents": wording.count(len(package.documents), "text", "texts"),
        "units": wording.number(package.codes.unit_id.nunique()),
        "first": short[first],
        "last": short[last],
    }
    years = [str(phase_row(package, first).date_earliest)[:4],
             str(phase_row(package, last).date_latest)[:4]]  # fmt: skip
    said["years"], said["years-range"] = " to ".join(years), "–".join(years)
    for pole in POLES:
        said[f"{pole}-labels"] = pole_labels(package, pole)
        said[f"{pole}-labels-first"] = capital(said[f"{pole}-labels"])
    for row in positions.itertuples():
        for pole in POLES:
            said[f"{pole}-{row.phase_id}"] = wording.percent(getattr(row, pole))
        said[f"theta-{row.phase_id}"] = wording.signed(row.theta)
    for end, phase_id in (("first", first), ("last", last)):
        for key in ("origin", "destination", "theta"):
            said[f"{key}-{end}"] = said[f"{key}-{phase_id}"]
    total = moves[(moves.scope == "total")].set_index("measure")
    balance = total.loc["balance"]
    said["total-balance"] = towards(package, balance.change)
    said["total-interval"] = wording.signed_points_interval(balance.low, balance.high)
    said["total-theta"] = wording.signed(total.loc["theta"].change)
    said["total-theta-interval"] = wording.signed_interval(
        total.loc["theta"].low, total.loc["theta"].high
    )
    for pole in POLES:
        said[f"total-{pole}"] = wording.signed_points(total.loc[pole].change)
    steps = moves[(moves.scope == "step") & (moves.measure == "balance")]
    said["steps"] = wording.listing(
        [
            f"{wording.signed_points(row.change)} from the {short[row.from_phase]} to the "
            f"{short[row.to_phase]}"
            for row in steps.itertuples()
        ]
    )
    clear = steps[(steps.low > 0) | (steps.high < 0)]
    said["steps-clear"] = f"{wording.cardinal(len(clear))} of {wording.cardinal(len(steps))}" + (
        ": "
        + wording.listing(
            [
                f"that from the {short[row.from_phase]} to the {short[row.to_phase]}"
                for row in clear.itertuples()
            ]
        )
        if len(clear)
        else ""
    )
    whole = parts[parts.scope == "total"]
    said["parts"] = wording.listing(
        [f"{name[row.theme]} {wording.percent(row.part)}" for row in whole.itertuples()]
    )
    for row in whole.itertuples():
        said[f"part-{row.theme}"] = wording.percent(row.part)
    said |= _who(package, last) | _publishers(package)
    for end, phase_id in (("first", first), ("last", last)):
        for row in frame[frame.phase_id == phase_id].itertuples():
            said[f"{row.theme}-{end}"] = wording.percent(row.share)
    said["peaks"] = _peaks(package, frame)
    said["framing"] = _framing(package, frame, total.loc["origin"].change)
    named = package.project_status[package.project_status.status != "absent"]
    often = named.groupby("project_id").phase_id.nunique()
    label = dict(zip(package.projects.project_id, package.projects.label, strict=True))
    through = [
        label[p] for p in package.projects.project_id if often.get(p, 0) == len(package.phases)
    ]
    once = [label[p] for p in package.projects.project_id if often.get(p, 0) == 1]
    said["projects"] = wording.number(len(package.projects))
    said["through"] = (
        f"{wording.cardinal(len(through))} {'is' if len(through) == 1 else 'are'} named in every "
        f"phase: {wording.listing(through)}"
        if through
        else "none is named in every phase"
    )
    said["projects-once"] = wording.listing(once) if once else "none"
    return said | figures(package)


def _peaks(package: Package, frame: pd.DataFrame) -> str:
    """When the themes of the destination have their largest shares, as a clause."""
    name = labels(package)
    short = dict(zip(package.phases.phase_id, package.phases.short_label, strict=True))
    rising = package.themes[package.themes.pole == POLES[1]].theme
    shares = frame[frame.theme.isin(rising)].set_index("theme")
    peak = {
        theme: shares.loc[[theme]].set_index("phase_id").share.idxmax()
        for theme in rising
        if theme in shares.index
    }
    said = []
    for phase, label in short.items():
        themes = [name[theme] for theme in peak if peak[theme] == phase]
        if themes:
            verb = "" if said else " is largest" if len(themes) == 1 else " are largest"
            said.append(f"{wording.listing(themes)}{verb} in the {label}")
    return ", ".join(said)


def _framing(package: Package, frame: pd.DataFrame, origin: float) -> str:
    """What became of words without a theme while the origin pole changed by `origin`."""
    share = frame[frame.theme == NO_THEME].set_index("phase_id").share
    ending = ""
    before, after = (float(share.get(phase, 0)) for phase in ends(package))
    if after > before and origin < 0:
        ending = f": part of what {pole_labels(package, POLES[0])} lost went to no theme at all"
    return f"go from {wording.percent(before)} to {wording.percent(after)}{ending}"


def _publishers(package: Package) -> dict[str, str]:
    """Who tells of each phase, and which steps have the same publishers at both ends."""
    ordered = package.phases.sort_values("order")
    short = dict(zip(ordered.phase_id, ordered.short_label, strict=True))
    tells = {
        phase: [
            f"{row.publisher} ({row.genre.replace('-', ' ')})"
            for row in rows.drop_duplicates(["publisher", "genre"]).itertuples()
        ]
        for phase, rows in package.documents.groupby("phase_id")
    }
    same = [
        f"that from the {short[one]} to the {short[other]}"
        for one, other in pairwise(short)
        if tells[one] == tells[other]
    ]
    if not same:
        said = "No step has the same publishers at both ends."
    elif len(same) == 1:
        said = f"The one step with the same publisher at both ends is {same[0]}."
    else:
        said = f"Steps with the same publishers at both ends are {wording.listing(same)}."
    told: dict[str, list[str]] = {}
    for phase, label in short.items():
        told.setdefault(wording.listing(tells[phase]), []).append(f"the {label}")
    return {
        "publishers-by-phase": "; ".join(
            f"{publishers} for {wording.listing(phases)}" for publishers, phases in told.items()
        ),
        "steps-same-publisher": said,
    }


def _who(package: Package, last: str) -> dict[str, str]:
    """Persons over the phases, and the phases that give a sum of money."""
    short = dict(zip(package.phases.phase_id, package.phases.short_label, strict=True))
    persons = package.actors[
        package.actors.kind.eq("person")
        & package.actors.capacity.ne("author")
        & package.actors.name.str.contains(" ", regex=False)
    ]
    signed = persons[~persons.name.str.startswith("President")]
    often = signed.groupby("name", sort=False).phase_id.nunique()
    many = [f"{name} ({wording.cardinal(count)})" for name, count in often.items() if count > 1]
    here = signed[signed.phase_id == last].name.drop_duplicates().tolist()
    sums = package.indicators[package.indicators.unit.eq("million euros")].phase_id
    return {
        "persons-often": wording.listing(many) if many else "none",
        "persons-last": wording.listing(here)
        if here
        else "nobody, so that a reading by persons stops there",
        "phases-with-money": wording.listing(
            [f"the {short[p]}" for p in package.phases.phase_id if p in set(sums)]
        )
        or "no phase",
    }


def distances(
    package: Package, words: pd.DataFrame, by_theme: pd.DataFrame, by_word: pd.DataFrame
) -> dict[str, str]:
    """Values on words and distances: `keyness.word_shift` and two `distance.divergences`."""
    short = dict(zip(package.phases.phase_id, package.phases.short_label, strict=True))
    first, last = ends(package)
    between = (by_word.from_phase == first) & (by_word.to_phase == last)
    # function words carry a part too, but say nothing to a reader
    people = {
        token.lower()
        for name in package.actors[package.actors.kind == "person"].name
        for token in name.split()
    }
    spoken = words[(words.lemma.str.len() >= LEAST_LETTERS) & ~words.lemma.isin(people)]
    ranked = spoken.sort_values("contribution", ascending=False)
    return {
        "first": short[first],
        "last": short[last],
        "divergence-words": wording.number(by_word[between].divergence.iloc[0], 2),
        "words-first": wording.listing(ranked[ranked.signed < 0].lemma.head(6).tolist()),
        "words-last": wording.listing(ranked[ranked.signed > 0].lemma.head(6).tolist()),
    }


def plane(analysis: Map) -> dict[str, str]:
    """Values on the map of phases and themes."""
    return {
        f"axis-{number}": wording.percent(part)
        for number, part in enumerate(analysis.parts, start=1)
    }


def calibration(
    alarms: pd.DataFrame, coverage: pd.DataFrame, tests: pd.DataFrame
) -> dict[str, str]:
    """Values on calibration: `calibration.false_positives`, `.coverage`, the permutation table."""
    said = permutation(tests)
    marked = alarms.loc[(alarms.correlation - 0.05).abs().idxmin()].correlation
    said["alarm-correlation"] = wording.number(marked, 2)
    for row in alarms[alarms.correlation == marked].itertuples():
        said[f"alarm-{row.test}"] = wording.percent(row.rate)
    said["settings"] = wording.number(len(coverage))
    said["settings-short"] = wording.number(int((coverage.coverage < coverage.nominal).sum()))
    apart = coverage.between_documents > 0
    worst = coverage[apart | (coverage.between_documents.max() == 0)]
    usual = coverage[~apart & (coverage.within_paragraph == worst.within_paragraph.iloc[0])]
    said["within"] = wording.number(worst.within_paragraph.iloc[0], 2)
    said["between"] = wording.number(worst.between_documents.iloc[0], 2)
    for rows, ending in ((usual, ""), (worst, "-apart")):
        for row in rows.itertuples():
            key = f"coverage-{row.interval}-{row.quantity.replace(' ', '-')}{ending}"
            said[key] = wording.percent(row.coverage)
    return said
