"""Notebooks executed in order, to the same bytes each time.

Chapters run one after the other, appendices beside them. A notebook is written once all of its
cells have run, without anything that depends on the day, the machine or the folder.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

import click
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from themeshift import UserError, package, results

#: Where notebooks are; in each folder they run in the order of their names.
FOLDERS = ("chapters", "appendices")
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


def project_root() -> Path:
    """Return the folder that holds the package, the data and the notebooks."""
    return Path(__file__).resolve().parents[2]


def find_notebooks(root: Path) -> list[Path]:
    """Return the notebooks under `root`, folder by folder, in the order in which they run."""
    return [path for folder in FOLDERS for path in sorted((root / folder).glob("[!.]*.ipynb"))]


def run(root: Path) -> list[str]:
    """Execute the notebooks and rewrite each in place; then note the digest of the data.

    `root` comes first on the kernels' import path. Returns the files that came out otherwise than
    they were. Raises UserError at the first cell that fails; that notebook stays as it was.
    """
    data, before = package.load(root / "data"), contents(root)
    with ThreadPoolExecutor(len(FOLDERS)) as pool:
        list(pool.map(_run_folder, FOLDERS, repeat(root)))
    results.note(data)
    after = contents(root)
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def _run_folder(folder: str, root: Path) -> None:
    """Execute the notebooks of a folder, one after the other."""
    for path in find_notebooks(root):
        if path.parent.name == folder:
            notebook = execute(path, root)
            clean(notebook)
            results.replace(path, f"{nbformat.writes(notebook)}\n")
            print(shown(path), flush=True)


def contents(root: Path) -> dict[str, bytes]:
    """Return the bytes of each file that a run may write, by its path below `root`."""
    files = [*find_notebooks(root), *(root / "data" / results.FOLDER).glob("*")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


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
        lines = click.unstyle(str(error)).strip().splitlines()
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


def shown(path: Path) -> str:
    """Return a notebook's path as a reader of the project knows it."""
    return "/".join(path.parts[-2:])
