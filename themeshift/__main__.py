"""The command line: `python -m themeshift COMMAND`.

Each command imports what it needs when it runs, so that `--help` is quick and a command works
where a library that only another one needs is missing. A command is a line in COMMANDS, and a
function here or a module that offers `options(parser)` and `command(arguments)`.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from themeshift import UserError
from themeshift.problem import MOST, complain, one_line

if TYPE_CHECKING:
    from themeshift.package import Package

Arguments = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line and end with exit code 1."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line on the error stream."""
        raise UserError(f"{one_line(message, 300)} ({self.prog} --help tells more)")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def sound(folder: Path | None = None) -> Package:
    """The data package, checked; says which verdicts changed.

    Raises UserError where a table is at fault, a claim cannot be judged or a sentence is false.
    """
    from themeshift import package

    complain(package.check(folder), "the data")
    from themeshift.claims import judge

    data = package.load(folder)
    complain(list(judge.problems(data)), "the claims")
    notices, errors = judge.changes(data)
    for notice in notices:
        say(one_line(notice))
    complain(errors, "the claims")
    return data


def check(arguments: Arguments) -> None:
    """Print what is wrong with the tables, then with the claims, then with the results."""
    data = sound(arguments.data)
    from themeshift import results

    if not arguments.data:
        complain(results.problems(data), "the results")
    say("the data are sound")


def run(arguments: Arguments) -> None:
    """Execute the notebooks in order; with --check in a copy, and compare."""
    from themeshift.build import runner

    root = runner.project_root()
    if arguments.check:
        complain(runner.check(root, say), "the notebooks; `make run` renews them")
        say("every notebook and result came out with the same bytes")
    else:
        runner.run(runner.find_notebooks(root, arguments.notebooks), root, say)


def pages(arguments: Arguments, data: Package | None = None) -> None:
    """Write the pages that are made from the data."""
    from themeshift import package, pages

    say(f"{len(pages.write(data or package.load()))} files in appendices/generated")


def build(arguments: Arguments, data: Package | None = None) -> None:
    """Write those pages, build all, check them and publish them."""
    from themeshift.build import book, runner

    pages(arguments, data)
    book.build(runner.project_root())
    say("the book is whole: open _build/html/index.html")


def make_book(arguments: Arguments) -> None:
    """Check data and claims, execute the notebooks, and build."""
    from themeshift.build import runner

    data = sound()  # judged once, for the pages too
    runner.run(runner.find_notebooks(runner.project_root()), runner.project_root(), say)
    build(arguments, data)


def site(arguments: Arguments) -> None:
    """Check the built pages again."""
    from themeshift.build import runner, site

    root = runner.project_root()
    folder = arguments.folder or root / "_build" / "html"
    complain(site.faults(folder, root / "_toc.yml"), "the built pages")
    say(f"{len(site.page_names(folder))} pages are whole")


def pdf(arguments: Arguments) -> None:
    """Print the whole book."""
    from themeshift.build import book, runner

    pages(arguments)
    root = runner.project_root()
    say(f"the book as PDF: {book.paper(root).relative_to(root)}")


#: What a command is for, and the function or the module that carries it out.
COMMANDS: dict[str, tuple[str, Callable[[Arguments], None] | str]] = {
    "check": ("check the tables, the claims and the results", check),
    "ingest": ("derive passages, matches and lemmas from texts", "themeshift.text.ingest"),
    "concordance": ("show a term in its contexts", "themeshift.text.concordance"),
    "add": ("add a text and, where it opens one, a phase", "themeshift.add.command_line"),
    "run": ("execute the notebooks in order", run),
    "pages": ("write the pages that are made from the data", pages),
    "build": ("write those pages, build all, check and publish them", build),
    "book": ("check the data, execute the notebooks, and build", make_book),
    "site": ("check the built pages again", site),
    "pdf": ("print the whole book (needs Chromium)", pdf),
}


def parse(words: Sequence[str]) -> Arguments:
    """The command that the words ask for, as `carry_out`, and its arguments.

    Only the command that is asked for declares its options, and so only its module is imported.
    """
    parser = Parser(prog="python -m themeshift", description="The book's data, notebooks, pages.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for name, (about, carry_out) in COMMANDS.items():
        subparser = commands.add_parser(name, help=about, description=f"To {about}.")
        if name in words[:1] and isinstance(carry_out, str):
            module = importlib.import_module(carry_out)
            module.options(subparser)
            carry_out = module.command
        subparser.set_defaults(carry_out=carry_out)
    options = commands.choices
    options["check"].add_argument("--data", type=Path, metavar="FOLDER", help="data elsewhere")
    options["run"].add_argument("notebooks", nargs="*", help="by name; all where none is given")
    options["run"].add_argument("--check", action="store_true", help="in a copy, and compare")
    options["site"].add_argument("folder", nargs="?", type=Path, help="built pages elsewhere")
    return parser.parse_args(words)


def complaint(error: Exception) -> str:
    """What the error stream says of an error: escaped and shortened, a line for each problem."""
    text = str(error)
    if isinstance(error, ModuleNotFoundError):
        text = f"{error}: make install"
    elif isinstance(error, OSError):
        place = f"{one_line(str(error.filename))}: " if error.filename else ""
        text = f"{place}{error.strerror or error}"
    return "\n".join(one_line(line) for line in text.splitlines()[: MOST + 2])


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command; a mistake of the user's is told in a line, with exit code 1."""
    for stream in (sys.stdout, sys.stderr):  # French is escaped where a terminal has no accents
        stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        try:
            arguments = parse(sys.argv[1:] if words is None else words)
            arguments.carry_out(arguments)
        finally:
            sys.stdout.flush()  # so that a disk that is full is told here
        return 0
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a pipe, such as head, went away
        pass
    except (UserError, ModuleNotFoundError, OSError) as error:
        with contextlib.suppress(OSError):
            print(complaint(error), file=sys.stderr)
    _forget_output()
    return 1


def _forget_output() -> None:
    """Send what could not be written nowhere, so that Python does not try it again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
