"""Whatever the terminal, the disk or the variables are like: one line where a command cannot go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from themeshift import inside, runner

ROOT = Path(__file__).resolve().parent.parent
START = f"exec {sys.executable} -m themeshift"


def told(words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Let a shell carry out a command line."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["sh", "-c", words], cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("words", ["--help", "explain origin:first", "claims"])
def test_an_output_that_is_full_is_one_line(words: str) -> None:
    done = told(f"{START} {words} > /dev/full")
    assert (done.returncode, done.stderr) == (1, "No space left on device\n")


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    done = told(f"ulimit -f 1; {START} pages --folder {tmp_path}", THEMESHIFT_AFRESH="1")
    assert done.returncode == 1
    assert done.stderr == "File too large\n"


def test_a_reader_that_goes_away_is_no_fault() -> None:
    done = told(f"{{ {START} claims; }} | head -1")
    assert done.stderr == ""


@pytest.mark.parametrize("words", ["--help", "check"])
def test_a_python_that_forgets_docstrings_carries_out_commands_all_the_same(words: str) -> None:
    plainly, without = told(f"{START} {words}"), told(f"{START} {words}", PYTHONOPTIMIZE="2")
    assert (without.returncode, without.stderr) == (0, "")
    assert without.stdout == plainly.stdout


def test_pages_that_show_docstrings_are_not_made_without_them(tmp_path: Path) -> None:
    done = told(f"{START} pages --folder {tmp_path}", PYTHONOPTIMIZE="2")
    assert done.returncode == 1 and "unset PYTHONOPTIMIZE" in done.stderr
    assert done.stderr.count("\n") == 1 and list(tmp_path.iterdir()) == []


def test_make_lets_no_variable_of_python_in(tmp_path: Path) -> None:
    """Of those that change what a program does or finds."""
    asked = "include Makefile\nasked:\n\t@env\n"
    hostile = {name: "1" for name in ("PYTHONOPTIMIZE", "PYTHONSAFEPATH", "PYTHONPATH")}
    (tmp_path / "asking.mk").write_text(asked)
    done = told(f"make -s -f {tmp_path / 'asking.mk'} asked", **hostile)
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if line.split("=")[0] in hostile] == []


def test_french_is_told_escaped_where_the_output_is_ascii() -> None:
    words = f"{START} concordance 'données de santé' --texts no-such-folder-é"
    done = told(words, PYTHONIOENCODING="ascii")
    assert done.returncode == 1 and "no-such-folder-\\xe9" in done.stderr
    done = told(f"{START} explain bioproduction", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\\x" in done.stdout and done.stdout.isascii()


def test_nothing_is_written_in_the_home_of_who_runs_a_command(tmp_path: Path) -> None:
    """Neither by a kernel nor by what draws."""
    others = dict.fromkeys(inside.PLACES, str(tmp_path / "elsewhere"))
    first = runner.find_notebooks(ROOT)[0].stem
    done = told(f"{START} run --check {first}", HOME=str(tmp_path), **others)
    assert f"[1/1] chapters/{first}.ipynb" in done.stdout, done.stderr
    assert list(tmp_path.iterdir()) == []
