"""Are the chapters executed, in order, to the same bytes?

Notebooks run one after the other, each in a kernel that no other notebook has used, in the order
of their names: chapters first, then appendices. While one runs, the kernel of the next one starts
and loads the modules that its notebook imports; where the system allows it, kernels are forked off
one process that has loaded what all notebooks import. A notebook is written aside and renamed into
place once all of its cells have run, so that whatever stops the run leaves every notebook whole.
Nothing that depends on the day, the machine or the folder is kept.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import difflib
import os
import queue
import re
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from themeshift import UserError, forkserver

FOLDERS = ("chapters", "appendices")
"""Where notebooks are looked for, in the order in which they run."""

COPIED = ("themeshift", "data", *FOLDERS)
"""What a run in another folder needs."""

COMPARED = ("data/results", *FOLDERS)
"""What a run may write."""

ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "agg",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    # One thread: sums in the same order on any machine, and no two kernels in each other's way.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Variables that every kernel gets, whatever the caller's are."""

CELL_TIMEOUT = 600
"""Seconds after which a cell is taken to hang."""

KEPT_CELL_METADATA = ("tags", "mystnb")

_COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")
_TRACEBACK_LINES = 12

Progress = Callable[[str], None]


class Client(NotebookClient):
    """Executes a notebook on a kernel that others start and stop, and leaves signals to them."""

    @contextlib.asynccontextmanager
    async def async_setup_kernel(self, **options: object) -> AsyncIterator[None]:
        """Do nothing: nbclient would start the kernel, and end it on a signal and once more after
        it, and would take the handlers of signals away from the whole program.
        """
        yield


class RunError(UserError):
    """A notebook that cannot be run; the first line says which and why."""


def project_root() -> Path:
    """Return the folder that holds the package, the data and the notebooks."""
    return Path(__file__).resolve().parent.parent


def find_notebooks(root: Path) -> list[Path]:
    """Return the notebooks under ``root`` in the order in which they run."""
    return [path for folder in FOLDERS for path in sorted((root / folder).glob("[!.]*.ipynb"))]


def choose(root: Path, names: Sequence[str]) -> list[Path]:
    """Return the notebooks that ``names`` ask for (all of them when empty), in running order.

    A name is a path, a file name or its stem. Raises ``RunError`` when none fits.
    """
    known = find_notebooks(root)
    if not names:
        return known
    by_stem = {path.stem: path for path in known}
    chosen = set()
    for name in names:
        stem = Path(name).name.removesuffix(".ipynb")
        if stem not in by_stem:
            nearest = difflib.get_close_matches(stem, by_stem, 1, 0.3)
            hint = f"; did you mean {nearest[0]}?" if nearest else ""
            raise RunError(f"{name}: no such notebook in {' or '.join(FOLDERS)}{hint}")
        chosen.add(by_stem[stem])
    return [path for path in known if path in chosen]


def run(
    notebooks: Sequence[Path],
    root: Path | None = None,
    progress: Progress = print,
    before: Callable[[], None] = lambda: None,
) -> None:
    """Execute notebooks in the given order and rewrite each in place.

    ``root`` is put on the kernels' import path. ``before`` is carried out while the first kernel
    starts; when it raises, no notebook runs. Raises ``RunError`` at the first cell that fails;
    that notebook and those after it stay as they were.
    """
    asyncio.run(_run(list(notebooks), root or project_root(), progress, before))


def check(
    notebooks: Sequence[Path], root: Path | None = None, progress: Progress = print
) -> list[str]:
    """Execute notebooks in a copy of the project; return a line for each file that came out
    with other bytes than it has here. The project itself is left alone.
    """
    root = root or project_root()
    with tempfile.TemporaryDirectory(prefix="themeshift-") as folder:
        copy = Path(folder) / "copy"
        for name in COPIED:
            if (root / name).is_dir():
                left_out = shutil.ignore_patterns("__pycache__", "texts", "generated")
                shutil.copytree(root / name, copy / name, ignore=left_out)
        run([copy / path.relative_to(root) for path in notebooks], copy, progress)
        return list(_differences(root, copy))


def read(path: Path) -> NotebookNode:
    """Read a notebook. Raises ``RunError`` when the file is not one."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise RunError(f"{_shown(path)}: not a notebook: {reason}") from error
    return notebook


def write(path: Path, notebook: NotebookNode) -> None:
    """Write a notebook aside, then rename it into place."""
    text = nbformat.writes(notebook)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        aside.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def clean(notebook: NotebookNode) -> None:
    """Keep of the metadata what is the same on every machine; number the cells that ran.

    A figure tells its name, caption and alternative text in the metadata of its output; they
    are copied to the cell, where the book's renderer looks for them.
    """
    notebook.nbformat, notebook.nbformat_minor = 4, max(5, notebook.nbformat_minor)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    executed = 0
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in KEPT_CELL_METADATA if key in cell.metadata}
        )
        if cell.cell_type != "code":
            continue
        executed += 1
        cell.execution_count = executed
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = executed
        _describe_figure(cell)


def _describe_figure(cell: NotebookNode) -> None:
    """Set or remove the caption, name and alternative text of a code cell's figure."""
    options = cell.metadata.pop("mystnb", {})
    options.pop("figure", None)
    options.pop("image", None)
    for output in cell.outputs:
        described = output.get("metadata", {}).get("themeshift")
        if described:
            options["figure"] = {"caption": described["caption"], "name": described["name"]}
            options["image"] = {"alt": described["alt"]}
    if options:
        cell.metadata["mystnb"] = options


async def _run(
    notebooks: list[Path], root: Path, progress: Progress, before: Callable[[], None]
) -> None:
    """Execute notebooks one by one, each kernel started while the notebook before it runs
    and stopped while the one after it does.
    """
    with contextlib.ExitStack() as ends:
        server = None
        if notebooks and forkserver.supported():
            common = _common_imports(notebooks)
            server = forkserver.ForkServer(common, root, _environment(root))
            ends.callback(server.close)
        waiting = asyncio.create_task(_prepare(notebooks[0], root, server)) if notebooks else None
        stopping: list[asyncio.Task[None]] = []
        try:
            await asyncio.to_thread(before)
            for number, path in enumerate(notebooks, 1):
                started = time.monotonic()
                try:
                    client = await asyncio.shield(
                        waiting
                    )  # a kernel half started cannot be stopped
                except RuntimeError as error:
                    raise RunError(f"{_shown(path)}: its kernel did not start: {error}") from error
                following = notebooks[number : number + 1]
                waiting = (
                    asyncio.create_task(_prepare(following[0], root, server)) if following else None
                )
                try:
                    await _execute(client, path)
                except BaseException:
                    client.shutdown_kernel = "immediate"  # it may be at work, and tell of its end
                    raise
                finally:
                    stopping.append(asyncio.create_task(client._async_cleanup_kernel()))
                clean(client.nb)
                write(path, client.nb)
                seconds = time.monotonic() - started
                progress(f"[{number}/{len(notebooks)}] {_shown(path)}  {seconds:.1f} s")
        finally:
            if waiting is not None:
                await _discard(waiting)
            await asyncio.gather(*stopping)


def _environment(root: Path) -> dict[str, str]:
    """Return the variables of every kernel."""
    unwanted = (
        "PYTHONDONTWRITEBYTECODE", "PYTHONOPTIMIZE", "PYTHONSAFEPATH", "PYTHONWARNINGS",
    )  # fmt: skip
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, **ENVIRONMENT, "PYTHONPATH": str(root)}


async def _prepare(path: Path, root: Path, server: forkserver.ForkServer | None) -> NotebookClient:
    """Read a notebook and start a kernel for it that has loaded what the notebook imports."""
    notebook = read(path)
    client = Client(
        notebook,
        record_timing=False,
        timeout=CELL_TIMEOUT,
        # By default outputs that come later than 4 s, as on a busy machine, are dropped unsaid.
        iopub_timeout=CELL_TIMEOUT,
        raise_on_iopub_timeout=True,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    # Kernels listen on plain TCP otherwise, and say so in every log.
    client.km = AsyncKernelManager(kernel_name="python3", transport_encryption="required")
    if server is not None:
        client.km.provisioner = forkserver.ForkProvisioner(
            server, kernel_id=path.stem, kernel_spec=client.km.kernel_spec, parent=client.km
        )
    await client.async_start_new_kernel(env=_environment(root))
    await client.async_start_new_kernel_client()
    # Modules are loaded, no name is bound: a cell still has to import what it uses. Whatever goes
    # wrong here goes wrong again, and is told, in the cell that imports.
    await _answered(client, client.kc.execute(f"exec({imports(notebook)!r}, {{}})", silent=True))
    return client


async def _answered(client: NotebookClient, request: str) -> None:
    """Wait for the kernel's answer to a request, as long as a cell may take."""
    deadline = time.monotonic() + CELL_TIMEOUT
    while await client.km.is_alive() and time.monotonic() < deadline:
        try:
            answer = await client.kc.get_shell_msg(timeout=1)
        except queue.Empty:
            continue
        if answer["parent_header"].get("msg_id") == request:
            return


def imports(notebook: NotebookNode) -> str:
    """Return the import statements of a notebook, one a line and one name a statement; nothing
    where a cell cannot be read.
    """
    source = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return ""
    found = []
    for node in statements:
        if isinstance(node, ast.Import):
            found += [ast.Import([name]) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [ast.ImportFrom(node.module, [name], node.level) for name in node.names]
    return "\n".join(map(ast.unparse, found))


def _common_imports(notebooks: Sequence[Path]) -> str:
    """Return the import statements that all notebooks have, in the order of the first one."""
    each = [imports(read(path)).splitlines() for path in notebooks]
    return "\n".join(line for line in each[0] if all(line in lines for lines in each))


async def _discard(waiting: asyncio.Task[NotebookClient]) -> None:
    """Stop the kernel that was started for a notebook whose turn never came."""
    try:
        client = await waiting
    except (RunError, RuntimeError, asyncio.CancelledError):
        return
    client.shutdown_kernel = "immediate"
    await client._async_cleanup_kernel()


async def _execute(client: NotebookClient, path: Path) -> None:
    """Run every cell. Raises ``RunError`` naming the notebook, the cell and the error."""
    try:
        await client.async_execute()
    except CellExecutionError as error:
        where = _failed_cell(client.nb)
        raise RunError(
            f"{_shown(path)}, {where}: {error.ename}: {error.evalue}\n{_tail(error.traceback)}"
        ) from error
    except CellTimeoutError as error:
        raise RunError(f"{_shown(path)}: a cell took more than {CELL_TIMEOUT} s") from error
    except DeadKernelError as error:
        if asyncio.current_task().cancelling():  # nbclient takes whatever ends a cell for this
            raise asyncio.CancelledError from None
        raise RunError(f"{_shown(path)}: the kernel was stopped") from error
    for number, cell in enumerate(client.nb.cells, 1):
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                line = output.text.strip().splitlines()[-1]
                raise RunError(f"{_shown(path)}, cell {number} ({cell.id}) warns: {line}")


def _failed_cell(notebook: NotebookNode) -> str:
    """Name the cell whose output is an error: its place among all cells, from 1, and its id."""
    for number, cell in enumerate(notebook.cells, 1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"cell {number} ({cell.id})"
    return "a cell"


def _tail(traceback: str) -> str:
    """Return the last lines of a traceback, without colours."""
    lines = _COLOUR_CODE.sub("", traceback).rstrip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-_TRACEBACK_LINES:])


def _differences(root: Path, copy: Path) -> Iterator[str]:
    """Yield a line for each file that a run wrote otherwise, did not write, or wrote anew."""
    for folder in COMPARED:
        pattern = "*.ipynb" if folder in FOLDERS else "*"
        here = {path.name: path for path in (root / folder).glob(pattern) if path.is_file()}
        there = {path.name: path for path in (copy / folder).glob(pattern) if path.is_file()}
        for name in sorted(here.keys() | there.keys()):
            if name not in here:
                yield f"{folder}/{name}: a run writes it, but it is not in the project"
            elif name not in there:
                yield f"{folder}/{name}: in the project, but a run does not write it"
            elif here[name].read_bytes() != there[name].read_bytes():
                yield f"{folder}/{name}: a run gives other bytes{_where(here[name], there[name])}"


def _where(here: Path, there: Path) -> str:
    """Say where two files differ: the first cell of a notebook, the first row of a table."""
    if here.suffix == ".ipynb":
        ours, theirs = read(here).cells, read(there).cells
        for number, (mine, other) in enumerate(zip(ours, theirs, strict=False), 1):
            if mine != other:
                return f", first in cell {number} ({mine.id})"
        return ""
    ours, theirs = here.read_bytes().splitlines(), there.read_bytes().splitlines()
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if mine != other:
            found, expected = mine.decode(errors="replace"), other.decode(errors="replace")
            return f", first in line {number}: found {found[:80]!r}, a run gives {expected[:80]!r}"
    return f": found {len(ours)} lines, a run gives {len(theirs)}"


def _shown(path: Path) -> str:
    """Return a path as a reader of the project knows it."""
    return "/".join(path.parts[-2:])
