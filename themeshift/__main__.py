"""The command line: `python -m themeshift COMMAND`.

Each command imports what it needs when it runs, so that `--help` is quick.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from themeshift import UserError


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line and end with exit code 1."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line on the error stream."""
        raise UserError(f"{message} ({self.prog} --help tells more)")


def root() -> Path:
    """Return the folder of the project."""
    from themeshift.build import runner

    return runner.project_root()


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def complain(problems: Sequence[object], what: str) -> None:
    """Raise UserError with a line for each problem and their number, where there are any."""
    if problems:
        raise UserError("\n".join([*map(str, problems), f"{len(problems)} {what}"]))


def check(arguments: argparse.Namespace) -> None:
    """check the tables, the claims and that the results belong to the data"""
    from themeshift import package
    from themeshift.build import results

    complain(package.check(arguments.data), "problems in the data")
    if not arguments.data:
        complain(results.problems(package.load()), "problem in the results")
    say("the data are sound")


def run(arguments: argparse.Namespace) -> None:
    """execute the notebooks in order (--check: in a copy, and compare)"""
    from themeshift.build import runner

    if arguments.check:
        complain(runner.check(root(), say), "files come out otherwise; `make run` renews them")
        say("every notebook and result came out with the same bytes")
    else:
        runner.run(runner.choose(root(), arguments.notebooks), root(), say)


def pages(arguments: argparse.Namespace) -> None:
    """write the pages that are made from the data"""
    from themeshift import package, pages

    written = pages.write(package.load(), root() / "appendices" / "generated")
    say(f"{len(written)} files in appendices/generated")


def build(arguments: argparse.Namespace) -> None:
    """write those pages, build all, check them and publish them in _build/html"""
    from themeshift.build import book

    pages(arguments)
    book.build(root())
    say("the book is whole: open _build/html/index.html")


def make_book(arguments: argparse.Namespace) -> None:
    """check the data, execute the notebooks, and build"""
    from themeshift import package
    from themeshift.build import runner

    complain(package.check(None), "problems in the data")
    runner.run(runner.find_notebooks(root()), root(), say)
    build(arguments)


def site(arguments: argparse.Namespace) -> None:
    """check the built pages again"""
    from themeshift.build import site

    folder = arguments.folder or root() / "_build" / "html"
    complain(site.faults(folder, root() / "_toc.yml"), "faults in the built pages")
    say(f"{len(site.page_names(folder))} pages are whole")


def pdf(arguments: argparse.Namespace) -> None:
    """print the whole book (needs Chromium)"""
    from themeshift.build import print as paper

    pages(arguments)
    say(f"the book as PDF: {paper.write(root()).relative_to(root())}")


COMMANDS = {
    "check": check, "run": run, "pages": pages, "build": build, "book": make_book, "site": site,
    "pdf": pdf,
}  # fmt: skip


def parser() -> Parser:
    """Return the parser of the command line."""
    top = Parser(prog="themeshift", description="Data, notebooks and pages of the book.")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for name, command in COMMANDS.items():
        one = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        one.set_defaults(command=command)
        if name == "check":
            one.add_argument("--data", type=Path, help="a data package elsewhere")
        elif name == "run":
            one.add_argument("notebooks", nargs="*", help="names of notebooks; all where none")
            one.add_argument("--check", action="store_true", help="run in a copy and compare")
        elif name == "site":
            one.add_argument("folder", nargs="?", type=Path, help="built pages elsewhere")
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command; a mistake of the user's is told without a traceback."""
    try:
        arguments = parser().parse_args(words)
        arguments.command(arguments)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
