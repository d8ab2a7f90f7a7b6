"""All that ``make test`` checks, one stage after the other; the last line is the sum.

usage: python tests/everything.py [STAGE …]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["THEMESHIFT_AFRESH"] = "1"  # nothing is looked up in a check: see themeshift/kept.py

from themeshift import inside

inside.keep(ROOT)

from themeshift import paper, runner

VERBATIM = ROOT.parent / "shared" / "tools" / "verbatim.py"
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped)")
PYTEST = (sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider")


@dataclass(frozen=True)
class Stage:
    """A group of checks; ``left_out`` says why it cannot run here, and how it could."""

    name: str
    what: str
    command: Sequence[str]
    left_out: str = ""


def stages() -> list[Stage]:
    """Return the stages in the order in which they run: quick and telling ones first."""
    notebooks = [str(path.relative_to(ROOT)) for path in runner.find_notebooks(ROOT)]
    themeshift, ruff = (sys.executable, "-m", "themeshift"), (sys.executable, "-m", "ruff")
    parallel = ("-n", "2", "--dist", "loadfile")
    return [
        Stage("data", "the data package is sound and sealed", (*themeshift, "check")),
        Stage("results", "results are as the notebooks wrote them", (*themeshift, "results")),
        Stage("claims", "each claim has the verdict that it had", (*themeshift, "claims")),
        Stage("style", "the code reads as ruff expects", (*ruff, "check")),
        Stage("format", "the code is laid out as ruff does it", (*ruff, "format", "--check", "-q")),
        Stage("code", "unit tests", (*PYTEST, *parallel, "tests", "--ignore=tests/browser")),
        Stage(
            "notebooks",
            "each notebook, run again, shows what it showed (nbval, strict)",
            (*PYTEST, *parallel, "--nbval", *notebooks),
        ),
        Stage(
            "same bytes", "a run in a copy gives the same files", (*themeshift, "run", "--check")
        ),
        Stage("pages", "pages are made from the data", (*themeshift, "pages")),
        Stage("book", "the book builds without a warning, its pages whole", (*themeshift, "build")),
        Stage(
            "browser",
            "the built pages in a browser",
            (*PYTEST, *parallel, "tests/browser"),
            ""
            if paper.chromium()
            else "no Chromium here: access, weight, search, print and network checks are left "
            "out; on Debian `apt-get install chromium` brings them",
        ),
        Stage(
            "verbatim",
            "no run of words is taken from a source text",
            (sys.executable, str(VERBATIM), str(ROOT)),
            "" if VERBATIM.exists() else f"{os.path.relpath(VERBATIM, ROOT)} is not there",
        ),
    ]


def carry_out(stage: Stage) -> dict[str, int]:
    """Run a stage, show what it prints, and return how many checks passed, failed, skipped."""
    environment = {**os.environ, **runner.ENVIRONMENT, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        stage.command, cwd=ROOT, env=environment, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    last = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        if COUNTED.search(line):
            last = line
    code = process.wait()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if stage.command[: len(PYTEST)] == PYTEST:
        for number, outcome in COUNTED.findall(last):
            counts["failed" if outcome.startswith("error") else outcome] += int(number)
    elif code == 0:
        counts["passed"] = 1
    if code and not counts["failed"]:
        counts["failed"] = 1
    return counts


def main(wanted: Sequence[str]) -> int:
    """Carry out the wanted stages (all when none is named); 1 when a check failed."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    summary = []
    for stage in stages():
        if wanted and stage.name not in wanted:
            continue
        print(f"\n── {stage.name}: {stage.what}", flush=True)
        if stage.left_out:
            must = stage.name == "browser" and os.environ.get("CI") == "true"
            total["failed" if must else "skipped"] += 1
            print(f"   LEFT OUT: {stage.left_out}", flush=True)
            summary.append(f"{stage.name:<12}{'FAILED' if must else 'LEFT OUT'}: {stage.left_out}")
            continue
        started = time.monotonic()
        counts = carry_out(stage)
        for outcome, number in counts.items():
            total[outcome] += number
        outcome = "FAILED" if counts["failed"] else "passed"
        summary.append(f"{stage.name:<12}{outcome:<8}{time.monotonic() - started:6.1f} s")
    print("\n" + "\n".join(summary))
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    print(f"{total['passed']} passed, {total['failed']} failed{skipped}")
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("stopped: 0 passed, 1 failed")
        sys.exit(1)
