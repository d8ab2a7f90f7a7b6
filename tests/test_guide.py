"""The guide "Add a contract in an afternoon", followed step by step with an invented contract.

The guide's contract is moved to a year that the data cannot have: whoever has followed the guide
with a contract of the same year has its ids in the data.

`make` itself is followed only where THEMESHIFT_LONG=1 is set: it executes every notebook and
builds the book, which takes minutes.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import fictitious
import pytest

from themeshift import package, provisional, seal
from themeshift.consistency import GIST_TO_WRITE

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "appendices" / "add-a-contract.md"
LONG = os.environ.get("THEMESHIFT_LONG") == "1"
NEEDED = ("themeshift", "data", "chapters", "appendices", "_toc.yml", "index.md", "tests",
          "_config.yml", "_ext", "_static", "_explorer", "_templates", "references.bib", "Makefile",
          "requirements.in", "requirements.txt", "README.md", "pyproject.toml", "LICENSE", "CITATION.cff")  # fmt: skip

STEP = re.compile(
    r"^```(?P<sh>sh)\n(?P<commands>.*?)^```$"
    r"|^```\{code-block\} text\n:caption: (?P<how>Add to|Change in) data/(?P<table>\w+)\.csv\n\n"
    r"(?P<rows>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def told(data: package.Package) -> str:
    """The guide as it would tell of a contract of `fictitious.YEAR`, after the phases there are.

    Lines about phases and documents of the data stay as they are.
    """
    text = GUIDE.read_text(encoding="utf-8")
    invented = re.search(r"--document ((\d{4})-\S+) --phase (\S+)", text)
    first = int(invented[2])
    text = re.sub(  # the place of the new phase among the others
        rf"^{re.escape(invented[3])},\d+,", f"{invented[3]},{len(data.phases) + 1},", text,
        flags=re.MULTILINE,
    )  # fmt: skip
    kept = {*data.phases["phase_id"], *data.documents["doc_id"]} - {invented[1], invented[3]}

    def moved(year: re.Match[str]) -> str:
        later = int(year[0]) - first
        return str(fictitious.YEAR + later) if later >= 0 else year[0]

    return "\n".join(
        line if line.split(",")[0] in kept else re.sub(r"\b20\d\d\b", moved, line)
        for line in text.split("\n")
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, with the text that is to be added."""
    target = tmp_path / "project"
    target.mkdir()
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "texts", "generated", ".*")
            shutil.copytree(source, target / name, ignore=ignored)
        elif source.exists():
            shutil.copyfile(source, target / name)
    (target / "contract.txt").write_text(fictitious.TEXT, encoding="utf-8")
    return target


def follow(project: Path, command: str) -> None:
    """Carry out a command of the guide, as a reader would."""
    if command.startswith("make"):
        if LONG and command == "make book":
            for step in ("check --unsealed", "run", "pages", "build"):
                follow(project, f"python -m themeshift {step}")
        return
    allowed = command.endswith("|| true")
    words = shlex.split(command.removesuffix("|| true"))
    assert words[0] == "python", command
    done = subprocess.run(
        [sys.executable, *words[1:]], cwd=project, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert allowed or done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return header, rows


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    path.write_text(stream.getvalue(), encoding="utf-8")


def edit(project: Path, table: str, how: str, text: str) -> None:
    """Add the guide's rows to a table, or put them in the place of the rows with their keys."""
    path = project / "data" / f"{table}.csv"
    header, rows = read(path)
    new = list(csv.reader(io.StringIO(text, newline="")))
    assert all(len(row) == len(header) for row in new), (table, text)
    descriptor = package.load(ROOT / "data").descriptor
    schema = next(r["schema"] for r in descriptor["resources"] if r["name"] == table)
    key = schema["primaryKey"] if isinstance(schema["primaryKey"], list) else [schema["primaryKey"]]
    places = [header.index(column) for column in key]
    if how == "Add to":
        if len(places) == 1:
            for row in new:
                row[places[0]] = free(row[places[0]], {old[places[0]] for old in rows})
        write(path, header, rows + new)
        return
    for row in new:
        at = [k for k, old in enumerate(rows) if all(old[p] == row[p] for p in places)]
        assert len(at) == 1, f"{table}: no row to change for {row}"
        rows[at[0]] = row
    write(path, header, rows)


def free(name: str, taken: set[str]) -> str:
    """This id, its number counted up past those of the rows that are there."""
    while name in taken:
        name = re.sub(r"\d+$", lambda number: f"{int(number[0]) + 1:0{len(number[0])}d}", name)
    return name


def confirm(project: Path) -> None:
    """What steps 3 and 4 ask for in words: every gist written, every code confirmed."""
    path = project / "data" / "units.csv"
    header, rows = read(path)
    write(
        path, header, [["An invented gist." if c == GIST_TO_WRITE else c for c in r] for r in rows]
    )
    path = project / "data" / "codes.csv"
    header, rows = read(path)
    status = header.index("status")
    write(path, header, [[*r[:status], "confirmed", *r[status + 1 :]] for r in rows])


def test_the_guide_leads_to_a_sealed_package_without_provisional_codes(project: Path) -> None:
    data = project / "data"
    seal.write(data)  # the project is as agreed when an analyst begins
    chapters = len(list(project.glob("chapters/*.ipynb")))  # the new one takes the last's number
    steps = list(STEP.finditer(told(package.load(data))))
    assert len(steps) > 12
    added = False
    for step in steps:
        if step["sh"]:
            for command in step["commands"].strip().split("\n"):
                follow(project, command)
            if not added:
                added = True
                waiting = provisional.waiting(package.load(data))
                assert waiting.units > 0 and waiting.gists > 0
        else:
            if step["table"] == "codes":
                confirm(project)
            edit(project, step["table"], step["how"], step["rows"].strip("\n"))
    finished = package.load(data)
    assert package.problems(data) == []
    assert provisional.waiting(finished).units == 0
    before = package.load(ROOT / "data").phases["phase_id"].tolist()
    assert finished.phases["phase_id"].tolist() == [*before, fictitious.PHASE]
    assert GIST_TO_WRITE not in set(finished.units["gist"])
    chapter = f"chapters/{chapters:02d}-contract-{fictitious.YEAR}"
    assert (project / f"{chapter}.ipynb").exists()
    if LONG:
        assert (project / f"_build/html/{chapter}.html").exists()


def test_every_table_that_the_guide_names_is_one() -> None:
    named = {step["table"] for step in STEP.finditer(GUIDE.read_text(encoding="utf-8"))} - {None}
    assert named <= set(package.TABLES)
    assert {"structure", "indicators", "actors", "project_status"} <= named
