"""Who stops a command stops all of it: one word is said, and no process of it stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.test_build import book, pages
from tests.test_forkserver import ended
from tests.test_runner import notebook
from themeshift import runner

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (
    "import sys; from pathlib import Path; from themeshift import __main__, runner\n"
    "root = Path(sys.argv.pop(1)); runner.project_root = lambda: root\n"
    "sys.exit(__main__.main())"
)
SLOW = """
import os, pathlib, time
def setup(app):
    pathlib.Path("{place}").write_text(str(os.getpid()))
    time.sleep(300)
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")


def start(root: Path, *words: str) -> subprocess.Popen[str]:
    """Start a command on the project ``root``, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(root), *words],
        cwd=ROOT, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def written(path: Path, process: subprocess.Popen[str]) -> list[int]:
    """Wait for a file of process ids."""
    deadline = time.monotonic() + 60
    while not (path.exists() and path.read_text()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(word) for word in path.read_text().split()]


def stop(process: subprocess.Popen[str], number: int, group: bool) -> tuple[int, str]:
    """Send a signal to a command, or also to the children in its group; how does it end?"""
    if group:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    _, said = process.communicate(timeout=30)
    return process.returncode, said


WAYS = [
    pytest.param(signal.SIGINT, False, 130, id="Ctrl-C to it alone"),
    pytest.param(signal.SIGINT, True, 130, id="Ctrl-C in a terminal"),
    pytest.param(signal.SIGTERM, False, 143, id="TERM"),
    pytest.param(signal.SIGTERM, True, 143, id="TERM to its group"),
    pytest.param(signal.SIGHUP, True, 129, id="a terminal that is closed"),
]


@pytest.mark.parametrize(("number", "group", "code"), WAYS)
def test_a_build_that_is_stopped_says_so_and_leaves_nothing(
    tmp_path: Path, number: int, group: bool, code: int
) -> None:
    process, builder = slow_build(tmp_path)
    assert stop(process, number, group) == (code, "stopped\n")
    assert ended(builder)
    assert [path.name for path in (tmp_path / "_build").iterdir()] == ["html"]
    assert (tmp_path / "_build/html/index.html").read_text() == "the last good book"


def test_what_builds_ends_when_the_command_is_killed(tmp_path: Path) -> None:
    process, builder = slow_build(tmp_path)
    process.kill()
    process.wait()
    assert ended(builder)
    process.communicate()


SLEEP = "import os, pathlib, time\npathlib.Path('../{place}').write_text(f'{{os.getpid()}} {{os.getppid()}}')"


@pytest.mark.parametrize(("number", "group", "code"), WAYS)
@pytest.mark.parametrize("place", [1, 2])
def test_a_run_that_is_stopped_says_so_and_leaves_nothing(
    tmp_path: Path, place: int, number: int, group: bool, code: int
) -> None:
    """Stopped in the first or in the second of three notebooks, each before its kernel ends."""
    process, kernel, parent = slow_run(tmp_path, place)
    before = [path.read_bytes() for path in runner.find_notebooks(tmp_path)]
    assert stop(process, number, group) == (code, "stopped\n")
    assert ended(kernel) and (parent == process.pid or ended(parent))
    assert [path.read_bytes() for path in runner.find_notebooks(tmp_path)] == before
    assert sorted(path.name for path in (tmp_path / "chapters").iterdir()) == [
        "01-a.ipynb", "02-b.ipynb", "03-c.ipynb",
    ]  # fmt: skip


def test_a_run_in_the_background_of_a_script_can_be_stopped(tmp_path: Path) -> None:
    """There Ctrl-C is not heard; a request to end is."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process, kernel, _ = slow_run(tmp_path, 1)
    finally:
        signal.signal(signal.SIGINT, before)
    code, said = stop(process, signal.SIGTERM, False)
    assert code == 143 and "stopped\n" in said
    assert ended(kernel)


def slow_run(root: Path, place: int) -> tuple[subprocess.Popen[str], int, int]:
    """Start a run whose notebook at ``place`` takes minutes; return it, the kernel, its parent."""
    for number, name in enumerate(("01-a", "02-b", "03-c"), 1):
        slow = (SLEEP.format(place="running"), "time.sleep(300)") if number == place else ("1",)
        notebook(root / f"chapters/{name}.ipynb", *slow)
    process = start(root, "run")
    return process, *written(root / "running", process)


def slow_build(root: Path) -> tuple[subprocess.Popen[str], int]:
    """Start a build that takes minutes; return it and the process that builds."""
    book(root, "Text.")
    place = root / "building"
    (root / "_ext").mkdir()
    (root / "_ext/slow.py").write_text(SLOW.format(place=place))
    with (root / "_config.yml").open("a") as settings:
        settings.write("sphinx:\n  local_extensions:\n    slow: _ext\n")
    pages(root / "_build/html", "the last good book")
    process = start(root, "build")
    return process, written(place, process)[0]
