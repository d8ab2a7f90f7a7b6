"""Notebooks run in order, to the same bytes, and a failure leaves them as they were."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from themeshift import runner


def notebook(path: Path, *sources: str, **first_metadata: object) -> Path:
    """Write a notebook of code cells that were never run."""
    made = nbformat.v4.new_notebook()
    for number, source in enumerate(sources, 1):
        cell = nbformat.v4.new_code_cell(source)
        cell.id = f"cell-{number}"
        made.cells.append(cell)
    if first_metadata:
        made.cells[0].metadata = nbformat.from_dict(first_metadata)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def silent(line: str) -> None:
    """Swallow a line of progress."""


def text_of(path: Path, cell: int) -> str:
    """Return what a cell printed, or the plain text of what it shows."""
    output = nbformat.read(path, as_version=4).cells[cell].outputs[0]
    return output.text if output.output_type == "stream" else output.data["text/plain"]


def test_chapters_come_before_appendices_each_by_name(tmp_path):
    for name in ("appendices/a.ipynb", "chapters/02-b.ipynb", "chapters/01-z.ipynb"):
        notebook(tmp_path / name, "1")
    (tmp_path / "chapters/.hidden.ipynb").write_text("{}")
    found = [path.relative_to(tmp_path).as_posix() for path in runner.find_notebooks(tmp_path)]
    assert found == ["chapters/01-z.ipynb", "chapters/02-b.ipynb", "appendices/a.ipynb"]


def test_an_unknown_notebook_suggests_the_nearest(tmp_path):
    notebook(tmp_path / "chapters/01-contract-2019.ipynb", "1")
    with pytest.raises(runner.RunError, match="did you mean 01-contract-2019?"):
        runner.choose(tmp_path, ["01-contrat-2019"])


def test_a_run_is_sequential_and_the_same_twice(tmp_path):
    first = notebook(
        tmp_path / "chapters/01-a.ipynb",
        "from pathlib import Path; Path('../a.txt').write_text('from the first')",
        "sorted({'x', 'y'}), hash('x')",
        execution={"iopub.execute_input": "2026-01-01"},
        tags=["hide-input"],
    )
    second = notebook(tmp_path / "chapters/02-b.ipynb", "print(open('../a.txt').read())")
    lines: list[str] = []
    runner.run([first, second], tmp_path, lines.append)
    once = first.read_bytes(), second.read_bytes()
    runner.run([first, second], tmp_path, silent)

    assert (first.read_bytes(), second.read_bytes()) == once
    assert text_of(second, 0) == "from the first\n"
    assert [line.split("  ")[0] for line in lines] == [
        "[1/2] chapters/01-a.ipynb",
        "[2/2] chapters/02-b.ipynb",
    ]
    cells = nbformat.read(first, as_version=4).cells
    assert [cell.execution_count for cell in cells] == [1, 2]
    assert [cell.id for cell in cells] == ["cell-1", "cell-2"]
    assert cells[0].metadata == {"tags": ["hide-input"]}
    assert nbformat.read(first, as_version=4).metadata.language_info == {"name": "python"}


def test_a_figure_gives_its_cell_caption_name_and_alternative_text(tmp_path):
    source = """
class Figure:
    def _repr_mimebundle_(self, include=None, exclude=None):
        about = {"name": "fig-x", "caption": "What it finds.", "alt": "What it shows."}
        return {"image/svg+xml": "<svg/>", "text/plain": "x"}, {"themeshift": about}
Figure()"""
    stale = {"figure": {"caption": "old"}, "image": {"alt": "old"}}
    path = notebook(tmp_path / "chapters/01-a.ipynb", source, mystnb=stale)
    runner.run([path], tmp_path, silent)
    assert nbformat.read(path, as_version=4).cells[0].metadata.mystnb == {
        "figure": {"caption": "What it finds.", "name": "fig-x"},
        "image": {"alt": "What it shows."},
    }


def test_a_failing_cell_is_named_and_leaves_the_notebook_untouched(tmp_path):
    good = notebook(tmp_path / "chapters/01-a.ipynb", "1")
    bad = notebook(tmp_path / "chapters/02-b.ipynb", "2", "1 / 0", "3")
    never = notebook(tmp_path / "chapters/03-c.ipynb", "4")
    before = bad.read_bytes(), never.read_bytes()
    with pytest.raises(runner.RunError) as raised:
        runner.run([good, bad, never], tmp_path, silent)
    lines = str(raised.value).splitlines()
    assert lines[0] == "chapters/02-b.ipynb, cell 2 (cell-2): ZeroDivisionError: division by zero"
    assert len(lines) < 20
    assert (bad.read_bytes(), never.read_bytes()) == before
    assert sorted(path.name for path in bad.parent.iterdir()) == [
        "01-a.ipynb",
        "02-b.ipynb",
        "03-c.ipynb",
    ]


def test_a_warning_fails_the_run(tmp_path):
    path = notebook(tmp_path / "chapters/01-a.ipynb", "import warnings; warnings.warn('careful')")
    with pytest.raises(runner.RunError, match=r"cell 1 \(cell-1\) warns: .*careful"):
        runner.run([path], tmp_path, silent)


def test_a_file_that_is_no_notebook_is_named(tmp_path):
    path = tmp_path / "chapters/01-a.ipynb"
    path.parent.mkdir()
    path.write_text("not JSON")
    with pytest.raises(runner.RunError, match=r"chapters/01-a\.ipynb: not a notebook"):
        runner.run([path], tmp_path, silent)


def test_a_check_names_what_a_run_would_change_and_changes_nothing(tmp_path):
    (tmp_path / "data/results").mkdir(parents=True)
    write = "from pathlib import Path; Path('../data/results/x.csv').write_text('a\\n2\\n')"
    path = notebook(tmp_path / "chapters/01-a.ipynb", write)
    runner.run([path], tmp_path, silent)
    assert runner.check([path], tmp_path, silent) == []

    (tmp_path / "data/results/x.csv").write_text("a\n3\n")
    before = path.read_bytes()
    notebook(path, "7")
    assert runner.check([path], tmp_path, silent) == [
        "chapters/01-a.ipynb: a run gives other bytes, first in cell 1 (cell-1)"
    ]
    path.write_bytes(before)
    assert runner.check([path], tmp_path, silent) == [
        "data/results/x.csv: a run gives other bytes, first in line 2: found '3', a run gives '2'"
    ]
    assert (tmp_path / "data/results/x.csv").read_text() == "a\n3\n"


def test_a_kernel_that_does_not_start_is_named(tmp_path, monkeypatch):
    path = notebook(tmp_path / "chapters" / "01-x.ipynb", "1")

    async def unanswered(client):
        raise RuntimeError("Kernel didn't respond in 60 seconds")

    monkeypatch.setattr(runner.NotebookClient, "async_start_new_kernel_client", unanswered)
    with pytest.raises(runner.RunError, match=r"01-x\.ipynb: its kernel did not start"):
        runner.run([path], tmp_path, silent)


def test_what_must_come_first_comes_first(tmp_path):
    path = notebook(tmp_path / "chapters" / "01-x.ipynb", "1")
    known = path.read_bytes()

    def refuse() -> None:
        raise runner.RunError("the data are damaged")

    with pytest.raises(runner.RunError, match="the data are damaged"):
        runner.run([path], tmp_path, silent, refuse)
    assert path.read_bytes() == known


def test_a_kernel_has_loaded_what_its_notebook_imports_and_bound_no_name(tmp_path):
    sources = (
        "from decimal import Decimal\nimport colorsys\nx = 1",
        "import sys\n'colorsys' in sys.modules",
    )
    made = runner.read(notebook(tmp_path / "chapters" / "01-x.ipynb", *sources))
    assert runner.imports(made) == "from decimal import Decimal\nimport colorsys\nimport sys"
    broken = runner.read(notebook(tmp_path / "chapters" / "02-x.ipynb", "import sys", "x ="))
    assert runner.imports(broken) == ""
    first = "'Decimal' in globals(), 'decimal' in __import__('sys').modules"
    path = notebook(
        tmp_path / "chapters" / "03-x.ipynb", first, "from decimal import Decimal\nx = 1"
    )
    runner.run([path], tmp_path, silent)
    assert runner.read(path).cells[0].outputs[0].data["text/plain"] == "(False, True)"
