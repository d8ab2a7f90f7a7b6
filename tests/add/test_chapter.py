"""The chapter of a new phase: a valid notebook that quotes only what every phase has."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
import pytest

from themeshift import results
from themeshift.add import chapter
from themeshift.narrative import phases
from themeshift.package import Package
from themeshift.prose import values

QUOTED = re.compile(r"\{(?:num|glue:text)\}`([^`]+)`")


def made(label: str = "Third contract, 2026") -> nbformat.NotebookNode:
    return nbformat.reads(chapter.notebook("2026-contract", label), as_version=4)


def prose(notebook: nbformat.NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def test_it_is_a_notebook_that_was_not_run_and_has_no_blank() -> None:
    notebook = made()
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count is None and not cell.outputs for cell in code)
    assert "{{" not in json.dumps(notebook)
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    assert notebook.cells[0].source.startswith("# Third contract, 2026\n")


def test_every_value_that_it_quotes_is_there_for_each_phase_but_the_first(
    data: Package, small: Package
) -> None:
    quoted = set(QUOTED.findall(prose(made())))
    assert {"before", "since-balance", "leading"} <= quoted
    for package in (data, small):
        for phase in package.phases["phase_id"][1:]:
            values = phases.values(package, phase)
            assert quoted <= values.keys()
            assert all(values[key].text for key in quoted)


def test_its_cells_run_for_a_phase_of_the_data(
    data: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "write", lambda *_: None)
    monkeypatch.setattr(
        values, "glue_all", lambda named, keys: [named[key] for key in keys.split()]
    )
    text = chapter.notebook(data.phases["phase_id"].iloc[-1], "The contract")
    names: dict[str, object] = {}
    for cell in nbformat.reads(text, as_version=4).cells:
        if cell.cell_type == "code":
            exec(cell.source, names)  # noqa: S102


def test_no_number_is_typed_in_it() -> None:
    text = QUOTED.sub("", prose(made("The contract")))
    assert not re.search(r"\d", text)


@pytest.mark.parametrize(
    "label",
    ["<script>alert(1)</script>", "[x](javascript:y)", "A `{fr}`b``", "$x$ & #y *z*", "a|b"],
)
def test_markup_in_a_label_is_plain_text(label: str) -> None:
    title = made(label).cells[0].source.split("\n")[0]
    assert re.sub(r"\\(.)", r"\1", title) == f"# {label}"
    assert not re.search(r"(?<!\\)[<>`$*|\[\]{}&]", title)


def test_its_number_follows_the_highest_and_its_name_says_kind_and_year(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    given = {"phase_id": "p", "label": "P", "kind": "review", "date_earliest": "2027-01-02"}
    assert chapter.write(tmp_path, tmp_path / "a", given) == "chapters/01-review-2027.ipynb"
    for name in ("01-a.ipynb", "07-b.ipynb", "synthesis.ipynb", "99.md"):
        (tmp_path / "chapters" / name).touch()
    assert chapter.write(tmp_path, tmp_path / "b", given) == "chapters/08-review-2027.ipynb"
    assert (tmp_path / "b" / "chapters" / "08-review-2027.ipynb").is_file()
