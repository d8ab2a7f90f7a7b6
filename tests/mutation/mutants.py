"""Do the tests notice when the code is changed? Mutation testing with cosmic-ray.

Each module is changed in a copy of the project, one operator or number at a time, and its own
test file is run. cosmic-ray lives in an environment of its own: the book does not need it.

usage: python tests/mutation/mutants.py [--size N] [--seed N] [MODULE …]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
MODULES = (
    "salience", "shift", "keyness", "distance", "agreement", "robustness", "claims", "ingest",
)  # fmt: skip
COPIED = ("themeshift", "tests", "data", "chapters", "appendices", "pyproject.toml", "index.md")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "generated", "texts")


def cosmic_ray(environment: Path, *words: str, folder: Path) -> str:
    """Call cosmic-ray; return what it prints."""
    done = subprocess.run(
        [str(environment / "bin" / "cosmic-ray"), *words],
        cwd=folder, text=True, check=True, stdout=subprocess.PIPE,
        # The plug-ins that tests need come by name; looking for others takes longer than a test.
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0",
             "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    return done.stdout


def outcomes(dump: str) -> list[tuple[str, str]]:
    """Return outcome and place of each mutant that was tried."""
    found = []
    for line in dump.splitlines():
        item, result = json.loads(line)
        if result is None or result["worker_outcome"] == "skipped":
            continue
        (mutation,) = item["mutations"]
        line_number, column = mutation["start_pos"]
        place = f"{Path(mutation['module_path']).name}:{line_number}:{column}"
        change = mutation["operator_name"].removeprefix("core/")
        arguments = " ".join(f"{k}={v}" for k, v in mutation["operator_args"].items())
        found.append((str(result["test_outcome"]), f"{place} {change} {arguments}".strip()))
    return found


def try_module(
    module: str, size: int, seed: int, environment: Path, copy: Path, pytest: str
) -> str:
    """Mutate one module in the copy; print survivors; return a line of the summary."""
    config, session = copy / f"{module}.toml", copy / f"{module}.sqlite"
    text = (HERE / "cosmic-ray.toml").read_text(encoding="utf-8")
    config.write_text(text.replace("MODULE", module).replace("PYTEST", pytest))
    cosmic_ray(environment, "init", config.name, session.name, folder=copy)
    subprocess.run(
        [str(environment / "bin" / "python"), str(HERE / "sample.py"), session.name,
         f"themeshift/{module}.py", str(size), str(seed)],
        cwd=copy, check=True,
    )  # fmt: skip
    try:
        cosmic_ray(environment, "--verbosity", "INFO", "baseline", config.name, folder=copy)
    except subprocess.CalledProcessError as error:
        return f"{module:<12}its tests fail without any mutant: {error.stdout[-2000:]}"
    cosmic_ray(environment, "exec", config.name, session.name, folder=copy)
    found = outcomes(cosmic_ray(environment, "dump", session.name, folder=copy))
    survivors = sorted(place for outcome, place in found if outcome == "survived")
    for place in survivors:
        print(f"  survives: {place}", flush=True)
    killed = len(found) - len(survivors)
    return f"{module:<12}{killed:4} of {len(found):4} killed, {killed / max(len(found), 1):.0%}"


def main() -> int:
    """Try each module and print its score; survivors are for a reader to judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", default=MODULES)
    parser.add_argument("--size", type=int, default=60, help="mutants per module (default 60)")
    parser.add_argument("--seed", type=int, default=1, help="of the sample (default 1)")
    parser.add_argument("--environment", default=str(ROOT / ".venv-mutants"))
    parser.add_argument("--command", help="what runs pytest (default: this Python)")
    arguments = parser.parse_args()
    environment = Path(arguments.environment)
    if not (environment / "bin" / "cosmic-ray").exists():
        sys.exit(f"no cosmic-ray in {environment.name}: make mutants sets it up")
    command = arguments.command or f"{sys.executable} -m pytest"
    summary = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "project"
        copy.mkdir()
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, copy / name, ignore=LEFT_OUT)
            else:
                shutil.copy(ROOT / name, copy / name)
        # A mutant can have the size and the second of the file before it: compare contents.
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash",
             "themeshift"], cwd=copy, check=True,
        )  # fmt: skip
        for module in arguments.modules:
            summary.append(
                try_module(module, arguments.size, arguments.seed, environment, copy, command)
            )
            print(summary[-1], flush=True)
    print("\n" + "\n".join(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
