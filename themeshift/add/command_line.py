"""The command `add`: its options, what it asks, and the summary that it prints."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from themeshift import UserError
from themeshift.problem import one_line
from themeshift.prose import numbers
from themeshift.text.runs import COPY

if TYPE_CHECKING:  # so that help needs none of the libraries
    from themeshift.add.register import Added
    from themeshift.add.rows import NewDocument

#: Columns that a line may take on a terminal.
WIDTH = 80
#: Reasons that are listed before the rest is summed.
MOST_REASONS = 8
#: Share of five-word strings from which a text that repeats another is told.
TOLD = 0.2
NEEDED = ("document", "phase", "publisher", "genre", "title")


def options(parser: argparse.ArgumentParser) -> None:
    """Declare what `add` takes."""
    parser.add_argument("file", type=Path, help="the text: .txt in UTF-8, .html or .pdf")
    text = parser.add_argument_group("the text")
    text.add_argument("--document", metavar="ID", help="a name for the text, as 2026-cni")
    text.add_argument("--phase", metavar="ID", help="the phase it belongs to, as 2026-contract")
    text.add_argument("--publisher", help="who published it")
    text.add_argument("--genre", help="trade-press, daily-press, government-site, press-release …")
    text.add_argument("--title", help="what it is, in English and in your own words")
    text.add_argument("--date", metavar="YYYY-MM-DD", help="the day on which it was published")
    text.add_argument(
        "--earliest", metavar="YYYY-MM-DD", help="with --latest, where no day is known"
    )
    text.add_argument("--latest", metavar="YYYY-MM-DD")
    text.add_argument("--date-basis", metavar="TEXT", help="how the date is known")
    text.add_argument("--author", default="")
    text.add_argument("--url", default="", help="where it can be read")
    phase = parser.add_argument_group("a new phase")
    phase.add_argument("--label", help='its name, as "Third contract, 2026"')
    phase.add_argument("--short-label", help='its name in a sentence, as "2026 contract"')
    phase.add_argument("--kind", default="contract", help="contract, review or amendment")
    phase.add_argument("--covers-from", default="", metavar="YEAR")
    phase.add_argument("--covers-to", default="", metavar="YEAR")
    parser.add_argument(
        "--date-is-right", "--yes", action="store_true",
        help="do not ask where the date lies outside the phase",
    )  # fmt: skip
    parser.add_argument(
        "--extract", type=Path, metavar="OUT.txt", help="only write the text of a page or PDF"
    )


def command(arguments: argparse.Namespace, root: Path | None = None) -> None:
    """Carry out `add`. Raises UserError, in one line, where anything does not fit."""
    if arguments.extract:
        extract(arguments.file, arguments.extract)
        return
    from themeshift.add import register
    from themeshift.add.rows import NewPhase

    document = _document(arguments)
    phase = None
    if arguments.label:
        year = document.date_earliest[:4]
        short = arguments.short_label or f"{year} {arguments.kind}"
        phase = NewPhase(
            arguments.label, short, arguments.kind, arguments.covers_from, arguments.covers_to
        )
    elif arguments.short_label or arguments.covers_from or arguments.covers_to:
        raise UserError("--short-label and --covers-… are for a new phase, which needs a --label")

    def agree(doubt: str) -> bool:
        return arguments.date_is_right or _ask(doubt)

    added = register.add(arguments.file, document, phase, root, agree)
    print("\n".join(summary(added)))


def _document(arguments: argparse.Namespace) -> NewDocument:
    """What the options say of the text; its day or bounds are needed."""
    from themeshift.add import dates
    from themeshift.add.rows import NewDocument

    missing = [f"--{name}" for name in NEEDED if not getattr(arguments, name)]
    if missing:
        raise UserError(f"{', '.join(missing)} missing (add --help tells more)")
    if bool(arguments.earliest) != bool(arguments.latest) or (
        bool(arguments.date) == bool(arguments.earliest)
    ):
        raise UserError("give --date, or --earliest and --latest where no day is known")
    names = ("date",) if arguments.date else ("earliest", "latest")
    days = [dates.day(getattr(arguments, name), f"--{name}") for name in names]
    if days[0] > days[-1]:
        raise UserError(f"--latest: {days[-1]} lies before --earliest, {days[0]}")
    basis = {"date_basis": arguments.date_basis} if arguments.date_basis else {}
    return NewDocument(
        arguments.document,
        arguments.phase,
        arguments.publisher,
        arguments.genre,
        arguments.title,
        days[0],
        days[-1],
        arguments.date or "",
        author=arguments.author,
        url=arguments.url,
        **basis,
    )


def _ask(doubt: str) -> bool:
    """Ask on a terminal; elsewhere the answer is no."""
    if not sys.stdin.isatty():
        return False
    print(f"{doubt}.", file=sys.stderr)
    try:
        answer = input("Is the date right, and the phase? [y/N] ")
    except EOFError:
        return False
    return answer.strip().lower() in ("y", "yes")


def extract(source: Path, out: Path) -> None:
    """Write the text of a page or PDF, and beside it what was left out.

    Raises UserError, in one line, where a file cannot be read or written or is there already.
    """
    from themeshift.add import register
    from themeshift.text import extract as extraction
    from themeshift.text.passages import by_reason

    listing = out.with_name(f"{out.stem}.left-out.tsv")
    extracted = extraction.read(source)
    lines = ["\t".join(map(str, line)) + "\n" for line in register.outside(extracted.left_out)]
    contents = {out: extracted.text}
    if lines:
        contents[listing] = "".join(lines)
    for path in contents:
        if path.exists() or path.is_symlink():
            raise UserError(
                f"{one_line(path.name, 100)} is there already: remove it, or give another name"
            )
    try:
        for path, text in contents.items():
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        for path in contents:
            if path.is_file():
                path.unlink()
        reason = (error.strerror or type(error).__name__).lower()
        raise UserError(f"{one_line(out.name, 100)}: {reason}") from None
    print(f"{one_line(str(out))}: {len(extracted.text.splitlines()):,} lines")
    if lines:
        left_out = by_reason(extracted.left_out)
        print("\n".join(_reasons(left_out)))
        print(f"All that was left out: {one_line(str(listing))}")
    print("Look it over: a line is a paragraph or a list item.")


def summary(added: Added) -> list[str]:
    """What came in, what was left out, and what to do next: lines for one screen."""
    new = " (a new phase)" if added.chapter else ""
    lines = [
        f"{added.doc_id} was added to {added.phase_id}{new}.",
        (
            f"{added.words:,} words read, {added.counted:,} count, in "
            f"{numbers.count(added.passages, 'passage')}."
        ),
        *_reasons(added.left_out),
        "Each passage, and the reason where it does not count:",
        f"  {added.listing}",
    ]
    lines += _repeats(added)
    if added.chapter:
        lines.append(f"The chapter of the phase: {added.chapter}")
    if added.exposed:
        lines.append(f"{added.exposed} lies in the project: move it out before you commit.")
    lines += [
        "",
        "All that rests on it is provisional until it is read. Next:",
        "  1. See in that list how the text was cut.",
        "  2. make book",
        f"  3. Commit; then write {numbers.count(added.gists, 'gist')} in data/units.csv and a coding",
        "     in data/codes.csv. The page “Re-run and extend” goes on from there.",
        "To take it back: git restore . && git clean -f chapters data &&",
        f"  rm data/texts/{added.doc_id}.*",
    ]
    return [part for line in lines for part in _folded(line)]


def _repeats(added: Added) -> list[str]:
    """What the text shares with the registered one that is nearest; nothing where it is little."""
    if not added.twin or added.shared < TOLD:
        return []
    share = f"{added.shared:.0%} of the five-word strings of the shorter stand in the other"
    if added.shared < COPY:
        return [f"Compared with {added.twin}, {share}; both count."]
    if added.copies:
        less = " and ".join(added.copies)
        what = f"{less} will not count, so that what both say counts once."
    else:
        what = "Both count, since they are of different phases: is the phase right?"
    return [f"COPY: {added.doc_id} repeats {added.twin}: {share}. {what}"]


def _reasons(left_out: dict[str, int]) -> list[str]:
    """Words left out, by reason; those without a word too, since they were lines of the text."""
    total = sum(left_out.values())
    if not left_out:
        return ["Nothing was left out."]
    first = list(left_out.items())[:MOST_REASONS]
    parts = [f"{reason} {words:,}" for reason, words in first]
    rest = total - sum(words for _, words in first)
    if len(left_out) > MOST_REASONS:
        parts.append(f"{len(left_out) - MOST_REASONS} other reasons {rest:,}")
    return [f"{total:,} words do not count: {', '.join(parts)}."]


def _folded(line: str) -> list[str]:
    """A line in pieces that fit a terminal."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False) or [""]
