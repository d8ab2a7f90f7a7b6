"""The command line: `python -m themeshift COMMAND`.

Each command imports what it needs when it runs, so that `--help` is quick and a command works
where a library that only another one needs is missing. To add one: a function here, or a module
that offers `options(parser)` and `command(arguments)`; then a line in COMMANDS.
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
from typing import NamedTuple, NoReturn

from themeshift import UserError
from themeshift.problem import MOST, nearest, one_line, shown

Arguments = argparse.Namespace


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line and end with exit code 1."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line on the error stream."""
        raise UserError(f"{one_line(message, 300)} ({self.prog} --help tells more)")


class Command(NamedTuple):
    """What a command is for, what carries it out, and what declares its options."""

    help: str
    run: Callable[[Arguments], None]
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


def root() -> Path:
    """The folder of the project."""
    from themeshift.build import runner

    return runner.project_root()


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def complain(problems: Sequence[object], where: str) -> None:
    """Raise UserError with a line for each of the first problems, and their number, if any."""
    if problems:
        lines = [str(problem) for problem in problems[:MOST]]
        lines += ["…"] if len(problems) > MOST else []
        plural = "" if len(problems) == 1 else "s"
        raise UserError("\n".join([*lines, f"{len(problems):,} problem{plural} in {where}"]))


# --- commands -------------------------------------------------------------------------------


def check(arguments: Arguments) -> None:
    """Print what is wrong with the tables, then with the claims, then with the results."""
    from themeshift import package

    complain(package.check(arguments.data), "the data")
    from themeshift.build import results
    from themeshift.claims import judge

    data = package.load(arguments.data)
    complain(list(judge.problems(data)), "the claims")
    notices, errors = judge.changes(data)
    for notice in notices:
        say(one_line(notice))
    complain(errors, "the claims")
    if not arguments.data:
        complain(results.problems(data), "the results")
    say("the data are sound")


def check_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `check` takes."""
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="a data package elsewhere")


def run(arguments: Arguments) -> None:
    """Execute the notebooks in order; with --check in a copy, and compare."""
    from themeshift.build import runner

    if arguments.check:
        complain(runner.check(root(), say), "the notebooks; `make run` renews them")
        say("every notebook and result came out with the same bytes")
    else:
        runner.run(runner.choose(root(), arguments.notebooks), root(), say)


def run_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` takes."""
    parser.add_argument("notebooks", nargs="*", help="names of notebooks; all where none is given")
    parser.add_argument("--check", action="store_true", help="run in a copy and compare")


def pages(arguments: Arguments) -> None:
    """Write the pages that are made from the data."""
    from themeshift import package, pages

    written = pages.write(package.load())
    say(f"{len(written)} files in appendices/generated")


def build(arguments: Arguments) -> None:
    """Write those pages, build all, check them and publish them."""
    from themeshift.build import book

    pages(arguments)
    book.build(root())
    say("the book is whole: open _build/html/index.html")


def make_book(arguments: Arguments) -> None:
    """Check the data, execute the notebooks, and build."""
    from themeshift import package
    from themeshift.build import runner

    complain(package.check(), "the data")
    runner.run(runner.find_notebooks(root()), root(), say)
    build(arguments)


def site(arguments: Arguments) -> None:
    """Check the built pages again."""
    from themeshift.build import site

    folder = arguments.folder or root() / "_build" / "html"
    complain(site.faults(folder, root() / "_toc.yml"), "the built pages")
    say(f"{len(site.page_names(folder))} pages are whole")


def site_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `site` takes."""
    parser.add_argument("folder", nargs="?", type=Path, help="built pages elsewhere")


def pdf(arguments: Arguments) -> None:
    """Print the whole book."""
    from themeshift.build import print as paper

    pages(arguments)
    say(f"the book as PDF: {paper.write(root()).relative_to(root())}")


def later(help: str, module: str) -> Command:
    """A command of a module, which is imported when the command is asked for."""
    return Command(
        help,
        lambda arguments: importlib.import_module(module).command(arguments),
        lambda parser: importlib.import_module(module).options(parser),
    )


COMMANDS = {
    "check": Command("check the tables, the claims and the results", check, check_options),
    "ingest": later("derive passages, matches and lemmas from the texts", "themeshift.text.ingest"),
    "concordance": later("show a term in its contexts", "themeshift.text.concordance"),
    "add": later("add a text and, where it opens one, a phase", "themeshift.add"),
    "run": Command("execute the notebooks in order", run, run_options),
    "pages": Command("write the pages that are made from the data", pages),
    "build": Command("write those pages, build all, check and publish them", build),
    "book": Command("check the data, execute the notebooks, and build", make_book),
    "site": Command("check the built pages again", site, site_options),
    "pdf": Command("print the whole book (needs Chromium)", pdf),
}


# --- from words to a command ----------------------------------------------------------------


def parse(words: Sequence[str]) -> Arguments:
    """The command that the words ask for, as `carry_out`, and its arguments.

    Only the command that is asked for declares its options, and so only its module is imported.
    """
    asked = next((word for word in words if not word.startswith("-")), "")
    if asked and asked not in COMMANDS:
        hint = nearest(asked, COMMANDS) or f" (known: {', '.join(COMMANDS)})"
        raise UserError(f"{shown(asked)}: no such command{hint}")
    parser = Parser(prog="python -m themeshift", description="The book's data, notebooks, pages.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    for name, command in COMMANDS.items():
        about = f"{command.help[0].upper()}{command.help[1:]}."
        subparser = commands.add_parser(name, help=command.help, description=about)
        subparser.set_defaults(carry_out=command.run)
        if name == asked:
            command.options(subparser)
    return parser.parse_args(words)


def complaint(error: Exception) -> str:
    """What the error stream says of an error: escaped and shortened, a line for each problem."""
    if isinstance(error, ModuleNotFoundError):
        return one_line(f"{error}: make install", 300)
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return one_line(f"{place}{error.strerror or error}", 300)
    return "\n".join(one_line(line) for line in str(error).splitlines()[: MOST + 2])


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command; a mistake of the user's is told in a line, with exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # French is escaped where the terminal has no accents
            stream.reconfigure(errors="backslashreplace")
    with contextlib.suppress(ValueError):  # not in the main thread
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        try:
            arguments = parse(sys.argv[1:] if words is None else words)
            arguments.carry_out(arguments)
        finally:
            sys.stdout.flush()  # so that a disk that is full is told here
        return 0
    except BrokenPipeError:  # the reader of a pipe, such as head, went away
        _forget_output()
    except (UserError, ModuleNotFoundError, OSError) as error:
        with contextlib.suppress(OSError):
            print(complaint(error), file=sys.stderr)
        _forget_output()
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    return 1


def _forget_output() -> None:
    """Send what could not be written nowhere, so that Python does not try it again at its end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
