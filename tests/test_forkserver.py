"""Forked kernels start loaded, know nothing of each other, and leave no process behind."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.test_runner import notebook, silent, text_of
from themeshift import forkserver, runner

forking = pytest.mark.skipif(not forkserver.supported(), reason="this system forks no kernels")


def ended(pid: int) -> bool:
    """Wait up to ten seconds for a process to be gone."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@forking
def test_kernels_share_what_all_import_and_nothing_else(tmp_path):
    parent = "import os\nimport colorsys\nprint(os.getppid())"
    first = notebook(
        tmp_path / "chapters/01-a.ipynb",
        parent,
        "colorsys.left = 'behind'\nos.environ['LEFT'] = 'behind'\nimport wave",
        "'behind'",
    )
    second = notebook(
        tmp_path / "chapters/02-b.ipynb",
        "import sys\n'colorsys' in sys.modules, 'wave' in sys.modules, 'os' in globals()",
        parent,
        "hasattr(colorsys, 'left'), os.environ.get('LEFT'), os.path.basename(os.getcwd())",
    )
    runner.run([first, second], tmp_path, silent)
    assert text_of(first, 0) == text_of(second, 1)  # children of one process ...
    server = int(text_of(first, 0))
    assert server != os.getpid()
    assert text_of(second, 0) == "(True, False, False)"
    assert text_of(second, 2) == "(False, None, 'chapters')"
    assert ended(server)  # ... which is gone


def test_without_forking_a_run_gives_the_same_bytes(tmp_path, monkeypatch):
    sources = ("import os\nimport random", "print(sorted({'x', 'y'}), hash('x'))", "os.getcwd()")
    path = notebook(tmp_path / "chapters/01-a.ipynb", *sources)
    runner.run([path], tmp_path, silent)
    forked = path.read_bytes()
    monkeypatch.setattr(forkserver, "supported", lambda: False)
    monkeypatch.setattr(forkserver, "ForkServer", None)
    runner.run([path], tmp_path, silent)
    assert path.read_bytes() == forked


@forking
def test_imports_that_fail_are_told_in_their_cell(tmp_path):
    path = notebook(tmp_path / "chapters/01-a.ipynb", "1", "import no_such_module")
    with pytest.raises(runner.RunError, match=r"cell 2 \(cell-2\): ModuleNotFoundError"):
        runner.run([path], tmp_path, silent)


@forking
def test_what_a_kernel_writes_past_python_is_kept_as_by_any_kernel(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel leaves such output alone
    path = notebook(
        tmp_path / "chapters/01-a.ipynb",
        "import os, time\n_ = os.system('echo said')\ntime.sleep(1)",
    )
    runner.run([path], tmp_path, silent)
    assert text_of(path, 0) == "said\n"


@forking
def test_a_kernel_that_is_killed_is_named(tmp_path):
    path = notebook(
        tmp_path / "chapters/01-a.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    )
    known = path.read_bytes()
    with pytest.raises(runner.RunError, match=r"01-a\.ipynb: the kernel was stopped"):
        runner.run([path], tmp_path, silent)
    assert path.read_bytes() == known


@forking
def test_a_server_that_is_killed_is_named(tmp_path):
    cells = ("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)", "1")
    paths = [notebook(tmp_path / f"chapters/0{number}-a.ipynb", *cells) for number in (1, 2)]
    known = paths[1].read_bytes()
    with pytest.raises(runner.RunError, match="kernel was stopped|its kernel did not start"):
        runner.run(paths, tmp_path, silent)
    assert paths[1].read_bytes() == known


@forking
def test_a_kernel_ends_with_its_server_and_the_server_with_its_run(tmp_path):
    server = forkserver.ForkServer("", Path.cwd(), dict(os.environ))
    connection = tmp_path / "kernel.json"
    pid = server.fork(["-f", str(connection)], str(tmp_path))
    kernel = forkserver.Forked(pid)
    deadline = time.monotonic() + 30
    while not connection.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert connection.exists() and kernel.poll() is None
    server.close()
    assert ended(pid)
    assert kernel.poll() == kernel.wait() == 0
    with pytest.raises(ProcessLookupError):
        kernel.terminate()
