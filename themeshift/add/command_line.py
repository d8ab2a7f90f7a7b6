"""The command `add`: its options, what it asks, and the summary that it prints."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click

from themeshift import UserError
from themeshift.problem import one_line

if TYPE_CHECKING:  # so that help needs none of the libraries
    from themeshift.add.register import Added
    from themeshift.text.passages import LeftOut

#: Share of five-word strings from which a text that repeats another is told.
TOLD = 0.2
NEEDED = ("document", "phase", "publisher", "genre", "title")


def day(text: str) -> str:
    """A day that exists, as YYYY-MM-DD."""
    return datetime.date.fromisoformat(text).isoformat()


@click.command()
@click.argument("file", type=Path)
@click.option("--document", metavar="ID", help="A name for the text, as 2026-cni.")
@click.option("--phase", metavar="ID", help="The phase it belongs to, as 2026-contract.")
@click.option("--publisher", help="Who published it.")
@click.option("--genre", help="trade-press, daily-press, government-site, press-release …")
@click.option("--title", help="What it is, in English and in your own words.")
@click.option("--date", type=day, metavar="YYYY-MM-DD", help="When it was published.")
@click.option("--earliest", type=day, metavar="YYYY-MM-DD", help="If no day is known.")
@click.option("--latest", type=day, metavar="YYYY-MM-DD", help="With --earliest.")
@click.option("--date-basis", default="Given when the text was added.", help="How it is known.")
@click.option("--author", default="")
@click.option("--url", default="", help="Where it can be read.")
@click.option("--label", help='The name of a new phase, as "Third contract, 2026": it makes one.')
@click.option("--short-label", help="Its name in a sentence; else year and kind.")
@click.option("--kind", default="contract", help="contract, review or amendment.")
@click.option("--covers-from", metavar="YEAR", help="The first year that a new phase covers.")
@click.option("--covers-to", metavar="YEAR", help="The last.")
@click.option("--date-is-right", is_flag=True, help="Even if outside the phase.")
@click.option("--extract", type=Path, metavar="OUT.txt", help="Only write a page's or PDF's text.")
def add(**given: Any) -> None:
    """Add a text and, where it opens one, a phase.

    FILE is a .txt in UTF-8, an .html or a .pdf.
    """
    arguments = SimpleNamespace(**given)
    if arguments.extract:
        extract(arguments.file, arguments.extract)
        return
    from themeshift.add import register, worktree
    from themeshift.package import default_root

    root = default_root().parent
    given = _given(arguments)
    added = register.add(
        root, arguments.file, given, lambda doubt: arguments.date_is_right or _asked(doubt)
    )
    print(summary(added, given["doc_id"], given["phase_id"]))
    if worktree.would_be_committed(root, arguments.file):
        name = one_line(arguments.file.name, 100)
        print(f"{name} lies in the project: move it out before you commit.")


def _asked(doubt: str) -> bool:
    """What the user says of a doubtful date; no where nobody can be asked."""
    question = f"{one_line(doubt)}. Is the date right, and the phase?"
    return sys.stdin.isatty() and click.confirm(question, err=True)


def _given(arguments: SimpleNamespace) -> dict[str, str]:
    """What the options say of the text and of a new phase, by column of the tables."""
    missing = [f"--{name}" for name in NEEDED if not getattr(arguments, name)]
    if missing:
        raise UserError(f"{', '.join(missing)} missing (add --help tells more)")
    of_phase = (arguments.short_label, arguments.covers_from, arguments.covers_to)
    if not arguments.label and any(of_phase):
        raise UserError("--short-label and --covers-… are for a new phase, which needs a --label")
    earliest = arguments.earliest or arguments.date
    latest = arguments.latest or arguments.date
    if not earliest or not latest:
        raise UserError("give --date, or --earliest and --latest where no day is known")
    return vars(arguments) | {
        "doc_id": arguments.document,
        "phase_id": arguments.phase,
        "date_earliest": earliest,
        "date_latest": latest,
        "short_label": arguments.short_label or f"{earliest[:4]} {arguments.kind}",
    }


def extract(source: Path, out: Path) -> None:
    """Write the text of a page or PDF, and beside it what was left out; never over a file."""
    from themeshift import results
    from themeshift.add import register
    from themeshift.text import extract as extraction

    extracted = extraction.read(source)
    listing = out.with_name(f"{out.stem}.left-out.tsv")
    for path in (out, listing):
        if path.exists() or path.is_symlink():
            name = one_line(path.name, 100)
            raise UserError(f"{name} is there already: remove it, or give another name")
    results.replace(out, extracted.text)
    results.replace(listing, "".join(register.outside(extracted.left_out)))
    print(f"{one_line(str(out))}: {len(extracted.text.splitlines()):,} lines")
    print(reasons(extracted.left_out))
    print(f"All that was left out: {one_line(str(listing))}")
    print("Look it over: a line is a paragraph or a list item.")


def summary(added: Added, doc_id: str, phase_id: str) -> str:
    """What came in, what was left out, and what to do next: lines for one screen."""
    from themeshift.package import SUBSTANTIVE
    from themeshift.prose import numbers

    passages = numbers.count(added.derived.units["kind"].isin(SUBSTANTIVE).sum(), "passage")
    words = added.derived.counted + sum(part.words for part in added.left_out)
    lines = [
        f"{doc_id} was added to {phase_id}{' (a new phase)' if added.chapter else ''}.",
        f"{words:,} words read, {added.derived.counted:,} count, in {passages}.",
        reasons(added.left_out),
        "Each passage, and the reason where it does not count:",
        f"  data/texts/{doc_id}.passages.tsv",
        _repeats(added, doc_id),
        f"The chapter of the phase: {added.chapter}" if added.chapter else "",
        "All that rests on it is provisional until it is read.",
        "Next: see there how it was cut, make book, commit; then “Re-run and extend”, step 3.",
        f"To take it back: git restore . && git clean -f chapters data && rm data/texts/{doc_id}.*",
    ]
    return "\n".join(filter(None, lines))


def _repeats(added: Added, doc_id: str) -> str:
    """What the text shares with the registered one that is nearest; "" where it is little."""
    from themeshift.text.runs import COPY

    share = f"{added.shared:.0%} of the five-word strings of the shorter stand in the other"
    if added.shared < COPY:
        return f"Near {added.twin}: {share}; both count." if added.shared > TOLD else ""
    what = "Both count, since they are of different phases: is the phase right?"
    if added.copies:
        what = f"{' and '.join(added.copies)} will not count, so that what both say counts once."
    return f"COPY: {doc_id} repeats {added.twin}: {share}. {what}"


def reasons(left_out: Iterable[LeftOut]) -> str:
    """The words that do not count, by reason, most first."""
    from themeshift.text.passages import by_reason

    words = by_reason(left_out)
    listed = ", ".join(f"{reason} {number:,}" for reason, number in words.items())
    return f"{sum(words.values()):,} words do not count: {listed or 'nothing was left out'}."
