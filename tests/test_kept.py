"""What is kept: looked up only for the same code, data and libraries; never in a check."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from themeshift import calibration, kept, robustness, salience

ROOT = Path(__file__).resolve().parent.parent
SLOW = """
import sys
from themeshift import robustness, package
frame = robustness.multiverse(package.load())
print(len(frame), frame["theta_shift"].sum())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the code and the data."""
    root = tmp_path_factory.mktemp("kept")
    for name in ("themeshift", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def carry_out(root, **environment):
    """Work the multiverse out in a process of its own; return what it prints."""
    ended = subprocess.run(
        [sys.executable, "-c", SLOW], cwd=root, text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    return ended.stdout


def stored(root):
    """The files of outputs that are kept, by name, with their time."""
    files = (root / "_build" / "kept").rglob("output.pkl")
    return {path.relative_to(root).as_posix(): path.stat().st_mtime_ns for path in files}


def test_the_second_time_it_is_looked_up_and_the_same(project):
    shutil.rmtree(project / "_build", ignore_errors=True)
    first = carry_out(project, THEMESHIFT_AFRESH="")
    known = stored(project)
    assert len(known) == 1
    assert carry_out(project, THEMESHIFT_AFRESH="") == first
    assert stored(project) == known
    assert carry_out(project, THEMESHIFT_AFRESH="1") == first


def test_in_a_check_nothing_is_kept(project):
    shutil.rmtree(project / "_build", ignore_errors=True)
    carry_out(project, THEMESHIFT_AFRESH="1")
    assert stored(project) == {}


def test_other_data_and_other_code_are_worked_out_anew(project):
    shutil.rmtree(project / "_build", ignore_errors=True)
    first = carry_out(project, THEMESHIFT_AFRESH="")
    before = set(stored(project))
    events = project / "data" / "events.csv"
    known = events.read_bytes()
    last = known.rstrip(b"\n").rsplit(b"\n", 1)
    events.write_bytes(last[0] + b"\n")
    try:
        assert carry_out(project, THEMESHIFT_AFRESH="") == first
    finally:
        events.write_bytes(known)
    assert before < set(stored(project))
    with (project / "themeshift" / "shift.py").open("a") as file:
        file.write("\n# another line\n")
    assert carry_out(project, THEMESHIFT_AFRESH="") == first
    after = stored(project)
    assert len(after) == 1 and not before & set(after), "what other code found is not kept"


def test_the_tests_themselves_look_nothing_up():
    assert os.environ[kept.SWITCH]
    assert kept._MEMORY.location is None
    for function in (calibration.coverage, calibration.false_positives, robustness.multiverse):
        assert function.__wrapped__ is not None
    assert not hasattr(salience.corpus, "__wrapped__")


def test_where_no_file_can_be_written_nothing_is_kept(monkeypatch, tmp_path):
    monkeypatch.delenv(kept.SWITCH, raising=False)
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr(kept, "folder", lambda root: blocked / "kept")
    assert kept._memory().location is None
