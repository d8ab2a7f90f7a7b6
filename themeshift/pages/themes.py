"""The evidence, theme by theme: the units behind each share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from themeshift import codebook, wording
from themeshift.markup import escape, link
from themeshift.pages import parts
from themeshift.pages.evidence import coding_name
from themeshift.pages.source import Source
from themeshift.tables import phase_label, target


def pages(source: Source) -> dict[str, list[str]]:
    return {
        parts.numbered("theme", number, len(source.themes), theme): _theme_page(source, theme)
        for number, theme in enumerate(source.themes, start=1)
    }


@dataclass(frozen=True)
class Share:
    """What one coder gives a theme in a phase: units are (unit, weight, words)."""

    coder: str
    units: tuple[tuple[Any, float, float], ...]
    whole: float
    provisional: bool

    @property
    def share(self) -> float:
        return sum(part[2] for part in self.units) / self.whole if self.whole else float("nan")


def theme_shares(source: Source, theme: str, phase: str) -> list[Share]:
    """One for each coder who coded all units of the phase that count."""
    units, found = source.counted[phase], []
    for coder in source.coders:
        coded = [source.codes.get(unit.unit_id, {}).get(coder) for unit in units]
        if not units or not all(coded):
            continue
        given = []
        for unit, rows in zip(units, coded, strict=True):
            whole = sum(row.weight for row in rows)
            weight = sum(row.weight for row in rows if row.theme == theme) / whole
            if weight:
                given.append((unit, weight, weight * unit.words))
        given.sort(key=lambda part: -round(part[2], 6))
        provisional = any(row.status == "provisional" for rows in coded for row in rows)
        whole = float(sum(unit.words for unit in units))
        found.append(Share(coder, tuple(given), whole, provisional))
    return found


def _theme_page(source: Source, theme: str) -> list[str]:
    row = codebook.definitions(source.package).set_index("theme").loc[theme]
    blocks = [
        parts.heading(row["label_en"]),
        f"{escape(row['definition'])} {link('Definition and terms', target('codebook', theme))}"
        " stand in the codebook\\. "
        + escape(
            "For each phase, these are the passages that the theme was found in, those that weigh "
            "most first: the words that a passage gives the theme, over all words that count in the "
            "phase, make the theme's share."
        ),
    ]
    for phase in source.phases:
        shares = theme_shares(source, theme, phase)
        label = phase_label(source.package, phase)
        title = f"{label}: {wording.percent(shares[0].share)}" if shares else label
        anchor = target("theme", theme, phase)
        blocks.append(parts.heading(title, 2, anchor))
        claimed = source.used_in(anchor)
        if claimed:
            blocks.append(f"{parts.labelled('Used in', claimed)}\\.")
        if not shares:
            blocks.append(escape("No passage of this phase has been coded in full."))
        for share in shares:
            if len(source.coders) > 1:
                blocks.append(parts.heading(coding_name(share.coder), 3))
            blocks += _share_blocks(source, share, phase)
    return blocks


def _share_blocks(source: Source, share: Share, phase: str) -> Iterator[str]:
    if share.provisional:
        yield escape("Some codes of this phase are provisional: not yet confirmed by reading.")
    whole = wording.number(share.whole)
    if not share.units:
        yield escape(f"No passage: none of the {whole} words that count.")
        return
    room = wording.number(sum(part[2] for part in share.units), 1).removesuffix(".0")
    number = wording.count(len(share.units), "passage")
    yield escape(
        f"{parts.capital(number)}: {room} of the {whole} words that count, "
        f"{wording.percent(share.share)}."
    )
    yield parts.bullets(
        f"{source.unit(unit.unit_id, phase)}{escape(': ')} {escape(unit.gist)} "
        + escape(f"({_contribution(unit, weight, room_of_unit, share.whole)})")
        for unit, weight, room_of_unit in share.units
    )


def _contribution(unit: Any, weight: float, room: float, whole: float) -> str:
    part = f"{wording.number(100 * room / whole, 1)}% of the phase"
    if weight > 1 - 1e-6:
        return f"{unit.words} words, {part}"
    return f"{wording.percent(weight)} of {unit.words} words, {part}"
