"""Notebooks executed in order, in two lanes, to the same bytes each time.

Chapters run one after the other, appendices beside them. A notebook is written once all of its
cells have run, without anything that depends on the day, the machine or the folder. A figure's
caption (MyST), name and alternative text, which come with its output, are copied to where the book's
renderer looks for them.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from themeshift import UserError, package, results

#: Where notebooks are; a lane each. In a lane they run in the order of their names.
LANES = ("chapters", "appendices")
#: What a run in another folder needs, and what it may write.
COPIED = ("themeshift", "data", *LANES)
COMPARED = ("data/results", *LANES)
#: Variables of every kernel that a run starts; one thread each, so that sums keep their order.
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

Progress = Callable[[str], None]


class RunError(UserError):
    """A notebook that cannot be run; the first line says which and why."""


def project_root() -> Path:
    """Return the folder that holds the package, the data and the notebooks."""
    return Path(__file__).resolve().parents[2]


def find_notebooks(root: Path) -> list[Path]:
    """Return the notebooks under `root`, lane by lane, in the order in which they run."""
    return [path for lane in LANES for path in sorted((root / lane).glob("[!.]*.ipynb"))]


def choose(root: Path, names: Sequence[str]) -> list[Path]:
    """Return the notebooks that `names` ask for, by path, file name or stem; all where empty.

    Raises RunError when one does not exist.
    """
    known = find_notebooks(root)
    stems = {Path(name).name.removesuffix(".ipynb") for name in names}
    if unknown := stems - {path.stem for path in known}:
        raise RunError(f"{min(unknown)[:80]!r}: no such notebook in {' or '.join(LANES)}")
    return [path for path in known if not stems or path.stem in stems]


def run(notebooks: Sequence[Path], root: Path, progress: Progress) -> None:
    """Execute notebooks and rewrite each in place; after a run of all, note the digest that the data had before.

    `root` comes first on the kernels' import path. Raises RunError at the first cell that fails;
    that notebook stays as it was.
    """
    data = package.load(root / "data")
    stop = threading.Event()

    def lane(paths: list[Path]) -> None:
        for path in paths:
            if stop.is_set():
                return
            started = time.monotonic()
            try:
                notebook = execute(path, root)
            except BaseException:
                stop.set()
                raise
            clean(notebook)
            results.replace(path, text_of(notebook))
            progress(f"{shown(path)}  {time.monotonic() - started:.1f} s")

    lanes = [[path for path in notebooks if path.parent.name == name] for name in LANES]
    with ThreadPoolExecutor(len(LANES)) as pool:
        running = [pool.submit(lane, paths) for paths in lanes if paths]
        try:
            for each in running:
                each.result()
        finally:
            stop.set()
    if set(find_notebooks(root)) <= set(notebooks):
        results.note(data)


def check(root: Path, progress: Progress) -> list[str]:
    """Execute all notebooks in a copy; return a line for each file that comes out otherwise."""
    with tempfile.TemporaryDirectory(prefix="themeshift-") as folder:
        copy = Path(folder)
        left_out = shutil.ignore_patterns("__pycache__", "texts", "generated", ".*")
        for name in COPIED:
            shutil.copytree(root / name, copy / name, ignore=left_out)
        shutil.rmtree(copy / "data" / "results", ignore_errors=True)
        run(find_notebooks(copy), copy, progress)
        return list(differences(root, copy))


def read(path: Path) -> NotebookNode:
    """Return a notebook. Raises RunError when the file is none."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise RunError(f"{shown(path)}: not a notebook: {reason}") from error
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """Return a notebook as it is written to a file."""
    text = nbformat.writes(notebook)
    return text if text.endswith("\n") else f"{text}\n"


def execute(path: Path, root: Path) -> NotebookNode:
    """Return a notebook with every cell run in a fresh kernel.

    Raises RunError naming the notebook, the cell and the error; a warning is one.
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
    except CellExecutionError as error:
        tail = _COLOUR_CODE.sub("", error.traceback).rstrip().splitlines()[-12:]
        where = next((n for n, outputs in numbered(notebook) if "error" in outputs), "?")
        lines = [f"{shown(path)}, cell {where}: {error.ename}: {error.evalue}", *tail]
        raise RunError("\n    ".join(lines)) from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise RunError(f"{shown(path)}: {str(error).strip().splitlines()[0]}") from error
    for number, outputs in numbered(notebook):
        if "stderr" in outputs:
            raise RunError(f"{shown(path)}, cell {number} warns: {outputs['stderr'].strip()}")
    return notebook


def environment(root: Path) -> dict[str, str]:
    """Return the variables of a kernel: nothing of the caller's Python, nothing in its home."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PYTHON")}
    home = project_root() / "_build" / "home"
    home.mkdir(parents=True, exist_ok=True)
    places = {"IPYTHONDIR": str(home / "ipython"), "MPLCONFIGDIR": str(home / "matplotlib")}
    return {**kept, **places, **ENVIRONMENT, "PYTHONPATH": str(root)}


def numbered(notebook: NotebookNode) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each code cell's place among all cells, from 1, and its outputs by kind."""
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type == "code":
            yield number, {one.get("name", one.output_type): one.get("text", "")
                           for one in cell.outputs}  # fmt: skip


def clean(notebook: NotebookNode) -> None:
    """Keep of the metadata what is the same on every machine; number the cells that ran."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    kept = {key: notebook.metadata[key] for key in FRONT_MATTER if key in notebook.metadata}
    notebook.metadata = nbformat.from_dict(
        {**kept, "kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    number = 0
    for cell in notebook.cells:
        tags = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = number
            tags |= described(cell)
        cell.metadata = nbformat.from_dict(tags)


def described(cell: NotebookNode) -> dict[str, dict[str, dict[str, str]]]:
    """Return the metadata by which the book's renderer captions, names and explains a figure."""
    for output in cell.outputs:
        said = output.get("metadata", {}).get("themeshift")
        if said:
            figure = {"caption": said["caption"], "name": said["name"]}
            return {"mystnb": {"figure": figure, "image": {"alt": said["alt"]}}}
    return {}


def differences(root: Path, copy: Path) -> Iterator[str]:
    """Yield a line for each file that a run wrote otherwise, did not write, or wrote anew."""
    for folder in COMPARED:
        here, there = (
            {path.name: path for path in (place / folder).glob("[!.]*") if path.is_file()}
            for place in (root, copy)
        )
        for name in sorted(here.keys() | there.keys()):
            if name not in here:
                yield f"{folder}/{name}: a run writes it, but it is not in the project"
            elif name not in there:
                yield f"{folder}/{name}: in the project, but no run writes it"
            elif here[name].read_bytes() != there[name].read_bytes():
                yield f"{folder}/{name}: a run gives other bytes, {where(here[name], there[name])}"


def where(here: Path, there: Path) -> str:
    """Say where two files differ first."""
    ours, theirs = (path.read_text(errors="replace").splitlines() for path in (here, there))
    pairs = zip(ours, theirs, strict=False)
    for number, (found, expected) in enumerate(pairs, 1):
        if found != expected:
            return f"first in line {number}: {found.strip()[:80]!r}, not {expected.strip()[:80]!r}"
    return f"{len(ours)} lines in place of {len(theirs)}"


def shown(path: Path) -> str:
    """Return a notebook's path as a reader of the project knows it."""
    return "/".join(path.parts[-2:])
