"""Notebooks run in order, come out the same each time, and stay as they were where one fails."""

from __future__ import annotations

import json
import shutil

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
    (chosen,) = runner.find_notebooks(project, ["chapters/02-b.ipynb"])
    assert chosen.stem == "02-b"
    with pytest.raises(UserError, match="no such notebook"):
        runner.find_notebooks(project, ["03-c"])


def test_a_run_cleans_numbers_and_notes_the_data_and_a_second_one_changes_nothing(project):
    path = write(
        project / "chapters" / "01-a.ipynb", "import sys, os", "hash('a'), os.environ['TZ']",
        description="What it is", authors=[{"name": "someone"}], kernelspec={"name": "mine", "display_name": "Mine"},
    )  # fmt: skip
    runner.run([path], project)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert set(found["metadata"]) == {"description", "kernelspec", "language_info"}
    assert found["metadata"]["language_info"] == {"name": "python"}
    assert [cell["execution_count"] for cell in found["cells"]] == [1, 2]
    assert [cell["id"] for cell in found["cells"]] == ["c0", "c1"]
    assert results.reminder(package.load(project / "data")) == ""
    before = path.read_bytes()
    runner.run([path], project)
    assert path.read_bytes() == before


def test_a_run_of_some_notebooks_does_not_vouch_for_the_results_of_all(project):
    path = write(project / "chapters" / "01-a.ipynb", "1")
    write(project / "chapters" / "02-b.ipynb", "1")
    runner.run([path], project)
    assert results.reminder(package.load(project / "data")) != ""


def test_a_cell_that_fails_is_named_and_its_notebook_stays_as_it_was(project):
    path = write(project / "chapters" / "01-a.ipynb", "1", "1 / 0", "2")
    before = path.read_bytes()
    with pytest.raises(UserError, match=r"chapters/01-a.ipynb, cell 2: ZeroDivisionError"):
        runner.run([path], project)
    assert path.read_bytes() == before
    assert not (project / "data" / results.FOLDER).exists()


def test_a_warning_is_an_error(project):
    path = write(project / "appendices" / "a.ipynb", "import warnings; warnings.warn('odd')")
    with pytest.raises(UserError, match=r"appendices/a.ipynb, cell 1 warns: .*odd"):
        runner.run([path], project)


def test_what_is_no_notebook_is_named(project):
    path = project / "chapters" / "01-a.ipynb"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match=r"chapters/01-a.ipynb: not a notebook"):
        runner.run([path], project)


def test_check_leaves_the_project_alone_and_names_what_differs(project):
    write(project / "chapters" / "01-a.ipynb", "1 + 1")
    write(project / "chapters" / "02-b.ipynb", "2 + 2")
    shutil.copytree(runner.project_root() / "themeshift", project / "themeshift")
    runner.run(runner.find_notebooks(project), project)
    assert runner.check(project) == []
    path = project / "chapters" / "02-b.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('"4"', '"5"'), encoding="utf-8")
    stray = project / "data" / "results" / "stray.csv"
    stray.write_text("a\n1\n", encoding="utf-8")
    before = path.read_bytes()
    found = runner.check(project)
    assert [line.partition(":")[0] for line in found] == [
        "chapters/02-b.ipynb", "data/results/stray.csv",
    ]  # fmt: skip
    assert found[1].endswith("line 1 is 'a\\n', 'nothing' after a run")
    assert path.read_bytes() == before


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
