"""The guide of "Re-run and extend", followed step by step with an invented contract.

The contract is moved to a year that the data cannot have. What the guide leaves to the reader (a
gist for each passage, a code for each that counts) is filled in. `make` takes minutes and is
followed in the slow test alone, by the commands that it consists of.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
from pathlib import Path

import invented
import pytest

from themeshift import package
from themeshift.measures import corpus as corpora
from themeshift.package import GIST_TO_WRITE, SUBSTANTIVE

STEP = re.compile(
    r"^```(?P<sh>sh)\n(?P<commands>.*?)^```$"
    r"|^```\{code-block\} text\n:caption: (?P<how>Add to|Change in) data/(?P<table>\w+)\.csv\n\n"
    r"(?P<rows>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
#: Commands that take minutes, and what they consist of.
MAKE = {"make book": ("book",), "make test": ()}


def guide() -> str:
    return invented.GUIDE.read_text(encoding="utf-8")


def moved(text: str) -> str:
    """A block of the guide as it would be written of the invented contract's year."""
    shift = invented.YEAR - invented.GUIDE_YEAR
    return re.sub(r"\b20(?:2[6-9]|3\d)\b", lambda year: str(int(year[0]) + shift), text)


def steps() -> list[re.Match[str]]:
    """The steps of the last section, in order."""
    return list(STEP.finditer(guide().split("## Add a contract")[1]))


def follow(root: Path, commands: str, slow: bool) -> None:
    """Carry out the commands of a block, as a reader would."""
    for line in moved(commands).replace("\\\n", " ").strip().split("\n"):
        words = shlex.split(line)
        if words[0] == "git":
            invented.git(root, *words[1:])
            continue
        if line in MAKE:
            run = [[one] for one in MAKE[line]] if slow else []
        else:
            assert words[:3] == ["python", "-m", "themeshift"], line
            run = [words[3:]]
        for one in run:
            done = invented.themeshift(root, *one)
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return list(reader.fieldnames or ()), list(reader)


def write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")


def edit(root: Path, table: str, how: str, text: str) -> None:
    """Add the guide's rows to a table, or put them in the place of the rows with their keys."""
    path = root / "data" / f"{table}.csv"
    header, rows = read(path)
    cells = list(csv.reader(io.StringIO(moved(text), newline="")))
    assert all(len(one) == len(header) for one in cells), (table, text)
    new = [dict(zip(header, one, strict=True)) for one in cells]
    if "order" in header:
        new = [row | {"order": str(len(rows) + n)} for n, row in enumerate(new, start=1)]
    if how == "Add to":
        write(path, header, rows + new)
        return
    key = ("project_id", "phase_id")
    for row in new:
        places = [n for n, old in enumerate(rows) if all(old[k] == row[k] for k in key)]
        assert len(places) == 1, f"{table}: one row expected for {row}"
        rows[places[0]] = row
    write(path, header, rows)


def write_gists(root: Path) -> None:
    path = root / "data" / "units.csv"
    header, rows = read(path)
    for row in rows:
        if row["gist"] == GIST_TO_WRITE:
            row["gist"] = f"What passage {row['position']} says."
    write(path, header, rows)


def code_the_rest(root: Path, coder: str) -> None:
    """`none` for each passage of the new text that counts and that the guide does not show."""
    header, codes = read(root / "data" / "codes.csv")
    coded = {row["unit_id"] for row in codes if row["coder"] == coder}
    for unit in read(root / "data" / "units.csv")[1]:
        counts = unit["doc_id"] == invented.DOCUMENT and unit["kind"] in SUBSTANTIVE
        if counts and unit["unit_id"] not in coded:
            row = {"unit_id": unit["unit_id"], "coder": coder, "rank": "1", "theme": "none"}
            codes.append(dict.fromkeys(header, "") | row | {"weight": "1"})
    write(root / "data" / "codes.csv", header, codes)


def followed(root: Path, slow: bool = False) -> package.Package:
    """The project as it is when the guide has been followed to its end."""
    coder = ""
    for number, step in enumerate(steps()):
        if step["sh"]:
            follow(root, step["commands"], slow)
            if number == 0:
                waiting = corpora.provisional(package.load(root / "data"))
                assert waiting and all(unit.startswith(invented.DOCUMENT) for unit in waiting)
            continue
        edit(root, step["table"], step["how"], step["rows"].strip("\n"))
        if step["table"] == "coders":
            write_gists(root)
            coder = step["rows"].split(",")[0]
        if step["table"] == "codes":
            code_the_rest(root, coder)
    return package.load(root / "data")


def is_finished(root: Path, finished: package.Package) -> None:
    assert package.check(root / "data") == []
    assert corpora.provisional(finished) == ()
    assert GIST_TO_WRITE not in set(finished.units["gist"])
    before = package.load(invented.ROOT / "data")
    assert finished.phases["phase_id"].tolist() == [*before.phases["phase_id"], invented.PHASE]
    chapters = {path.name for path in (root / "chapters").glob("*.ipynb")}
    old = {path.name for path in (invented.ROOT / "chapters").glob("*.ipynb")}
    assert chapters - old == {f"{len(old):02d}-contract-{invented.YEAR}.ipynb"}
    assert old <= chapters
    assert "contract.txt" not in invented.git(root, "ls-files")


def test_the_guide_leads_to_a_sound_package_that_waits_for_nothing(book: Path) -> None:
    is_finished(book, followed(book))


@pytest.mark.slow
def test_the_guide_leads_to_a_book(book: Path) -> None:
    is_finished(book, followed(book, slow=True))
    page = f"_build/html/chapters/{len(list(invented.ROOT.glob('chapters/*.ipynb'))):02d}"
    assert (book / f"{page}-contract-{invented.YEAR}.html").is_file()


def test_the_guide_shows_what_it_needs() -> None:
    kinds = [step["table"] or "sh" for step in steps()]
    assert kinds[0] == "sh" and {"coders", "codes", "project_status"} <= set(kinds)
    named = {kind for kind in kinds if kind != "sh"}
    assert named <= set(package.TABLES)


def test_the_page_is_short_and_its_commands_fit_a_phone() -> None:
    text = guide()
    assert len(FENCE.sub("", text).split()) <= 1_300
    for block in FENCE.findall(text):
        limit = 80 if "code-block" in block else 60
        assert max(map(len, block.split("\n"))) <= limit, block
