"""Notebooks run in order, come out the same each time, and stay as they were where one fails."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from themeshift import UserError, package, results
from themeshift.build import runner

FIGURE = {
    "name": "fig-x",
    "caption": "**It fell.** * [CSV](page:data/results/x.csv)",
    "alt": "A line",
}


def write(path, *sources, **metadata):
    """Write a notebook of code cells."""
    notebook = new_notebook(metadata=metadata)
    notebook.cells = [new_code_cell(one, id=f"c{n}") for n, one in enumerate(sources)]
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def project(small_folder):
    """A project with the miniature's data and no notebook yet."""
    root = small_folder.parent
    for lane in runner.FOLDERS:
        (root / lane).mkdir()
    return root


def test_notebooks_run_in_the_order_of_their_names(project):
    for name in ("synthesis", "02-b", "01-a"):
        write(project / "chapters" / f"{name}.ipynb", "1")
    write(project / "appendices" / "codings.ipynb", "1")
    assert [path.stem for path in runner.find_notebooks(project)] == [
        "01-a", "02-b", "synthesis", "codings",
    ]  # fmt: skip


def test_a_run_cleans_numbers_and_notes_the_data_and_a_second_one_changes_nothing(project):
    path = write(
        project / "chapters" / "01-a.ipynb", "import sys, os", "hash('a'), os.environ['TZ']",
        description="What it is", authors=[{"name": "someone"}], kernelspec={"name": "mine", "display_name": "Mine"},
    )  # fmt: skip
    runner.run(project)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert set(found["metadata"]) == {"description", "kernelspec", "language_info"}
    assert found["metadata"]["language_info"] == {"name": "python"}
    assert [cell["execution_count"] for cell in found["cells"]] == [1, 2]
    assert [cell["id"] for cell in found["cells"]] == ["c0", "c1"]
    assert results.reminder(package.load(project / "data")) == ""
    before = path.read_bytes()
    runner.run(project)
    assert path.read_bytes() == before


def test_a_cell_that_fails_is_named_and_its_notebook_stays_as_it_was(project):
    path = write(project / "chapters" / "01-a.ipynb", "1", "1 / 0", "2")
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"chapters/01-a.ipynb, cell 2: ZeroDivisionError"):
        runner.run(project)
    assert path.read_bytes() == before
    assert not (project / "data" / results.FOLDER).exists()


def test_a_warning_is_an_error(project):
    write(project / "appendices" / "a.ipynb", "import warnings; warnings.warn('odd')")
    with pytest.raises(UserError, match=r"appendices/a.ipynb, cell 1 warns: .*odd"):
        runner.run(project)


def test_what_is_no_notebook_is_named(project):
    path = project / "chapters" / "01-a.ipynb"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match=r"chapters/01-a.ipynb: not a notebook"):
        runner.run(project)


def test_a_run_names_the_files_that_come_out_otherwise(project):
    write(project / "chapters" / "01-a.ipynb", "1 + 1")
    changed = write(project / "chapters" / "02-b.ipynb", "2 + 2")
    shown = ["chapters/01-a.ipynb", "chapters/02-b.ipynb", "data/results/DIGEST"]
    assert runner.run(project) == shown
    assert runner.run(project) == []
    changed.write_text(changed.read_text(encoding="utf-8").replace('"4"', '"5"'), encoding="utf-8")
    assert runner.run(project) == ["chapters/02-b.ipynb"]
    assert runner.run(project) == []


def test_a_figure_says_its_caption_name_and_alternative_text_where_the_book_looks():
    shown = new_output("display_data", {"image/svg+xml": "<svg/>"}, metadata={"themeshift": FIGURE})
    notebook = new_notebook()
    notebook.cells = [
        new_code_cell("a", outputs=[shown], metadata={"tags": ["hide-input"], "mine": 1}),
        new_code_cell("b", metadata={"mystnb": {"image": {"alt": "left over"}}}),
        new_markdown_cell("c", metadata={"x": 1}),
    ]
    runner.clean(notebook)
    first, second, third = (cell.metadata for cell in notebook.cells)
    assert first == {
        "tags": ["hide-input"],
        "mystnb": {
            "figure": {
                "caption": "**It fell.** * [CSV](page:data/results/x.csv)", "name": "fig-x",
            },
            "image": {"alt": "A line"},
        },
    }  # fmt: skip
    assert second == third == {}
