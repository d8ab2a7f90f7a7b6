"""Notebooks executed, two at a time, to the same bytes each time.

None needs what another has computed. A notebook is written once all of its cells have run, without
anything that depends on the day, the machine or the folder.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat, zip_longest
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from themeshift import UserError, package, results

#: Where notebooks are, which run in the order of their names.
FOLDERS = ("chapters", "appendices")
AT_ONCE = 2
#: What a run in another folder needs, and what it may write.
COPIED = ("themeshift", "data", *FOLDERS)
COMPARED = ("data/results", *FOLDERS)
#: Variables of what a run or a build starts, so that nothing depends on who starts it, where and
#: when; one thread each, so that sums keep their order.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
CELL_TIMEOUT = 600
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
#: What an author may say of a page: the front matter of a notebook.
FRONT_MATTER = ("description", "scripts", "styles", "lang")
_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")


def project_root() -> Path:
    """Return the folder that holds the package, the data and the notebooks."""
    return Path(__file__).resolve().parents[2]


def find_notebooks(root: Path, names: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks under `root` in the order in which they run.

    names: path, file name or stem of those that are asked for; all where empty. Raises UserError
    when one does not exist.
    """
    known = [path for folder in FOLDERS for path in sorted((root / folder).glob("[!.]*.ipynb"))]
    stems = {Path(name).stem for name in names}
    if unknown := stems - {path.stem for path in known}:
        raise UserError(f"{min(unknown)[:80]!r}: no such notebook in {' or '.join(FOLDERS)}")
    return [path for path in known if not stems or path.stem in stems]


def run(notebooks: Sequence[Path], root: Path) -> None:
    """Execute notebooks and rewrite each in place; after a run of all, note the digest of the data.

    `root` comes first on the kernels' import path. Raises UserError at the first cell that fails;
    that notebook stays as it was.
    """
    data = package.load(root / "data")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name in pool.map(renew, notebooks, repeat(root)):
            print(name, flush=True)
    if set(find_notebooks(root)) <= set(notebooks):
        results.note(data)


def renew(path: Path, root: Path) -> str:
    """Execute a notebook and write it anew; return its name. Raises UserError as `execute`."""
    notebook = execute(path, root)
    clean(notebook)
    results.replace(path, f"{nbformat.writes(notebook)}\n")
    return shown(path)


def check(root: Path) -> list[str]:
    """Execute all notebooks in a copy; return a line for each file that comes out otherwise."""
    with tempfile.TemporaryDirectory(prefix="themeshift-") as folder:
        copy = Path(folder)
        left_out = shutil.ignore_patterns("__pycache__", "texts", "results", "generated", ".*")
        for name in COPIED:
            shutil.copytree(root / name, copy / name, ignore=left_out)
        run(find_notebooks(copy), copy)
        return list(differences(root, copy))


def read(path: Path) -> NotebookNode:
    """Return a notebook. Raises UserError when the file is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (ValueError, nbformat.ValidationError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise UserError(f"{shown(path)}: not a notebook: {reason}") from error
    return notebook


def execute(path: Path, root: Path) -> NotebookNode:
    """Return a notebook with every cell run in a fresh kernel.

    Raises UserError naming the notebook, the code cell and the error; a warning is one.
    """
    notebook = read(path)
    client = NotebookClient(
        notebook,
        # Kernels listen on plain TCP otherwise, and say so in every log.
        km=AsyncKernelManager(kernel_name=KERNEL["name"], transport_encryption="required"),
        record_timing=False,
        timeout=CELL_TIMEOUT,
        iopub_timeout=CELL_TIMEOUT,  # on a busy machine outputs may come late
        raise_on_iopub_timeout=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(cleanup_kc=True, env=environment(root))
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        lines = _COLOUR_CODE.sub("", str(error)).strip().splitlines()
        place = f"{shown(path)}, cell {client.code_cells_executed}"
        raise UserError("\n    ".join([f"{place}: {lines[-1]}", *lines[-12:-1]])) from error
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.get("name") == "stderr":
                place = f"{shown(path)}, cell {cell.execution_count}"
                raise UserError(f"{place} warns: {output.text.strip()}")
    return notebook


def environment(root: Path) -> dict[str, str]:
    """Return the variables of a process: nothing of the caller's Python, nothing in its home."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    home = project_root() / "_build" / "home"
    places = {"IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": str(home / "matplotlib")}
    return {**kept, **places, **ENVIRONMENT, "PYTHONPATH": str(root)}


def clean(notebook: NotebookNode) -> None:
    """Keep of the metadata what is the same on every machine; number the cells that ran.

    A figure's caption (MyST), name and alternative text, which come with its output, are copied to
    where the book's renderer looks for them.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    kept = {key: notebook.metadata[key] for key in FRONT_MATTER if key in notebook.metadata}
    kept |= {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(kept)
    number = 0
    for cell in notebook.cells:
        kept = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
        for output in cell.get("outputs", ()):
            if "execution_count" in output:
                output.execution_count = number
            if figure := output.get("metadata", {}).get("themeshift"):
                named = {"caption": figure["caption"], "name": figure["name"]}
                kept["mystnb"] = {"figure": named, "image": {"alt": figure["alt"]}}
        cell.metadata = nbformat.from_dict(kept)


def differences(root: Path, copy: Path) -> Iterator[str]:
    """Yield a line for each file that a run wrote otherwise, did not write, or wrote anew."""
    here, there = contents(root), contents(copy)
    for name in sorted({*here, *there}):
        lines = zip_longest(here.get(name, []), there.get(name, []), fillvalue="nothing")
        for number, (old, new) in enumerate(lines, 1):
            if old != new:
                yield f"{name}: line {number} is {old[:80]!r}, {new[:80]!r} after a run"
                break


def contents(root: Path) -> dict[str, list[str]]:
    """Return the lines, with their ends, of each file that a run may write."""
    return {
        f"{folder}/{path.name}": path.read_bytes().decode(errors="replace").splitlines(True)
        for folder in COMPARED
        for path in (root / folder).glob("[!.]*")
        if path.is_file()
    }


def shown(path: Path) -> str:
    """Return a notebook's path as a reader of the project knows it."""
    return "/".join(path.parts[-2:])
