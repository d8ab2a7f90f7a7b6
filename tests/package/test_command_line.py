"""The command line tells whatever goes wrong in a line, escaped and shortened, and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from damage import cell, inflict

from themeshift import UserError, package
from themeshift import __main__ as command_line
from themeshift.problem import complain

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["chekc"], "No such command 'chekc'. Did you mean 'check'? (--help tells more)"),
        (["x\x1b[31m\n"], "No such command 'x\\x1b[31m\\n'."),
        (["check", "--colour"], "No such option '--colour'"),
        (["check", "\x1b[2J"], "Got unexpected extra argument (\\x1b[2J)"),
        (["check", "a" * 100_000], "Got unexpected extra argument (aaa"),
        (["a" * 100_000], "No such command 'aaa"),
        (["concordance", "port", "--width", "-1"], "Invalid value for '--width': -1 is not in"),
        ([], "Missing command."),
    ],
)
def test_a_mistake_is_a_short_printable_line(
    words: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(words) == 1
    out, err = capsys.readouterr()
    (told,) = err.splitlines()
    assert out == "" and told.startswith(line) and told.isprintable() and len(told) < 700


def test_problems_are_listed_and_counted(
    small_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "default_root", lambda: small_folder)
    inflict(small_folder / "codes.csv", cell(4, "weight", "0.4"))
    assert command_line.main(["check"]) == 1
    out, err = capsys.readouterr()
    line, count = err.splitlines()
    assert out == ""
    assert line.startswith('data/codes.csv, row 4, column weight: found "0.4", expected weights')
    assert line.endswith("that sum to 1, not to 0.9, for 2030-gazette-006")
    assert count == "1 problem in the data"


def test_no_more_than_some_twenty_problems_are_listed() -> None:
    with pytest.raises(UserError) as refusal:
        complain([f"problem {n}" for n in range(1000)], "the data")
    lines = str(refusal.value).splitlines()
    assert len(lines) == 22 and lines[-2:] == ["…", "1,000 problems in the data"]


@pytest.mark.parametrize("library", ["click", "frictionless", "pandas"])
def test_an_environment_that_is_not_complete_is_one_line(library: str) -> None:
    """As while `make install` runs."""
    code = (
        f"import sys; sys.modules['{library}'] = None\n"
        "from themeshift.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and library in line and line.endswith("make install")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (KeyboardInterrupt(), "stopped"),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (OSError(13, "Permission denied", "a\x1bb"), "[Errno 13] Permission denied: 'a\\x1bb'"),
        (UserError("one \x1b[31m line"), "one \\x1b[31m line"),
        (UserError("a" * 100_000), "a" * 1000),
    ],
)
def test_whatever_ends_a_command_is_one_line(
    error: BaseException, line: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def check() -> None:
        raise error

    monkeypatch.setattr(command_line.commands.commands["check"], "callback", check)
    assert command_line.main(["check"]) == 1
    (said,) = capsys.readouterr().err.split("\n")[-2:-1]
    assert said.startswith(line) and len(said) < 1100


def _shell(words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    start = f"exec {sys.executable} -m themeshift"
    return subprocess.run(
        ["sh", "-c", words.format(start=start)], cwd=ROOT, env=kept,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_reader_that_goes_away_is_no_fault() -> None:
    assert _shell("{{ {start} --help; }} | true").stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_output_that_is_full_is_one_line() -> None:
    done = _shell("{start} --help > /dev/full")
    assert (done.returncode, done.stderr) == (1, "[Errno 28] No space left on device\n")


def test_a_request_to_end_is_one_line() -> None:
    code = (
        "import time; from themeshift import __main__ as c\n"
        "@c.commands.command()\n"
        "def wait(): print('ready', flush=True); time.sleep(60)\n"
        "raise SystemExit(c.main(['wait']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=-1, stderr=-1, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err.strip()) == (1, "stopped")


@pytest.mark.parametrize("name", list(command_line.commands.commands))
def test_every_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: python -m themeshift {name}")
