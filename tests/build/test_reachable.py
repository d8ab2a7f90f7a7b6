"""What no notebook, page, command or extension reaches does not stay."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

from vulture import Vulture

from themeshift.build import runner

ROOT = runner.project_root()
#: Called by name by Sphinx, Jupyter or html.parser.
CALLED_BY_NAME = [
    "setup", "run", "visit_*", "depart_*", "handle_*", "_repr_*_", "default_priority", "formats",
    "required_arguments", "option_spec", "error", "nodes",
]  # fmt: skip
KINDS = {"function", "method", "class", "import", "property"}


def notebooks_as_code(folder: Path) -> list[Path]:
    """Write the code cells of each notebook as a module, so that what they use is used."""
    written = []
    for path in runner.find_notebooks(ROOT):
        cells = runner.read(path).cells
        code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        written.append(folder / f"{path.stem.replace('-', '_')}.py")
        written[-1].write_text(code, encoding="utf-8")
    return written


def test_every_function_and_class_is_reached(tmp_path):
    finder = Vulture(ignore_names=CALLED_BY_NAME, ignore_decorators=["@commands.command"])
    finder.scavenge([ROOT / "themeshift", ROOT / "_ext", *notebooks_as_code(tmp_path)])
    chapter = (ROOT / "themeshift" / "add" / "chapter.ipynb").read_text(encoding="utf-8")
    unused = [
        f"{item.filename.relative_to(ROOT)}:{item.first_lineno} {item.name}"
        for item in finder.get_unused_code(min_confidence=60)
        if item.typ in KINDS and not re.search(rf"\.{item.name}\b", chapter)
    ]
    assert unused == []


def test_every_script_and_template_is_asked_for():
    pages = [*ROOT.glob("*.md"), *(ROOT / "appendices").glob("*.md")]
    asked = "".join(path.read_text(encoding="utf-8") for path in pages)
    asked += "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "themeshift").rglob("*.py")
    )
    asked += (ROOT / "_config.yml").read_text(encoding="utf-8")
    scripts = [path.name for path in (ROOT / "_scripts").glob("*.[cj]s*")]
    assert [name for name in scripts if name not in asked] == []


def test_all_tests_can_be_collected_at_once():
    """`make test-slow` asks all folders; two modules of one name would stop it."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)


def test_no_folder_of_tests_is_left_out(pytestconfig):
    """By default pytest passes over folders named build, and says nothing."""
    folders = {path.parent.name for path in (ROOT / "tests").rglob("test_*.py")}
    left_out = pytestconfig.getini("norecursedirs")
    assert [name for name in folders if any(fnmatch(name, one) for one in left_out)] == []


def test_imports_run_downwards_only():
    """A folder is a stage of the work: see the order below, lowest first."""
    stages = [
        {"package", "problem", "reading", "results", "rules", "text"},
        {"measures"}, {"prose"}, {"claims"}, {"narrative"}, {"pages", "figures"},
        {"build"}, {"add"},
    ]  # fmt: skip
    floor = {name: place for place, names in enumerate(stages) for name in names}
    found = []
    for path in (ROOT / "themeshift").rglob("*.py"):
        here = path.relative_to(ROOT / "themeshift").with_suffix("").parts[0]
        if here.startswith("__"):
            continue
        text = path.read_text(encoding="utf-8")
        used = re.findall(r"^from themeshift\.(\w+)", text, re.MULTILINE)
        used += [
            name.strip()
            for line in re.findall(r"^from themeshift import (.+)$", text, re.MULTILINE)
            for name in line.split(",")
        ]
        for name in used:
            assert here in floor, f"{here}: a stage that the list above lacks"
            if name in floor and floor[name] > floor[here]:
                found.append(f"{path.relative_to(ROOT)} imports {name}")
    assert found == []
