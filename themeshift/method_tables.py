"""How are the measures of agreement, robustness, calibration and distance shown as tables?"""

from __future__ import annotations

import pandas as pd

from themeshift import choices, wording
from themeshift.package import Package
from themeshift.tables import Table, theme_label

_LEFT, _RIGHT = "left", "right"


def _phase(package: Package, phase_id: str) -> str:
    labels = package.phases.set_index("phase_id").short_label
    return str(labels.get(phase_id, phase_id))


def reliability(package: Package, frame: pd.DataFrame, csv: str | None = None) -> Table:
    """Krippendorff's α, from `agreement.reliability`; says so where there is one coding alone."""
    rows = []
    # with nothing measured, one row says why; the same row ten times would say no more
    shown = frame if frame.alpha.notna().any() else frame.head(1)
    for row in shown.itertuples():
        label = theme_label(package, row.theme) if row.scope == "theme" else "All themes, as sets"
        value = (
            wording.MISSING
            if pd.isna(row.alpha)
            else f"{wording.number(row.alpha, 2)} ({wording.number(row.low, 2)} to "
            f"{wording.number(row.high, 2)})"
        )
        rows.append((label, row.metric, value, row.status))
    caption = (
        "Krippendorff's α with its 95% interval, passages drawn again. 1 is full agreement, "
        "0 what chance would give."
    )
    return Table(
        "tab-reliability",
        caption,
        ("Theme", "Distance", "α", "Status"),
        tuple(rows),
        (_LEFT, _LEFT, _RIGHT, _LEFT),
        csv,
    )


def one_at_a_time(package: Package, frame: pd.DataFrame, csv: str | None = None) -> Table:
    """The base specification and those that differ from it in one choice."""
    rows = [
        (
            "The book's own" if row.choice == "base" else choices.heading(package, row.choice),
            "" if row.choice == "base" else choices.option(package, row.choice, row.option),
            wording.signed_points(row.share_shift),
            wording.signed(row.theta_shift) if abs(row.theta_shift) != float("inf") else "infinite",
        )
        for row in frame.itertuples()
    ]
    caption = "The shift from first to last phase when one choice alone is made otherwise."
    return Table(
        "tab-one-at-a-time",
        caption,
        ("Choice", "Option", "Shift", "Shift of θ"),
        tuple(rows),
        (_LEFT, _LEFT, _RIGHT, _RIGHT),
        csv,
    )


def divergences(package: Package, frame: pd.DataFrame, csv: str | None = None) -> Table:
    """Jensen–Shannon divergences between phases, each p with its floor."""
    rows = [
        (
            "All phases"
            if row.from_phase == "all"
            else f"{_phase(package, row.from_phase)} – {_phase(package, row.to_phase)}",
            wording.number(row.divergence, 3),
            wording.number(row.null_mean, 3),
            f"{wording.number(row.p, 3)} (floor {wording.number(row.attainable, 3)})",
        )
        for row in frame.itertuples()
    ]
    caption = (
        "Divergence of theme profiles in bits, what it would be on average if texts were "
        "dealt to phases at random, and the p-value with the smallest that it could be."
    )
    return Table(
        "tab-divergence",
        caption,
        ("Phases", "Bits", "At random", "p"),
        tuple(rows),
        (_LEFT, _RIGHT, _RIGHT, _RIGHT),
        csv,
    )


def keyness(
    package: Package, frame: pd.DataFrame, phase_id: str, most: int = 12, csv: str | None = None
) -> Table:
    """The words that mark a phase most and least, by four measures."""
    ranked = frame.sort_values("g2", ascending=False, kind="stable")
    shown = pd.concat([ranked.head(most), ranked.tail(most)])
    rows = [
        (
            row.lemma,
            f"{wording.signed(row.g2, 1)} / {wording.signed(row.specificity, 1)}",
            f"{wording.signed(row.log_odds_z, 1)} / {wording.signed(row.log_ratio, 1)}",
            f"{row.documents} of {len(package.documents)}",
        )
        for row in shown.itertuples()
    ]
    caption = (
        f"Words that mark the {_phase(package, phase_id)}, first those that it has more of, "
        "then those that it has less of than the other phases."
    )
    return Table(
        f"tab-keyness-{phase_id}",
        caption,
        ("Word", "G² / specificity", "log-odds z / log ratio", "Texts"),
        tuple(rows),
        (_LEFT, _RIGHT, _RIGHT, _RIGHT),
        csv,
    )


_SHUFFLED = {
    "document": "texts", "phase": "phases", "paragraph": "paragraphs", "unit": "passages",
}  # fmt: skip


def permutation_tests(package: Package, frame: pd.DataFrame, csv: str | None = None) -> Table:
    """Permutation tests of the shift of balance and θ, each p with its floor."""
    rows = [
        (
            _SHUFFLED.get(row.level, row.level),
            f"{row.value}, {row.statistic.replace('-', ' ')}",
            wording.number(row.p, 4),
            wording.number(row.attainable, 4),
        )
        for row in frame.itertuples()
    ]
    caption = (
        "What is shuffled, what is measured, the p-value, and its floor: the smallest "
        "p-value that any arrangement of these texts could give."
    )
    return Table(
        "tab-permutation",
        caption,
        ("Shuffled", "Statistic", "p", "Floor"),
        tuple(rows),
        (_LEFT, _LEFT, _RIGHT, _RIGHT),
        csv,
    )


def coverage(package: Package, frame: pd.DataFrame, csv: str | None = None) -> Table:
    """Coverage of nominal 95% intervals in corpora made from a known truth."""
    keys = ["quantity", "within_paragraph", "between_documents"]
    rows = []
    for (quantity, within, between), group in frame.groupby(keys, sort=False):
        held = group.set_index("interval").coverage
        rows.append((
            quantity, f"{wording.number(within, 2)} / {wording.number(between, 2)}",
            wording.percent(held.get("bootstrap")), wording.percent(held.get("posterior")),
        ))  # fmt: skip
    caption = (
        "Corpora in which the interval holds the truth, against a promise of 95%. "
        "Correlation: within paragraphs / between passages of a text."
    )
    return Table(
        "tab-coverage",
        caption,
        ("Quantity", "Correlation", "Bootstrap", "Posterior"),
        tuple(rows),
        (_LEFT, _RIGHT, _RIGHT, _RIGHT),
        csv,
    )
