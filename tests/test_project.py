"""The files around the code agree with each other."""

from __future__ import annotations

import re
import subprocess

import pytest
import yaml

import themeshift
from themeshift import runner

ROOT = runner.project_root()
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINNED = dict(re.findall(r"^([a-z0-9._-]+)==(\S+) \\$", LOCK, re.MULTILINE))


def plain(name: str) -> str:
    """Return a package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read(name: str) -> str:
    """Return the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_package_is_locked_with_hashes():
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)[1:]
    assert len(entries) == len(PINNED)
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_host():
    assert re.findall(r"https?://|--index-url|--find-links|--extra-index|file://", LOCK) == []


def test_the_lock_holds_every_direct_dependency():
    wanted = [
        re.split(r"[=<>~!\[#]", line)[0].strip()
        for line in read("requirements.in").splitlines()
        if line and not line.startswith("#")
    ]
    assert {plain(name) for name in wanted} <= {plain(name) for name in PINNED}


def test_binder_uses_the_lock_and_the_python_that_is_tested():
    assert "-r ../requirements.txt" in read("binder/requirements.txt").splitlines()
    assert read("binder/runtime.txt").strip() == "python-3.11"


def test_the_readme_opens_with_the_two_commands():
    opening = [line for line in read("README.md").splitlines() if line][1:4]
    assert opening[0] == "```sh"
    assert [line.split("#")[0].strip() for line in opening[1:]] == ["make book", "make test"]


def test_continuous_integration_runs_the_same_two_commands():
    jobs = yaml.safe_load(read(".github/workflows/book.yml"))["jobs"]
    assert any(step.get("run") == ".ci/run" for step in jobs["test"]["steps"])
    assert any(step.get("run") == "make book" for step in jobs["build"]["steps"])
    assert re.search(r"^CI=true make test$", read(".ci/run"), re.MULTILINE)
    assert "pip-audit --strict" in read(".github/workflows/book.yml")


def test_versions_agree():
    version = themeshift.__version__
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE).group(1) == version


def test_every_page_of_the_book_is_listed():
    listed = yaml.safe_load(read("_toc.yml"))
    named = re.findall(r"'(?:file|root)': '([^']+)'", str(listed))
    globs = re.findall(r"'glob': '([^']+)'", str(listed))
    reached = {path.relative_to(ROOT).with_suffix("").as_posix() for one in globs
               for path in ROOT.glob(one)}  # fmt: skip
    here = [path for pattern in ("*.md", "*.ipynb") for folder in ("chapters", "appendices")
            for path in (ROOT / folder).glob(pattern)]  # fmt: skip
    pages = {path.relative_to(ROOT).with_suffix("").as_posix() for path in here}
    assert pages - reached - set(named) == set()


@pytest.mark.parametrize("name", ["_build/x", "data/texts/x.txt", "appendices/generated/x.md"])
def test_what_is_built_or_not_ours_is_ignored(name):
    answer = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    if answer.returncode == 128:
        pytest.skip("not a git repository")
    assert answer.returncode == 0
