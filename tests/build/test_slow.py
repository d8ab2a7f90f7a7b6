"""Kills, other places, tampering and growth: what `make test` leaves out because it takes long."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from growing import grow
from test_extensions import project

from themeshift.build import book, runner

ROOT = runner.project_root()
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv*", "_build", "generated", "__pycache__", "texts", ".*_cache", "*.egg-info"
)
WHERE = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Anchorage", "LANG": "fr_FR.UTF-8", "PYTHONHASHSEED": "99"},
)

pytestmark = pytest.mark.slow


def copied(target: Path) -> Path:
    """A copy of the project without what is built."""
    return Path(shutil.copytree(ROOT, target, ignore=LEFT_OUT))


def themeshift(root: Path, *words: str, **variables: str) -> None:
    """Carry a command out with the code and the data of a copy."""
    done = subprocess.run(
        [sys.executable, "-m", "themeshift", *words], cwd=root, text=True,
        env={**os.environ, **variables, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def digests(folder: Path, pattern: str = "**/*") -> dict[str, str]:
    """The digest of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob(pattern))
        if path.is_file()
    }


def test_a_book_that_is_killed_while_it_builds_is_the_old_one_or_the_new_one(tmp_path, _model):
    root = project(tmp_path, _model)
    code = f"from pathlib import Path; from themeshift.build import book; book.build(Path({str(root)!r}))"
    started = time.monotonic()
    first = digests(book.build(root))
    seconds = time.monotonic() - started
    index = root / "index.md"
    index.write_text(index.read_text(encoding="utf-8") + "\nAnother edition.\n", encoding="utf-8")
    rng = random.Random(1)
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", code], start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(rng.uniform(0.3, 1.1) * seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        published = root / "_build" / "html"
        if published.exists():  # else killed between two renames: the next build brings it back
            found = digests(published)
            assert found == first or "Another edition" in (published / "index.html").read_text()
    assert "Another edition" in (book.build(root) / "index.html").read_text(encoding="utf-8")
    assert [path.name for path in (root / "_build").iterdir()] == ["html"]


def test_other_places_hours_languages_and_homes_give_the_same_bytes(tmp_path):
    made = []
    for place, variables in enumerate(WHERE):
        home = tmp_path / f"home {place}"
        home.mkdir()
        root = copied(tmp_path / f"elsewhere-{place}" / ("deeper" * place or "here"))
        themeshift(root, "book", HOME=str(home), **variables)
        made.append(
            digests(root / "_build" / "html")
            | digests(root, "data/results/*")
            | digests(root, "*/*.ipynb")
        )
    assert made[0] == made[1]
    here = digests(ROOT, "*/*.ipynb") | digests(ROOT, "data/results/*")
    assert {name: made[0].get(name) for name in here} == here


def changed(text: str, rng: random.Random) -> str:
    """A text with one of its digits changed."""
    place = rng.choice([found.start() for found in re.finditer(r"\d", text)])
    return text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]


def test_every_output_and_every_result_that_was_changed_is_noticed(tmp_path):
    root, rng = copied(tmp_path / "copy"), random.Random(2)
    tampered = []
    for path in runner.find_notebooks(root):
        notebook = runner.read(path)
        shown = [
            (output.data, kind)
            for cell in notebook.cells if cell.cell_type == "code"
            for output in cell.outputs if "data" in output
            for kind, content in output.data.items() if re.search(r"\d", str(content))
        ]  # fmt: skip
        if shown:
            data, kind = rng.choice(shown)
            data[kind] = changed(data[kind], rng)
            nbformat.write(notebook, path)
            tampered.append(path.relative_to(root).as_posix())
    for path in sorted((root / "data" / "results").glob("*.csv")):
        path.write_text(changed(path.read_text(encoding="utf-8"), rng), encoding="utf-8")
        tampered.append(path.relative_to(root).as_posix())
    noticed = set(runner.run(root))
    assert set(tampered) - noticed == set()


def test_every_changed_cell_of_the_data_is_noticed(tmp_path):
    data, rng = shutil.copytree(ROOT / "data", tmp_path / "data"), random.Random(3)
    descriptor = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    code = "import sys; from themeshift import package, results\n"
    code += "data = sys.argv[1]\nfound = package.check(data)\n"
    code += "print(len(found or results.reminder(package.load(data))))"
    for resource in descriptor["resources"]:
        path = data / resource["path"]
        before = path.read_bytes()
        lines = before.decode().splitlines(keepends=True)
        place = rng.randrange(1, len(lines))
        lines[place] = (
            lines[place].replace("e", "a", 1) if "e" in lines[place] else "1" + lines[place]
        )
        path.write_bytes("".join(lines).encode())
        command = [sys.executable, "-c", code, str(data)]
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert int(found) > 0, resource["name"]
        path.write_bytes(before)


def test_more_texts_take_no_more_time_than_their_number(tmp_path):
    """With 5, 20 and 60 texts more, no stage takes longer than in proportion to all texts."""
    numbers, taken = (5, 20, 60), {}
    for number in numbers:
        root = copied(tmp_path / str(number))
        grow(root / "data", number)
        for stage, words in (
            ("check", ("check",)), ("run", ("run",)), ("build", ("build",)),
        ):  # fmt: skip
            started = time.monotonic()
            themeshift(root, *words)
            taken[stage, number] = time.monotonic() - started
        shutil.rmtree(root)
    print({key: round(value, 1) for key, value in taken.items()})
    for stage in ("check", "run", "build"):
        for fewer, more in ((5, 20), (20, 60)):
            growth = taken[stage, more] / taken[stage, fewer]
            assert growth <= 1.15 * more / fewer, (stage, fewer, more, taken)
