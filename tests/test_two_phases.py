"""The notebooks of the book run on a corpus that they were not written for: two phases, invented.

The cells are executed as they stand, but for the measures that one table of the synthesis names.
Nothing in `themeshift` may know a phase, document or theme of the real data.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import myst_nb
import nbformat
import pytest

from themeshift import package, results, runner, salience

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = {path.stem: path for path in runner.find_notebooks(ROOT)}
OF_ONE_PHASE = re.compile(r'^phase = "', re.MULTILINE)


def of_all_phases(path: Path) -> bool:
    """Whether a notebook names no phase of its own."""
    cells = nbformat.read(path, as_version=4).cells
    return not any(OF_ONE_PHASE.search(cell.source) for cell in cells)


OF_ALL_PHASES = [name for name, path in NOTEBOOKS.items() if of_all_phases(path)]


def carry_out(
    path: Path, data: package.Package, monkeypatch: pytest.MonkeyPatch
) -> dict[str, object]:
    """Execute a notebook's cells on other data; show what each cell shows; return what it glues."""
    glued: dict[str, object] = {}
    monkeypatch.setattr(package, "load", lambda root=None: data)
    monkeypatch.setattr(
        myst_nb, "glue", lambda key, value, display=True: glued.update({key: value})
    )
    space: dict[str, object] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code":
            continue
        source = re.sub(r'\("companies",[^)]*\)', 'tuple(data.indicators["measure"])', cell.source)
        tree = ast.parse(source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, cell.id, "exec"), space)  # noqa: S102 - the cells are the project's own
        if last is None:
            continue
        shown = eval(compile(ast.Expression(last.value), cell.id, "eval"), space)
        for render in ("_repr_mimebundle_", "_repr_markdown_"):
            if hasattr(shown, render):
                assert getattr(shown, render)(), (path.stem, cell.id)
    return glued


@pytest.mark.parametrize("name", OF_ALL_PHASES)
def test_a_notebook_of_all_phases_runs_on_two(
    name: str, mini: package.Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = salience.salience(salience.corpus(mini))
    for phase, part in shares.groupby("phase_id", sort=False):
        results.write(part, f"salience-{phase}", "x", mini)
    glued = carry_out(NOTEBOOKS[name], mini, monkeypatch)
    assert all(str(value).strip() for value in glued.values())


def test_the_pages_made_from_the_data_are_made_for_two_phases(
    mini: package.Package, tmp_path: Path
) -> None:
    from themeshift import explorer, pages

    assert pages.write(mini, tmp_path / "generated")
    explorer.write(mini, tmp_path / "generated")
