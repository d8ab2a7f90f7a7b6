"""The notebooks of the book are as a run leaves them, and tell a story."""

from __future__ import annotations

import ast
import copy
import re
from itertools import pairwise

import nbformat
import pytest

from themeshift import runner

ROOT = runner.project_root()
NOTEBOOKS = {
    path.relative_to(ROOT).as_posix(): runner.read(path) for path in runner.find_notebooks(ROOT)
}
HIDDEN = {"remove-cell"}
LOGIC = re.compile(
    r"^\s*(def|class)\b|\blambda\b|\bopen\(|\bread_csv\b|\bPath\(|[\w.]/[\w-]+\.csv", re.MULTILINE
)
SILENT = {"glue", "write"}
MOST_CODE_CELLS = 25


@pytest.fixture(params=NOTEBOOKS)
def notebook(request):
    """Each notebook in turn."""
    return NOTEBOOKS[request.param]


def code_cells(notebook):
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tags(cell):
    """Return the tags of a cell."""
    return set(cell.metadata.get("tags", ()))


def test_there_are_chapters():
    assert any(name.startswith("chapters/") for name in NOTEBOOKS)


def test_each_cell_was_run_once_and_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def shows_something(source):
    """Tell whether a cell ends with a value that is shown; a call that only writes does not."""
    last = ast.parse(source).body[-1:]
    if not last or not isinstance(last[0], ast.Expr):
        return False
    value = last[0].value
    called = ast.unparse(value.func).split(".")[-1] if isinstance(value, ast.Call) else ""
    return called not in SILENT


def test_no_output_was_cleared(notebook):
    cleared = [
        cell.id
        for cell in code_cells(notebook)
        if not cell.outputs and shows_something(cell.source)
    ]
    assert cleared == []


def test_nothing_is_kept_that_depends_on_machine_or_day(notebook):
    cleaned = copy.deepcopy(notebook)
    runner.clean(cleaned)
    assert nbformat.writes(cleaned) == nbformat.writes(notebook)


def test_words_stand_between_shown_code_cells(notebook):
    shown = [cell for cell in notebook.cells if not tags(cell) & HIDDEN]
    joined = [b.id for a, b in pairwise(shown) if a.cell_type == b.cell_type == "code"]
    assert joined == []


def test_code_cells_are_few_and_folded(notebook):
    cells = code_cells(notebook)
    assert len(cells) <= MOST_CODE_CELLS
    folded = {"hide-input", "remove-input", "remove-cell"}
    assert [cell.id for cell in cells if not tags(cell) & folded] == []


def test_notebooks_hold_no_logic_and_no_paths(notebook):
    assert [cell.id for cell in code_cells(notebook) if LOGIC.search(cell.source)] == []


def test_each_figure_tells_its_finding_and_what_it_shows(notebook):
    for cell in code_cells(notebook):
        for output in cell.outputs:
            if "image/svg+xml" in output.get("data", {}):
                options = cell.metadata.get("mystnb", {})
                assert options.get("figure", {}).get("caption"), cell.id
                assert options.get("image", {}).get("alt"), cell.id
