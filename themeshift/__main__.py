"""The command line: ``python -m themeshift COMMAND``.

Each command imports what it needs when it runs, so that ``--help`` is quick and a command works
even where a library that only another one needs is missing.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

from themeshift import UserError, __version__, inside

ABOUT = "The command line: ``python -m themeshift COMMAND``."

Arguments = argparse.Namespace


@dataclass(frozen=True)
class Command:
    """A command: ``carry_out`` returns the exit code; ``options`` declares what it takes."""

    name: str
    help: str
    example: str
    carry_out: Callable[[Arguments], int]
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line and end with exit code 1."""

    def error(self, message: str) -> NoReturn:
        """Leave with one line on the error stream."""
        raise UserError(f"{message} ({self.prog} --help tells more)")


def check(arguments: Arguments) -> int:
    """Print each fault of the data package."""
    from themeshift import claims, package

    problems = package.problems(arguments.data, sealed=not arguments.unsealed)
    problems = problems or claims.problems(package.load(arguments.data))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        count = len(problems)
        print(f"{count} {'fault' if count == 1 else 'faults'} in the data package", file=sys.stderr)
        return 1
    sealed = "" if arguments.unsealed else ", each table as sealed"
    print(f"the data package is sound{sealed}")
    return 0


def results(arguments: Arguments) -> int:
    """Print each result that is missing, altered, or computed from other data."""
    from themeshift import package, results

    problems = results.problems(package.load(arguments.data))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    print("every result is as the notebooks wrote it, from the data as they are")
    return 0


def check_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``check`` takes."""
    data_option(parser)
    parser.add_argument(
        "--unsealed", action="store_true", help="do not compare the tables with their seal"
    )


def seal(arguments: Arguments) -> int:
    """Agree on the tables as they are now."""
    from themeshift import seal

    changed = seal.write(arguments.data)
    print(f"sealed anew: {', '.join(changed)}" if changed else "every table was sealed already")
    return 0


def ingest(arguments: Arguments) -> int:
    """Derive units, matches and terms from the raw texts."""
    from themeshift import ingest, package

    root = Path(arguments.data) if arguments.data else package.default_root()
    outcome = ingest.ingest(Path(arguments.texts), root)
    print(f"read: {', '.join(outcome.read)}")
    if outcome.absent:
        print(f"no text here, rows kept: {', '.join(outcome.absent)}")
    print(f"changed: {', '.join(outcome.changed) or 'nothing'}")
    if outcome.changed:
        print("look at what changed, then: python -m themeshift seal")
    return 0


def ingest_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``ingest`` takes."""
    parser.add_argument("texts", help="a folder of <doc_id>.txt")
    data_option(parser)


def run(arguments: Arguments) -> int:
    """Execute the notebooks in order, or compare what a run would give."""
    from themeshift import runner

    root = runner.project_root()
    notebooks = runner.choose(root, arguments.notebooks)
    if not arguments.check:
        runner.run(notebooks, root, say)
        return 0
    differences = runner.check(notebooks, root, say)
    for line in differences:
        print(line, file=sys.stderr)
    if differences:
        print("run `make run`, look at what changed, and commit it", file=sys.stderr)
        return 1
    print(f"{len(notebooks)} notebooks ran anew to the same bytes")
    return 0


def run_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``run`` takes."""
    parser.add_argument("notebooks", nargs="*", help="file names or stems; all when none is given")
    parser.add_argument(
        "--check",
        action="store_true",
        help="run in a copy of the project and name each file that comes out otherwise",
    )


def claims(arguments: Arguments) -> int:
    """Print each claim with its verdict; complain of each whose verdict has changed."""
    from themeshift import claims, package, runner

    data = package.load(arguments.data)
    for claim in claims.evaluate(data).itertuples():
        print(f"{claim.claim_id}: {claim.verdict} ({claims.support(data, claim.claim_id)})")
    changes = claims.changes(data, runner.project_root())
    for change in changes:
        print(change, file=sys.stderr)
    return 1 if changes else 0


def pages(arguments: Arguments) -> int:
    """Write all that is made from the data: pages, what scripts show, the archive."""
    from themeshift import bundle, explorer, package, pages, passages, runner

    require_docstrings()
    folder = Path(arguments.folder or runner.project_root() / "appendices" / "generated")
    data = package.load(arguments.data)
    written = pages.write(data, folder)
    for part in (explorer, passages, bundle):
        part.write(data, folder)
    print(f"{len(written)} pages are made from the data: {folder.name}/")
    return 0


def require_docstrings() -> None:
    """Raise ``UserError`` where Python was told to forget docstrings: some are shown on pages."""
    if sys.flags.optimize > 1:
        raise UserError("the pages show texts that Python now leaves out; unset PYTHONOPTIMIZE")


def pages_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``pages`` takes."""
    parser.add_argument("--folder", help="where to write (default: appendices/generated)")
    data_option(parser)


def site(arguments: Arguments) -> int:
    """Print each fault of the built pages."""
    from themeshift import runner, site

    root = runner.project_root()
    folder = Path(arguments.folder or root / "_build" / "html")
    faults = site.faults(folder, root / "_toc.yml")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print(f"{len(faults)} faults in the built pages", file=sys.stderr)
        return 1
    print(f"{len(site.page_names(folder))} built pages are whole")
    return 0


def site_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``site`` takes."""
    parser.add_argument("folder", nargs="?", help="the built site (default: _build/html)")


def build(arguments: Arguments) -> int:
    """Build the pages, check them and put them in the place of the last ones."""
    from themeshift import build, runner

    return published(build.build(runner.project_root()))


def book(arguments: Arguments) -> int:
    """Do all that makes the book; what builds its pages gets ready while the notebooks run."""
    from themeshift import build, runner

    require_docstrings()
    root = runner.project_root()
    with contextlib.ExitStack() as ends:
        builders = []

        def examine() -> None:
            from themeshift import claims, package

            problems = package.problems(None, sealed=False) or claims.problems(package.load())
            if problems:
                raise UserError("\n".join(map(str, problems)))
            builders.append(ends.enter_context(contextlib.closing(build.Builder(root))))

        runner.run(runner.find_notebooks(root), root, say, examine)
        return pages(parser_of().parse_args(["pages"])) or published(build.build(root, *builders))


def published(folder: Path) -> int:
    """Say where the book is."""
    from themeshift import site

    print(f"{len(site.page_names(folder))} pages, whole: open _build/html/index.html")
    return 0


def pdf(arguments: Arguments) -> int:
    """Print the whole book."""
    from themeshift import paper, runner

    root = runner.project_root()
    print(f"the book as PDF: {paper.write(root).relative_to(root)}")
    return 0


def add(arguments: Arguments) -> int:
    """Register a text, or only write out what text a page or PDF holds."""
    from themeshift import extend, rawtext

    source = Path(arguments.file)
    if arguments.extract:
        target = Path(arguments.extract)
        if target.exists():
            raise UserError(f"{target}: there already; give another name")
        target.write_bytes(rawtext.read(source))
        print(f"{target}: look it over (a paragraph or list item a line), then add it")
        return 0
    needed = ("document", "phase", "publisher", "genre", "title")
    missing = [f"--{name}" for name in needed if not getattr(arguments, name)]
    if missing:
        raise UserError(f"missing: {', '.join(missing)} (add --help tells more)")
    document = extend.NewDocument(
        doc_id=arguments.document,
        phase_id=arguments.phase,
        publisher=arguments.publisher,
        genre=arguments.genre,
        title=arguments.title,
        date=arguments.date,
        date_earliest=arguments.earliest,
        date_latest=arguments.latest,
        date_basis=arguments.basis,
        author=arguments.author,
        url=arguments.url,
        rights=arguments.rights,
    )
    phase = None
    if arguments.label:
        phase = extend.NewPhase(
            label=arguments.label,
            short_label=arguments.short_label or arguments.label,
            kind=arguments.kind,
            covers_from=arguments.covers_from,
            covers_to=arguments.covers_to,
        )
    root = Path(arguments.data) if arguments.data else None
    added = extend.add(source, document, phase, root, say)
    print(
        f"added {added.doc_id}: {added.units} units, {added.counting} of them coded by the "
        "dictionary and provisional"
    )
    for old, new in added.moved.items():
        print(f"{old} is now {new}")
    if added.chapter:
        print(f"its chapter: {added.chapter}")
    print("what is left to you:")
    for number, step in enumerate(added.to_do, 1):
        print(f"{number}. {step}")
    return 0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``add`` takes."""
    parser.add_argument("file", help="the text: .txt in UTF-8, .html or .pdf")
    parser.add_argument(
        "--extract", metavar="TXT", help="only write the text of a page or PDF here, to look over"
    )
    text = parser.add_argument_group("the text")
    for name, words in (
        ("document", "its id, such as 2026-cni"),
        ("phase", "id of its phase, such as 2026-contract"),
        ("publisher", "who published it"),
        ("genre", "what kind of publication, one of those in the data dictionary"),
        ("title", "a descriptive title in English"),
        ("date", "day of publication, YYYY-MM-DD"),
        ("earliest", "first possible day, where the day is not known"),
        ("latest", "last possible day, where the day is not known"),
        ("basis", "what the dates rest on"),
        ("author", "who signed it"),
        ("url", "its public page"),
    ):
        text.add_argument(f"--{name}", default="", help=words)
    text.add_argument(
        "--rights", default="features-only", help="open or features-only (default: %(default)s)"
    )
    phase = parser.add_argument_group("a new phase (it gets a chapter)")
    phase.add_argument("--label", default="", help="its name, such as 'New contract, 2026'")
    phase.add_argument("--short-label", default="", help="its name where room is short")
    phase.add_argument(
        "--kind", default="contract", help="contract, review or amendment (default: %(default)s)"
    )
    phase.add_argument("--covers-from", default="", metavar="YEAR", help="first year covered")
    phase.add_argument("--covers-to", default="", metavar="YEAR", help="last year covered")
    data_option(parser)


def concordance(arguments: Arguments) -> int:
    """Show a term in its contexts."""
    from themeshift import concordance, package

    data = package.load(arguments.data)
    folder = Path(arguments.texts) if arguments.texts else data.root / "texts"
    found = concordance.lines(data, folder, arguments.term)
    for line in concordance.show(found, arguments.width):
        print(line)
    rest = concordance.missing(data, folder)
    if rest:
        print(rest, file=sys.stderr)
    return 0


def concordance_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``concordance`` takes."""
    parser.add_argument("term", help="one or more French words, in any inflection")
    parser.add_argument("--texts", metavar="FOLDER", help="the raw texts (default: data/texts)")
    parser.add_argument(
        "--width",
        type=int,
        default=40,
        choices=range(10, 201),
        metavar="N",
        help="characters either side (default: %(default)s)",
    )
    data_option(parser)


def explain(arguments: Arguments) -> int:
    """Show what stands behind a claim, a figure or a result."""
    from themeshift import explain, package

    for line in explain.explain(package.load(arguments.data), arguments.name):
        print(line)
    return 0


def explain_options(parser: argparse.ArgumentParser) -> None:
    """Declare what ``explain`` takes."""
    parser.add_argument(
        "name",
        help="a claim, theme:phase, indicator, project, unit or result, by id, or a number",
    )
    data_option(parser)


def data_option(parser: argparse.ArgumentParser) -> None:
    """Declare where the data package is."""
    parser.add_argument("--data", metavar="FOLDER", help="the data package (default: data)")


COMMANDS = (
    Command("check", "check the data package", "check", check, check_options),
    Command("seal", "agree on the tables as they are now", "seal", seal, data_option),
    Command(
        "ingest",
        "derive units, matches and terms from raw texts",
        "ingest data/texts",
        ingest,
        ingest_options,
    ),
    Command("results", "check that results fit the data", "results", results, data_option),
    Command("run", "execute the notebooks in order", "run 05-synthesis", run, run_options),
    Command("claims", "compute the claims and compare verdicts", "claims", claims, data_option),
    Command(
        "add",
        "register a new text and, where it opens one, a new phase with its chapter",
        "add contract.txt --document 2026-cni --phase 2026-contract --publisher CNI "
        "--genre government-site --title 'On the contract of 2026' "
        "--date 2026-12-01 --label 'New contract, 2026' --short-label '2026 contract'",
        add,
        add_options,
    ),
    Command(
        "concordance",
        "show a term in its contexts, from the texts at hand",
        "concordance 'données de santé'",
        concordance,
        concordance_options,
    ),
    Command(
        "explain",
        "go from a claim, a figure or a result to its passages",
        "explain sovereignty:2023-contract",
        explain,
        explain_options,
    ),
    Command("pages", "write the pages made from the data", "pages", pages, pages_options),
    Command(
        "book", "check the data, execute the notebooks, write and build the pages", "book", book
    ),
    Command("build", "build, check and publish the pages", "build", build),
    Command("pdf", "print the whole book: _build/pdf", "pdf", pdf),
    Command("site", "check the built pages", "site _build/html", site, site_options),
)


def parser_of(commands: Sequence[Command] = COMMANDS) -> Parser:
    """Build the parser of all commands."""
    parser = Parser(prog="python -m themeshift", description=ABOUT)
    parser.add_argument("--version", action="version", version=__version__)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands:
        subparser = subparsers.add_parser(
            command.name,
            help=command.help,
            description=f"{command.help[0].upper()}{command.help[1:]}.",
            epilog=f"example: python -m themeshift {command.example}",
        )
        command.options(subparser)
        subparser.set_defaults(carry_out=command.carry_out)
    return parser


def refuse_unknown(words: Sequence[str], commands: Sequence[Command] = COMMANDS) -> None:
    """Raise ``UserError`` with the nearest command when the first word is not one."""
    names = [command.name for command in commands]
    if not words or words[0].startswith("-") or words[0] in names:
        return
    nearest = difflib.get_close_matches(words[0], names, 1, 0.4)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known: {', '.join(names)}"
    raise UserError(f"{words[0]}: no such command; {hint}")


def say(line: str) -> None:
    """Print a line of progress at once."""
    print(line, flush=True)


@contextlib.contextmanager
def stoppable() -> Iterator[list[int]]:
    """Let a request to end, or a terminal that is closed, do what Ctrl-C does; yield a list that
    the signal is put into.
    """
    came: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.signal(number, signal.SIG_IGN)  # once is enough: what is ending ends
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # a shell's background command hears no Ctrl-C
            interrupt = signal.default_int_handler
        interrupt(signal.SIGINT, frame)

    names = ("SIGTERM", "SIGHUP") if threading.current_thread() is threading.main_thread() else ()
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # Others are left as they are: nohup lets a closed terminal be ignored.
    free = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in free:
        signal.signal(number, stop)
    try:
        yield came
    finally:
        for number in free:
            signal.signal(number, signal.SIG_DFL)


def main(words: Sequence[str] | None = None) -> int:
    """Carry out a command; a mistake of the user's is one line and exit code 1."""
    words = sys.argv[1:] if words is None else words
    came: list[int] = []
    inside.keep(Path(__file__).resolve().parent.parent)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # French shows escaped where the terminal is ASCII
            stream.reconfigure(errors="backslashreplace")
    try:
        with stoppable() as came:
            try:
                refuse_unknown(words)
                arguments = parser_of().parse_args(words)
                return arguments.carry_out(arguments)
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()  # so that a disk that is full is told here
    except UserError as error:
        complain(error)
    except KeyboardInterrupt:
        complain("stopped")
        return 128 + (came[0] if came else signal.SIGINT)
    except BrokenPipeError:  # the reader of a pipe, such as head, went away
        forget_output()
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        complain(f"{place}{error.strerror or error}")
        forget_output()
    return 1


def complain(words: object) -> None:
    """Write a line on the error stream, where there is one."""
    with contextlib.suppress(OSError):
        print(words, file=sys.stderr)


def forget_output() -> None:
    """Let what could not be written go nowhere, so that Python does not try it again."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
