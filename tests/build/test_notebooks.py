"""The notebooks of the book are as a run leaves them, tell a story, and run in any Jupyter."""

from __future__ import annotations

import ast
import copy
import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from themeshift.build import runner

ROOT = runner.project_root()
NOTEBOOKS = {
    path.relative_to(ROOT).as_posix(): runner.read(path) for path in runner.find_notebooks(ROOT)
}
LOGIC = re.compile(
    r"^\s*(def|class)\b|\blambda\b|\bopen\(|\bread_csv\b|\bPath\(|\.csv\b|\bsys\.path\b",
    re.MULTILINE,
)
#: Calls whose value nobody needs to see.
SILENT = {"glue_all", "write", "notice"}
MOST_CODE_CELLS = 25
ABOVE = re.compile(r"from themeshift(\.| import )(text|add)\b")


def test_every_result_is_written_by_a_notebook():
    sources = (cell.source for each in NOTEBOOKS.values() for cell in each.cells)
    written = sum(source.count("results.write(") for source in sources)
    assert written == len(list((ROOT / "data" / "results").glob("*.csv")))


@pytest.fixture(params=NOTEBOOKS)
def notebook(request):
    """Each notebook in turn."""
    return NOTEBOOKS[request.param]


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    return set(cell.metadata.get("tags", ()))


def shows_something(source):
    """Tell whether a cell ends with a value that is shown."""
    last = ast.parse(source).body[-1:]
    if not last or not isinstance(last[0], ast.Expr):
        return False
    value = last[0].value
    called = ast.unparse(value.func).split(".")[-1] if isinstance(value, ast.Call) else ""
    return called not in SILENT


def test_there_are_chapters_and_appendices():
    assert {name.partition("/")[0] for name in NOTEBOOKS} == set(runner.FOLDERS)


def test_each_cell_was_run_once_and_in_order_and_shows_what_it_showed(notebook):
    cells = code_cells(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    cleared = [cell.id for cell in cells if not cell.outputs and shows_something(cell.source)]
    assert cleared == []


def test_nothing_is_kept_that_depends_on_machine_or_day(notebook):
    cleaned = copy.deepcopy(notebook)
    runner.clean(cleaned)
    assert nbformat.writes(cleaned) == nbformat.writes(notebook)


def test_words_stand_between_shown_code_cells(notebook):
    shown = [cell for cell in notebook.cells if "remove-cell" not in tags(cell)]
    joined = [b.id for a, b in pairwise(shown) if a.cell_type == b.cell_type == "code"]
    assert joined == []


def test_code_cells_are_few_folded_and_hold_no_logic(notebook):
    cells = code_cells(notebook)
    assert len(cells) <= MOST_CODE_CELLS
    folded = {"hide-input", "remove-input", "remove-cell"}
    assert [cell.id for cell in cells if not tags(cell) & folded] == []
    assert [cell.id for cell in cells if LOGIC.search(cell.source)] == []


def test_glued_values_are_read(notebook):
    """A value that no sentence of the book reads is not glued."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "appendices").glob("*.md")]
    elsewhere = "".join(path.read_text(encoding="utf-8") for path in pages)
    text = elsewhere + "".join(
        cell.source for one in NOTEBOOKS.values() for cell in one.cells
        if cell.cell_type == "markdown"
    )  # fmt: skip
    names = [
        output.metadata["scrapbook"]["name"] for cell in code_cells(notebook)
        for output in cell.outputs if "scrapbook" in output.get("metadata", {})
    ]  # fmt: skip
    read = set(re.findall(r"\{(?:num|glue:text)\}`(?:[^`]*::)?([^`:]+)(?::\w+)?`", text))
    assert set(names) - read == set()


def test_each_figure_says_its_finding_and_what_it_shows(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if "image/svg+xml" in output.get("data", {}):
                options = cell.metadata.get("mystnb", {})
                assert options.get("figure", {}).get("caption"), cell.id
                assert options.get("image", {}).get("alt"), cell.id


def test_a_phase_chapter_needs_neither_raw_texts_nor_the_adding_of_texts():
    chapters = {name: one for name, one in NOTEBOOKS.items() if re.match(r"chapters/\d", name)}
    assert chapters
    for name, one in chapters.items():
        assert not any(ABOVE.search(cell.source) for cell in code_cells(one)), name


def test_a_notebook_runs_in_plain_jupyter_from_any_folder(tmp_path: Path):
    """As someone does who opens it: nothing set, another folder, an empty home."""
    name = next(path for path in runner.find_notebooks(ROOT) if path.parent.name == "chapters")
    copied = shutil.copy(name, tmp_path / "opened.ipynb")
    unwanted = ("PYTHON", "JUPYTER", "MPL", "IPYTHON")
    kept = {key: text for key, text in os.environ.items() if not key.startswith(unwanted)}
    subprocess.run(
        [Path(sys.executable).with_name("jupyter"), "execute", str(copied)],
        check=True, cwd="/", env={**kept, "HOME": str(tmp_path)}, capture_output=True,
    )  # fmt: skip
