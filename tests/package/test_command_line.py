"""The command line tells whatever goes wrong in a line, escaped and shortened, and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from damage import cell, inflict

from themeshift import UserError
from themeshift import __main__ as command_line
from themeshift.problem import complain

ROOT = Path(__file__).resolve().parent.parent.parent


def told(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = command_line.main(words)
    done = capsys.readouterr()
    return code, done.out, done.err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["chekc"], "argument COMMAND: invalid choice: 'chekc' (choose from 'check', "),
        (["x\x1b[31m\n"], "argument COMMAND: invalid choice: 'x\\x1b[31m\\n'"),
        (["check", "--colour"], "unrecognized arguments: --colour (python -m themeshift --help"),
        (["check", "\x1b[2J"], "unrecognized arguments: \\x1b[2J"),
        (["check", "a" * 100_000], "unrecognized arguments: aaa"),
        (["a" * 100_000], "argument COMMAND: invalid choice: 'aaa"),
        ([], "the following arguments are required: COMMAND"),
        (["check", "--data", "no/where"], "where/datapackage.json: found no such file"),
        (["check", "--data", "no\x1b/\x1b[31m"], "\\x1b[31m/datapackage.json: found no such file"),
        (["check", "--data", "a" * 100_000], "aaa"),
        (["check", "--data", "a\0b"], "a\\x00b/datapackage.json: found no such file"),
    ],
)
def test_a_mistake_is_a_short_printable_line(
    words: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = told(*words, capsys=capsys)
    first, *rest = err.splitlines()
    assert code == 1 and out == "" and first.startswith(line)
    assert all(each.isprintable() and len(each) < 700 for each in (first, *rest))
    assert len(rest) <= ("--data" in words)


def test_problems_are_listed_and_counted(
    small_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inflict(small_folder / "codes.csv", cell(4, "weight", "0.4"))
    code, out, err = told("check", "--data", str(small_folder), capsys=capsys)
    assert (code, out) == (1, "")
    line, count = err.splitlines()
    assert line.startswith('data/codes.csv, row 4, column weight: found "0.4", expected weights')
    assert line.endswith("that sum to 1, not to 0.9, for 2030-gazette-006")
    assert count == "1 problem in the data"


def test_no_more_than_some_twenty_problems_are_listed() -> None:
    with pytest.raises(UserError) as refusal:
        complain([f"problem {n}" for n in range(1000)], "the data")
    lines = str(refusal.value).splitlines()
    assert len(lines) == 22 and lines[-2:] == ["…", "1,000 problems in the data"]
    assert command_line.complaint(refusal.value).splitlines() == lines


@pytest.mark.parametrize("library", ["frictionless", "pandas"])
def test_an_environment_that_is_not_complete_is_one_line(library: str, small_folder: Path) -> None:
    """As while `make install` runs."""
    code = (
        f"import sys; sys.modules['{library}'] = None\n"
        "from themeshift.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "check", "--data", str(small_folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and library in line and line.endswith("make install")


def _raising(error: BaseException):
    def command(arguments: object) -> None:
        raise error

    return "fail", command


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "stopped"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (OSError(13, "Permission denied", "a\x1bb"), 1, "a\\x1bb: Permission denied"),
        (UserError("one \x1b[31m line"), 1, "one \\x1b[31m line"),
        (UserError("a" * 100_000), 1, "a" * 1000),
    ],
)
def test_whatever_ends_a_command_is_one_line(
    error: BaseException, code: int, line: str, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(command_line.COMMANDS, "fail", _raising(error))
    monkeypatch.setattr(command_line, "_forget_output", lambda: None)
    assert command_line.main(["fail"]) == code
    (said,) = capfd.readouterr().err.splitlines()
    assert said.startswith(line) and len(said) < 1100


def _shell(words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    start = f"exec {sys.executable} -m themeshift"
    return subprocess.run(
        ["sh", "-c", words.format(start=start)], cwd=ROOT, env={**kept, **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_reader_that_goes_away_is_no_fault() -> None:
    assert _shell("{{ {start} --help; }} | true").stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_output_that_is_full_is_one_line() -> None:
    done = _shell("{start} --help > /dev/full")
    assert (done.returncode, done.stderr) == (1, "No space left on device\n")


def test_a_python_that_forgets_docstrings_helps_all_the_same() -> None:
    assert _shell("{start} --help", PYTHONOPTIMIZE="2").stdout == _shell("{start} --help").stdout


def test_a_request_to_end_is_one_line(small_folder: Path) -> None:
    code = (
        "import time; from themeshift import __main__ as c\n"
        "def wait(_): print('ready', flush=True); time.sleep(60)\n"
        "c.COMMANDS['wait'] = ('wait', wait); raise SystemExit(c.main(['wait']))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=-1, stderr=-1, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "stopped\n")


@pytest.mark.parametrize("name", list(command_line.COMMANDS))
def test_every_command_says_what_it_takes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It imports, and its options are declared."""
    with pytest.raises(SystemExit) as end:
        command_line.parse([name, "--help"])
    assert end.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: python -m themeshift {name}")
