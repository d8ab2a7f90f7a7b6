"""The command line: `python -m themeshift COMMAND`.

Each command imports what it needs when it runs, so that `--help` is quick and a command works
where a library that only another one needs is missing.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

try:
    import click
except ModuleNotFoundError as error:  # as with a Python that is not .venv's
    sys.exit(f"{error}: make install")

from themeshift import UserError
from themeshift.add.command_line import add
from themeshift.problem import MOST, complain, one_line

if TYPE_CHECKING:
    from themeshift.package import Package


@click.group(no_args_is_help=False)
def commands() -> None:
    """The book's data, notebooks and pages."""


commands.add_command(add)


def sound() -> Package:
    """The data package, checked; says which verdicts changed.

    Raises UserError where a table is at fault, a claim cannot be judged or a sentence is false.
    """
    from themeshift import package

    complain(package.check(), "the data")
    from themeshift.claims import judge

    data = package.load()
    complain(list(judge.problems(data)), "the claims")
    notices, errors = judge.changes(data)
    for notice in notices:
        click.echo(one_line(notice))
    complain(errors, "the claims")
    return data


def publish(data: Package) -> None:
    """Write the pages that are made from the data, and build, check and publish the book."""
    from themeshift import pages
    from themeshift.build import book, runner

    pages.write(data)
    book.build(runner.project_root())
    click.echo("the book is whole: open _build/html/index.html")


@commands.command()
def check() -> None:
    """Check tables and claims; tell of older results."""
    from themeshift import results

    data = sound()
    click.echo("the data are sound")
    click.echo(results.reminder(data), nl=False)


@commands.command()
@click.argument("texts", required=False, type=Path)
@click.option("--check", "compare", is_flag=True, help="Compare, and write nothing.")
def ingest(texts: Path | None, compare: bool) -> None:
    """Derive passages, matches and lemmas from texts.

    TEXTS is a folder of <document>.txt, data/texts where none is given.
    """
    from themeshift.text import ingest

    ingest.command(texts, compare)


@commands.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--width", type=click.IntRange(0, 500), default=40, help="Characters on either side.")
@click.option("--texts", type=Path, help="Folder of the texts, if not data/texts.")
def concordance(words: Sequence[str], width: int, texts: Path | None) -> None:
    """Show one or more French words in their contexts."""
    from themeshift.text import concordance

    concordance.command(" ".join(words), width, texts)


@commands.command()
@click.option("--check", "compare", is_flag=True, help="Fail where a file comes out otherwise.")
def run(compare: bool) -> None:
    """Execute the notebooks, which write the results."""
    from themeshift.build import runner

    changed = runner.run(runner.project_root())
    if compare:
        complain(changed, "what a run writes: other bytes than before (git diff shows them)")
        click.echo("every notebook and result came out with the same bytes")


@commands.command()
def build() -> None:
    """Build the book, check it and publish it."""
    from themeshift import package

    publish(package.load())


@commands.command()
def book() -> None:
    """Check the data, execute the notebooks, and build."""
    from themeshift.build import runner

    data = sound()  # judged once, for the pages too
    runner.run(runner.project_root())
    publish(data)


@commands.command()
def pdf() -> None:
    """Print the whole book (needs Chromium)."""
    from themeshift import package, pages
    from themeshift.build import book, runner

    pages.write(package.load())
    root = runner.project_root()
    click.echo(f"the book as PDF: {book.paper(root).relative_to(root)}")


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command; a mistake of the user's is told in a line, with exit code 1."""
    for stream in (sys.stdout, sys.stderr):  # French is escaped where a terminal has no accents
        stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return commands.main(words, "python -m themeshift", standalone_mode=False) or 0
    except click.Abort:
        lines = ["stopped"]
    except click.ClickException as error:
        lines = [f"{one_line(error.format_message(), 300)} (--help tells more)"]
    except ModuleNotFoundError as error:
        lines = [f"{error}: make install"]
    except UserError as error:
        lines = str(error).splitlines()[: MOST + 2]
    except OSError as error:
        lines = [str(error)]
        sys.stdout = None  # what could not be written is not tried again
    for line in lines:
        print(one_line(line), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
